import { describe, expect, it } from '@jest/globals';
import { conditionDemands } from './demand.js';
import { reviewRuleSet } from './review.js';
import type { Condition, Multiplier, Rule } from './rule.js';
import { satisfiable } from './satisfiable.js';
import { aRule, NOON_MS } from './testing.js';
import { warningText } from './warning-text.js';

const level = (value: string): Condition => ({ kind: 'field', field: 'user.level', op: 'eq', value });
const fixed: Rule['award'] = { kind: 'fixed', points: 10 };
const first = { code: 'G', mode: 'first' } as const;
const festival = { effectiveFrom: '2026-12-11T00:00:00Z', effectiveTo: '2026-12-12T00:00:00Z' };

describe('warnings in words', () => {
  it.each<[string, Partial<Rule>[], string, string]>([
    [
      'RATE_ABOVE_GUARD',
      [{ multipliers: [{ code: 'X', rateBps: 120_000 }] }],
      'R0, multiplier: × 12 is above the guard of × 10 (X)',
      'R0，倍率：12 倍，高于警戒线 10 倍（X）',
    ],
    [
      'RATE_ABOVE_GUARD',
      [{ award: { kind: 'items', points: 11, per: 1, unit: 'major', base: { kind: 'lines' }, rates: [] } }],
      'R0, award › points: 11 points per 1.00 are above the guard of 10',
      'R0，奖励 › 积分：每 1.00 得 11 分，高于警戒线 10 分',
    ],
    [
      'WINDOW_OVER',
      [{ effectiveTo: '2026-11-01T00:00:00Z' }],
      'R0, in effect until: the window ended at 2026-11-01T00:00:00Z: the rule gives nothing any more',
      'R0，生效结束：已于 2026-11-01T00:00:00Z 结束，规则不再生效',
    ],
    [
      'MULTIPLIED_BY_ZERO',
      [{ multipliers: [{ code: 'X', rateBps: 0 }] }],
      'R0, multiplier 1 › rate: multiplies everything by 0: the rule never gives anything',
      'R0，倍率 1 › 倍率：倍率为 0 且无条件，规则永远不给积分',
    ],
    [
      'NO_LINE_COUNTS',
      [
        {
          award: {
            kind: 'items',
            points: 1,
            per: 1,
            unit: 'major',
            base: { kind: 'lines', include: { skus: ['A'] }, exclude: { skus: ['A'] } },
            rates: [],
          },
        },
      ],
      'R0, award › base: excludes every item that it includes: no item ever counts',
      'R0，奖励 › 计算基数：所包含的商品全部被排除，规则永远不给积分',
    ],
    [
      'NEVER_SPENDABLE',
      [{ validity: { kind: 'fixed_date', date: '2026-01-01' } }],
      'R0, validity: the points would expire before they can be used',
      'R0，有效期：积分在可用之前就会过期',
    ],
    [
      'NEVER_HOLDS',
      [{ conditions: { kind: 'all', of: [level('A'), level('B')] } }],
      'R0, conditions: these can never hold together (Member level)',
      'R0，条件：条件不可能同时成立（会员等级）',
    ],
    [
      'NEVER_IN_WINDOW',
      [{ ...festival, conditions: { kind: 'field', field: 'time.month', op: 'eq', value: 6 } }],
      'R0, conditions: can never hold while the rule is in effect',
      'R0，条件：在规则生效期内不可能成立',
    ],
    [
      'NOTHING_TO_AWARD',
      [{ conditions: { kind: 'field', field: 'order.amount', op: 'exists', value: false } }],
      'R0, conditions: whenever the rule applies there is nothing to award',
      'R0，条件：成立时不可能有积分',
    ],
    [
      'SHADOWED',
      [
        { award: fixed, stackingGroup: first },
        { award: fixed, stackingGroup: first },
      ],
      'R1, stacking group: rule R0 of group G always counts instead: this one never does',
      'R1，叠加组：叠加组 G 中规则 R0 总是优先，本规则永远不会生效',
    ],
    [
      'MULTIPLIER_NEVER_HOLDS',
      [{ conditions: level('A'), multipliers: [{ code: 'X', rateBps: 12_000, conditions: level('B') }] }],
      'R0, multiplier 1 › conditions: multiplier X can never apply',
      'R0，倍率 1 › 条件：倍率 X 不可能生效',
    ],
    [
      'BRANCH_NEVER_HOLDS',
      [{ conditions: { kind: 'all', of: [level('A'), { kind: 'any', of: [level('B'), level('A')] }] } }],
      'R0, conditions 2.1: this alternative can never hold',
      'R0，条件 2.1：此分支不可能成立',
    ],
    [
      'ABOVE_LIMIT',
      [{ award: fixed, budget: { points: 9 } }],
      'R0, award › points: 10 points are always cut: a limit allows 9',
      'R0，奖励 › 积分：10 分高于上限（9 分），总会被削减',
    ],
    [
      'LIMIT_NEVER_CUTS',
      [{ award: fixed, limits: [{ kind: 'event', points: 10 }] }],
      'R0, limit 1: never changes anything',
      'R0，上限 1：从不起作用',
    ],
    [
      'UNKNOWN_TRIGGER',
      [{ trigger: 'STUDIED', award: fixed }],
      'R0, trigger: there is no event type STUDIED',
      'R0，触发事件：没有事件类型 STUDIED',
    ],
  ])('%s', (code, rules, en, zh) => {
    const set = { rules: rules.map((changes, i) => aRule({ code: `R${i}`, ...changes })) };
    const found = reviewRuleSet(set, { nowMs: NOON_MS, eventTypes: ['ORDER_COMPLETED'] });
    expect(found.map((warning) => warning.code)).toEqual([code]);
    expect(found.map((warning) => warningText(warning, 'en-US'))).toEqual([en]);
    expect(found.map((warning) => warningText(warning, 'zh-CN'))).toEqual([zh]);
  });

  it('say the code when there are no words for it', () => {
    const unknown = { pointer: '/rules/0/award', code: 'NEW', params: {}, severity: 'notice' as const };
    expect(warningText(unknown, 'en-US')).toBe('award: NEW');
    expect(warningText({ ...unknown, code: 'toString', pointer: '' }, 'zh-CN')).toBe('toString');
  });
});

describe('reviews of rules without end', () => {
  it('stop at 500 warnings', () => {
    const rules = Array.from({ length: 600 }, (_, i) => aRule({ code: `R${i}`, effectiveTo: '2026-11-01T00:00:00Z' }));
    expect(reviewRuleSet({ rules }, { nowMs: NOON_MS })).toHaveLength(500);
  });

  it('take multipliers to hold together when there are too many sets of them', () => {
    const multipliers = Array.from({ length: 26 }, (_, i): Multiplier => {
      const conditions: Condition = { kind: 'field', field: `data.f${i % 13}`, op: 'eq', value: i < 13 ? 1 : 2 };
      return { code: `M${i}`, rateBps: 12_000, conditions };
    });
    const [few] = reviewRuleSet({ rules: [aRule({ multipliers: multipliers.slice(0, 13) })] }, { nowMs: NOON_MS });
    expect(few?.params['rate']).toBe('10.6994');
    const [many] = reviewRuleSet({ rules: [aRule({ multipliers })] }, { nowMs: NOON_MS });
    expect(many?.code).toBe('RATE_ABOVE_GUARD');
  });

  it('survive points beyond all numbers', () => {
    const multipliers = Array.from({ length: 20 }, (_, i) => ({ code: `M${i}`, rateBps: 1_000_000 }));
    const rules = ['A', 'B'].map((code) => aRule({ code, award: fixed, multipliers, stackingGroup: first }));
    const found = reviewRuleSet({ rules }, { nowMs: NOON_MS });
    expect(found.map(({ code, params }) => [code, params['rate']])).toEqual([
      ['RATE_ABOVE_GUARD', '> 1000000000'],
      ['RATE_ABOVE_GUARD', '> 1000000000'],
    ]);
  });

  it('rule nothing out when there is no time left', () => {
    const never = conditionDemands({ kind: 'all', of: [level('A'), level('B')] });
    const choice = conditionDemands({ kind: 'any', of: [level('A'), level('B')] });
    expect(satisfiable([never], 'ORDER_COMPLETED', { left: 100 })).toBe(false);
    expect(satisfiable([never], 'ORDER_COMPLETED', { left: 0 })).toBe(true);
    expect(satisfiable([choice, never], 'ORDER_COMPLETED', { left: 100 })).toBe(false);
    expect(satisfiable([choice, choice, choice], 'ORDER_COMPLETED', { left: 1 })).toBe(true);
  });
});
