import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PostingResult } from '@jifen/contracts';
import { orderBaseRuleSet } from '@jifen/rules';
import { DirectPostings } from '../earning/direct-postings.js';
import { EventIntake } from '../earning/event-intake.js';
import { type LedgerApp, openLedgerApp } from '../testing/ledger-app.js';
import { Accounts } from './account.js';
import { AccountJobs, AccountUpkeep } from './account-jobs.js';
import { Holds } from './holds.js';
import type { Posted } from './posting-desk.js';
import { UserLifecycle } from './user-lifecycle.js';

const ACTOR = 'client:test';
const DAY_MS = 86_400_000;
const witness = async () => undefined;

let t: LedgerApp;
let direct: DirectPostings;
let holds: Holds;
let users = 0;
/** Users of this test only. */
let [a, b, c] = ['', '', ''];
beforeAll(async () => {
  t = await openLedgerApp(orderBaseRuleSet());
  direct = t.app.get(DirectPostings);
  holds = t.app.get(Holds);
});
afterAll(() => t?.close());
beforeEach(() => {
  users++;
  [a, b, c] = [`a${users}`, `b${users}`, `c${users}`];
});

const grant = (userId: string, bizNo: string, points = 100) =>
  direct.grant(userId, { bizNo, points, reason: 'test', validDays: 30 }, ACTOR);
const available = async (userId: string) => (await t.app.get(Accounts).account(userId)).available;
const merge = (from: string, into: string) => t.app.get(UserLifecycle).merge(from, into, ACTOR, witness);

describe('the same request again', () => {
  test('the first answer again, the points once', async () => {
    const first = await grant(a, 'x');
    const again = await grant(a, 'x');
    expect(again).toEqual({ answer: first.answer, replayed: true });
    expect(await available(a)).toBe(100);
  });

  test('another body under the key is refused and named', async () => {
    await grant(a, 'x');
    await expect(grant(a, 'x', 101)).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT', params: { first: 'x' } });
    expect(await available(a)).toBe(100);
  });

  test('another body under the key within one set is refused and named alike', async () => {
    const [first, other] = await Promise.allSettled([grant(a, 'x'), grant(a, 'x', 101)]);
    expect(first.status).toBe('fulfilled');
    expect(other).toMatchObject({ reason: { code: 'IDEMPOTENCY_CONFLICT', params: { first: 'x' } } });
  });

  test('a refused request leaves its key free', async () => {
    const deduct = (points: number) => direct.deduct(a, { bizNo: 'x', points, reason: 'test' }, ACTOR);
    await expect(deduct(5)).rejects.toMatchObject({ code: 'INSUFFICIENT_POINTS' });
    await grant(a, 'g');
    expect((await deduct(7)).replayed).toBe(false);
    expect(await available(a)).toBe(93);
  });

  test('keys belong to a user and an operation', async () => {
    await grant(a, 'x');
    expect((await grant(b, 'x')).replayed).toBe(false);
    expect((await direct.deduct(a, { bizNo: 'x', points: 1, reason: 'test' }, ACTOR)).replayed).toBe(false);
    expect((await holds.hold(a, { bizNo: 'x', points: 1, reason: 'test' }, ACTOR)).replayed).toBe(false);
  });
});

describe('the same request after a merge', () => {
  test('under the old name and under the one who stayed', async () => {
    const first = await grant(a, 'x');
    await grant(b, 'other');
    await merge(a, b);
    expect(await grant(a, 'x')).toEqual({ answer: first.answer, replayed: true });
    expect(await grant(b, 'x')).toEqual({ answer: first.answer, replayed: true });
    expect(await available(b)).toBe(200);
  });

  test('through a chain of merges, for every name', async () => {
    const first = await grant(a, 'x');
    await grant(b, 'y');
    await grant(c, 'z');
    await merge(a, b);
    await merge(b, c);
    for (const name of [a, b, c]) expect(await grant(name, 'x')).toEqual({ answer: first.answer, replayed: true });
    expect(await available(a)).toBe(300);
    expect((await t.app.get(Accounts).user(a)).mergedInto).toBe(c);
  });

  test('each keeps its own where both had used a number', async () => {
    const [ofA, ofB] = [await grant(a, 'x', 10), await grant(b, 'x', 20)];
    await merge(a, b);
    expect((await grant(a, 'x', 10)).answer).toEqual(ofA.answer);
    expect((await grant(b, 'x', 20)).answer).toEqual(ofB.answer);
    await expect(grant(b, 'x', 10)).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  test('first sent under the old name, then under the new one', async () => {
    await grant(a, 'first');
    await grant(b, 'first');
    await merge(a, b);
    const posted = await grant(a, 'x', 7);
    expect(posted.answer.account?.userId).toBe(b);
    expect(await grant(b, 'x', 7)).toEqual({ answer: posted.answer, replayed: true });
    const [one, two] = await Promise.all([grant(a, 'y', 5), grant(b, 'y', 5)]);
    expect(one.answer).toEqual(two.answer);
    expect([one.replayed, two.replayed].sort()).toEqual([false, true]);
    expect(await available(b)).toBe(212);
  });

  test('a hold made before ends once, and its capture replays', async () => {
    await grant(a, 'g');
    await grant(b, 'g');
    const { holdNo } = (await holds.hold(a, { bizNo: 'h', points: 60, reason: 'test' }, ACTOR)).answer;
    const ended = (await holds.hold(a, { bizNo: 'h2', points: 5, reason: 'test' }, ACTOR)).answer.holdNo;
    await holds.release(ended, { bizNo: 'r' }, ACTOR);
    await merge(a, b);
    const first = await holds.capture(holdNo, { bizNo: 'c', points: 50 }, ACTOR);
    expect(await holds.capture(holdNo, { bizNo: 'c', points: 50 }, ACTOR)).toEqual({ ...first, replayed: true });
    await expect(holds.release(holdNo, { bizNo: 'd' }, ACTOR)).rejects.toMatchObject({ code: 'HOLD_ENDED' });
    await expect(holds.capture(ended, { bizNo: 'e' }, ACTOR)).rejects.toMatchObject({ code: 'HOLD_ENDED' });
    expect(await available(b)).toBe(150);
  });
});

describe('an answer that was forgotten', () => {
  /** Sends, forgets every answer, sends again: everything but the account comes back. */
  async function expectRebuilt<T extends object>(send: () => Promise<Posted<T>>): Promise<void> {
    const { answer } = await send();
    t.travel(31 * DAY_MS);
    await t.app.get(AccountUpkeep).run(new Date(t.nowMs()));
    const { account, ...rest } = answer as T & Pick<PostingResult, 'account'>;
    expect(await send()).toEqual({ answer: rest, replayed: true });
  }
  /** Points for ever, so that a month later there is still something to look at. */
  const fund = (userId: string) =>
    direct.grant(userId, { bizNo: 'fund', points: 500, reason: 'f', validDays: 3650 }, ACTOR);

  test('is rebuilt for grants, deductions and gifts, whatever else bears the number', async () => {
    await fund(a);
    await fund(b);
    const occurredAt = new Date(t.nowMs()).toISOString();
    const order = {
      eventId: 'x',
      type: 'ORDER_COMPLETED',
      userId: a,
      occurredAt,
      data: { currency: 'CNY', amount: 900 },
    };
    await t.app.get(EventIntake).process(order, { source: 'demo', actor: ACTOR, mayBackdate: false });
    await direct.transfer(b, { bizNo: 'x', toUserId: a, points: 3 }, ACTOR);
    const body = { bizNo: 'x', points: 9, reason: 'test' };
    await holds.hold(a, { ...body, expiresInSeconds: 60 }, ACTOR);
    await direct.grant(a, { ...body, points: 11 }, 'operator:1', witness);
    await direct.deduct(a, { ...body, points: 12 }, 'operator:1', witness);
    await expectRebuilt(() => direct.grant(a, { ...body, points: 5, validDays: 300 }, ACTOR));
    await expectRebuilt(() => direct.deduct(a, { ...body, points: 6 }, ACTOR));
    await expectRebuilt(() => direct.transfer(a, { bizNo: 'x', points: 7, toUserId: b }, ACTOR));
  });

  test('is rebuilt for holds and their ends', async () => {
    await fund(a);
    const body = { bizNo: 'x', reason: 'test' };
    const made = await holds.hold(a, { ...body, bizNo: 'h1', points: 40, expiresInSeconds: 90 * 86_400 }, ACTOR);
    const other = await holds.hold(a, { ...body, bizNo: 'h2', points: 30, expiresInSeconds: 90 * 86_400 }, ACTOR);
    await expectRebuilt(() => holds.hold(a, { ...body, points: 8, expiresInSeconds: 60 }, ACTOR));
    await t.app.get(AccountJobs).settleDue();
    await expectRebuilt(() => holds.hold(a, { ...body, points: 8, expiresInSeconds: 60 }, ACTOR));
    await holds.capture(made.answer.holdNo, { bizNo: 'x', points: 25 }, ACTOR);
    await expectRebuilt(() => holds.release(other.answer.holdNo, { bizNo: 'x' }, ACTOR));
    await expectRebuilt(() => holds.capture(made.answer.holdNo, { bizNo: 'x', points: 25 }, ACTOR));
  });

  test('is rebuilt where the request came under an old name', async () => {
    await fund(a);
    await fund(b);
    await merge(a, b);
    await expectRebuilt(() => grant(a, 'x', 5));
    await expectRebuilt(() => grant(b, 'x', 5));
  });

  test('goes in portions, the keys stay', async () => {
    await grant(a, 'x');
    const count = async (where: string) =>
      (await t.database.rows(`SELECT biz_no FROM account_request WHERE user_id = ? AND ${where}`, [a])).length;
    await t.app.get(AccountUpkeep).run(new Date(t.nowMs()));
    expect(await count('answer IS NOT NULL')).toBe(1);
    await t.app.get(AccountUpkeep).run(new Date(t.nowMs() + 31 * DAY_MS));
    expect(await count('answer IS NOT NULL')).toBe(0);
    expect(await count('1 = 1')).toBe(1);
    await expect(grant(a, 'x', 101)).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });
});
