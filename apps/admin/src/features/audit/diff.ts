export interface ChangedField {
  field: string;
  before: string;
  after: string;
}

type Values = Readonly<Record<string, unknown>> | null;

/** The fields that differ between two states, by name; `—` stands for a field that is not there. */
export function changedFields(before: Values, after: Values): ChangedField[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...names].sort().flatMap((field) => {
    const [was, is] = [shown(before?.[field]), shown(after?.[field])];
    return was === is ? [] : [{ field, before: was, after: is }];
  });
}

function shown(value: unknown): string {
  if (value === undefined) return '—';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
