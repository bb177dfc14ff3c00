import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { BacktestResult, BacktestView, EventBatchResult } from '@jifen/contracts';
import type { Rule, RuleSet } from '@jifen/rules';
import { Rules } from '../src/rule/index.js';
import { bearer, openTestApp, type TestApp } from './support.js';

/** What the tests of backtests share: a programme in which an event depends on those before it. */

/** The programme's days are Shanghai's, which has no summer time: a day of it is a day of UTC, eight hours earlier. */
const DAY_MS = 86_400_000;
export const today = Math.floor((Date.now() + 8 * 3_600_000) / DAY_MS);
export const dayText = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);
export const instant = (day: number, hours: number) => new Date(day * DAY_MS + (hours - 8) * 3_600_000).toISOString();
/** Events begin before the window, so that limits and budgets have been used when it opens. */
export const FIRST = today - 20;
export const FROM = today - 12;
export const TO = today - 3;

export const rule = (code: string, trigger: string, more: Partial<Rule>): Rule => ({
  code,
  name: { 'zh-CN': code, 'en-US': code },
  trigger,
  status: 'ACTIVE',
  award: { kind: 'ratio', points: 1, per: 1, unit: 'major', base: { kind: 'field', field: 'order.amount' } },
  rounding: 'floor',
  validity: { kind: 'days', days: 365 },
  ...more,
});

/** Everything that makes an event depend on those before it. */
export const LIVE: RuleSet = {
  rules: [
    rule('BASE', 'ORDER_COMPLETED', {}),
    rule('FIRST', 'ORDER_COMPLETED', {
      award: { kind: 'fixed', points: 50 },
      conditions: { kind: 'field', field: 'order.first', op: 'eq', value: true },
    }),
    rule('DAILY', 'ORDER_COMPLETED', { limits: [{ kind: 'period', period: 'day', points: 60 }] }),
    rule('WEEKLY', 'ORDER_COMPLETED', { limits: [{ kind: 'period', period: 'week', times: 3, points: 150 }] }),
    rule('MONTHLY', 'ORDER_COMPLETED', { limits: [{ kind: 'period', period: 'month', points: 400 }] }),
    rule('LIFE', 'ORDER_COMPLETED', { limits: [{ kind: 'period', period: 'lifetime', times: 12 }] }),
    rule('BUDGET', 'ORDER_COMPLETED', { budget: { points: 4_000 } }),
    rule('CHECKIN', 'SIGNED_IN', {
      award: { kind: 'fixed', points: 5 },
      limits: [{ kind: 'period', period: 'day', times: 1 }],
    }),
    rule('STREAK', 'SIGNED_IN', {
      award: { kind: 'streak', field: 'user.streakDays', at: [3, 7].map((days) => ({ days, points: days * 10 })) },
      limits: [{ kind: 'period', period: 'day', times: 1 }],
    }),
  ],
};

export let own: TestApp;

export const admin = () => bearer(own.admin.token);
export const start = (body: object) =>
  own.http
    .post('/api/v1/admin/backtests')
    .set(...admin())
    .send({ ruleSet: 'main', fromDay: dayText(FROM), toDay: dayText(TO), ...body });
export const get = async (backtestNo: string) => {
  const answer = await own.http.get(`/api/v1/admin/backtests/${backtestNo}`).set(...admin());
  return answer.body as BacktestView;
};
export const cancel = (backtestNo: string) =>
  own.http.post(`/api/v1/admin/backtests/${backtestNo}/cancel`).set(...admin());

export async function until(backtestNo: string, holds: (backtest: BacktestView) => boolean): Promise<BacktestView> {
  for (let waited = 0; waited < 90_000; waited += 50) {
    const backtest = await get(backtestNo);
    if (holds(backtest)) return backtest;
    await sleep(50);
  }
  throw new Error('the backtest does not get there');
}

export async function ended(backtestNo: string): Promise<BacktestView> {
  return until(backtestNo, ({ status }) => status !== 'QUEUED' && status !== 'RUNNING');
}

export async function resultOf(body: object): Promise<BacktestResult> {
  const started = await start(body).expect(202);
  const { status, result, problem } = await ended(started.body.backtestNo);
  expect({ status, problem }).toEqual({ status: 'DONE', problem: null });
  return result as BacktestResult;
}

/** Posts the events of some days. Days follow each other as in life; which of a day's events comes first is chance. */
async function postEvents(from: number, to: number): Promise<void> {
  const events: object[] = [];
  for (let day = from; day < to; day++) {
    for (let user = 0; user < 8; user++) {
      const number = (day - FIRST) * 8 + user;
      if ((day + user) % 5 > 0) {
        const at = instant(day, 7 + (user % 3));
        events.push({ eventId: `s${number}`, type: 'SIGNED_IN', userId: `u${user}`, occurredAt: at });
      }
      // One user's first order lies within the window.
      const orders = user === 7 && day <= FROM ? 0 : (number * 7) % 4;
      for (let order = 0; order < orders; order++) {
        const amount = 1_050 + ((number * 613 + order) % 4_000);
        const data = { orderNo: `o${number}-${order}`, currency: 'CNY', amount };
        // Local midnight is 16:00 UTC: some of these fall on another day there.
        const at = instant(day, [0.01, 13, 23.99][order] ?? 12);
        events.push({ eventId: data.orderNo, type: 'ORDER_COMPLETED', userId: `u${user}`, occurredAt: at, data });
      }
    }
  }
  const answer = await own.http
    .post('/api/v1/events/batch')
    .set(...bearer(own.apiKey))
    .send({ events })
    .expect(200);
  const { results } = answer.body as EventBatchResult;
  expect(results.filter(({ status }) => status !== 'POSTED' && status !== 'NO_AWARD')).toEqual([]);
}

/** A programme of its own for the tests of one block. */
export function withProgramme(env: Record<string, string>): void {
  beforeAll(async () => {
    own = await openTestApp({ PROGRAMME_TIME_ZONE: 'Asia/Shanghai', POSTING_LANES: '1', ...env });
    await own.app.get(Rules).publish(LIVE, 'test', null);
    for (const [from, to] of [
      [FIRST, FROM],
      [FROM, TO + 1],
      [TO + 1, today],
    ] as const)
      await postEvents(from, to);
  });
  afterAll(() => own.close());
}
