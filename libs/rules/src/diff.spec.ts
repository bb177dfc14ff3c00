import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyRule, anyRuleSet } from '../testing/arbitraries.js';
import { ruleSetJson } from './canonical.js';
import { changeText } from './change-text.js';
import { diffRuleSets, diffRules, type PartChange } from './diff.js';
import type { Rule, RuleSet } from './rule.js';
import { aRule } from './testing.js';

const set = (...rules: Rule[]): RuleSet => ({ rules });
const coded = (codes: string): RuleSet => set(...codes.split('').map((code) => aRule({ code })));
const OPTIONS = { currency: 'CNY', timeZone: 'Asia/Shanghai' };

/** The sentences about the one changed rule, `R`, in English and in Chinese. */
function sentences(before: Partial<Rule>, after: Partial<Rule>): string[] {
  const changes = diffRuleSets(set(aRule(before)), set(aRule(after)));
  return (['en-US', 'zh-CN'] as const).flatMap((locale) =>
    changes.map((change) => changeText(change, locale, OPTIONS)),
  );
}

describe('the difference between two rule sets', () => {
  it('names rules that were removed, added and moved, as few as can be', () => {
    const kinds = (before: string, after: string) =>
      diffRuleSets(coded(before), coded(after)).map((change) => `${change.kind} ${change.ruleCode}`);
    expect(kinds('ABCD', 'ABCD')).toEqual([]);
    expect(kinds('ABCD', 'DABC')).toEqual(['MOVED D']);
    expect(kinds('ABCD', 'BCDA')).toEqual(['MOVED A']);
    expect(kinds('ABCDE', 'ADCBE')).toHaveLength(2);
    expect(kinds('ABC', 'XBY')).toEqual(['REMOVED A', 'REMOVED C', 'ADDED X', 'ADDED Y']);
    expect(kinds('', 'A')).toEqual(['ADDED A']);
    expect(diffRuleSets(coded('ABC'), coded('XCB'))).toMatchObject([
      { kind: 'REMOVED', ruleCode: 'A', index: 0 },
      { kind: 'ADDED', ruleCode: 'X', index: 0 },
      { kind: 'MOVED', ruleCode: 'C', from: 2, to: 1 },
    ]);
  });

  it('is empty just when the texts are the same, and leads from one to the other', () => {
    fc.assert(
      fc.property(anyRuleSet, anyRuleSet, (before, after) => {
        const changes = diffRuleSets(before, after);
        expect(changes.length === 0).toBe(ruleSetJson(before) === ruleSetJson(after));
        expect(diffRuleSets(before, JSON.parse(ruleSetJson(before)))).toEqual([]);
        const codes = (kind: string) => changes.filter((change) => change.kind === kind).map((one) => one.ruleCode);
        const removed = before.rules.filter(({ code }) => !after.rules.some((rule) => rule.code === code));
        expect(codes('REMOVED')).toEqual(removed.map(({ code }) => code));
        for (const locale of ['zh-CN', 'en-US'] as const) {
          for (const change of changes) {
            expect(changeText(change, locale)).not.toMatch(/undefined|NaN|null|\[object|\{/);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('of the order alone: the rules that did not move stand in their old order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...'ABCDEFGHIJ']), fc.shuffledSubarray([...'ABCDEFGHIJ']), (before, after) => {
        const changes = diffRuleSets(coded(before.join('')), coded(after.join('')));
        const moved = new Set(changes.flatMap((change) => (change.kind === 'MOVED' ? [change.ruleCode] : [])));
        const stays = (codes: string[], others: string[]) =>
          codes.filter((code) => others.includes(code) && !moved.has(code));
        expect(stays(before, after)).toEqual(stays(after, before));
      }),
    );
  });

  it('names each changed part with what stood there before and after', () => {
    fc.assert(
      fc.property(anyRule, anyRule, (before, after) => {
        const parts = diffRules(before, after);
        for (const field of ['award', 'conditions', 'budget', 'validity', 'wallet', 'trigger'] as const) {
          const change = parts.find(({ path }) => path === `/${field}`);
          const same = JSON.stringify(before[field]) === JSON.stringify(after[field]);
          if (change) {
            expect([change.before, change.after]).toEqual([before[field], after[field]]);
          } else if (!same) {
            expect(before[field]).toEqual(after[field]);
          }
        }
      }),
    );
  });

  it('tells multipliers and limits apart by what they are', () => {
    const multipliers = [
      { code: 'A', rateBps: 11_000 },
      { code: 'B', rateBps: 12_000 },
    ];
    const paths = (before: Partial<Rule>, after: Partial<Rule>): PartChange[] => diffRules(aRule(before), aRule(after));
    expect(paths({ multipliers }, { multipliers: [{ code: 'B', rateBps: 13_000 }] })).toEqual([
      { path: '/multipliers/A', before: multipliers[0] },
      { path: '/multipliers/B', before: multipliers[1], after: { code: 'B', rateBps: 13_000 } },
    ]);
    expect(paths({ multipliers }, { multipliers: [...multipliers].reverse() })).toEqual([
      { path: '/multipliers', before: ['A', 'B'], after: ['B', 'A'] },
    ]);
    expect(
      paths(
        { limits: [{ kind: 'event', points: 5 }] },
        {
          limits: [
            { kind: 'event', points: 5 },
            { kind: 'period', period: 'day', times: 1 },
          ],
        },
      ),
    ).toEqual([{ path: '/limits/day', after: { kind: 'period', period: 'day', times: 1 } }]);
  });
});

describe('differences as sentences', () => {
  const ratio = (points: number, changes: object = {}): Partial<Rule> => ({
    award: {
      kind: 'ratio',
      points,
      per: 1,
      unit: 'major',
      base: { kind: 'field', field: 'order.amount' },
      ...changes,
    } as Rule['award'],
  });
  const gold = { kind: 'field', field: 'user.level', op: 'eq', value: 'GOLD' } as const;
  it.each<[string, Partial<Rule>, Partial<Rule>, string, string]>([
    [
      'the rate',
      ratio(1),
      ratio(2),
      'R: award 1 point per 1.00 CNY → 2 points per 1.00 CNY',
      'R：奖励 每 1.00 CNY 得 1 分 → 每 1.00 CNY 得 2 分',
    ],
    [
      'the base',
      ratio(1),
      ratio(1, { base: { kind: 'field', field: 'order.amount', exclude: ['shipping'] } }),
      'R: award 1 point per 1.00 CNY of the order amount → 1 point per 1.00 CNY of the order amount without shipping',
      'R：奖励 订单金额每 1.00 CNY 得 1 分 → 订单金额（不含运费）每 1.00 CNY 得 1 分',
    ],
    [
      'the kind of award',
      ratio(1),
      { award: { kind: 'fixed', points: 5 } },
      'R: award 1 point per 1.00 CNY of the order amount → 5 points',
      'R：奖励 订单金额每 1.00 CNY 得 1 分 → 5 分',
    ],
    ['the name', {}, { name: { 'zh-CN': '新', 'en-US': 'New' } }, 'R: name Rule → New', 'R：名称 规则 → 新'],
    ['the status', {}, { status: 'PAUSED' }, 'R: status active → paused', 'R：状态 启用 → 暂停'],
    [
      'the trigger',
      {},
      { trigger: 'ORDER_REFUNDED' },
      'R: trigger Order completed → Order refunded',
      'R：触发事件 订单完成 → 订单退款',
    ],
    [
      'the window',
      { effectiveFrom: '2026-11-10T16:00:00Z' },
      { effectiveFrom: '2026-11-11T16:00:00Z', effectiveTo: '2026-11-12T16:00:00Z' },
      'R: in effect from 2026-11-11 00:00 → 2026-11-12 00:00; in effect until none → 2026-11-13 00:00',
      'R：生效开始 2026-11-11 00:00 → 2026-11-12 00:00；生效结束 无 → 2026-11-13 00:00',
    ],
    [
      'conditions',
      {},
      { conditions: gold },
      'R: conditions none → member level is GOLD',
      'R：条件 无 → 会员等级为 GOLD',
    ],
    [
      'multipliers',
      { multipliers: [{ code: 'G', rateBps: 12_000, conditions: gold }] },
      {
        multipliers: [
          { code: 'G', rateBps: 15_000 },
          { code: 'X', rateBps: 20_000 },
        ],
      },
      'R: multiplier G × 1.2 if member level is GOLD → × 1.5; multiplier X none → × 2',
      'R：倍率 G 会员等级为 GOLD 时 × 1.2 → × 1.5；倍率 X 无 → × 2',
    ],
    [
      'the order of limits',
      {
        limits: [
          { kind: 'event', points: 5 },
          { kind: 'period', period: 'day', times: 1 },
        ],
      },
      {
        limits: [
          { kind: 'period', period: 'day', times: 2 },
          { kind: 'event', points: 5 },
        ],
      },
      'R: limit at most once a day per user → at most 2 times a day per user; order of limits event, day → day, event',
      'R：上限 每人每天最多 1 次 → 每人每天最多 2 次；上限顺序 event, day → day, event',
    ],
    ['rounding', {}, { rounding: 'ceil' }, 'R: rounding down → up', 'R：取整 向下取整 → 向上取整'],
    ['the budget', {}, { budget: { points: 500 } }, 'R: budget none → 500 points', 'R：预算 无 → 500 分'],
    [
      'the group',
      { stackingGroup: { code: 'G', mode: 'best' } },
      { stackingGroup: { code: 'G', mode: 'first' } },
      'R: stacking group G (best) → G (first)',
      'R：叠加组 G (取最高) → G (取第一条)',
    ],
    [
      'validity',
      {},
      { validity: { kind: 'never' }, validFrom: 'OCCURRED', activationDelayDays: 3, wallet: 'gold' },
      'R: validity for 365 days → never expire; ' +
        'validity counted from none → the day of the event; days until usable none → 3; wallet none → gold',
      'R：有效期 365 天内 → 永久有效；有效期起算 无 → 事件发生日；延迟生效 无 → 3；账户 无 → gold',
    ],
  ])('%s', (_, before, after, en, zh) => {
    expect(sentences(before, after)).toEqual([en, zh]);
  });

  it('never move a rule from a place to the same place', () => {
    const [first, second, third] = coded('XAB').rules as [Rule, Rule, Rule];
    for (const after of [set(third, second), set(second, third, first), set(third, first, second)]) {
      for (const change of diffRuleSets(coded('XAB'), after)) {
        expect(changeText(change, 'en-US', OPTIONS)).not.toMatch(/place (\d+) to place \1$/);
      }
    }
  });

  it('of whole rules', () => {
    const changes = diffRuleSets(coded('ABC'), set(aRule({ code: 'C' }), aRule({ code: 'B' }), aRule({ code: 'N' })));
    expect(changes.map((change) => changeText(change, 'en-US', OPTIONS))).toEqual([
      'A: removed',
      'C: moved from place 3 to place 1',
      'N: added. For every event “Order completed”. Gives 1 point per 1.00 CNY of the order amount. ' +
        'Rounded down to whole points. The points can be used for 365 days.',
    ]);
    expect(changes.map((change) => changeText(change, 'zh-CN', OPTIONS))).toEqual([
      'A：删除',
      'C：由第 3 位移至第 1 位',
      'N：新增。由“订单完成”事件触发。订单金额每 1.00 CNY 得 1 分。结果向下取整。积分自入账之日起 365 天内有效。',
    ]);
  });
});
