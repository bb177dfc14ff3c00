import { describe, expect, jest, test } from '@jest/globals';
import type { Rule } from '@jifen/rules';
import { int } from '../src/platform/index.js';
import { dayText, FROM, instant, LIVE, own, resultOf, rule, TO, withProgramme } from './backtest-support.js';
import { bearer } from './support.js';

jest.setTimeout(180_000);

interface Sum {
  key: string;
  awards: string;
  points: string;
}

/** What was posted for events of the window, summed up by the database. */
const posted = (by: string) =>
  own.database.rows<Sum>(
    `SELECT ${by} AS \`key\`, COUNT(*) AS awards, SUM(points) AS points FROM points_transaction
     WHERE business_type = 'EVENT' AND occurred_at + INTERVAL 8 HOUR >= ? AND occurred_at + INTERVAL 8 HOUR < ?
     GROUP BY 1 ORDER BY 1`,
    [dayText(FROM), dayText(TO + 1)],
  );
const pointsBy = (rows: Sum[]) => Object.fromEntries(rows.map(({ key, points }) => [key, int(points)]));
const sumOf = (rows: Sum[]) => rows.reduce((sum, { points }) => sum + int(points), 0);

describe('a backtest of the live rules', () => {
  withProgramme({ WORKER: 'on' });

  test('gives exactly what was posted: by rule, by day, by user', async () => {
    const [live] = await own.database.rows<{ live_version: number }>(
      `SELECT live_version FROM rule_set WHERE code = 'main'`,
    );
    const result = await resultOf({ candidate: { version: int(live?.live_version) } });
    const byRule = await posted('rule_code');
    expect(byRule).toHaveLength(9);
    expect(pointsBy(byRule)['BUDGET']).toBeGreaterThan(0);
    expect(result.byRule.map(({ ruleCode }) => ruleCode)).toEqual(LIVE.rules.map(({ code }) => code));
    for (const { key, awards, points } of byRule) {
      const expected = {
        awards: int(awards),
        points: int(points),
        postedAwards: int(awards),
        postedPoints: int(points),
      };
      expect(result.byRule.find(({ ruleCode }) => ruleCode === key)).toEqual({ ruleCode: key, ...expected });
    }
    const byDay = pointsBy(await posted('DATE_FORMAT(occurred_at + INTERVAL 8 HOUR, "%Y-%m-%d")'));
    expect(result.byDay).toHaveLength(TO - FROM + 1);
    for (const { day, points, postedPoints } of result.byDay) {
      expect({ day, points, postedPoints }).toEqual({ day, points: byDay[day], postedPoints: byDay[day] });
    }
    const [events] = await own.database.rows<{ n: string; users: string }>(
      `SELECT COUNT(*) AS n, COUNT(DISTINCT user_id) AS users FROM business_event
       WHERE occurred_at + INTERVAL 8 HOUR >= ? AND occurred_at + INTERVAL 8 HOUR < ?`,
      [dayText(FROM), dayText(TO + 1)],
    );
    const counts = { events: int(events?.n), users: int(events?.users), usersSame: int(events?.users) };
    const total = sumOf(byRule);
    const same = { points: total, postedPoints: total, changeBps: 0, gains: [], losses: [], skipped: [] };
    expect(result).toMatchObject({ ...counts, ...same, usersUp: 0, usersDown: 0 });
  });

  test('knows what a budget had given before the first day, and what it gives by day', async () => {
    const result = await resultOf({ candidate: { ruleSet: LIVE } });
    const [before] = await own.database.rows<{ points: string }>(
      `SELECT SUM(points) AS points FROM points_transaction
       WHERE rule_code = 'BUDGET' AND occurred_at + INTERVAL 8 HOUR < ?`,
      [dayText(FROM)],
    );
    const usedBefore = int(before?.points);
    expect(usedBefore).toBeGreaterThan(0);
    const within = pointsBy(await posted('rule_code'))['BUDGET'] ?? 0;
    expect(result.budgets).toMatchObject([
      { ruleCode: 'BUDGET', budget: 4_000, usedBefore, used: usedBefore + within },
    ]);
  });
});

describe('a backtest of other rules', () => {
  withProgramme({ WORKER: 'on' });

  test('that double a rate gives exactly the difference that the stored orders give', async () => {
    const [base, ...others] = LIVE.rules;
    const doubled = { ...base, multipliers: [{ code: 'TWICE', rateBps: 20_000 }] } as Rule;
    const result = await resultOf({ candidate: { ruleSet: { rules: [doubled, ...others] } } });
    const rows = await own.database.rows<{ data: string; user_id: string }>(
      `SELECT data, user_id FROM business_event WHERE type = 'ORDER_COMPLETED'
         AND occurred_at + INTERVAL 8 HOUR >= ? AND occurred_at + INTERVAL 8 HOUR < ?`,
      [dayText(FROM), dayText(TO + 1)],
    );
    let difference = 0;
    const gains = new Map<string, number>();
    for (const { data, user_id: userId } of rows) {
      const { amount } = JSON.parse(data) as { amount: number };
      const more = Math.floor((amount * 2) / 100) - Math.floor(amount / 100);
      difference += more;
      gains.set(userId, (gains.get(userId) ?? 0) + more);
    }
    expect(difference).toBeGreaterThan(0);
    expect(result.points - result.postedPoints).toBe(difference);
    expect(result.changeBps).toBe(Math.ceil((difference * 10_000) / result.postedPoints));
    expect(result.usersUp).toBe([...gains.values()].filter((more) => more > 0).length);
    const [most] = result.gains;
    expect((most?.points ?? 0) - (most?.postedPoints ?? 0)).toBe(Math.max(...gains.values()));
  });

  test('never gives more than a budget, and says on which day it is gone', async () => {
    const rules = LIVE.rules.map((each) => (each.code === 'BUDGET' ? { ...each, budget: { points: 1_500 } } : each));
    const { budgets, byRule } = await resultOf({ candidate: { ruleSet: { rules } } });
    const [budget] = budgets;
    const given = byRule.find(({ ruleCode }) => ruleCode === 'BUDGET')?.points ?? 0;
    expect(budget?.used).toBe(Math.max(1_500, budget?.usedBefore ?? 0));
    expect(given).toBe((budget?.used ?? 0) - (budget?.usedBefore ?? 0));
    expect(budget?.exhaustedOn).toMatch(/^\d{4}-\d\d-\d\d$/);
    for (const { used } of budget?.byDay ?? []) expect(used).toBeLessThanOrEqual(1_500);
  });

  test('leaves out what was refused, and counts it', async () => {
    const day = instant(FROM, 12).replace('T', ' ').slice(0, 23);
    await own.database.run(
      `INSERT INTO business_event (event_no, source, type, event_id, user_id, occurred_at, recorded_at, status, actor, data)
       VALUES ('00000000000000000001', 'demo', 'SIGNED_IN', 'refused', 'u1', ?, ?, 'REJECTED', 'test', '{}')`,
      [day, day],
    );
    const { skipped } = await resultOf({ candidate: { ruleSet: { rules: [] } } });
    await own.database.run(`DELETE FROM business_event WHERE event_no = '00000000000000000001'`);
    expect(skipped).toEqual([{ reason: 'REJECTED', events: 1 }]);
  });

  test('that ask for tags, which no rule has asked for before, see those of today', async () => {
    await own.http
      .put('/api/v1/users/u2')
      .set(...bearer(own.apiKey))
      .send({ tags: ['vip'] })
      .expect(200);
    const vip = rule('VIP', 'ORDER_COMPLETED', {
      award: { kind: 'fixed', points: 9 },
      conditions: { kind: 'field', field: 'user.tags', op: 'contains', value: 'vip' },
    });
    const { points, gains, profilesOfToday } = await resultOf({ candidate: { ruleSet: { rules: [vip] } } });
    const [orders] = await own.database.rows<{ n: string; vip: string }>(
      `SELECT COUNT(*) AS n, SUM(type = 'ORDER_COMPLETED') AS vip FROM business_event WHERE user_id = 'u2'
         AND occurred_at + INTERVAL 8 HOUR >= ? AND occurred_at + INTERVAL 8 HOUR < ?`,
      [dayText(FROM), dayText(TO + 1)],
    );
    expect({ points, profilesOfToday, gains }).toEqual({
      points: 9 * int(orders?.vip),
      profilesOfToday: int(orders?.n),
      gains: [],
    });
  });
});
