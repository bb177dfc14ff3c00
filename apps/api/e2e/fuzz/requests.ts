import type { ErrorCode } from '@jifen/contracts';
import type { Dice } from './dice.js';
import type { ApiDocument, Operation, Parameter } from './document.js';
import type { RawRequest } from './http.js';
import { type Meanings, validValue } from './values.js';
import { type Asker, DOOMING, type World } from './world.js';

/** What has to come of a request. */
export type Expectation =
  /** A success, or a refusal for what it means and not for how it looks. */
  | { kind: 'taken' /** Refusals of the input at these places are fine, too. */; unless?: readonly string[] }
  /** A refusal with one of these codes, at this place when it is VALIDATION_FAILED. */
  | { kind: 'refused'; codes: readonly ErrorCode[]; pointer?: string }
  /** One event of a batch is refused, the others are not harmed. */
  | { kind: 'rejected'; index: number; pointer: string }
  /** Anything that is documented, or that no route is there. */
  | { kind: 'sane' };

export interface FuzzRequest {
  operation: Operation;
  label: string;
  asker: Asker;
  method: string;
  /** Path parameters and the query, encoded as they are sent. */
  pathValues: Record<string, string>;
  query: [string, string][];
  headers: Record<string, string>;
  /** The body as a value; `raw` is sent instead when it is there. */
  body: unknown;
  raw?: string | Buffer;
  expected: Expectation;
}

export interface Maker {
  document: ApiDocument;
  world: World;
  dice: Dice;
}

/** Places where a request that fits its schema may still be refused as invalid: fields that must fit each other. */
export const BEYOND_SCHEMA: Record<string, readonly string[]> = {
  // Another request may have changed the password in the meantime.
  Sessions_changePassword: ['/currentPassword'],
  Experiments_create: ['/groups'],
  Experiments_change: ['/groups'],
  Publishing_publish: ['/at', '/percent'],
  Rehearsal_preview: ['/candidate'],
  Backtests_start: ['/candidate', '/toDay'],
};

/** A request that everything about is right: how it looks, who asks, and mostly what it is about. */
export function validRequest(maker: Maker, operation: Operation, asker: Asker): FuzzRequest {
  const { document, world, dice } = maker;
  // In some places it is the code of a rule set and not its rules.
  const isByCode = /\/(experiments|backtests|publish-requests)/.test(operation.path);
  const meanings = { ...world.meanings(document), ...(isByCode ? { ruleSet: () => 'main' } : {}) };
  const options = { document, dice, meanings };
  const pathValues: Record<string, string> = {};
  const query: [string, string][] = [];
  const headers: Record<string, string> = asker.authorization ? { Authorization: asker.authorization } : {};
  for (const parameter of operation.parameters) {
    const { name } = parameter;
    if (parameter.in === 'path') pathValues[name] = encodeURIComponent(pathValue(maker, operation, asker, parameter));
    else if (parameter.in === 'query') {
      const value = parameter.required || dice.chance(50) ? validValue(options, parameter.schema, name) : undefined;
      if (value !== undefined) query.push([name, encodeURIComponent(String(value))]);
    } else if (name === 'X-Requested-With' || dice.chance(30)) headers[name] = String(parameter.schema.examples?.[0]);
  }
  // Whoever logs out takes a session away from those that are refreshed.
  const cookies = operation.path.endsWith('/refresh') ? world.cookies.slice(0, 3) : world.cookies.slice(3);
  if (operation.path.includes('/auth/') && !operation.body && dice.chance(50)) headers['Cookie'] = dice.pick(cookies);
  let body: unknown;
  if (operation.body) {
    headers['Content-Type'] = 'application/json';
    body = validValue({ ...options, meanings: purposeOf(maker, operation, meanings) }, operation.body.schema);
  }
  const { method } = operation;
  const expected = { kind: 'taken', unless: BEYOND_SCHEMA[operation.operationId] ?? [] } as const;
  return { operation, label: 'valid', asker, method, pathValues, query, headers, body, expected };
}

function pathValue({ world, dice, document }: Maker, { path }: Operation, asker: Asker, parameter: Parameter): string {
  if (parameter.name === 'userId' && asker.userId) return asker.userId;
  const pool = (DOOMING.test(path) ? world.doomed : world.pools[parameter.name]) ?? [];
  if (pool.length > 0 && dice.chance(85)) return dice.pick(pool);
  return String(validValue({ document, dice, meanings: {} }, parameter.schema));
}

/** Sometimes fields are only what their schema says, and log-ins are sometimes right. */
function purposeOf({ world, dice }: Maker, { path }: Operation, meanings: Meanings): Meanings {
  if (path.endsWith('/auth/login') && dice.chance(40)) {
    return { email: () => world.operator.email, password: () => world.operator.password };
  }
  if (dice.chance(80) || path.endsWith('/me/password')) return meanings;
  const { bizNo, eventId, source, ...others } = meanings;
  const some = Object.entries(others).filter(() => dice.chance(60));
  // An order whose data is anything is refused for what it says; that is tried elsewhere.
  return { ...Object.fromEntries(some), bizNo, eventId, source, data: others['data'] } as Meanings;
}

/** The request as it goes over the wire. */
export function rawOf({ operation, method, pathValues, query, headers, body, raw }: FuzzRequest): RawRequest {
  const path = operation.path.replace(/\{(\w+)\}/g, (_all, name: string) => pathValues[name] ?? '');
  const search = query.length > 0 ? `?${query.map(([name, value]) => `${name}=${value}`).join('&')}` : '';
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  return { method, target: path + search, headers, body: sent };
}
