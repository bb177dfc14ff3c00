import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventResult } from '@jifen/contracts';
import { ledgerFaults } from '../src/testing/ledger-invariants.js';
import { bearer, openTestApp, type TestApp } from './support.js';

const DAY_MS = 86_400_000;
let t: TestApp;
let count = 0;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t?.close());

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
/** An order of a user of its own, unless told otherwise. */
const order = (data: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => {
  const n = ++count;
  const usual = { eventId: `order-${n}`, type: 'ORDER_COMPLETED', userId: `user-${n}`, occurredAt: ago(60_000) };
  return { ...usual, data: { currency: 'CNY', amount: 12345, ...data }, ...more };
};
const post = (path: string, body: object | string, key = t.apiKey) =>
  t.http
    .post(`/api/v1/events${path}`)
    .set(...bearer(key))
    .set('Content-Type', 'application/json')
    .send(body);
const get = (path: string) => t.http.get(`/api/v1${path}`).set(...bearer(t.apiKey));
const account = async (userId: string) => (await get(`/users/${userId}/account`).expect(200)).body;

describe('POST /api/v1/events', () => {
  test('posts what the rules award and says why', async () => {
    const event = order();
    const { body, headers } = await post('', event).expect(200);
    expect(body).toMatchObject({ eventId: event.eventId, status: 'POSTED', points: 123 });
    expect(body.transactions).toHaveLength(1);
    expect(body.transactions[0]).toMatchObject({ points: 123, ruleCode: 'ORDER_BASE' });
    expect(body.account).toMatchObject({ userId: event.userId, available: 123, totalEarned: 123 });
    expect(body.explanation.length).toBeGreaterThan(0);
    expect(body).not.toHaveProperty('warnings');
    expect(headers['idempotent-replayed']).toBeUndefined();
    expect(await ledgerFaults(t.database, [event.userId])).toEqual([]);
  });

  test('again: the same answer, marked; the order of fields does not matter', async () => {
    const event = order();
    const first = await post('', event).expect(200);
    const { data, ...rest } = event;
    const again = await post('', { data: Object.fromEntries(Object.entries(data).reverse()), ...rest }).expect(200);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    expect((await account(event.userId)).available).toBe(123);
  });

  test('altered: 409 that names the first', async () => {
    const event = order();
    await post('', event).expect(200);
    for (const altered of [
      { ...event, userId: 'somebody' },
      { ...event, data: { ...event.data, amount: 1 } },
    ]) {
      const { body } = await post('', altered).expect(409);
      expect(body).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT', params: { first: event.eventId } });
    }
    expect((await account(event.userId)).available).toBe(123);
    await get('/users/somebody/account').expect(404);
  });

  test('forty at once under one key are one', async () => {
    const event = order();
    const answers = await Promise.all(Array.from({ length: 40 }, () => post('', event)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] !== 'true')).toHaveLength(1);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect((await account(event.userId)).available).toBe(123);
  });

  test('items and charges must add up', async () => {
    const items = [{ lineId: '1', sku: 'A', quantity: 2, unitPrice: 255, lineAmount: 510 }];
    await post('', order({ items, shipping: 500, tax: 20, discount: 30, amount: 1000 })).expect(200);
    const { body } = await post('', order({ items, shipping: 500, amount: 1000 })).expect(422);
    expect(body).toMatchObject({ code: 'ORDER_TOTAL_MISMATCH', errors: [{ pointer: '/data/amount' }] });
  });

  test.each([
    ['an unknown type', {}, { type: 'TEA_BREWED' }, 'EVENT_TYPE_UNKNOWN', '/type'],
    ['a type of another door', {}, { type: 'ORDER_REFUNDED' }, 'EVENT_TYPE_UNSUPPORTED', '/type'],
    ['an unknown currency', { currency: 'XXZ' }, {}, 'CURRENCY_UNKNOWN', '/data/currency'],
    ['a negative amount', { amount: -1 }, {}, 'VALIDATION_FAILED', '/data/amount'],
    ['a broken amount', { amount: 1.5 }, {}, 'VALIDATION_FAILED', '/data/amount'],
    ['an amount as text', { amount: '1' }, {}, 'VALIDATION_FAILED', '/data/amount'],
    ['an amount beyond reason', { amount: 9_000_000_000_001 }, {}, 'VALIDATION_FAILED', '/data/amount'],
    ['a negative shipping', { shipping: -5 }, {}, 'VALIDATION_FAILED', '/data/shipping'],
    ['an unknown field', {}, { colour: 'red' }, 'VALIDATION_FAILED', '/colour'],
    ['no user', {}, { userId: undefined }, 'VALIDATION_FAILED', '/userId'],
    ['too long ago', {}, { occurredAt: ago(31 * DAY_MS) }, 'EVENT_TOO_OLD', '/occurredAt'],
    ['the future', {}, { occurredAt: ago(-6 * 60_000) }, 'EVENT_IN_FUTURE', '/occurredAt'],
  ])('%s is refused and nothing is written', async (_name, data, more, code, pointer) => {
    const event = order(data, more);
    // The key of every scope may backdate; most clients may not.
    const { body, headers } = await post('', event, await t.key('events:write')).expect(422);
    expect(body).toMatchObject({ code, status: 422, errors: [{ pointer }] });
    expect(headers['content-type']).toContain('application/problem+json');
    if (event.userId !== undefined) await get(`/users/user-${count}/account`).expect(404);
    await get(`/events/${event.eventId}?type=${event.type}`).expect(404);
  });

  test('the past needs the right to backdate, however far it lies', async () => {
    const event = order({}, { occurredAt: '2010-12-01T08:26:00Z' });
    const { body } = await post('', event, await t.key('events:write', 'events:backdate')).expect(200);
    // Validity counts from the posting.
    expect(body.transactions[0].expiresOn > ago(0).slice(0, 10)).toBe(true);
  });

  test('a clock that is a little ahead is forgiven', async () => {
    await post('', order({}, { occurredAt: ago(-4 * 60_000) })).expect(200);
  });

  test('nothing to award is an outcome with its reason, and stands', async () => {
    const event = order({ amount: 0 });
    const { body } = await post('', event).expect(200);
    expect(body).toMatchObject({ status: 'NO_AWARD', points: 0, transactions: [] });
    expect(JSON.stringify(body.explanation)).toContain('ORDER_BASE');
    expect((await post('', event).expect(200)).headers['idempotent-replayed']).toBe('true');
    await post('', { ...event, data: { ...event.data, amount: 100 } }).expect(409);
    expect(await account(event.userId)).toMatchObject({ available: 0, totalEarned: 0 });
  });

  test('a type without a rule gives nothing', async () => {
    const { body } = await post('', order({}, { type: 'SIGNED_IN', data: undefined })).expect(200);
    expect(body).toMatchObject({ status: 'NO_AWARD', points: 0 });
  });

  test('fields that the type does not define are kept and named', async () => {
    const items = [{ lineAmount: 100, giftWrap: true }];
    const event = order({ amount: 100, items, 'a/b~c': 1, coupon: { code: 'X' } });
    const { body } = await post('', event).expect(200);
    expect(body.warnings).toEqual(['/data/a~1b~0c', '/data/coupon', '/data/items/0/giftWrap']);
    const [stored] = await t.database.rows<{ data: string }>('SELECT data FROM business_event WHERE event_id = ?', [
      event.eventId,
    ]);
    expect(JSON.parse(stored?.data ?? '{}')).toEqual(event.data);
  });

  test('a number may be written 1e3', async () => {
    const text = JSON.stringify(order()).replace('12345', '1e3');
    expect((await post('', text).expect(200)).body.points).toBe(10);
  });

  test('needs the scope', async () => {
    expect((await post('', order(), await t.key('events:read', 'grants:write')).expect(403)).body.code).toBe(
      'FORBIDDEN',
    );
    await post('', order(), await t.userToken('user-1')).expect(403);
  });
});

describe('POST /api/v1/events/batch', () => {
  test('one result an event, in order; a bad one harms no other', async () => {
    const [good, bad, odd, zero] = [order(), order({ amount: -1 }), order({ currency: '???' }), order({ amount: 0 })];
    const events = [good, bad, good, odd, { ...good, userId: 'other' }, zero, 'no event', { eventId: 'half' }];
    const { body } = await post('/batch', { events }).expect(200);
    const results = body.results as EventResult[];
    expect(results.map(({ eventId }) => eventId)).toEqual(
      events.map((event) => (typeof event === 'string' ? '' : event.eventId)),
    );
    const briefly = results.map(({ status, replayed, problem }) => [status, replayed ?? problem?.code ?? '']);
    expect(briefly).toEqual([
      ['POSTED', ''],
      ['REJECTED', 'VALIDATION_FAILED'],
      ['POSTED', true],
      ['REJECTED', 'CURRENCY_UNKNOWN'],
      ['REJECTED', 'IDEMPOTENCY_CONFLICT'],
      ['NO_AWARD', ''],
      ['REJECTED', 'VALIDATION_FAILED'],
      ['REJECTED', 'VALIDATION_FAILED'],
    ]);
    expect((await account(good.userId)).available).toBe(123);
  });

  test('many events of few users, sent twice at once, are posted once each', async () => {
    const events = Array.from({ length: 300 }, (_, n) => order({ amount: 100 }, { userId: `few-${n % 7}` }));
    const [one, two] = await Promise.all([post('/batch', { events }), post('/batch', { events })]);
    const results = [...one.body.results, ...two.body.results] as EventResult[];
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['POSTED']));
    expect(results.filter(({ replayed }) => replayed)).toHaveLength(300);
    const users = Array.from({ length: 7 }, (_, n) => `few-${n}`);
    const sums = await Promise.all(users.map(async (user) => (await account(user)).available));
    expect(sums.reduce((a, b) => a + b)).toBe(300);
    expect(await ledgerFaults(t.database, users)).toEqual([]);
  });

  test('takes from 1 to 1,000', async () => {
    await post('/batch', { events: [] }).expect(422);
    await post('/batch', { events: Array.from({ length: 1001 }, () => ({})) }).expect(422);
  });
});

describe('POST /api/v1/events/preview', () => {
  test('the same answer, and nothing is stored', async () => {
    const event = order();
    const { body } = await post('/preview', event).expect(200);
    expect(body).toMatchObject({ status: 'POSTED', points: 123, account: { available: 123 } });
    await get(`/users/${event.userId}/account`).expect(404);
    await get(`/events/${event.eventId}?type=ORDER_COMPLETED`).expect(404);
    expect((await post('', event).expect(200)).headers['idempotent-replayed']).toBeUndefined();
    expect((await post('/preview', event).expect(200)).body.account.available).toBe(246);
    expect((await account(event.userId)).available).toBe(123);
  });

  test('at another time, under another version', async () => {
    const event = order({}, { occurredAt: '2030-05-01T00:00:00Z' });
    await post('/preview', event).expect(422);
    const { body } = await post('/preview?now=2030-05-01T01:00:00Z', event).expect(200);
    expect(body.transactions[0].expiresOn).toBe('2031-05-01');
    await post('/preview?ruleSetVersion=1', order()).expect(200);
    expect((await post('/preview?ruleSetVersion=99', order()).expect(404)).body.code).toBe('RULE_SET_NOT_FOUND');
  });

  test('checks as posting does', async () => {
    await post('/preview', order({ currency: 'XXZ' })).expect(422);
    await post('/preview', order(), await t.key('events:write')).expect(403);
  });
});

describe('GET /api/v1/events/{eventId}', () => {
  test('tells what came of it, by type and source', async () => {
    const event = order();
    const posted = await post('', event).expect(200);
    const { body } = await get(`/events/${event.eventId}?type=ORDER_COMPLETED`).expect(200);
    expect(body).toEqual(posted.body);
    expect((await get(`/events/${event.eventId}?type=SIGNED_IN`).expect(404)).body.code).toBe('EVENT_NOT_FOUND');
    await get(`/events/${event.eventId}`).expect(422);
  });
});

describe.each([
  ['with Redis', process.env['TEST_REDIS_URL'] ?? ''],
  ['without Redis', ''],
])('Prefer: respond-async %s', (_name, redisUrl) => {
  let own: TestApp;
  beforeAll(async () => {
    own = await openTestApp({ WORKER: 'on', REDIS_URL: redisUrl });
  });
  afterAll(() => own?.close());
  const send = (event: object) =>
    own.http
      .post('/api/v1/events')
      .set(...bearer(own.apiKey))
      .set('Prefer', 'wait=5, Respond-Async')
      .send(event);
  const settled = async (path: string): Promise<EventResult> => {
    for (;;) {
      const { body } = await own.http
        .get(path)
        .set(...bearer(own.apiKey))
        .expect(200);
      if (body.status !== 'ACCEPTED') return body;
      await sleep(50);
    }
  };

  test('is stored, answered, posted soon, and never twice', async () => {
    const event = order();
    const { body, headers } = await send(event).expect(202);
    const location = `/api/v1/events/${event.eventId}?type=ORDER_COMPLETED`;
    expect(body).toEqual({ eventId: event.eventId, status: 'ACCEPTED', location });
    expect(headers).toMatchObject({ location, 'preference-applied': 'respond-async' });
    expect(await settled(location)).toMatchObject({ status: 'POSTED', points: 123 });
    expect((await send(event).expect(202)).headers['idempotent-replayed']).toBe('true');
    await send({ ...event, userId: 'other' }).expect(409);
    const { body: view } = await own.http
      .get(`/api/v1/users/${event.userId}/account`)
      .set(...bearer(own.apiKey))
      .expect(200);
    expect(view.available).toBe(123);
  });

  test('what can be seen at once is refused at once, the rest with its problem', async () => {
    await send(order({ currency: 'XXZ' })).expect(422);
    const late = order({}, { occurredAt: ago(-3600_000) });
    const { body } = await send(late).expect(202);
    expect(await settled(body.location)).toMatchObject({ status: 'REJECTED', problem: { code: 'EVENT_IN_FUTURE' } });
  });
});
