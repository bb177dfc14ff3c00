import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ledgerFaults } from '../src/testing/ledger-invariants.js';
import { bearer, openTestApp, type TestApp } from './support.js';

let t: TestApp;
let count = 0;
let key = '';
beforeAll(async () => {
  t = await openTestApp();
  key = t.apiKey;
});
afterAll(() => t?.close());

const post = (path: string, body: object, credential = key) =>
  t.http
    .post(`/api/v1${path}`)
    .set(...bearer(credential))
    .send(body);
const account = async (userId: string) =>
  (
    await t.http
      .get(`/api/v1/users/${userId}/account`)
      .set(...bearer(key))
      .expect(200)
  ).body;
/** A user of its own with points that live so long. */
async function aUser(points = 100, validDays = 30): Promise<string> {
  const userId = `holder-${++count}`;
  await post(`/users/${userId}/grants`, { bizNo: 'fund', points, reason: 'to begin with', validDays }).expect(201);
  return userId;
}
const hold = (userId: string, points: number, more: object = {}) =>
  post(`/users/${userId}/holds`, { bizNo: `hold-${++count}`, points, reason: 'checkout', ...more });
const holdNoOf = async (userId: string, points: number, more: object = {}): Promise<string> =>
  (await hold(userId, points, more).expect(201)).body.holdNo;
const capture = (holdNo: string, body: object) => post(`/holds/${holdNo}/capture`, body);
const release = (holdNo: string, body: object) => post(`/holds/${holdNo}/release`, body);

describe('POST /api/v1/users/{userId}/holds', () => {
  test('puts points aside until a time', async () => {
    const userId = await aUser();
    const { body } = await hold(userId, 60, { expiresInSeconds: 900 }).expect(201);
    expect(body).toMatchObject({ points: 60, status: 'OPEN', account: { available: 40, frozen: 60 } });
    expect(body.holdNo).toMatch(/^H[0-9A-Z]{20}$/);
    const seconds = (Date.parse(body.expiresAt) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(800);
    expect(seconds).toBeLessThanOrEqual(900);
    const { body: lots } = await t.http.get(`/api/v1/users/${userId}/lots`).set(...bearer(key));
    expect(lots.items.map(({ book, remaining, holdNo }: Record<string, unknown>) => [book, remaining, holdNo])).toEqual(
      [
        ['AVAILABLE', 40, undefined],
        ['FROZEN', 60, body.holdNo],
      ],
    );
  });

  test('again the same; altered 409; never more than there is', async () => {
    const userId = await aUser();
    const request = { bizNo: 'h', points: 60, reason: 'checkout' };
    const first = await post(`/users/${userId}/holds`, request).expect(201);
    const again = await post(`/users/${userId}/holds`, request).expect(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    const altered = await post(`/users/${userId}/holds`, { ...request, points: 61 }).expect(409);
    expect(altered.body).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT', params: { first: 'h' } });
    const { body } = await hold(userId, 41).expect(409);
    expect(body).toMatchObject({ code: 'INSUFFICIENT_POINTS', params: { wanted: 41, available: 40 } });
  });

  test('of many at once, as many as the points allow', async () => {
    const userId = await aUser(100);
    const answers = await Promise.all(Array.from({ length: 30 }, () => hold(userId, 7)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(14);
    expect(answers.filter(({ body }) => body.code === 'INSUFFICIENT_POINTS')).toHaveLength(16);
    expect(await account(userId)).toMatchObject({ available: 2, frozen: 98 });
    expect(await ledgerFaults(t.database, [userId])).toEqual([]);
  });

  test.each([
    ['no points', { points: 0 }],
    ['fewer than none', { points: -1 }],
    ['half a point', { points: 1.5 }],
    ['a text', { points: '1' }],
    ['no reason', { reason: undefined }],
    ['no time at all', { expiresInSeconds: 0 }],
    ['an unknown field', { colour: 'red' }],
  ])('%s is refused', async (_name, more) => {
    const { body } = await hold('nobody', 1, more).expect(422);
    expect(body.code).toBe('VALIDATION_FAILED');
  });

  test('an unknown wallet, the wrong scope, a user token', async () => {
    const { body: unknown } = await hold('nobody', 1, { wallet: 'shells' }).expect(422);
    expect(unknown).toMatchObject({ code: 'WALLET_UNKNOWN', errors: [{ pointer: '/wallet' }] });
    const body = { bizNo: 'h', points: 1, reason: 'r' };
    await post('/users/nobody/holds', body, await t.key('grants:write')).expect(403);
    await post('/users/nobody/holds', body, await t.userToken('nobody')).expect(403);
  });
});

describe('POST /api/v1/holds/{holdNo}/capture and /release', () => {
  test('a part is taken, the rest comes back', async () => {
    const userId = await aUser();
    const holdNo = await holdNoOf(userId, 60);
    const { body } = await capture(holdNo, { bizNo: 'c', points: 45 }).expect(200);
    expect(body).toMatchObject({ bizNo: 'c', points: 45, account: { available: 55, frozen: 0, totalConsumed: 45 } });
    expect(body.transactions.map(({ points }: { points: number }) => points)).toEqual([45, 15]);
    const again = await capture(holdNo, { bizNo: 'c', points: 45 }).expect(200);
    expect(again.body).toEqual(body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect((await capture(holdNo, { bizNo: 'c', points: 44 }).expect(409)).body.code).toBe('IDEMPOTENCY_CONFLICT');
    expect((await capture(holdNo, { bizNo: 'other' }).expect(409)).body.code).toBe('HOLD_ENDED');
    expect((await release(holdNo, { bizNo: 'other' }).expect(409)).body.code).toBe('HOLD_ENDED');
  });

  test('all of it, and not more than all', async () => {
    const userId = await aUser();
    const holdNo = await holdNoOf(userId, 60);
    const { body: tooMuch } = await capture(holdNo, { bizNo: 'c', points: 61 }).expect(422);
    expect(tooMuch).toMatchObject({ code: 'CAPTURE_EXCEEDS_HOLD', errors: [{ pointer: '/points' }] });
    await capture(holdNo, { bizNo: 'c', points: 0 }).expect(422);
    const { body } = await capture(holdNo, { bizNo: 'c' }).expect(200);
    expect(body).toMatchObject({ points: 60, account: { available: 40, frozen: 0 } });
  });

  test('a release gives everything back, once', async () => {
    const userId = await aUser();
    const holdNo = await holdNoOf(userId, 60);
    const { body } = await release(holdNo, { bizNo: 'r' }).expect(200);
    expect(body).toMatchObject({ points: 60, account: { available: 100, frozen: 0, totalConsumed: 0 } });
    expect((await release(holdNo, { bizNo: 'r' }).expect(200)).headers['idempotent-replayed']).toBe('true');
    expect((await capture(holdNo, { bizNo: 'c' }).expect(409)).body.code).toBe('HOLD_ENDED');
  });

  test('of captures and releases at once exactly one succeeds', async () => {
    const userId = await aUser();
    const holdNo = await holdNoOf(userId, 60);
    const ends = Array.from({ length: 20 }, (_, n) =>
      n % 2 === 0 ? capture(holdNo, { bizNo: `end-${n}` }) : release(holdNo, { bizNo: `end-${n}` }),
    );
    const answers = await Promise.all(ends);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'HOLD_ENDED')).toHaveLength(19);
    expect((await account(userId)).frozen).toBe(0);
    expect(await ledgerFaults(t.database, [userId])).toEqual([]);
  });

  test('unknown numbers, wrong scopes', async () => {
    const unknown = 'H01JD0000000000000001';
    expect((await capture(unknown, { bizNo: 'c' }).expect(404)).body.code).toBe('HOLD_NOT_FOUND');
    expect((await release(unknown, { bizNo: 'r' }).expect(404)).body.code).toBe('HOLD_NOT_FOUND');
    await post(`/holds/${unknown}/capture`, { bizNo: 'c' }, await t.key('holds:write')).expect(404);
    await post(`/holds/${unknown}/capture`, { bizNo: 'c' }, await t.key('deductions:write')).expect(403);
  });

  test('a frozen user holds nothing new, but what was held before is captured', async () => {
    const userId = await aUser();
    const holdNo = await holdNoOf(userId, 60);
    const { token } = await t.operator('RISK');
    await post(`/admin/users/${userId}/freeze`, { reason: 'looks odd' }, token).expect(200);
    expect((await hold(userId, 1).expect(409)).body.code).toBe('USER_FROZEN');
    await capture(holdNo, { bizNo: 'c', points: 10 }).expect(200);
    expect(await account(userId)).toMatchObject({ available: 90, status: 'FROZEN' });
  });

  test('past its time it has let go by itself, seen at once and whether or not a job has come by', async () => {
    const userId = await aUser();
    const holdNo = await holdNoOf(userId, 60, { expiresInSeconds: 60 });
    t.travel(61_000);
    expect(await account(userId)).toMatchObject({ available: 100, frozen: 0 });
    expect((await capture(holdNo, { bizNo: 'c' }).expect(409)).body.code).toBe('HOLD_EXPIRED');
    expect((await release(holdNo, { bizNo: 'r' }).expect(409)).body.code).toBe('HOLD_EXPIRED');
    expect(await ledgerFaults(t.database, [userId])).toEqual([]);
  });

  test('held in time, captured after the last day of its points', async () => {
    const userId = await aUser(100, 1);
    const whole = await holdNoOf(userId, 60, { expiresInSeconds: 30 * 86_400 });
    const part = await holdNoOf(userId, 20, { expiresInSeconds: 30 * 86_400 });
    t.travel(5 * 86_400_000);
    expect(await account(userId)).toMatchObject({ available: 0, frozen: 80 });
    expect((await capture(whole, { bizNo: 'c1' }).expect(200)).body).toMatchObject({ points: 60 });
    const { body } = await capture(part, { bizNo: 'c2', points: 5 }).expect(200);
    // What comes back is over: it expires in the same breath.
    expect(body).toMatchObject({ points: 5, account: { available: 0, frozen: 0, totalConsumed: 65 } });
    expect(await ledgerFaults(t.database, [userId])).toEqual([]);
  });
});
