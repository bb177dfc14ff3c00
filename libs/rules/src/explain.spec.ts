import { describe, expect, it } from '@jest/globals';
import { currencyExponent, isCurrency } from './currency.js';
import { explain } from './explain.js';
import { decimal, factor, fractionText, money } from './numbers.js';
import type { Rule } from './rule.js';
import { demoRuleSet } from './starter.js';
import { anEvent, anOrder, aRule, run } from './testing.js';

const demo = demoRuleSet().rules;

describe('an evaluation in words', () => {
  it('an order', () => {
    const rules = demo.slice(0, 1);
    const gbp = anOrder(2030, { currency: 'GBP' });
    expect(explain(run(aRule({ code: 'ORDER_BASE' }), gbp), 'en-US')).toEqual([
      'ORDER_BASE: 20 points.',
      'Order amount 20.30 GBP × 1 point per 1.00 = 20.30, rounded down to 20.',
      '20 points of ORDER_BASE can be used until 2027-11-22.',
      'Total: 20 points.',
    ]);
    expect(explain(run(rules, gbp, { user: { level: 'GOLD' } }), 'zh-CN', { rules })).toEqual([
      '消费积分：获得 24 分。',
      '订单金额 20.30 GBP × 每 1.00 得 1 分 = 20.30。',
      '倍率 PLATINUM（×1.5）未生效：会员等级为 PLATINUM（实际为 GOLD）。',
      '× 1.2 (GOLD) = 24.36，向下取整为 24。',
      '消费积分 的 24 分，有效期至 2027-11-22。',
      '合计 24 分。',
    ]);
  });

  it('why not', () => {
    const share = demo.filter((rule) => rule.code === 'SHARE');
    const shared = anEvent({}, { type: 'CONTENT_SHARED' });
    const usage = { 'rule:SHARE D2026-11-22': { times: 3, points: 9 } };
    expect(explain(run(share, shared, { usage }), 'en-US', { rules: share })).toEqual([
      'Share: nothing, a limit is used up.',
      'Fixed award of 3 points.',
      'Limit: 3 times a day, 3 used; 3 cut to 0.',
      'Total: 0 points.',
    ]);
    const first = demo.filter((rule) => rule.code === 'FIRST_ORDER');
    expect(explain(run(first, anOrder(100), { user: { orderCount: 2 } }), 'en-US', { rules: first })[0]).toBe(
      'First order: nothing, a condition failed: First order is yes (was no).',
    );
    expect(explain(run(first, anOrder(0)), 'zh-CN', { rules: first })[0]).toBe('首单奖励：未获得积分，金额为 0。');
    expect(explain(run(aRule({ trigger: 'ORDER_REFUNDED' }), anOrder(1)), 'en-US')).toEqual([
      'No rule is triggered by this type of event.',
    ]);
  });

  it.each<[string, Partial<Rule>, string]>([
    [
      'steps',
      {
        award: {
          kind: 'stepped',
          mode: 'marginal',
          unit: 'major',
          base: { kind: 'field', field: 'order.amount' },
          steps: [
            { from: 0, points: 1, per: 1 },
            { from: 10, points: 2, per: 1 },
          ],
        },
      },
      'Order amount 20.30 CNY: 10 from 0.00 × 1 point per 1.00 + 10.30 from 10.00 × 2 points per 1.00 = 30.60, rounded down to 30.',
    ],
    [
      'items',
      {
        award: {
          kind: 'items',
          points: 1,
          per: 1,
          unit: 'major',
          base: { kind: 'lines' },
          rates: [{ match: { categories: ['fruit'] }, rateBps: 12_000 }],
        },
      },
      'Items 16.00 CNY (6.00 × 1 + 10.00 × 1.2) × 1 point per 1.00 = 18.',
    ],
    [
      'a discount',
      { award: { kind: 'ratio', points: 1, per: 1, unit: 'major', base: { kind: 'lines' } } },
      'Items 16.00 CNY × 1 point per 1.00 = 16.',
    ],
    [
      'shipping',
      {
        award: {
          kind: 'ratio',
          points: 1,
          per: 3,
          unit: 'major',
          base: { kind: 'field', field: 'order.amount', exclude: ['shipping'] },
        },
      },
      'Order amount less shipping 4.30, 16.00 CNY × 1 point per 3.00 = 5.3333 (16/3), rounded down to 5.',
    ],
    [
      'minor units',
      { award: { kind: 'ratio', points: 1, per: 100, unit: 'minor', base: { kind: 'field', field: 'order.amount' } } },
      'Order amount 2030 (minor units) × 1 point per 100 = 20.3, rounded down to 20.',
    ],
    [
      'numbers',
      { award: { kind: 'ratio', points: 5, per: 1, unit: 'each', base: { kind: 'field', field: 'data.km' } } },
      'Event data km 4.2 × 5 points per 1 = 21.',
    ],
  ])('%s', (_, changes, sentence) => {
    const items = [
      { sku: 'A', category: 'fruit', lineAmount: 1000 },
      { sku: 'B', category: 'card', lineAmount: 600 },
    ];
    const order = anOrder(2030, { items, shipping: 430, km: 4.2 });
    expect(explain(run(aRule(changes), order), 'en-US')[1]).toBe(sentence);
  });

  it('conditions of every kind', () => {
    const conditions: Rule['conditions'] = {
      kind: 'all',
      of: [
        { kind: 'field', field: 'order.amount', op: 'between', value: [1000, 5000] },
        { kind: 'field', field: 'time.weekday', op: 'in', value: [6, 7] },
        { kind: 'not', of: { kind: 'field', field: 'user.tags', op: 'contains', value: 'staff' } },
        { kind: 'field', field: 'event.channel', op: 'exists', value: false },
        {
          kind: 'any',
          of: [
            { kind: 'field', field: 'data.n', op: 'gt', value: 1 },
            { kind: 'field', field: 'order.first', op: 'eq', value: true },
          ],
        },
      ],
    };
    const evaluation = run(aRule({ conditions }), anOrder(2030));
    expect(explain(evaluation, 'en-US').slice(1, 6)).toEqual([
      'Condition held: Order amount is from 10.00 CNY to 50.00 CNY (was 20.30 CNY).',
      'Condition held: Weekday is one of Saturday, Sunday (was Sunday).',
      'Condition held: User tags does not contain staff (was empty).',
      'Condition held: Channel is absent (was nothing).',
      'Condition held: one of [Event data n is above 1 (was nothing); First order is yes (was yes)].',
    ]);
    expect(explain(evaluation, 'zh-CN').slice(1, 6)).toEqual([
      '条件成立：订单金额在 10.00 CNY 至 50.00 CNY 之间（实际为 20.30 CNY）。',
      '条件成立：星期属于 周六、周日（实际为 周日）。',
      '条件成立：用户标签不包含 staff（实际为 空）。',
      '条件成立：没有渠道（实际为 无）。',
      '条件成立：满足其一［事件数据 n 大于 1（实际为 无）；首单为 是（实际为 是）］。',
    ]);
  });

  it('stacking, activation and points without end', () => {
    const group = { code: 'G', mode: 'best' as const };
    const rules = [
      aRule({ code: 'A', stackingGroup: group }),
      aRule({
        code: 'B',
        stackingGroup: group,
        award: { kind: 'fixed', points: 50 },
        validity: { kind: 'never' },
        activationDelayDays: 7,
      }),
    ];
    const text = explain(run(rules, anOrder(2030)), 'en-US');
    expect(text[0]).toBe('A: nothing, B counts instead: the best of group G.');
    expect(text).toContain('50 points of B never expire, usable from 2026-11-29.');
  });
});

describe('numbers in words', () => {
  it('are written from integers', () => {
    expect([decimal(5, 2), decimal(-2030, 2), decimal(7, 0), decimal(1, 3)]).toEqual(['0.05', '-20.30', '7', '0.001']);
    expect([factor(10_000), factor(12_000), factor(12_345), factor(0)]).toEqual(['1', '1.2', '1.2345', '0']);
    expect([money(2030, 'JPY'), money(2030, 'KWD'), money(2030, undefined)]).toEqual(['2030 JPY', '2.030 KWD', '2030']);
    expect(fractionText([203, 10], 2)).toBe('20.30');
    expect(fractionText(['90071992547409930', 10], 0)).toBe('9007199254740993');
    expect(fractionText([2, 3], 2)).toBe('0.6667 (2/3)');
  });

  it('know the minor units of currencies', () => {
    expect(['GBP', 'CNY', 'JPY', 'KWD', 'CLF', 'XXX', 'gbp', 'constructor'].map(currencyExponent)).toEqual([
      2,
      2,
      0,
      3,
      4,
      undefined,
      undefined,
      undefined,
    ]);
    expect([isCurrency('EUR'), isCurrency('XBT')]).toEqual([true, false]);
  });
});

it('says how a discount is spread over the lines', () => {
  const award: Rule['award'] = {
    kind: 'ratio',
    points: 1,
    per: 1,
    unit: 'major',
    base: { kind: 'lines', include: { skus: ['A'] } },
  };
  const items = [
    { sku: 'A', lineAmount: 1000 },
    { sku: 'B', lineAmount: 1000 },
  ];
  const evaluation = run(aRule({ award }), anOrder(1500, { items, discount: 500 }));
  expect(explain(evaluation, 'en-US')[1]).toBe(
    'Items 10.00 CNY (less its share of the discount 5.00 on 20.00) × 1 point per 1.00 = 7.50, rounded down to 7.',
  );
  expect(explain(evaluation, 'zh-CN')[1]).toBe(
    '商品金额 10.00 CNY（按比例分摊折扣 5.00 / 20.00） × 每 1.00 得 1 分 = 7.50，向下取整为 7。',
  );
});

it('says what a budget cut and when it is used up', () => {
  const rule = aRule({ budget: { points: 100 } });
  const cut = run(rule, anOrder(2030), { budget: { 'rule:R': 95 } });
  expect(explain(cut, 'en-US')).toContain('Limit: 100 points for the whole rule, 95 used; 20 cut to 5.');
  expect(explain(cut, 'zh-CN')).toContain('上限：整条规则最多 100 分，已用 95 分，由 20 分减为 5 分。');
  const gone = run(rule, anOrder(2030), { budget: { 'rule:R': 100 } });
  expect(explain(gone, 'en-US')[0]).toBe("R: nothing, the rule's budget is used up.");
  expect(explain(gone, 'zh-CN')[0]).toBe('R：未获得积分，规则预算已用完。');
});
