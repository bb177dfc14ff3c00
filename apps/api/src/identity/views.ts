import type { OperatorView } from '@jifen/contracts';
import { type Caller, isoTime, type OperatorPrincipal } from '../platform/index.js';
import { permissionsOf } from './domain/allows.js';
import type { OperatorRow } from './operators.repository.js';

/** Where a request came from, for those that have no caller yet. */
export type Origin = Pick<Caller, 'ip' | 'traceId'>;

/** An operator as the guard found it, with the session that the request belongs to. */
export interface ConsolePrincipal extends OperatorPrincipal {
  sessionId: string;
}

export function operatorView(row: OperatorRow): OperatorView {
  const { operatorId, email, name, roles, status, version } = row;
  return {
    operatorId,
    email,
    name,
    roles,
    permissions: permissionsOf(roles),
    status,
    lastLoginAt: row.lastLoginAt && isoTime(row.lastLoginAt),
    createdAt: isoTime(row.createdAt),
    version,
  };
}

/** A principal of its own for every request: the audit log keeps account of them. */
export function consolePrincipal(row: OperatorRow, sessionId: string): ConsolePrincipal {
  const { operatorId, email, name, roles } = row;
  return { kind: 'operator', operatorId, email, name, roles, permissions: new Set(permissionsOf(roles)), sessionId };
}

export function callerOf(row: OperatorRow, sessionId: string, { ip, traceId }: Origin): Caller {
  return { principal: consolePrincipal(row, sessionId), actor: `operator:${row.operatorId}`, ip, traceId };
}
