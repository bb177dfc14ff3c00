import { describe, expect, test } from '@jest/globals';
import { compileRuleSet, evaluate, localDate, periodName, type Rule, type RuleSet } from '@jifen/rules';
import fc from 'fast-check';
import { type RecordedEvent, Replay, type ReplayTask } from './backtest-replay.js';

const ZONE = 'Asia/Shanghai';
const DAY_MS = 86_400_000;
const FROM_MS = Date.UTC(2026, 10, 1) - 8 * 3_600_000;
const window = { fromDay: '2026-11-01', toDay: '2026-11-20', timeZone: ZONE };

const rule = (code: string, more: Partial<Rule>): Rule => ({
  code,
  name: { 'zh-CN': code, 'en-US': code },
  trigger: 'ORDER_COMPLETED',
  status: 'ACTIVE',
  award: { kind: 'ratio', points: 1, per: 1, unit: 'major', base: { kind: 'field', field: 'order.amount' } },
  rounding: 'floor',
  validity: { kind: 'days', days: 365 },
  ...more,
});

const LIMITED: RuleSet = {
  rules: [
    rule('BASE', {}),
    rule('DAILY', { limits: [{ kind: 'period', period: 'day', times: 2, points: 30 }] }),
    rule('WEEKLY', { limits: [{ kind: 'period', period: 'week', points: 90 }] }),
    rule('LIFE', {
      limits: [
        { kind: 'period', period: 'lifetime', times: 4 },
        { kind: 'event', points: 25 },
      ],
    }),
    rule('CAPPED', { budget: { points: 400 } }),
  ],
};

let eventNo = 0;
const order = (userId: string, atMs: number, amount: number, more: Partial<RecordedEvent> = {}): RecordedEvent => ({
  userId,
  type: 'ORDER_COMPLETED',
  channel: null,
  occurredAtMs: atMs,
  recordedAtMs: atMs + 1_000 * ++eventNo,
  status: 'POSTED',
  data: JSON.stringify({ currency: 'CNY', amount }),
  facts: JSON.stringify({ userId, tags: [], orderCount: 3 }),
  posted: JSON.stringify({ transactions: [] }),
  ...more,
});

function replayed(task: ReplayTask, events: readonly RecordedEvent[]) {
  const replay = new Replay(task);
  for (const event of events) replay.add(event);
  return replay.result();
}

const orders = fc.array(
  fc
    .record({
      user: fc.nat(3),
      atMs: fc.integer({ min: FROM_MS, max: FROM_MS + 20 * DAY_MS - 1 }),
      amount: fc.nat(9_000),
    })
    .map(({ user, atMs, amount }) => order(`u${user}`, atMs, amount)),
  { maxLength: 60 },
);

describe('a replay', () => {
  test('gives what the rules give one event after the other, with counters of their own', () => {
    fc.assert(
      fc.property(orders, (events) => {
        const compiled = compileRuleSet(LIMITED);
        const used = new Map<string, { times: number; points: number }>();
        const byUser = new Map<string, number>();
        const byRule = new Map<string, { awards: number; points: number }>();
        let budget = 0;
        for (const event of events) {
          const keyOf = (key: string, period: string) => `${event.userId}|${key}|${period}`;
          const { awards, usage, points } = evaluate(
            compiled,
            { ...event, eventId: '', data: JSON.parse(event.data), channel: 'web' },
            {
              user: JSON.parse(event.facts ?? ''),
              usage: (key, period) => used.get(keyOf(key, period)) ?? { times: 0, points: 0 },
              budgetUsed: () => budget,
            },
            { recordedAtMs: event.recordedAtMs, timeZone: ZONE },
          );
          for (const { key, period, ...more } of usage) {
            const before = used.get(keyOf(key, period)) ?? { times: 0, points: 0 };
            used.set(keyOf(key, period), { times: before.times + more.times, points: before.points + more.points });
          }
          for (const award of awards) {
            if (award.ruleCode === 'CAPPED') budget += award.points;
            const sum = byRule.get(award.ruleCode) ?? { awards: 0, points: 0 };
            byRule.set(award.ruleCode, { awards: sum.awards + 1, points: sum.points + award.points });
          }
          byUser.set(event.userId, (byUser.get(event.userId) ?? 0) + points);
        }
        const result = replayed({ ruleSet: LIMITED, ...window }, events);
        const total = [...byUser.values()].reduce((sum, points) => sum + points, 0);
        expect(result).toMatchObject({ events: events.length, users: byUser.size, points: total, postedPoints: 0 });
        for (const { ruleCode, awards, points } of result.byRule) {
          expect({ awards, points }).toEqual(byRule.get(ruleCode) ?? { awards: 0, points: 0 });
        }
        expect(result.gains).toHaveLength([...byUser.values()].filter((points) => points > 0).length);
        const [capped] = result.budgets;
        expect(capped?.used).toBe(budget);
        expect(capped?.used ?? 0).toBeLessThanOrEqual(400);
        expect(capped?.byDay.at(-1)?.used ?? 0).toBe(budget);
        const byDay = result.byDay.reduce((sum, day) => sum + day.points, 0);
        expect(byDay).toBe(total);
        expect(result.byDay).toHaveLength(20);
      }),
      { numRuns: 60 },
    );
  });

  test('counts events under the local day on which they happened', () => {
    const lastMinute = FROM_MS + DAY_MS - 60_000;
    const { byDay } = replayed({ ruleSet: LIMITED, ...window }, [
      order('u', lastMinute, 100),
      order('u', FROM_MS, 100),
    ]);
    expect(byDay[0]).toMatchObject({ day: '2026-11-01', events: 2 });
    expect(localDate(lastMinute, ZONE)).toBe('2026-11-01');
  });

  test('begins with what was used before: of the same week and for life, not of the day before', () => {
    const task = { ruleSet: LIMITED, ...window };
    const before = { userId: 'u', occurredAtMs: FROM_MS - 3_600_000 };
    const replay = new Replay(task);
    // The last instant of October is a Saturday's, in the same week as Sunday the 1st of November.
    replay.earlier({ ...before, ruleCode: 'DAILY', points: 30 });
    replay.earlier({ ...before, ruleCode: 'WEEKLY', points: 80 });
    for (let i = 0; i < 3; i++) replay.earlier({ ...before, ruleCode: 'LIFE', points: 25 });
    replay.earlier({ ...before, ruleCode: 'BASE', points: 1_000 });
    replay.earlierBudget('CAPPED', 390);
    replay.earlierBudget('BASE', 1_000);
    for (let i = 0; i < 2; i++) replay.add(order('u', FROM_MS + 1_000, 2_000));
    const { byRule, budgets } = replay.result();
    const points = Object.fromEntries(byRule.map((each) => [each.ruleCode, each.points]));
    expect(points).toEqual({ BASE: 40, DAILY: 30, WEEKLY: 10, LIFE: 20, CAPPED: 10 });
    const used = { budget: 400, usedBefore: 390, used: 400, exhaustedOn: '2026-11-01' };
    expect(budgets).toEqual([{ ruleCode: 'CAPPED', ...used, byDay: [{ day: '2026-11-01', used: 400 }] }]);
  });

  test('shares the limits of a user with those who were merged into it, from then on', () => {
    const task = { ruleSet: { rules: [LIMITED.rules[3] as Rule] }, ...window };
    const replay = new Replay(task);
    const at = (userId: string, hours: number) => order(userId, FROM_MS + hours * 3_600_000, 1_000);
    const first = at('old', 1);
    const last = at('new', 50);
    replay.merge('old', 'new', last.recordedAtMs - 1);
    for (const event of [first, at('old', 2), at('new', 3), at('new', 4)]) replay.add(event);
    replay.add(last);
    const { byRule, users, gains } = replay.result();
    // Two and two before, none after: four are for life.
    expect(byRule[0]).toMatchObject({ awards: 4, points: 40 });
    expect({ users, gains }).toEqual({ users: 1, gains: [{ userId: 'new', points: 40, postedPoints: 0 }] });
  });

  test('compares with what was posted, of rules that are gone as well', () => {
    const posted = {
      transactions: [
        { ruleCode: 'GONE', points: 7 },
        { ruleCode: 'BASE', points: 5 },
      ],
    };
    const event = order('u', FROM_MS, 2_000, { posted: JSON.stringify(posted) });
    const result = replayed({ ruleSet: { rules: [rule('BASE', {})] }, ...window }, [event]);
    expect(result).toMatchObject({ points: 20, postedPoints: 12, changeBps: 6_667, usersUp: 1 });
    expect(result.byRule).toEqual([
      { ruleCode: 'BASE', awards: 1, points: 20, postedAwards: 1, postedPoints: 5 },
      { ruleCode: 'GONE', awards: 0, points: 0, postedAwards: 1, postedPoints: 7 },
    ]);
  });

  test('leaves out what was not posted, and what was recorded without facts, and says so', () => {
    const events = [
      order('u', FROM_MS, 100, { status: 'REJECTED', facts: null, posted: null }),
      order('u', FROM_MS, 100, { status: 'ACCEPTED', facts: JSON.stringify({ experimentGroup: 'A' }) }),
      order('u', FROM_MS, 100, { facts: null }),
      order('u', FROM_MS, 100, { facts: '{"userId":"u"}' }),
      order('u', FROM_MS, 9_000_000_000_000, { data: JSON.stringify({ currency: 'CNY', amount: 9e15 }) }),
    ];
    const huge = {
      rules: [
        rule('BASE', {
          multipliers: [
            { code: 'X', rateBps: 1_000_000 },
            { code: 'Y', rateBps: 1_000_000 },
          ],
        }),
      ],
    };
    const { skipped, events: replayedEvents, users } = replayed({ ruleSet: huge, ...window }, events);
    expect({ replayedEvents, users }).toEqual({ replayedEvents: 0, users: 0 });
    expect(skipped).toEqual([
      { reason: 'REJECTED', events: 1 },
      { reason: 'ACCEPTED', events: 1 },
      { reason: 'NO_FACTS', events: 2 },
      { reason: 'POINTS_OUT_OF_RANGE', events: 1 },
    ]);
  });
});

describe('a profile that nobody asked for then', () => {
  const vip = rule('VIP', {
    award: { kind: 'fixed', points: 9 },
    conditions: { kind: 'field', field: 'user.tags', op: 'contains', value: 'vip' },
  });
  const profile = { tags: '["vip"]', attributes: '{}', registeredAtMs: undefined };
  const kept = JSON.stringify({ userId: 'u', tags: [], attributes: {}, orderCount: 0 });

  test('is that of today, and the result says how often; one that was kept stays as it was', () => {
    const task = { ruleSet: { rules: [vip] }, ...window };
    const events = [order('u', FROM_MS, 100, { profile }), order('u', FROM_MS, 100, { profile, facts: kept })];
    expect(replayed(task, events)).toMatchObject({ events: 2, points: 9, profilesOfToday: 1 });
    expect(new Replay(task).needsProfiles).toBe(true);
    expect(new Replay({ ruleSet: LIMITED, ...window }).needsProfiles).toBe(false);
    expect(replayed(task, [order('u', FROM_MS, 100)])).not.toHaveProperty('profilesOfToday');
  });
});

describe('days in a row', () => {
  const streak = rule('STREAK', {
    trigger: 'SIGNED_IN',
    award: { kind: 'streak', field: 'user.streakDays', at: [{ days: 3, points: 50 }] },
  });
  const signIn = (day: number, streakDays?: number) => {
    const facts = { userId: 'u', tags: [], orderCount: 0, ...(streakDays === undefined ? {} : { streakDays }) };
    return order('u', FROM_MS + day * DAY_MS, 0, { type: 'SIGNED_IN', data: '{}', facts: JSON.stringify(facts) });
  };
  const pointsOf = (...events: RecordedEvent[]) => {
    return replayed({ ruleSet: { rules: [streak] }, ...window }, events).points;
  };

  test('are those that were counted then', () => {
    expect(pointsOf(signIn(0, 3))).toBe(50);
    expect(pointsOf(signIn(0, 2), signIn(0, 2), signIn(1, 3), signIn(2, 4))).toBe(50);
  });

  test('are counted from the replayed days where nobody counted them then', () => {
    expect(pointsOf(signIn(0), signIn(1), signIn(1), signIn(2))).toBe(50);
    expect(pointsOf(signIn(0), signIn(2), signIn(3))).toBe(0);
    // Counted before, not counted after: goes on from there.
    expect(pointsOf(signIn(0, 2), signIn(1))).toBe(50);
    expect(periodName('day', FROM_MS, ZONE)).toBe('D2026-11-01');
  });
});
