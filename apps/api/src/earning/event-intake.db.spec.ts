import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { orderBaseRuleSet } from '@jifen/rules';
import { Accounts, UserLifecycle } from '../account/index.js';
import { EventRepository } from '../event/event.repository.js';
import { EventInbox, Events } from '../event/index.js';
import { type LedgerApp, openLedgerApp } from '../testing/ledger-app.js';
import { ledgerFaults } from '../testing/ledger-invariants.js';
import { AcceptedEvents } from './accepted-events.js';
import { EventIntake } from './event-intake.js';

const DAY_MS = 86_400_000;
const demo = { source: 'demo', actor: 'client:test', mayBackdate: false };
const backdating = { ...demo, mayBackdate: true };

let t: LedgerApp;
let intake: EventIntake;
let accepted: AcceptedEvents;
let inbox: EventInbox;
let events: Events;
let count = 0;
let user = '';
let eventId = '';
beforeAll(async () => {
  t = await openLedgerApp(orderBaseRuleSet(), { POSTING_LANES: '4' });
  intake = t.app.get(EventIntake);
  accepted = t.app.get(AcceptedEvents);
  inbox = t.app.get(EventInbox);
  events = t.app.get(Events);
});
afterAll(() => t?.close());
beforeEach(() => {
  count++;
  user = `u${count}`;
  eventId = `e${count}`;
});
afterEach(async () => {
  jest.restoreAllMocks();
  expect(await ledgerFaults(t.database, [user, `${user}-2`])).toEqual([]);
});

const order = (amount = 1000, userId = user, ageMs = 60_000) => ({
  eventId,
  type: 'ORDER_COMPLETED',
  userId,
  occurredAt: new Date(t.nowMs() - ageMs).toISOString(),
  data: { currency: 'CNY', amount },
});
const available = async (userId = user) => (await t.app.get(Accounts).account(userId)).available;
const outcome = () => events.outcome({ source: 'demo', type: 'ORDER_COMPLETED', eventId });
const batch = (...requests: unknown[]) => intake.processBatch(requests, demo, 'trace');

describe('an event', () => {
  test('twice in one batch is posted once, and both are told so', async () => {
    const [first, second] = await batch(order(), order());
    expect(first).toMatchObject({ status: 'POSTED', points: 10 });
    expect(second).toEqual({ ...first, replayed: true });
    expect(await available()).toBe(10);
  });

  test('altered within one batch is refused and named', async () => {
    const [first, second] = await batch(order(), order(1001));
    expect(first).toMatchObject({ status: 'POSTED' });
    const problem = { code: 'IDEMPOTENCY_CONFLICT', params: { first: eventId } };
    expect(second).toMatchObject({ status: 'REJECTED', problem });
    const [again] = await batch(order(1001));
    expect(again?.problem).toEqual(second?.problem);
    expect(await available()).toBe(10);
  });

  test('of one number for two users at once belongs to one of them', async () => {
    const both = await Promise.allSettled([
      intake.process(order(), demo),
      intake.process(order(1000, `${user}-2`), demo),
      intake.process(order(), demo),
      intake.process(order(1000, `${user}-2`), demo),
    ]);
    expect(both.filter((each) => each.status === 'rejected')).toHaveLength(2);
    expect(both.filter((each) => each.status === 'fulfilled' && each.value.replayed)).toHaveLength(1);
    const [rows] = await t.database.rows<{ points: string }>(
      'SELECT SUM(points) AS points FROM points_transaction WHERE user_id IN (?)',
      [[user, `${user}-2`]],
    );
    expect(Number(rows?.points)).toBe(10);
  });

  test('belongs to the source that reports it', async () => {
    await intake.process(order(), demo);
    expect((await intake.process(order(), { ...demo, source: 'shop' })).replayed).toBe(false);
    expect(await available()).toBe(20);
  });

  test('replays under the old name of a merged user, and a new one reaches the one who stayed', async () => {
    const first = await intake.process(order(), demo);
    const second = { ...order(300, `${user}-2`), eventId: `${eventId}-b` };
    await intake.process(second, demo);
    await t.app.get(UserLifecycle).merge(user, `${user}-2`, 'operator:1', async () => undefined);
    expect(await intake.process(order(), demo)).toEqual({ answer: first.answer, replayed: true });
    await intake.process({ ...order(200), eventId: `${eventId}-c` }, demo);
    expect(await available(`${user}-2`)).toBe(15);
  });
});

describe('an accepted event', () => {
  test('waits, is posted once, and tells its outcome', async () => {
    expect(await accepted.accept(order(), demo)).toEqual({ replayed: false });
    expect(await accepted.accept(order(), demo)).toEqual({ replayed: true });
    const conflict = { code: 'IDEMPOTENCY_CONFLICT', params: { first: eventId } };
    await expect(accepted.accept(order(1001), demo)).rejects.toMatchObject(conflict);
    await expect(intake.process(order(1001), demo)).rejects.toMatchObject(conflict);
    expect(await outcome()).toEqual({ eventId, status: 'ACCEPTED' });
    await Promise.all([accepted.workOff(), accepted.workOff()]);
    expect(await outcome()).toMatchObject({ status: 'POSTED', points: 10 });
    expect((await intake.process(order(), demo)).replayed).toBe(true);
    expect(await inbox.waiting()).toBe(0);
    expect(await available()).toBe(10);
  });

  test('may be sent at once as well; the worker then finds it done', async () => {
    await accepted.accept(order(), demo);
    const [now] = await Promise.all([intake.process(order(), demo), accepted.workOff()]);
    expect(now.answer).toMatchObject({ status: 'POSTED', points: 10 });
    expect(await inbox.waiting()).toBe(0);
    expect(await available()).toBe(10);
  });

  test('that is refused says why, and its key is free for the same or another request', async () => {
    const old = order(1000, user, 31 * DAY_MS);
    await accepted.accept(old, demo);
    await accepted.workOff();
    expect(await outcome()).toMatchObject({ status: 'REJECTED', problem: { code: 'EVENT_TOO_OLD' } });
    await expect(intake.process(old, demo)).rejects.toMatchObject({ code: 'EVENT_TOO_OLD' });
    expect((await intake.process(order(2000), demo)).answer).toMatchObject({ status: 'POSTED', points: 20 });
    await expect(intake.process(old, backdating)).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(await available()).toBe(20);
  });

  test('is not refused behind the back of somebody who is just posting it', async () => {
    const old = order(1000, user, 31 * DAY_MS);
    await accepted.accept(old, demo);
    // The worker looks twice: to post, and when that is refused, to store the refusal.
    const posting = meanwhile(2, () => intake.process(old, backdating));
    await accepted.workOff();
    expect(await posting()).toMatchObject({ answer: { status: 'POSTED', points: 10 } });
    expect(await outcome()).toMatchObject({ status: 'POSTED' });
    expect(await available()).toBe(10);
  });

  test('is not accepted anew behind the back of somebody who is just posting it', async () => {
    const old = order(1000, user, 31 * DAY_MS);
    await accepted.accept(old, demo);
    await accepted.workOff();
    const posting = meanwhile(1, () => intake.process(old, backdating));
    await accepted.accept(old, backdating);
    await posting();
    await accepted.workOff();
    expect(await outcome()).toMatchObject({ status: 'POSTED' });
    expect(await available()).toBe(10);
  });

  /**
   * Starts `work` in the very moment in which a transaction has looked up the event's key (for the `nth` time from
   * now), and gives it time to do harm before that transaction goes on. Answers how to wait for it.
   */
  function meanwhile<T>(nth: number, work: () => Promise<T>): () => Promise<T> {
    const repository = t.app.get(EventRepository);
    const find = repository.findKeys.bind(repository);
    let done: Promise<T> | undefined;
    let calls = 0;
    jest.spyOn(repository, 'findKeys').mockImplementation(async (...args) => {
      const rows = await find(...args);
      if (++calls === nth) {
        done = work();
        await sleep(150);
      }
      return rows;
    });
    return () => done ?? Promise.reject(new Error('nobody looked up a key'));
  }
});
