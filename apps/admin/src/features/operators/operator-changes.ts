import type { OperatorView, Role, UpdateOperatorRequest } from '@jifen/contracts';

/** What the dialog's form holds. */
export interface OperatorValues {
  email?: string;
  name: string;
  roles: Role[];
  status?: OperatorView['status'];
  password?: string;
}

/** Only what differs from what was read, with the version that was read. */
export function changesOf(stored: OperatorView, values: OperatorValues): UpdateOperatorRequest {
  const changes: UpdateOperatorRequest = { version: stored.version };
  const name = values.name.trim();
  if (name !== stored.name) changes.name = name;
  if (!sameSet(values.roles, stored.roles)) changes.roles = values.roles;
  if (values.status && values.status !== stored.status) changes.status = values.status;
  if (values.password) changes.password = values.password;
  return changes;
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}
