import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyRule, conditionOf } from '../testing/arbitraries.js';
import { describeRule, ruleParagraph } from './describe.js';
import { describeCondition } from './describe-condition.js';
import type { DescribeOptions } from './describe-words.js';
import type { FieldCondition, Rule } from './rule.js';
import { aRule } from './testing.js';

const leaf = (field: string, op: FieldCondition['op'], value: FieldCondition['value']): FieldCondition => ({
  kind: 'field',
  field,
  op,
  value,
});
const CNY: DescribeOptions = { currency: 'CNY', timeZone: 'Asia/Shanghai' };

describe('a rule in words', () => {
  const part = (name: string, changes: Partial<Rule>, en: string | undefined, zh: string | undefined) =>
    [name, changes, en, zh] as [string, Partial<Rule>, string | undefined, string | undefined];
  const fixed: Rule['award'] = { kind: 'fixed', points: 1 };
  it.each([
    part('status', { status: 'PAUSED' }, 'Paused: gives nothing for now.', '已暂停，暂不发放积分。'),
    part('status', {}, undefined, undefined),
    part('trigger', {}, 'For every event “Order completed”.', '由“订单完成”事件触发。'),
    part('trigger', { trigger: 'STUDIED' }, 'For every event “Lesson done”.', '由“学习”事件触发。'),
    part('trigger', { trigger: 'OTHER' }, 'For every event “OTHER”.', '由“OTHER”事件触发。'),
    part(
      'window',
      { effectiveFrom: '2026-11-10T16:00:00Z', effectiveTo: '2026-11-11T16:00:00Z' },
      'In effect from 2026-11-11 00:00 until 2026-11-12 00:00.',
      '生效时间为 2026-11-11 00:00 至 2026-11-12 00:00。',
    ),
    part(
      'window',
      { effectiveFrom: '2026-11-10T16:00:00Z' },
      'In effect from 2026-11-11 00:00.',
      '自 2026-11-11 00:00 起生效。',
    ),
    part(
      'window',
      { effectiveTo: '2026-11-10T16:00:00Z' },
      'In effect until 2026-11-11 00:00.',
      '2026-11-11 00:00 前有效。',
    ),
    part('window', {}, undefined, undefined),
    part(
      'conditions',
      { conditions: leaf('user.level', 'eq', 'GOLD') },
      'Only if member level is GOLD.',
      '仅当会员等级为 GOLD 时。',
    ),
    part(
      'conditions',
      { conditions: leaf('order.first', 'eq', true) },
      "Only if it is the user's first order.",
      '仅当是首单时。',
    ),
    part('conditions', {}, undefined, undefined),
    part('multipliers', { multipliers: [{ code: 'X', rateBps: 20_000 }] }, 'Multiplied by 2 (X).', '倍率：× 2（X）。'),
    part(
      'multipliers',
      {
        multipliers: [
          { code: 'X', rateBps: 20_000 },
          { code: 'G', rateBps: 12_000, conditions: leaf('user.level', 'eq', 'GOLD') },
        ],
      },
      'Multiplied by 2 (X); by 1.2 if member level is GOLD (G); those that hold multiply each other.',
      '倍率：× 2（X）；会员等级为 GOLD 时 × 1.2（G）；同时成立的相乘。',
    ),
    part('rounding', {}, 'Rounded down to whole points.', '结果向下取整。'),
    part('rounding', { rounding: 'half_up' }, 'Rounded half up to whole points.', '结果四舍五入。'),
    part('rounding', { rounding: 'ceil' }, 'Rounded up to whole points.', '结果向上取整。'),
    part('rounding', { award: fixed }, undefined, undefined),
    part('rounding', { award: fixed, multipliers: [{ code: 'X', rateBps: 20_000 }] }, undefined, undefined),
    part(
      'rounding',
      { award: fixed, multipliers: [{ code: 'X', rateBps: 12_000 }] },
      'Rounded down to whole points.',
      '结果向下取整。',
    ),
    part(
      'limits',
      {
        limits: [
          { kind: 'event', points: 20 },
          { kind: 'period', period: 'day', times: 3, points: 30 },
          { kind: 'period', period: 'lifetime', times: 1 },
        ],
      },
      'At most 20 points per event; at most 3 times and 30 points a day per user; at most once for life per user.',
      '每次事件最多 20 分；每人每天最多 3 次、30 分；每人终身最多 1 次。',
    ),
    part(
      'limits',
      {
        limits: [
          { kind: 'period', period: 'week', points: 1 },
          { kind: 'period', period: 'month', times: 2 },
        ],
      },
      'At most 1 point a week per user; at most 2 times a month per user.',
      '每人每周最多 1 分；每人每月最多 2 次。',
    ),
    part(
      'budget',
      { budget: { points: 5000 } },
      'Stops once all users together have been given 5000 points.',
      '全体用户合计发满 5000 分后停止。',
    ),
    part(
      'stacking',
      { stackingGroup: { code: 'G', mode: 'sum' } },
      'Adds to the other rules of group G.',
      '与叠加组 G 内的其他规则累加。',
    ),
    part(
      'stacking',
      { stackingGroup: { code: 'G', mode: 'best' } },
      'Within group G only the rule that gives the most counts.',
      '叠加组 G 内只取积分最高的规则。',
    ),
    part(
      'stacking',
      { stackingGroup: { code: 'G', mode: 'first' } },
      'Within group G only the first rule that gives points counts.',
      '叠加组 G 内只取第一条给出积分的规则。',
    ),
    part(
      'activation',
      { activationDelayDays: 7 },
      'The points become usable 7 days after they are recorded.',
      '入账 7 天后可用。',
    ),
    part(
      'activation',
      { activationDelayDays: 1 },
      'The points become usable 1 day after they are recorded.',
      '入账 1 天后可用。',
    ),
    part('activation', { activationDelayDays: 0 }, undefined, undefined),
    part('wallet', { wallet: 'gold' }, 'Credited to the wallet gold.', '计入 gold 账户。'),
    part('wallet', { wallet: 'points' }, undefined, undefined),
    part('validity', {}, 'The points can be used for 365 days.', '积分自入账之日起 365 天内有效。'),
    part('validity', { validity: { kind: 'never' } }, 'The points never expire.', '积分永久有效。'),
    part(
      'validity',
      { validity: { kind: 'fixed_date', date: '2027-03-31' } },
      'The points can be used until 2027-03-31.',
      '积分至 2027-03-31 有效。',
    ),
    part(
      'validity',
      { validity: { kind: 'months', months: 1 } },
      'The points can be used for 1 month.',
      '积分自入账之日起 1 个月内有效。',
    ),
    part(
      'validity',
      { validity: { kind: 'months', months: 6 }, validFrom: 'OCCURRED' },
      'The points can be used for 6 months, counted from the day of the event.',
      '积分自事件发生之日起 6 个月内有效。',
    ),
    part(
      'validity',
      { validity: { kind: 'end_of_year' } },
      'The points can be used until the end of the year.',
      '积分自入账之日起至当年年底有效。',
    ),
    part(
      'validity',
      { validity: { kind: 'end_of_year', years: 1 }, validFrom: 'ACTIVATED' },
      'The points can be used until the end of the next year, counted from the day on which they become usable.',
      '积分自可用之日起至 1 年后的年底有效。',
    ),
    part(
      'validity',
      { validity: { kind: 'end_of_year', years: 2 } },
      'The points can be used until the end of the year 2 years later.',
      '积分自入账之日起至 2 年后的年底有效。',
    ),
    part(
      'validity',
      { validity: { kind: 'end_of_month', months: 0 } },
      'The points can be used until the end of the month.',
      '积分自入账之日起至当月月底有效。',
    ),
    part(
      'validity',
      { validity: { kind: 'end_of_month', months: 12 } },
      'The points can be used until the end of the month 12 months later.',
      '积分自入账之日起至 12 个月后的月底有效。',
    ),
  ])('%s of %j', (name, changes, en, zh) => {
    const eventTypes = [{ type: 'STUDIED', label: { 'zh-CN': '学习', 'en-US': 'Lesson done' } }];
    const text = (locale: 'en-US' | 'zh-CN') =>
      describeRule(aRule(changes), locale, { ...CNY, eventTypes }).find((one) => one.part === name)?.text;
    expect([text('en-US'), text('zh-CN')]).toEqual([en, zh]);
  });

  it('writes a currency with its own digits, or 1.00 without one', () => {
    const rate = (options: DescribeOptions) => describeRule(aRule(), 'en-US', options)[1]?.text;
    expect(rate({ currency: 'JPY' })).toBe('Gives 1 point per 1 JPY of the order amount.');
    expect(rate({ currency: 'KWD' })).toBe('Gives 1 point per 1.000 KWD of the order amount.');
    expect(rate({})).toBe('Gives 1 point per 1.00 of the order amount.');
  });

  it('is one paragraph', () => {
    const rule = aRule({ limits: [{ kind: 'event', points: 20 }] });
    expect(ruleParagraph(describeRule(rule, 'en-US', CNY), 'en-US')).toBe(
      'For every event “Order completed”. Gives 1 point per 1.00 CNY of the order amount. Rounded down to whole points. ' +
        'At most 20 points per event. The points can be used for 365 days.',
    );
    expect(ruleParagraph(describeRule(rule, 'zh-CN', CNY), 'zh-CN')).toBe(
      '由“订单完成”事件触发。订单金额每 1.00 CNY 得 1 分。结果向下取整。每次事件最多 20 分。积分自入账之日起 365 天内有效。',
    );
  });

  it('has words for any rule and any condition', () => {
    fc.assert(
      fc.property(anyRule, conditionOf('ORDER_COMPLETED'), fc.boolean(), (rule, condition, told) => {
        for (const locale of ['zh-CN', 'en-US'] as const) {
          const text = ruleParagraph(describeRule(rule, locale, told ? CNY : {}), locale);
          expect(`${text}${describeCondition(condition, locale)}`).not.toMatch(/undefined|NaN|null|\[object|\{/);
          expect(text).not.toMatch(/[。.][。.]/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
