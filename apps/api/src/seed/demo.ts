import { type EventRequest, JifenError } from '@jifen/contracts';
import type { INestApplicationContext } from '@nestjs/common';
import { AccountJobs, Accounts, Holds, UserLifecycle } from '../account/index.js';
import { DirectPostings, EventIntake } from '../earning/index.js';
import { Audit } from '../identity/index.js';
import { Clock } from '../platform/index.js';
import { type Person, people } from './demo-people.js';
import { SeededRandom } from './random.js';

/**
 * A year in the life of a small programme, lived through the same facades as real requests while the clock is set to
 * each day in turn: orders, sign-ins, reviews, grants, spending, holds, expiry. Nothing is written past the ledger.
 */
const DAYS = 365;
const PEOPLE = 320;
const DAY_MS = 24 * 3600 * 1000;
const REPORTER = { source: 'demo', actor: 'client:demo', mayBackdate: true };
const CATEGORIES = ['fruit', 'juice', 'snacks', 'home', 'beauty'];

interface Stage {
  clock: Clock;
  random: SeededRandom;
  intake: EventIntake;
  postings: DirectPostings;
  holds: Holds;
  accounts: Accounts;
  jobs: AccountJobs;
}

/** When the year of history that ends at `now` begins. */
export function demoStart(now: Date): Date {
  return new Date(now.getTime() - DAYS * DAY_MS);
}

/** Fills an empty programme with users and a year of history that ends at `now`. Answers how many events were reported. */
export async function seedDemoHistory(app: INestApplicationContext, now: Date): Promise<number> {
  const clock = app.get(Clock);
  const stage: Stage = {
    clock,
    random: new SeededRandom(20_260_101),
    intake: app.get(EventIntake),
    postings: app.get(DirectPostings),
    holds: app.get(Holds),
    accounts: app.get(Accounts),
    jobs: app.get(AccountJobs),
  };
  const startMs = demoStart(now).getTime();
  const crowd = people(stage.random, PEOPLE, DAY_MS, startMs);
  const realNow = clock.now.bind(clock);
  let simulatedMs = startMs;
  clock.now = () => new Date(simulatedMs);
  let reported = 0;
  try {
    for (let day = 0; day < DAYS; day++) {
      simulatedMs = startMs + day * DAY_MS + 22 * 3600 * 1000;
      if (simulatedMs >= now.getTime()) break;
      await welcome(stage, crowd, day);
      reported += await liveADay(stage, crowd, day, startMs);
      if (day % 30 === 29) await stage.jobs.settleDue();
    }
    simulatedMs = now.getTime() - 60_000;
    await unusualCases(app, crowd);
  } finally {
    clock.now = realNow;
  }
  return reported;
}

/** Profiles of those who join today; on the first day also of those who have been there before. */
async function welcome(stage: Stage, crowd: readonly Person[], day: number): Promise<void> {
  const joining = crowd.filter((person) => (day === 0 ? person.joinsOnDay <= 0 : person.joinsOnDay === day));
  await Promise.all(joining.map(({ userId, attributes }) => stage.accounts.putUser(userId, attributes)));
}

async function liveADay(stage: Stage, crowd: readonly Person[], day: number, startMs: number): Promise<number> {
  const { random } = stage;
  const work: Promise<unknown>[] = [];
  let reported = 0;
  for (const person of crowd) {
    if (person.joinsOnDay > day || !random.chance(person.activity)) continue;
    for (const event of doings(random, person, day, startMs)) {
      reported++;
      work.push(stage.intake.process(event, REPORTER));
    }
    if (random.chance(0.04)) work.push(spendSome(stage, person, day));
    if (random.chance(0.01)) work.push(compensate(stage, person, day));
  }
  await Promise.all(work);
  return reported;
}

/** What a user does on a day. */
function doings(random: SeededRandom, person: Person, day: number, startMs: number): EventRequest[] {
  const { userId } = person;
  const at = () => new Date(startMs + day * DAY_MS + random.integer(8 * 3600, 21 * 3600) * 1000).toISOString();
  const id = (kind: string) => `${kind}-${day}-${userId}`;
  const events: EventRequest[] = [{ eventId: id('in'), type: 'SIGNED_IN', userId, occurredAt: at(), channel: 'app' }];
  if (random.chance(0.55)) events.push(order(random, userId, id('order'), at()));
  if (random.chance(0.1)) {
    const data = { photos: random.integer(0, 2) };
    events.push({ eventId: id('review'), type: 'REVIEW_POSTED', userId, occurredAt: at(), data });
  }
  if (random.chance(0.08)) events.push({ eventId: id('share'), type: 'CONTENT_SHARED', userId, occurredAt: at() });
  if (random.chance(0.02)) events.push({ eventId: id('profile'), type: 'PROFILE_COMPLETED', userId, occurredAt: at() });
  return events;
}

function order(random: SeededRandom, userId: string, eventId: string, occurredAt: string): EventRequest {
  const items = Array.from({ length: random.integer(1, 4) }, (_, index) => {
    const quantity = random.integer(1, 5);
    const unitPrice = random.integer(390, 9900);
    const category = random.pick(CATEGORIES);
    return { lineId: String(index + 1), sku: `${category}-${random.integer(1, 40)}`, category, quantity, unitPrice };
  }).map((item) => ({ ...item, lineAmount: item.quantity * item.unitPrice }));
  const shipping = random.chance(0.5) ? 800 : 0;
  const amount = items.reduce((sum, item) => sum + item.lineAmount, 0) + shipping;
  const data = { orderNo: eventId, currency: 'CNY', amount, shipping, tax: 0, discount: 0, items };
  return { eventId, type: 'ORDER_COMPLETED', userId, occurredAt, channel: random.pick(['app', 'store', 'web']), data };
}

/** Spends part of what is there: at once, or through a hold that is captured, released or left to run out. */
async function spendSome(stage: Stage, { userId }: Person, day: number): Promise<void> {
  const { random } = stage;
  const points = random.integer(1, 5) * 50;
  const bizNo = `spend-${day}-${userId}`;
  const way = random.next();
  try {
    if (way < 0.5) {
      await stage.postings.deduct(userId, { bizNo, points, reason: '积分抵扣 · Paid with points' }, REPORTER.actor);
      return;
    }
    const request = { bizNo, points, reason: '兑换下单 · Checkout', expiresInSeconds: 3600 };
    const { holdNo } = (await stage.holds.hold(userId, request, REPORTER.actor)).answer;
    if (way < 0.8) await stage.holds.capture(holdNo, { bizNo }, REPORTER.actor);
    else if (way < 0.9) await stage.holds.release(holdNo, { bizNo }, REPORTER.actor);
  } catch (error) {
    // Not everybody has enough to spend; that is part of life here.
    if (!(error instanceof JifenError) || error.code !== 'INSUFFICIENT_POINTS') throw error;
  }
}

async function compensate(stage: Stage, { userId }: Person, day: number): Promise<void> {
  const request = { bizNo: `sorry-${day}-${userId}`, points: 100, reason: '客服补偿 · Apology', validDays: 90 };
  await stage.postings.grant(userId, request, REPORTER.actor);
}

/** One user of each unusual kind, so that every state can be seen. */
async function unusualCases(app: INestApplicationContext, crowd: readonly Person[]): Promise<void> {
  const lifecycle = app.get(UserLifecycle);
  const audit = app.get(Audit);
  const [frozen, closed, merged, survivor] = crowd.filter((person) => person.joinsOnDay < 0).map((each) => each.userId);
  if (!frozen || !closed || !merged || !survivor) return;
  const witness =
    (action: string, userId: string, reason: string): Parameters<UserLifecycle['freeze']>[1] =>
    (db, { before, after, now }) => {
      const change = { before: { status: before }, after: { status: after } };
      return audit.recordBySystem(db, { action, subject: `user:${userId}`, reason, ...change }, now);
    };
  await lifecycle.freeze(frozen, witness('user.freeze', frozen, '疑似刷分 · Suspected abuse'));
  await lifecycle.close(closed, 'system', witness('user.close', closed, '用户注销 · Asked to leave'));
  await lifecycle.merge(merged, survivor, 'system', witness('user.merge', merged, '重复账号 · Same person'));
}
