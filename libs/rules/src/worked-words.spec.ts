import { describe, expect, it } from '@jest/globals';
import type { BaseTrace, CapTrace, ConditionTrace, RuleTrace } from './evaluation.js';
import { explain } from './explain.js';
import { explainBase } from './explain-base.js';
import { firstFailure } from './phrases.js';

/** Every word that people read, in both languages, as a person wrote it down. */

const trace = (more: Partial<RuleTrace>): RuleTrace => ({
  ruleCode: 'R',
  outcome: 'AWARDED',
  conditions: [],
  points: 0,
  ...more,
});
const both = (more: Partial<RuleTrace>) => [explain(trace(more), 'zh-CN'), explain(trace(more), 'en-US')];

describe('why a rule gave nothing', () => {
  it.each<[Partial<RuleTrace>, string, string]>([
    [{ outcome: 'PAUSED' }, '规则已暂停', 'the rule is paused'],
    [{ outcome: 'NOT_EFFECTIVE' }, '事件发生时规则不在生效期内', 'the rule was not in effect when the event happened'],
    [{ outcome: 'LIMITED' }, '已达上限', 'a limit is used up'],
    [{ outcome: 'ZERO' }, '积分为 0', 'the points are 0'],
    [{ outcome: 'STACKED_OUT' }, '叠加组内以其他规则为准', 'another rule of its group counts instead'],
    [{ outcome: 'CONDITION_FAILED' }, '条件不成立：', 'a condition failed: '],
    [{ outcome: 'ZERO', reason: 'ZERO_AMOUNT' }, '金额为 0', 'the amount is 0'],
    [{ outcome: 'ZERO', reason: 'NEGATIVE_AMOUNT' }, '金额为负数', 'the amount is negative'],
    [{ outcome: 'ZERO', reason: 'NO_AMOUNT' }, '事件中没有可用于计算的数值', 'the event has no number to count on'],
    [{ outcome: 'ZERO', reason: 'UNKNOWN_CURRENCY' }, '事件没有币种或币种未知', 'the event has no known currency'],
    [{ outcome: 'ZERO', reason: 'NO_ELIGIBLE_LINES' }, '订单中没有符合条件的商品', 'no item of the order counts'],
    [{ outcome: 'ZERO', reason: 'NO_STEP_REACHED' }, '未达到任何档位', 'no step is reached'],
    [{ outcome: 'ZERO', reason: 'ROUNDED_TO_ZERO' }, '取整后为 0', 'rounded it is 0'],
    [
      { outcome: 'ZERO', reason: 'ALREADY_EXPIRED' },
      '积分在可用之前已经过期',
      'the points would expire before they could be used',
    ],
    [
      { outcome: 'STACKED_OUT', stacking: { group: 'G', mode: 'best', winner: 'W' } },
      '叠加组 G 只取最高，以 W 为准',
      'W counts instead: the best of group G',
    ],
    [
      { outcome: 'STACKED_OUT', stacking: { group: 'G', mode: 'first', winner: 'W' } },
      '叠加组 G 只取第一条，以 W 为准',
      'W counts instead: the first of group G',
    ],
    [
      { outcome: 'STACKED_OUT', stacking: { group: 'G', mode: 'sum', winner: 'W' } },
      '叠加组 G 全部累加，以 W 为准',
      'W counts instead: the sum of group G',
    ],
  ])('%j', (more, zh, en) => {
    expect(both(more)).toEqual([[`R：未获得积分，${zh}。`], [`R: nothing, ${en}.`]]);
  });

  it('a reason belongs to ZERO, a winner to STACKED_OUT and a budget to LIMITED only', () => {
    const cap: CapTrace = { limit: 'budget', by: 'points', max: 9, used: 9, before: 5, after: 0 };
    const more = { reason: 'NO_AMOUNT' as const, stacking: { group: 'G', mode: 'best' as const, winner: 'W' } };
    expect(both({ ...more, outcome: 'PAUSED', caps: [cap] }).map((lines) => lines[0])).toEqual([
      'R：未获得积分，规则已暂停。',
      'R: nothing, the rule is paused.',
    ]);
    expect(both({ outcome: 'LIMITED', caps: [cap] })).toEqual([
      ['R：未获得积分，规则预算已用完。', '上限：整条规则最多 9 分，已用 9 分，由 5 分减为 0 分。'],
      ["R: nothing, the rule's budget is used up.", 'Limit: 9 points for the whole rule, 9 used; 5 cut to 0.'],
    ]);
  });
});

describe('limits that cut', () => {
  it.each<[CapTrace['limit'], CapTrace['by'], number, string, string]>([
    ['event', 'points', 1, '每次事件最多 1 分，已用 2 分', '1 point per event'],
    ['day', 'times', 1, '每天最多 1 次，已用 2 次', 'once a day'],
    ['week', 'times', 3, '每周最多 3 次，已用 2 次', '3 times a week'],
    ['month', 'points', 50, '每月最多 50 分，已用 2 分', '50 points a month'],
    ['lifetime', 'times', 1, '终身最多 1 次，已用 2 次', 'once for life'],
    ['budget', 'points', 9, '整条规则最多 9 分，已用 2 分', '9 points for the whole rule'],
  ])('%s by %s: %d', (limit, by, max, zh, en) => {
    const caps = [{ limit, by, max, used: 2, before: 7, after: 1 }];
    expect(both({ caps, points: 1 })).toEqual([
      ['R：获得 1 分。', `上限：${zh}，由 7 分减为 1 分。`],
      ['R: 1 point.', `Limit: ${en}, 2 used; 7 cut to 1.`],
    ]);
  });
});

const amount = { of: 'order.amount', amount: 2030, exponent: 2, currency: 'GBP' };
const rate = { points: 1, per: 1, unit: 'major' as const };
describe('how the points came about', () => {
  it.each<[BaseTrace, string, string]>([
    [{ kind: 'fixed', points: 1 }, '固定 1 分', 'Fixed award of 1 point'],
    [
      { kind: 'streak', field: 'user.streakDays', days: 7, points: 50 },
      '连续天数 7，奖励 50 分',
      'Days in a row 7: 50 points',
    ],
    [
      { kind: 'ratio', ...amount, ...rate, exact: [203, 10] },
      '订单金额 20.30 GBP × 每 1.00 得 1 分 = 20.30',
      'Order amount 20.30 GBP × 1 point per 1.00 = 20.30',
    ],
    [
      { kind: 'ratio', ...amount, points: 5, per: 10, unit: 'major', fullUnitsOnly: true, exact: [10, 1] },
      '订单金额 20.30 GBP × 每 10.00 得 5 分（只计整份） = 10',
      'Order amount 20.30 GBP × 5 points per 10.00 (full units only) = 10',
    ],
    [
      {
        kind: 'ratio',
        ...amount,
        ...rate,
        amount: 1499,
        minus: [
          { part: 'shipping', amount: 500 },
          { part: 'tax', amount: 31 },
        ],
        exact: [1499, 100],
      },
      '订单金额（已扣除运费 5.00、税费 0.31） 14.99 GBP × 每 1.00 得 1 分 = 14.99',
      'Order amount less shipping 5.00 and tax 0.31, 14.99 GBP × 1 point per 1.00 = 14.99',
    ],
    [
      {
        kind: 'ratio',
        of: 'order.amount',
        amount: 2030,
        exponent: 0,
        points: 1,
        per: 100,
        unit: 'minor',
        exact: [203, 10],
      },
      '订单金额 2030（最小货币单位） × 每 100 得 1 分 = 20.3',
      'Order amount 2030 (minor units) × 1 point per 100 = 20.3',
    ],
    [
      { kind: 'ratio', of: 'order.amount', amount: 203, exponent: 0, currency: 'JPY', ...rate, exact: [203, 1] },
      '订单金额 203 JPY × 每 1 得 1 分 = 203',
      'Order amount 203 JPY × 1 point per 1 = 203',
    ],
    [
      {
        kind: 'items',
        ...amount,
        ...rate,
        of: 'lines',
        amount: 1600,
        lines: [
          { amount: 1000, rateBps: 12_000, count: 1 },
          { amount: 600, rateBps: 15_000, count: 1 },
        ],
        spread: { discount: 100, total: 1600 },
        exact: [315, 16],
      },
      '商品金额 16.00 GBP（按比例分摊折扣 1.00 / 16.00） (10.00 × 1.2 + 6.00 × 1.5) × 每 1.00 得 1 分 = 19.6875',
      'Items 16.00 GBP (less its share of the discount 1.00 on 16.00) (10.00 × 1.2 + 6.00 × 1.5) × 1 point per 1.00 = 19.6875',
    ],
    [
      {
        kind: 'stepped',
        ...amount,
        amount: 10_050,
        mode: 'marginal',
        unit: 'major',
        steps: [
          { from: 0, points: 1, per: 1, part: [100, 1] },
          { from: 100, points: 2, per: 1, part: [1, 2] },
        ],
        exact: [101, 1],
      },
      '订单金额 100.50 GBP：0.00 起的 100 × 每 1.00 得 1 分 + 100.00 起的 0.50 × 每 1.00 得 2 分 = 101',
      'Order amount 100.50 GBP: 100 from 0.00 × 1 point per 1.00 + 0.50 from 100.00 × 2 points per 1.00 = 101',
    ],
    [
      {
        kind: 'stepped',
        ...amount,
        mode: 'whole',
        unit: 'major',
        steps: [{ from: 20, points: 10, part: [203, 10] }],
        exact: [10, 1],
      },
      '订单金额 20.30 GBP：满 20.00 得 10 分 = 10',
      'Order amount 20.30 GBP: 10 points from 20.00 = 10',
    ],
  ])('%j', (base, zh, en) => {
    expect([explainBase(base, 'zh-CN'), explainBase(base, 'en-US')]).toEqual([zh, en]);
  });

  it.each([
    ['floor', '向下取整为 30', 'rounded down to 30'],
    ['half_up', '四舍五入为 30', 'rounded half up to 30'],
    ['ceil', '向上取整为 30', 'rounded up to 30'],
  ] as const)('%s', (mode, zh, en) => {
    const base: BaseTrace = { kind: 'fixed', points: 20 };
    const rounding = { mode, points: 30 };
    expect(both({ base, exact: [61, 2], rounding, points: 30 })).toEqual([
      ['R：获得 30 分。', `固定 20 分，${zh}。`],
      ['R: 30 points.', `Fixed award of 20 points, ${en}.`],
    ]);
    const multipliers = [
      { code: 'A', rateBps: 15_250, held: true, conditions: [] },
      { code: 'B', rateBps: 10_000, held: true, conditions: [] },
      { code: 'C', rateBps: 20_000, held: false, conditions: [] },
    ];
    expect(both({ base, multipliers, exact: [61, 2], rounding, points: 30 })).toEqual([
      ['R：获得 30 分。', '固定 20 分。', '倍率 C（×2）未生效：。', `× 1.525 (A) × 1 (B) = 30.5，${zh}。`],
      ['R: 30 points.', 'Fixed award of 20 points.', 'C ×2 did not apply: .', `× 1.525 (A) × 1 (B) = 30.5, ${en}.`],
    ]);
  });
});

const leaf = (field: string, op: string, wanted: unknown, got: unknown, more: object = {}): ConditionTrace =>
  ({ field, op, wanted, got, held: false, ...more }) as ConditionTrace;
describe('conditions that failed', () => {
  it('the first one that failed is named once, inside of an ALL, as a whole where it is an ANY', () => {
    const [a, b] = [leaf('data.a', 'eq', 1, 1, { held: true }), leaf('data.b', 'eq', 1, 2)];
    const any: ConditionTrace = { mode: 'any', held: false, of: [b] };
    expect(firstFailure([a])).toBeUndefined();
    expect(firstFailure([a, b])).toBe(b);
    expect(firstFailure([a, { mode: 'all', held: false, of: [a, b] }])).toBe(b);
    expect(firstFailure([a, any, b])).toBe(any);
    const c = leaf('data.c', 'eq', 1, 3);
    expect(both({ outcome: 'CONDITION_FAILED', conditions: [a, b, c] })).toEqual([
      [
        'R：未获得积分，条件不成立：事件数据 b 为 1（实际为 2）。',
        '条件成立：事件数据 a 为 1（实际为 1）。',
        '条件不成立：事件数据 c 为 1（实际为 3）。',
      ],
      [
        'R: nothing, a condition failed: Event data b is 1 (was 2).',
        'Condition held: Event data a is 1 (was 1).',
        'Condition failed: Event data c is 1 (was 3).',
      ],
    ]);
    expect(both({ outcome: 'ZERO', conditions: [b] })[1]).toEqual([
      'R: nothing, the points are 0.',
      'Condition failed: Event data b is 1 (was 2).',
    ]);
  });
});
