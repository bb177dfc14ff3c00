import { randomBytes } from 'node:crypto';
import { BUILT_IN_EVENT_TYPES, type Scope } from '@jifen/contracts';
import { orderBaseRuleSet } from '@jifen/rules';
import { bearer, type OperatorLogin, type TestApp } from '../support.js';
import type { Dice } from './dice.js';
import type { Access, ApiDocument, Operation } from './document.js';
import { type Fodder, prepareRules } from './rules-world.js';
import { type Meanings, validValue } from './values.js';

/** Who asks: a credential, and the user that it belongs to when it is a user's own. */
export interface Asker {
  kind: 'nobody' | 'client' | 'operator' | 'user';
  authorization: string | undefined;
  userId?: string;
}

/** A programme with something of everything, so that valid requests find what they are about. */
export interface World {
  t: TestApp;
  operator: OperatorLogin;
  /** Values of path and query parameters by name. */
  pools: Record<string, string[]>;
  /** Users that may be frozen, closed and merged. */
  doomed: string[];
  /** Makes what a route uses up: users to be closed, holds to be captured, keys to be revoked. */
  prepare(operation: Operation): Promise<void>;
  /** Cursors with the list (operation and user) that they belong to. */
  cursors: { list: string; cursor: string }[];
  cookies: string[];
  askersOf(access: Access): Promise<Asker[]>;
  meanings(document: ApiDocument): Meanings;
}

const USERS = 12;
const SPARE = 12;
const DAY_MS = 86_400_000;

/** Routes that end a user's life, or some of it. */
export const DOOMING = /\/(freeze|unfreeze|close|merge)$/;

export const newKey = (): string => `k-${randomBytes(8).toString('hex')}`;

/** Fills an opened application with users, points, holds, events, clients, keys and operators. */
export async function buildWorld(t: TestApp): Promise<World> {
  const operator = await t.operator('ADMIN');
  const send = async (method: 'post' | 'put', path: string, body: object, credential = t.apiKey) => {
    const asked = t.http[method](path).set(...bearer(credential));
    const answer = await asked.send(body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const post = (path: string, body: object, credential?: string) => send('post', path, body, credential);
  const get = async (path: string) => (await t.http.get(path).set(...bearer(operator.token))).body;
  const users = Array.from({ length: USERS }, (_none, index) => `user-${index}`);
  const events: string[] = [];
  for (const userId of users) {
    for (const bizNo of [newKey(), newKey()])
      await post(`/api/v1/users/${userId}/grants`, { bizNo, points: 1_000_000, reason: 'fuzz' });
    const eventId = newKey();
    events.push(eventId);
    const data = { currency: 'CNY', amount: 12_300 };
    await post('/api/v1/events', {
      eventId,
      type: 'ORDER_COMPLETED',
      userId,
      occurredAt: new Date().toISOString(),
      data,
    });
  }
  const pools: World['pools'] = { userId: users, eventId: events };
  const statement = await get(`/api/v1/admin/users/${users[0]}/transactions`);
  pools['transactionNo'] = statement.items.map((each: { transactionNo: string }) => each.transactionNo);
  pools['eventNo'] = (await get(`/api/v1/admin/users/${users[0]}/events`)).items.map(
    (each: { eventNo: string }) => each.eventNo,
  );
  const client = await post('/api/v1/admin/api-clients', { name: 'Fuzz', source: 'fuzz' }, operator.token);
  pools['clientId'] = [client.clientId];
  for (let i = 0; i < 3; i++) await t.operator('AUDITOR');
  const operators: { operatorId: string; email: string }[] = (await get('/api/v1/admin/operators?limit=50')).items;
  pools['operatorId'] = operators
    .filter(({ email }) => email.startsWith('auditor'))
    .map(({ operatorId }) => operatorId);
  const cookies = await Promise.all(Array.from({ length: 6 }, () => cookieOf(t, operator)));
  const doomed: string[] = [];
  return {
    ...{ t, operator, pools, doomed, cookies, cursors: [] },
    prepare: (operation) => prepare(operation, { t, send, get, pools, doomed, operator }),
    askersOf: askers(t, operator, users),
    meanings: (document) => meaningsOf(document, pools, operator),
  };
}

async function prepare(operation: Operation, fodder: Fodder): Promise<void> {
  const { path } = operation;
  const { send, pools, doomed, operator } = fodder;
  const post = (to: string, body: object, credential?: string) => send('post', to, body, credential);
  const grant = (userId: string) =>
    post(`/api/v1/users/${userId}/grants`, { bizNo: newKey(), points: 1_000_000, reason: 'fuzz' });
  if (DOOMING.test(path)) {
    doomed.splice(0, doomed.length, ...Array.from({ length: SPARE }, newKey));
    for (const userId of doomed) await grant(userId);
    if (path.endsWith('/unfreeze')) {
      for (const userId of doomed)
        await post(`/api/v1/admin/users/${userId}/freeze`, { reason: 'fuzz' }, operator.token);
    }
  }
  if (path.includes('{holdNo}')) {
    const holds = pools['userId']?.map(async (userId) => {
      await grant(userId);
      return post(`/api/v1/users/${userId}/holds`, { bizNo: newKey(), points: 1000, reason: 'fuzz' });
    });
    pools['holdNo'] = (await Promise.all(holds ?? [])).map(({ holdNo }) => String(holdNo));
  }
  if (path.includes('{keyId}')) {
    const keys = `/api/v1/admin/api-clients/${pools['clientId']?.[0]}/keys`;
    const made = Array.from({ length: SPARE }, () => post(keys, { scopes: ['users:read'] }, operator.token));
    pools['keyId'] = (await Promise.all(made)).map(({ key }) => (key as { keyId: string }).keyId);
  }
  await prepareRules(operation, fodder);
}

async function cookieOf({ http }: TestApp, { email, password }: OperatorLogin): Promise<string> {
  const answer = await http.post('/api/v1/admin/auth/login').send({ email, password });
  return String(answer.headers['set-cookie']).split(';')[0] ?? '';
}

/** One asker of each kind that a route lets in. */
function askers(t: TestApp, operator: OperatorLogin, users: readonly string[]): World['askersOf'] {
  const keys = new Map<string, Promise<string>>();
  const keyWith = (scope: string) => {
    // Headers that need a scope of their own are to be tried, too.
    const key = keys.get(scope) ?? t.key(scope as Scope, 'experiments:assign');
    keys.set(scope, key);
    return key;
  };
  const tokens = Promise.all(users.slice(0, 3).map(async (userId) => ({ userId, token: await t.userToken(userId) })));
  return async (access) => {
    if (access.public !== undefined) return [{ kind: 'nobody', authorization: undefined }];
    const all: Asker[] = [];
    if (access.scope) all.push({ kind: 'client', authorization: `Bearer ${await keyWith(access.scope)}` });
    if (access.permission || access.operator) all.push({ kind: 'operator', authorization: `Bearer ${operator.token}` });
    if (access.user) {
      for (const { userId, token } of await tokens)
        all.push({ kind: 'user', userId, authorization: `Bearer ${token}` });
    }
    return all;
  };
}

/** What fields mean by name, so that most valid requests do what they are for. */
function meaningsOf(document: ApiDocument, pools: World['pools'], operator: OperatorLogin): Meanings {
  const recently = (dice: Dice) => new Date(Date.now() - dice.below(20 * DAY_MS)).toISOString();
  const user = (dice: Dice) => (dice.chance(80) ? dice.pick(pools['userId'] ?? []) : newKey());
  const types = BUILT_IN_EVENT_TYPES.filter((type) => type !== 'ORDER_REFUNDED');
  return {
    userId: user,
    toUserId: user,
    intoUserId: (dice) => dice.pick(pools['userId'] ?? []),
    bizNo: newKey,
    eventId: newKey,
    wallet: () => 'points',
    points: (dice) => 1 + dice.below(500),
    type: (dice) => dice.pick(types),
    occurredAt: recently,
    at: recently,
    recordedFrom: (dice) => new Date(Date.now() - (20 + dice.below(20)) * DAY_MS).toISOString(),
    recordedTo: recently,
    data: (dice) => order(document, dice),
    version: (dice) => 1 + dice.below(3),
    ruleSetVersion: () => 1,
    currentPassword: () => operator.password,
    source: () => `s-${randomBytes(5).toString('hex')}`,
    ruleSet: () => orderBaseRuleSet(),
    rules: () => orderBaseRuleSet().rules,
    candidate: (dice) => dice.pick([{ version: 1 }, { draft: true }, { ruleSet: orderBaseRuleSet() }]),
    fromDay: () => '2026-10-01',
    toDay: (dice) => `2026-10-${10 + dice.below(20)}`,
    ...(pools['revision'] ? { revision: () => Number(pools['revision']?.[0]) } : {}),
    cursor: () => undefined,
  };
}

/** An order whose parts add up. */
function order(document: ApiDocument, dice: Dice): unknown {
  const meanings: Meanings = {
    currency: () => dice.pick(['CNY', 'GBP', 'JPY', 'KWD']),
    lineAmount: () => dice.below(100_000),
    ...Object.fromEntries(['shipping', 'tax', 'discount'].map((name) => [name, () => dice.below(1000)])),
    amount: () => dice.below(1_000_000),
  };
  const schema = { $ref: '#/components/schemas/OrderData' };
  const data = validValue({ document, dice, meanings }, schema) as Record<string, number> & {
    items?: { lineAmount: number }[];
  };
  if (!data.items?.length) return data;
  const lines = data.items.reduce((sum, { lineAmount }) => sum + lineAmount, 1000);
  const [first] = data.items;
  if (first) first.lineAmount += 1000;
  return { ...data, amount: lines + (data['shipping'] ?? 0) + (data['tax'] ?? 0) - (data['discount'] ?? 0) };
}

/** Collects a cursor of each list for each of some users, to be shown to other lists. */
export async function collectCursors(world: World, operations: readonly Operation[]): Promise<void> {
  const { t, operator, pools } = world;
  for (const { method, path, parameters, operationId, access } of operations) {
    if (method !== 'GET' || !parameters.some(({ name }) => name === 'cursor')) continue;
    if (!access.permission && !access.operator) continue;
    for (const userId of pools['userId']?.slice(0, 4) ?? []) {
      const answer = await t.http.get(`${path.replace('{userId}', userId)}?limit=1`).set(...bearer(operator.token));
      const cursor = answer.body.nextCursor;
      const list = path.includes('{userId}') ? `${operationId} ${userId}` : operationId;
      if (typeof cursor === 'string') world.cursors.push({ list, cursor });
      if (!path.includes('{userId}')) break;
    }
  }
}
