export type QueryValue = string | number | boolean | null | undefined;

/** `?a=1&b=x`, or an empty string; values that are empty, null or undefined are left out. Keys keep their order. */
export function queryString(values: Readonly<Record<string, QueryValue>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === '') continue;
    search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** A path with its values put in, each escaped: `path('/users/:userId', {userId: 'a b'})` is `/users/a%20b`. */
export function path(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/:([A-Za-z]+)/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`No value for :${name} in ${template}`);
    return encodeURIComponent(value);
  });
}
