import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ledgerFaults } from '../src/testing/ledger-invariants.js';
import { bearer, openTestApp, type TestApp } from './support.js';

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
let travelledMs = 0;
/** Lets a minute pass and answers a time in the middle of it. */
const later = () => {
  t.travel(60_000);
  travelledMs += 60_000;
  return new Date(Date.now() + travelledMs - 30_000).toISOString();
};
const admin = (path: string, body: object) =>
  post(`/admin/users/${path}`, { reason: 'for a reason', ...body }, t.admin.token);

describe('frozen, closed and merged users', () => {
  test('a frozen user earns and cannot spend', async () => {
    await grant(a, 10).expect(201);
    await admin(`${a}/unfreeze`, {}).expect(409);
    expect((await admin(`${a}/freeze`, {}).expect(200)).body.status).toBe('FROZEN');
    await admin(`${a}/freeze`, {}).expect(409);
    await grant(a, 5).expect(201);
    for (const refused of [deduct(a, 1), transfer(a, b, 1)]) {
      expect((await refused.expect(409)).body.code).toBe('USER_FROZEN');
    }
    expect(await account(a)).toMatchObject({ available: 15, status: 'FROZEN' });
    await admin(`${a}/unfreeze`, {}).expect(200);
    await deduct(a, 1).expect(201);
  });

  test('a closed user is over, and says so', async () => {
    await grant(a, 10).expect(201);
    await grant(b, 10).expect(201);
    const held = await post(`/users/${a}/holds`, { bizNo: 'h', points: 4, reason: 'r' }).expect(201);
    expect((await admin(`${a}/close`, {}).expect(200)).body.status).toBe('CLOSED');
    const refused = [grant(a, 1), deduct(a, 1), transfer(a, b, 1), transfer(b, a, 1), admin(`${a}/close`, {})];
    for (const each of refused) expect((await each.expect(409)).body.code).toBe('USER_CLOSED');
    expect((await send('put', `/users/${a}`, {}).expect(409)).body.code).toBe('USER_CLOSED');
    expect((await post(`/holds/${held.body.holdNo}/capture`, { bizNo: 'c' }).expect(409)).body.code).toBe('HOLD_ENDED');
    expect(await account(a)).toMatchObject({ available: 0, frozen: 0, status: 'CLOSED' });
    expect(await ledgerFaults(t.database, [a, b])).toEqual([]);
  });

  test('a merged user lives on under both names', async () => {
    const first = await post(`/users/${a}/grants`, { bizNo: 'x', points: 10, reason: 'r' }).expect(201);
    await grant(b, 5).expect(201);
    const held = await post(`/users/${a}/holds`, { bizNo: 'h', points: 4, reason: 'r' }).expect(201);
    expect((await admin(`${a}/merge`, { intoUserId: b }).expect(200)).body).toMatchObject({
      userId: b,
      status: 'ACTIVE',
    });
    expect((await get(`/users/${a}`).expect(200)).body).toMatchObject({ status: 'MERGED', mergedInto: b });
    for (const name of [a, b]) {
      expect(await account(name)).toMatchObject({ userId: b, available: 11, frozen: 4, totalEarned: 15 });
      const replay = await post(`/users/${name}/grants`, { bizNo: 'x', points: 10, reason: 'r' }).expect(201);
      expect(replay.body).toEqual(first.body);
    }
    await grant(a, 1).expect(201);
    await post(`/holds/${held.body.holdNo}/capture`, { bizNo: 'c' }).expect(200);
    expect(await account(b)).toMatchObject({ available: 12, frozen: 0, totalConsumed: 4 });
    expect((await transfer(b, a, 1).expect(422)).body.code).toBe('TRANSFER_TO_SELF');
    expect((await admin(`${b}/merge`, { intoUserId: a }).expect(409)).body.code).toBe('MERGE_INVALID');
    // The same again is done already.
    expect((await admin(`${a}/merge`, { intoUserId: b }).expect(200)).body).toMatchObject({ userId: b });
    expect((await admin(`${a}/close`, {}).expect(409)).body.code).toBe('USER_STATUS');
    expect(await ledgerFaults(t.database, [a, b])).toEqual([]);
  });

  test('what was posted under an old name is still there to be read, and so is its past', async () => {
    const posted = async (name: string, query = '') => {
      const { body } = await get(`/users/${name}/transactions${query}`).expect(200);
      return (body.items as { businessType: string; points: number }[]).map((row) => [row.businessType, row.points]);
    };
    await grant(a, 100).expect(201);
    await deduct(a, 7).expect(201);
    const held = await post(`/users/${a}/holds`, { bizNo: 'h', points: 3, reason: 'r' }).expect(201);
    await grant(b, 50).expect(201);
    const before = later();
    const then = await Promise.all([a, b].map((name) => account(name, `?at=${before}`)));
    expect(then).toMatchObject([
      { userId: a, available: 90, frozen: 3, totalEarned: 100, totalConsumed: 7 },
      { userId: b, available: 50, frozen: 0, totalEarned: 50, totalConsumed: 0 },
    ]);
    await admin(`${a}/merge`, { intoUserId: b }).expect(200);
    const after = later();
    const known = await Promise.all([a, b].map((name) => account(name, `?at=${before}`)));
    expect(known).toEqual([{ ...then[0], status: 'MERGED' }, then[1]]);
    for (const name of [a, b]) {
      const seen = { userId: b, available: 140, frozen: 3, totalEarned: 150, totalConsumed: 7 };
      expect(await account(name, `?at=${after}`)).toMatchObject(seen);
      expect(await posted(name)).toContainEqual(['GRANT', 50]);
      expect(await posted(name)).not.toContainEqual(['GRANT', 100]);
    }
    await post(`/holds/${held.body.holdNo}/release`, { bizNo: 'r' }).expect(200);
    expect(await account(a, `?at=${before}`)).toEqual(known[0]);
    const own = await posted(a, '?own=true');
    expect(own.slice(-3)).toEqual([
      ['HOLD', 3],
      ['DEDUCTION', 7],
      ['GRANT', 100],
    ]);
    expect(new Set(own.slice(0, -3).map(([type]) => type))).toEqual(new Set(['MERGE']));
    const { body } = await get(`/users/${a}/transactions?own=true&limit=2`).expect(200);
    expect(await posted(a, `?own=true&limit=20&cursor=${body.nextCursor}`)).toEqual(own.slice(2));
    await get(`/users/${b}/transactions?cursor=${body.nextCursor}`).expect(400);
  });

  test('a change under an old name is one of the user who stayed, and is found there', async () => {
    await grant(a, 1).expect(201);
    await grant(b, 1).expect(201);
    await admin(`${a}/merge`, { intoUserId: b }).expect(200);
    expect((await admin(`${a}/freeze`, {}).expect(200)).body).toMatchObject({ userId: b, status: 'FROZEN' });
    const { body } = await get(`/admin/audit-log?subject=user:${b}`, t.admin.token).expect(200);
    expect(body.items.map((each: { action: string }) => each.action)).toEqual(['user.freeze', 'user.merge']);
    expect(body.items[0]).toMatchObject({ after: { status: 'FROZEN', askedFor: a } });
    expect((await admin(`${a}/unfreeze`, {}).expect(200)).body).toMatchObject({ userId: b, status: 'ACTIVE' });
    const put = await send('put', `/users/${a}`, { tags: ['vip'] }).expect(200);
    expect(put.body).toMatchObject({ userId: b, tags: ['vip'] });
  });

  test('totals of the past know who had come in by then', async () => {
    const c = `${b}-c`;
    const moments: string[] = [];
    const next = () => moments.push(later());
    await grant(a, 10).expect(201);
    await deduct(a, 10).expect(201);
    await grant(b, 5).expect(201);
    await grant(c, 1).expect(201);
    next();
    // Nothing is left of the first, so its merge leaves no row.
    await admin(`${a}/merge`, { intoUserId: b }).expect(200);
    next();
    await admin(`${b}/merge`, { intoUserId: c }).expect(200);
    next();
    const totals = await Promise.all(moments.map((at) => account(c, `?at=${at}`)));
    expect(totals.map(({ totalEarned, totalConsumed, available }) => [totalEarned, totalConsumed, available])).toEqual([
      [1, 0, 1],
      [1, 0, 1],
      [16, 10, 6],
    ]);
    expect(await account(c)).toMatchObject({ totalEarned: 16, totalConsumed: 10, available: 6 });
  });

  test('of two merges of one user at once, one happens', async () => {
    const c = `${b}-c`;
    for (const user of [a, b, c]) await grant(user, 10).expect(201);
    const answers = await Promise.all([b, c].map((intoUserId) => admin(`${a}/merge`, { intoUserId })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect([(await account(b)).available, (await account(c)).available].sort()).toEqual([10, 20]);
    const circle = await Promise.all([admin(`${b}/merge`, { intoUserId: c }), admin(`${c}/merge`, { intoUserId: b })]);
    expect(circle.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await account(a)).available).toBe(30);
    expect(await ledgerFaults(t.database, [a, b, c])).toEqual([]);
  });
});
