import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type EventResult } from '@jifen/contracts';
import { inRollout, pickGroup, type Rule, type RuleTrace } from '@jifen/rules';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { Clock, int } from '../platform/index.js';
import { Rules } from '../rule/index.js';
import { type LedgerApp, openLedgerApp } from '../testing/ledger-app.js';
import { ledgerFaults } from '../testing/ledger-invariants.js';
import { EventIntake } from './event-intake.js';

const DAY_MS = 86_400_000;
const demo = { source: 'demo', actor: 'client:test', mayBackdate: true };

const rule = (code: string, trigger: string, more: Partial<Rule>): Rule => ({
  code,
  name: { 'zh-CN': code, 'en-US': code },
  trigger,
  status: 'ACTIVE',
  award: { kind: 'fixed', points: 10 },
  rounding: 'floor',
  validity: { kind: 'days', days: 365 },
  ...more,
});
const streak: Rule['award'] = {
  kind: 'streak',
  field: 'user.streakDays',
  at: [
    { days: 3, points: 30 },
    { days: 7, points: 70 },
  ],
};
const RULES = {
  rules: [
    rule('SHARE', 'CONTENT_SHARED', { budget: { points: 95 } }),
    rule('STREAK', 'SIGNED_IN', { award: streak }),
    rule('REVIEW', 'REVIEW_POSTED', {}),
  ],
};

let t: LedgerApp;
let intake: EventIntake;
let rules: Rules;
let count = 0;
let user = '';
beforeAll(async () => {
  t = await openLedgerApp(RULES, { POSTING_LANES: '4' });
  intake = t.app.get(EventIntake);
  rules = t.app.get(Rules);
});
afterAll(() => t?.close());
beforeEach(() => {
  count++;
  user = `u${count}`;
});

const send = async (type: string, userId: string, ageMs = 0, at = intake, reporter: object = {}) => {
  const occurredAt = new Date(t.nowMs() - ageMs).toISOString();
  const request = { eventId: `e${++count}`, type, userId, occurredAt, data: {} };
  return (await at.process(request, { ...demo, ...reporter })).answer;
};
const spentOf = async (key: string) => {
  const sql = 'SELECT points FROM budget_counter WHERE budget_key = ?';
  const [row] = await t.database.rows<{ points: string }>(sql, [key]);
  return int(row?.points ?? 0);
};
const users = (prefix: string, n: number) => Array.from({ length: n }, (_, i) => `${prefix}-${i}`);
const points = (answers: readonly EventResult[]) => answers.map((answer) => answer.points ?? 0);

describe('the budget of a whole rule', () => {
  test('is given out to the last point and never exceeded, by two replicas at once', async () => {
    const other = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
    other.get(Clock).now = () => new Date(t.nowMs());
    try {
      const replicas = [intake, other.get(EventIntake)];
      const sent = users('b', 40).map((id, i) => send('CONTENT_SHARED', id, 0, replicas[i % 2]));
      const given = points(await Promise.all(sent)).sort((a, b) => b - a);
      expect(given).toEqual([...Array(9).fill(10), 5, ...Array(30).fill(0)]);
      expect(await spentOf('rule:SHARE')).toBe(95);
      expect(await ledgerFaults(t.database, users('b', 40))).toEqual([]);
    } finally {
      await other.close();
    }
  });

  test('that is used up says so', async () => {
    const answer = await send('CONTENT_SHARED', user);
    expect(answer).toMatchObject({ status: 'NO_AWARD', points: 0 });
    const [trace] = answer.explanation as RuleTrace[];
    expect(trace).toMatchObject({ outcome: 'LIMITED', caps: [{ limit: 'budget', max: 95, used: 95, after: 0 }] });
  });
});

describe('days in a row', () => {
  test('are counted by the calendar, once a day, and start again after a gap', async () => {
    const days = [20, 19, 19, 18, 17, 15, 14, 13];
    const given: number[] = [];
    for (const day of days) given.push((await send('SIGNED_IN', user, day * DAY_MS)).points ?? -1);
    // The third day in a row twice: after 20, 19, 18, and after 15, 14, 13.
    expect(given).toEqual([0, 0, 0, 30, 0, 0, 0, 30]);
    const sql = `SELECT times FROM usage_counter WHERE user_id = ? AND counter = 'streak:SIGNED_IN' ORDER BY period`;
    const rows = await t.database.rows<{ times: string }>(sql, [user]);
    expect(rows.map(({ times }) => int(times))).toEqual([1, 2, 3, 4, 1, 2, 3]);
  });
});

describe('which rules are in force', () => {
  /** The same rules with other points on a review. */
  async function withReviews(given: number): Promise<number> {
    const review = rule('REVIEW', 'REVIEW_POSTED', { award: { kind: 'fixed', points: given } });
    return rules.publish({ rules: [...RULES.rules.slice(0, 2), review] }, 'test', null);
  }
  const set = async (assignments: string, ...params: unknown[]) => {
    await t.database.run(`UPDATE rule_set SET ${assignments} WHERE code = 'main'`, params);
    await rules.changed();
  };

  test('for a share of the users it is the version that is being rolled out', async () => {
    const live = rules.live().version;
    const next = await withReviews(20);
    await set('live_version = ?, rollout_version = ?, rollout_percent = 30', live, next);
    const ids = users('r', 60);
    const answers = await Promise.all(ids.map((id) => send('REVIEW_POSTED', id)));
    const wanted = ids.map((id) => (inRollout(id, `main:${next}`, 30) ? 20 : 10));
    expect(points(answers)).toEqual(wanted);
    expect(new Set(wanted).size).toBe(2);
    await set('rollout_version = NULL, rollout_percent = NULL');
    expect(points([await send('REVIEW_POSTED', ids[wanted.indexOf(20)] ?? '')])).toEqual([10]);
  });

  test('a schedule takes over by the clock, with nobody looking', async () => {
    const live = rules.live().version;
    const next = await withReviews(50);
    const at = new Date(t.nowMs() + 3_600_000).toISOString().slice(0, 23).replace('T', ' ');
    await set('live_version = ?, scheduled_version = ?, scheduled_at = ?', live, next, at);
    expect(points([await send('REVIEW_POSTED', user)])).toEqual([10]);
    t.travel(3_600_000);
    expect(points([await send('REVIEW_POSTED', user)])).toEqual([50]);
    await set('scheduled_version = NULL, scheduled_at = NULL');
  });

  test('an experiment puts every user into a group for good, and counts what its groups do', async () => {
    const better = { rules: [rule('REVIEW', 'REVIEW_POSTED', { award: { kind: 'fixed', points: 70 } })] };
    const version = (await t.database.rows<{ v: number }>('SELECT MAX(version) + 1 AS v FROM rule_set_version'))[0]?.v;
    await t.database.run(
      `INSERT INTO rule_set_version (code, version, rules, created_by, created_at) VALUES ('better', ?, ?, 'test', NOW())`,
      [version, JSON.stringify(better)],
    );
    await t.database.run(`INSERT INTO rule_set (code, live_version, updated_at) VALUES ('better', ?, NOW())`, [
      version,
    ]);
    await t.database.run(
      `INSERT INTO experiment (code, name, status, running, revision, created_by, created_at)
       VALUES ('X', 'x', 'RUNNING', 1, 1, 'test', NOW())`,
    );
    await t.database.run(
      `INSERT INTO experiment_group (experiment, code, position, name, weight, rule_set)
       VALUES ('X', 'A', 0, 'a', 2, 'main'), ('X', 'B', 1, 'b', 1, 'better')`,
    );
    await rules.changed();
    const groups = [
      { code: 'A', weight: 2 },
      { code: 'B', weight: 1 },
    ];
    const ids = users('x', 30);
    const base = rules.live().ruleSet.rules.find(({ code }) => code === 'REVIEW')?.award as { points: number };
    const answers = await Promise.all(ids.flatMap((id) => [send('REVIEW_POSTED', id), send('REVIEW_POSTED', id)]));
    const wanted = ids.map((id) => (pickGroup(id, 'X', groups) === 'B' ? 70 : base.points));
    expect(points(answers)).toEqual(wanted.flatMap((each) => [each, each]));

    const trusted = { experimentGroup: 'B' };
    expect(points([await send('REVIEW_POSTED', 'trusted', 0, intake, trusted)])).toEqual([70]);
    const unknown = send('REVIEW_POSTED', 'trusted', 0, intake, { experimentGroup: 'Z' });
    await expect(unknown).rejects.toMatchObject({ code: 'EXPERIMENT_GROUP_UNKNOWN' });

    const rows = await t.database.rows<{ group_code: string; events: string; points: string }>(
      `SELECT group_code, SUM(events) AS events, SUM(points) AS points FROM experiment_user GROUP BY group_code ORDER BY 1`,
    );
    const inB = wanted.filter((each) => each === 70).length;
    expect(rows.map((row) => [row.group_code, int(row.events), int(row.points)])).toEqual([
      ['A', (30 - inB) * 2, (30 - inB) * 2 * base.points],
      ['B', inB * 2 + 1, (inB * 2 + 1) * 70],
    ]);
    const [stored] = await t.database.rows<{ facts: string }>(
      `SELECT facts FROM business_event WHERE user_id = 'trusted'`,
    );
    expect(JSON.parse(stored?.facts ?? '{}')).toMatchObject({ experiment: { code: 'X', group: 'B' } });
  });
});

describe('an answer that was read', () => {
  test('waits until what it was read from is safe', async () => {
    const marks = async () => {
      const [row] = await t.database.rows<{ n: string | null }>('SELECT SUM(marks) AS n FROM commit_mark');
      return int(row?.n ?? 0);
    };
    const request = {
      eventId: user,
      type: 'CONTENT_SHARED',
      userId: user,
      occurredAt: new Date(t.nowMs()).toISOString(),
      data: {},
    };
    await intake.process(request, demo);
    const before = await marks();
    expect(await intake.process(request, demo)).toMatchObject({ replayed: true });
    expect(await marks()).toBe(before + 1);
  });
});
