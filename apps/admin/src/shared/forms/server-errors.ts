import type { FieldError } from '@jifen/contracts';

export type FieldPath = (string | number)[];

export interface PlacedErrors {
  /** What belongs to a field of the form. */
  fields: { name: FieldPath; errors: FieldError[] }[];
  /** What belongs to none of them. */
  rest: FieldError[];
}

/** An RFC 6901 pointer as the path of a form field: `/items/0/sku` is `['items', 0, 'sku']`. */
export function pathOfPointer(pointer: string): FieldPath | undefined {
  if (!pointer.startsWith('/')) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^(0|[1-9]\d*)$/.test(part) ? Number(part) : part));
}

/** Puts the server's errors on the fields that the form has; an error inside a list falls on the list's field. */
export function placeErrors(errors: readonly FieldError[], fieldNames: readonly string[]): PlacedErrors {
  const byField = new Map<string, FieldError[]>();
  const rest: FieldError[] = [];
  for (const error of errors) {
    const [head] = pathOfPointer(error.pointer) ?? [];
    if (typeof head === 'string' && fieldNames.includes(head)) {
      byField.set(head, [...(byField.get(head) ?? []), error]);
    } else {
      rest.push(error);
    }
  }
  return { fields: [...byField].map(([name, list]) => ({ name: [name], errors: list })), rest };
}
