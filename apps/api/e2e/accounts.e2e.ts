import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { TransactionPage, TransactionView } from '@jifen/contracts';
import { ledgerFaults } from '../src/testing/ledger-invariants.js';
import { bearer, openTestApp, type TestApp } from './support.js';

const DAY_MS = 86_400_000;
let t: TestApp;
let count = 0;
/** Two users of this test only. */
let [a, b] = ['', ''];
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t?.close());
beforeEach(() => {
  count++;
  [a, b] = [`anna-${count}`, `bert-${count}`];
});

const send = (method: 'post' | 'put', path: string, body: object, credential = t.apiKey) =>
  t.http[method](`/api/v1${path}`)
    .set(...bearer(credential))
    .send(body);
const post = (path: string, body: object, credential?: string) => send('post', path, body, credential);
const get = (path: string, credential = t.apiKey) => t.http.get(`/api/v1${path}`).set(...bearer(credential));
const account = async (userId: string, query = '') => (await get(`/users/${userId}/account${query}`).expect(200)).body;
const grant = (userId: string, points: number, more: object = {}) =>
  post(`/users/${userId}/grants`, { bizNo: `grant-${++count}`, points, reason: 'thanks', validDays: 30, ...more });
const deduct = (userId: string, points: number, more: object = {}) =>
  post(`/users/${userId}/deductions`, { bizNo: `deduct-${++count}`, points, reason: 'paid with points', ...more });
const transfer = (from: string, toUserId: string, points: number, credential?: string) =>
  post(`/users/${from}/transfers`, { bizNo: `gift-${++count}`, toUserId, points }, credential);
const admin = (path: string, body: object) =>
  post(`/admin/users/${path}`, { reason: 'for a reason', ...body }, t.admin.token);

describe('PUT and GET /api/v1/users/{userId}', () => {
  test('keeps attributes as a whole; the name is not readable in the table', async () => {
    const attributes = { name: '王小明', tags: ['vip'], level: 'GOLD', attributes: { city: 'Shanghai', age: 30 } };
    const { body } = await send('put', `/users/${a}`, { ...attributes, registeredAt: '2020-01-02T03:04:05Z' });
    expect(body).toMatchObject({
      userId: a,
      status: 'ACTIVE',
      ...attributes,
      registeredAt: '2020-01-02T03:04:05.000Z',
    });
    expect((await get(`/users/${a}`).expect(200)).body).toEqual(body);
    const [row] = await t.database.rows<{ name_encrypted: Buffer }>(
      'SELECT name_encrypted FROM user_profile WHERE user_id = ?',
      [a],
    );
    expect(row?.name_encrypted.toString('utf8')).not.toContain('王小明');
    const { body: later } = await send('put', `/users/${a}`, { tags: ['new'] }).expect(200);
    expect(later).toMatchObject({ tags: ['new'], attributes: {}, level: 'GOLD' });
    expect(later).not.toHaveProperty('name');
    expect(later).not.toHaveProperty('registeredAt');
  });

  test('what nobody knows is 404 to read, and nothing is opened by it', async () => {
    for (const path of ['', '/account', '/lots', '/transactions']) {
      expect((await get(`/users/${a}${path}`).expect(404)).body.code).toBe('USER_NOT_FOUND');
    }
    await deduct(a, 1).expect(409);
    await get(`/users/${a}`).expect(404);
  });

  test.each([
    ['an unknown field', { colour: 'red' }],
    ['a nested attribute', { attributes: { home: { city: 'x' } } }],
    ['tags that are not texts', { tags: [1] }],
    ['a time that is none', { registeredAt: 'yesterday' }],
  ])('%s is refused', async (_name, body) => {
    await send('put', `/users/${a}`, body).expect(422);
    await get(`/users/${a}`).expect(404);
  });

  test('ids keep capital letters apart and refuse what is no key', async () => {
    await grant(a, 1).expect(201);
    await grant(a.toUpperCase(), 2).expect(201);
    expect([(await account(a)).available, (await account(a.toUpperCase())).available]).toEqual([1, 2]);
    for (const bad of ['a%20b', 'x'.repeat(65), '%E7%8E%8B', 'a%25b']) {
      expect([bad, (await get(`/users/${bad}`)).status]).toEqual([bad, 422]);
    }
  });
});

describe('grants and deductions', () => {
  test('give and take, soonest expiry first', async () => {
    const { body } = await grant(a, 50, { validDays: 60 }).expect(201);
    expect(body).toMatchObject({ points: 50, account: { available: 50, totalEarned: 50 } });
    await grant(a, 30, { validDays: 10 }).expect(201);
    const taken = await deduct(a, 40).expect(201);
    expect(taken.body).toMatchObject({ points: 40, account: { available: 40, totalConsumed: 40 } });
    const { items } = (await get(`/users/${a}/lots`).expect(200)).body;
    expect(items).toEqual([
      { wallet: 'points', book: 'AVAILABLE', expiresOn: body.transactions[0].expiresOn, remaining: 40 },
    ]);
    const [row] = (await get(`/users/${a}/transactions`).expect(200)).body.items as TransactionView[];
    expect(row).toMatchObject({ debitBook: 'AVAILABLE', creditBook: 'REDEEMED', businessType: 'DEDUCTION', seq: 3 });
    expect(row?.lots.map(({ points }) => points)).toEqual([30, 10]);
  });

  test('again the same, altered 409 that names the first', async () => {
    for (const [path, body] of [
      ['grants', { bizNo: 'x', points: 50, reason: 'r' }],
      ['deductions', { bizNo: 'x', points: 20, reason: 'r' }],
      ['transfers', { bizNo: 'x', points: 10, toUserId: b }],
    ] as const) {
      const first = await post(`/users/${a}/${path}`, body).expect(201);
      const again = await post(`/users/${a}/${path}`, body).expect(201);
      expect(again.body).toEqual(first.body);
      expect(again.headers['idempotent-replayed']).toBe('true');
      const { body: problem } = await post(`/users/${a}/${path}`, { ...body, points: 1 }).expect(409);
      expect(problem).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT', params: { first: 'x' } });
    }
    expect((await account(a)).available).toBe(20);
    expect(await ledgerFaults(t.database, [a, b])).toEqual([]);
  });

  test('a hundred at once never take more than there is', async () => {
    await grant(a, 250).expect(201);
    const answers = await Promise.all(Array.from({ length: 100 }, () => deduct(a, 3)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(83);
    expect(answers.filter(({ body }) => body.code === 'INSUFFICIENT_POINTS')).toHaveLength(17);
    expect(await account(a)).toMatchObject({ available: 1, totalConsumed: 249 });
    expect(await ledgerFaults(t.database, [a])).toEqual([]);
  });

  test.each([{ points: 0 }, { points: -5 }, { points: 0.5 }, { points: 1e300 }, { points: null }, { bizNo: 'a b' }])(
    '%j is refused',
    async (more) => {
      expect((await grant(a, 1, more).expect(422)).body.code).toBe('VALIDATION_FAILED');
      await deduct(a, 1, more).expect(422);
    },
  );

  test('by hand: on a known user, with an audit entry, revoked and not consumed', async () => {
    await admin(`${a}/grants`, { bizNo: 'm', points: 50 }).expect(404);
    await grant(a, 10).expect(201);
    await admin(`${a}/grants`, { bizNo: 'm', points: 50 }).expect(201);
    expect((await admin(`${a}/grants`, { bizNo: 'm', points: 50 }).expect(201)).headers['idempotent-replayed']).toBe(
      'true',
    );
    await admin(`${a}/freeze`, {}).expect(200);
    const { body } = await admin(`${a}/deductions`, { bizNo: 'm', points: 20 }).expect(201);
    expect(body.account).toMatchObject({ available: 40, totalConsumed: 0 });
    const rows = (await get(`/users/${a}/transactions`).expect(200)).body.items as TransactionView[];
    expect(rows.map(({ businessType }) => businessType)).toEqual(['MANUAL_DEDUCTION', 'MANUAL_GRANT', 'GRANT']);
    expect(rows[0]).toMatchObject({ creditBook: 'REVOKED', remark: 'for a reason' });
    const { body: seen } = await get(`/admin/users/${a}/transactions`, t.admin.token).expect(200);
    const names = (seen.items as TransactionView[]).map(({ actorName }) => actorName);
    const { body: operator } = await get('/admin/me', t.admin.token).expect(200);
    expect(names).toEqual([operator.name, operator.name, 'Demo']);
    const { body: why } = await get(`/admin/transactions/${rows[2]?.transactionNo}`, t.admin.token).expect(200);
    expect(why.transaction).toMatchObject({ actor: rows[2]?.actor, actorName: 'Demo' });
    // Whom the shop employs is none of its customers' business.
    for (const row of rows) expect(row).not.toHaveProperty('actorName');
    const entries = await t.database.rows<{ action: string }>(
      'SELECT action FROM audit_log WHERE subject = ? ORDER BY action',
      [`user:${a}`],
    );
    expect(entries.map(({ action }) => action)).toEqual(['points.deduct', 'points.grant', 'user.freeze']);
  });
});

describe('transfers', () => {
  test('keep their expiry and leave the clearing book empty', async () => {
    const { body: granted } = await grant(a, 50, { validDays: 12 }).expect(201);
    expect((await transfer(a, b, 20).expect(201)).body).toMatchObject({ points: 20, account: { available: 30 } });
    const { items } = (await get(`/users/${b}/lots`).expect(200)).body;
    expect(items).toMatchObject([{ expiresOn: granted.transactions[0].expiresOn, remaining: 20 }]);
    expect(await account(b)).toMatchObject({ available: 20, totalEarned: 0 });
    expect(await ledgerFaults(t.database, [a, b])).toEqual([]);
  });

  test('not to oneself, not more than there is, not from nobody', async () => {
    await grant(a, 5).expect(201);
    expect((await transfer(a, a, 1).expect(422)).body.code).toBe('TRANSFER_TO_SELF');
    expect((await transfer(a, b, 6).expect(409)).body.code).toBe('INSUFFICIENT_POINTS');
    expect((await transfer('nobody', b, 1).expect(409)).body.code).toBe('INSUFFICIENT_POINTS');
    await get(`/users/${b}`).expect(404);
  });

  test('there and back at once lose nothing', async () => {
    await grant(a, 100).expect(201);
    await grant(b, 100).expect(201);
    await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 ? transfer(a, b, 5) : transfer(b, a, 5))));
    expect((await account(a)).available + (await account(b)).available).toBe(200);
    expect(await ledgerFaults(t.database, [a, b])).toEqual([]);
  });
});

describe('statements', () => {
  test('page by page, newest first, without gaps or repeats', async () => {
    for (let n = 1; n <= 5; n++) await grant(a, n).expect(201);
    await deduct(a, 6).expect(201);
    const seen: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path: string = `/users/${a}/transactions?limit=2${cursor ? `&cursor=${cursor}` : ''}`;
      const { body }: { body: TransactionPage } = await get(path).expect(200);
      seen.push(...body.items.map(({ seq }: TransactionView) => seq));
      cursor = body.nextCursor;
    }
    expect(seen).toEqual([6, 5, 4, 3, 2, 1]);
    const { body } = await get(`/users/${a}/transactions?businessType=DEDUCTION&wallet=points`).expect(200);
    expect(body.items).toHaveLength(1);
  });

  test('is narrowed down to a number, and to times of posting', async () => {
    const { body: first } = await grant(a, 1, { bizNo: 'first' }).expect(201);
    await sleep(5);
    await grant(a, 2, { bizNo: 'second' }).expect(201);
    await deduct(a, 3, { bizNo: 'second' }).expect(201);
    const numbers = async (query: string) => {
      const { body } = await get(`/users/${a}/transactions?${query}`).expect(200);
      return (body.items as TransactionView[]).map(({ seq }) => seq);
    };
    expect(await numbers('businessNo=second')).toEqual([3, 2]);
    expect(await numbers('businessNo=second&businessType=GRANT')).toEqual([2]);
    expect(await numbers('businessNo=sec')).toEqual([]);
    const [oldest] = (await get(`/users/${a}/transactions?businessNo=first`)).body.items as TransactionView[];
    expect(oldest?.transactionNo).toBe(first.transactions[0].transactionNo);
    const at = Date.parse(oldest?.recordedAt ?? '');
    const [same, next] = [new Date(at).toISOString(), new Date(at + 1).toISOString()];
    expect(await numbers(`recordedFrom=${same}&recordedTo=${next}`)).toEqual([1]);
    expect(await numbers(`recordedTo=${same}`)).toEqual([]);
    expect(await numbers(`recordedFrom=${next}`)).toEqual([3, 2]);
    const { body: page } = await get(`/users/${a}/transactions?recordedFrom=${next}&limit=1`).expect(200);
    expect(await numbers(`recordedFrom=${next}&limit=1&cursor=${page.nextCursor}`)).toEqual([2]);
    await get(`/users/${a}/transactions?recordedFrom=${same}&limit=1&cursor=${page.nextCursor}`).expect(400);
    await get(`/users/${a}/transactions?recordedFrom=${next}&recordedTo=${same}`).expect(422);
  });

  test('a cursor belongs to its user, list and filter', async () => {
    for (const user of [a, b]) for (const n of [1, 2, 3]) await grant(user, n, { validDays: n }).expect(201);
    const { body } = await get(`/users/${a}/transactions?limit=1`).expect(200);
    const { body: lots } = await get(`/users/${a}/lots?limit=1`).expect(200);
    for (const path of [
      `/users/${b}/transactions?cursor=${body.nextCursor}`,
      `/users/${a}/transactions?businessType=GRANT&cursor=${body.nextCursor}`,
      `/users/${a}/lots?cursor=${body.nextCursor}`,
      `/users/${b}/lots?cursor=${lots.nextCursor}`,
      `/users/${a}/transactions?cursor=${body.nextCursor}x`,
      `/users/${a}/transactions?cursor=nonsense`,
    ]) {
      const { body: problem } = await get(path).expect(400);
      expect(problem).toMatchObject({ code: 'INVALID_CURSOR', errors: [{ pointer: '?cursor' }] });
    }
    const { body: next } = await get(`/users/${a}/lots?limit=1&cursor=${lots.nextCursor}`).expect(200);
    expect(next.items).toMatchObject([{ remaining: 2 }]);
    await get(`/users/${a}/transactions?limit=0`).expect(422);
    await get(`/users/${a}/transactions?limit=201`).expect(422);
    await get(`/users/${a}/transactions?offset=1`).expect(422);
  });

  test('an unknown wallet', async () => {
    await grant(a, 1).expect(201);
    for (const view of ['account', 'lots']) {
      const { body } = await get(`/users/${a}/${view}?wallet=shells`).expect(422);
      expect(body).toMatchObject({ code: 'WALLET_UNKNOWN', errors: [{ pointer: '?wallet' }] });
    }
  });
});

describe("a user's own token", () => {
  test('opens its own user and nobody else', async () => {
    await grant(a, 10).expect(201);
    await grant(b, 10).expect(201);
    const token = await t.userToken(a);
    for (const path of ['', '/account', '/lots', '/transactions']) {
      await get(`/users/${a}${path}`, token).expect(200);
      expect((await get(`/users/${b}${path}`, token).expect(403)).body.code).toBe('FORBIDDEN');
    }
    await transfer(a, b, 3, token).expect(201);
    await transfer(b, a, 3, token).expect(403);
    await post(`/users/${a}/grants`, { bizNo: 'x', points: 1, reason: 'mine' }, token).expect(403);
    await post(`/users/${a}/deductions`, { bizNo: 'x', points: 1, reason: 'mine' }, token).expect(403);
    await send('put', `/users/${a}`, { level: 'GOLD' }, token).expect(403);
  });
});

describe('as time goes by', () => {
  test('points expire the day after their last, the past stays as it was', async () => {
    await grant(a, 10, { validDays: 1 }).expect(201);
    await grant(a, 20, { validDays: 40 }).expect(201);
    const before = new Date(Date.now() + 1000).toISOString();
    t.travel(3 * DAY_MS);
    expect(await account(a)).toMatchObject({ available: 20 });
    expect((await get(`/users/${a}/lots`).expect(200)).body.items).toHaveLength(1);
    expect((await deduct(a, 21).expect(409)).body.code).toBe('INSUFFICIENT_POINTS');
    await deduct(a, 5).expect(201);
    expect(await account(a)).toMatchObject({ available: 15 });
    expect(await account(a, `?at=${before}`)).toMatchObject({ available: 30, totalConsumed: 0 });
    expect(await account(a, '?at=2020-01-01T00:00:00Z')).toMatchObject({ available: 0, totalEarned: 0 });
    expect(await account(a, '?at=2099-01-01T00:00:00Z')).toMatchObject({ available: 0, totalEarned: 30 });
    await get(`/users/${a}/account?at=now`).expect(422);
    expect(await ledgerFaults(t.database, [a])).toEqual([]);
  });
});
