import { describe, expect, it } from '@jest/globals';
import { compileRuleSet } from './compile.js';
import { budgetKeys, usageKeys } from './limits.js';
import type { Limit, Rule } from './rule.js';
import { anEvent, anOrder, aRule, CLOCK, run, type Situation } from './testing.js';

const fixed = (points: number, changes: Partial<Rule> = {}): Rule =>
  aRule({ award: { kind: 'fixed', points }, ...changes });

describe('limits', () => {
  const limited = (...limits: Limit[]): Rule => aRule({ limits });
  const used = (period: string, times: number, points: number): Situation => ({
    usage: { [`rule:R ${period}`]: { times, points } },
  });

  it.each<[string, Limit[], Situation, number, object[]]>([
    ['within the limit of an event', [{ kind: 'event', points: 20 }], {}, 20, []],
    [
      'over the limit of an event',
      [{ kind: 'event', points: 15 }],
      {},
      15,
      [{ limit: 'event', by: 'points', before: 20, after: 15 }],
    ],
    ['the last of the day', [{ kind: 'period', period: 'day', times: 3 }], used('D2026-11-22', 2, 9), 20, []],
    [
      'one too many a day',
      [{ kind: 'period', period: 'day', times: 3 }],
      used('D2026-11-22', 3, 9),
      0,
      [{ limit: 'day', by: 'times', max: 3, used: 3 }],
    ],
    [
      'the rest of a week',
      [{ kind: 'period', period: 'week', points: 100 }],
      used('W2026-W47', 9, 85),
      15,
      [{ limit: 'week', by: 'points', before: 20, after: 15 }],
    ],
    [
      'exactly the rest of a month',
      [{ kind: 'period', period: 'month', points: 100 }],
      used('M2026-11', 9, 80),
      20,
      [],
    ],
    [
      'nothing left of a life',
      [{ kind: 'period', period: 'lifetime', points: 100 }],
      used('L', 9, 100),
      0,
      [{ limit: 'lifetime', after: 0 }],
    ],
    [
      'a lowered limit',
      [{ kind: 'period', period: 'lifetime', points: 100 }],
      used('L', 9, 150),
      0,
      [{ used: 150, after: 0 }],
    ],
    [
      'two limits in turn',
      [
        { kind: 'event', points: 18 },
        { kind: 'period', period: 'day', points: 30 },
      ],
      used('D2026-11-22', 1, 20),
      10,
      [
        { before: 20, after: 18 },
        { before: 18, after: 10 },
      ],
    ],
  ])('%s', (_, limits, situation, points, caps) => {
    const evaluation = run(limited(...limits), anOrder(2030), situation);
    expect(evaluation.points).toBe(points);
    expect(evaluation.trace[0]?.outcome).toBe(points > 0 ? 'AWARDED' : 'LIMITED');
    expect(evaluation.trace[0]?.caps ?? []).toMatchObject(caps);
    expect(evaluation.usage.every((delta) => delta.points === points && delta.times === 1)).toBe(true);
  });

  it('consume what was awarded, of every period once', () => {
    const rule = limited(
      { kind: 'event', points: 7 },
      { kind: 'period', period: 'day', times: 3 },
      { kind: 'period', period: 'lifetime', points: 50 },
    );
    expect(run(rule, anOrder(2030)).usage).toEqual([
      { key: 'rule:R', period: 'D2026-11-22', times: 1, points: 7 },
      { key: 'rule:R', period: 'L', times: 1, points: 7 },
    ]);
  });

  it('follow the local day of occurred-at', () => {
    const rule = limited({ kind: 'period', period: 'day', times: 1 });
    const late = anEvent({ currency: 'CNY', amount: 2030 }, { occurredAtMs: Date.parse('2026-11-22T15:59:59Z') });
    const next = { ...late, occurredAtMs: Date.parse('2026-11-22T16:00:00Z') };
    expect(run(rule, late).usage[0]?.period).toBe('D2026-11-22');
    expect(run(rule, next).usage[0]?.period).toBe('D2026-11-23');
    expect(run(rule, next, { clock: { timeZone: 'UTC' } }).usage[0]?.period).toBe('D2026-11-22');
  });
});

describe('the budget of a whole rule', () => {
  const budgeted = (points: number, changes: Partial<Rule> = {}): Rule => aRule({ budget: { points }, ...changes });

  it.each<[string, Rule, Situation, number, object[]]>([
    ['untouched', budgeted(100), {}, 20, []],
    ['enough', budgeted(100), { budget: { 'rule:R': 80 } }, 20, []],
    [
      'the rest',
      budgeted(100),
      { budget: { 'rule:R': 81 } },
      19,
      [{ limit: 'budget', by: 'points', max: 100, used: 81, before: 20, after: 19 }],
    ],
    [
      'used up',
      budgeted(100),
      { budget: { 'rule:R': 100 } },
      0,
      [{ limit: 'budget', by: 'points', max: 100, used: 100, before: 20, after: 0 }],
    ],
    [
      'lowered below what is used',
      budgeted(100),
      { budget: { 'rule:R': 250 } },
      0,
      [{ limit: 'budget', by: 'points', max: 100, used: 250, before: 20, after: 0 }],
    ],
    [
      'after every limit',
      budgeted(100, { limits: [{ kind: 'event', points: 15 }] }),
      { budget: { 'rule:R': 88 } },
      12,
      [
        { limit: 'event', by: 'points', max: 15, used: 0, before: 20, after: 15 },
        { limit: 'budget', by: 'points', max: 100, used: 88, before: 15, after: 12 },
      ],
    ],
    [
      'not asked when a limit leaves nothing',
      budgeted(100, { limits: [{ kind: 'period', period: 'day', times: 1 }] }),
      { usage: { 'rule:R D2026-11-22': { times: 1, points: 20 } }, budget: { 'rule:R': 100 } },
      0,
      [{ limit: 'day', by: 'times', max: 1, used: 1, before: 20, after: 0 }],
    ],
  ])('%s', (_, rule, situation, points, caps) => {
    const evaluation = run(rule, anOrder(2030), situation);
    expect(evaluation.points).toBe(points);
    expect(evaluation.trace[0]?.outcome).toBe(points > 0 ? 'AWARDED' : 'LIMITED');
    expect(evaluation.trace[0]?.caps ?? []).toEqual(caps);
    expect(evaluation.budget).toEqual(points > 0 ? [{ key: 'rule:R', points }] : []);
  });

  it('is left alone by rules that another one of their group displaced, and by rules without one', () => {
    const group = { code: 'G', mode: 'best' as const };
    const rules = [
      fixed(10, { code: 'A', stackingGroup: group, budget: { points: 100 } }),
      fixed(30, { code: 'B', stackingGroup: group, budget: { points: 100 } }),
      fixed(5, { code: 'C' }),
    ];
    expect(run(rules, anOrder(1)).budget).toEqual([{ key: 'rule:B', points: 30 }]);
  });

  it('is asked for by the keys of the rules in effect', () => {
    const rules = [
      fixed(1, { code: 'A', budget: { points: 1 } }),
      fixed(1, { code: 'B' }),
      fixed(1, { code: 'C', budget: { points: 1 }, status: 'PAUSED' }),
      fixed(1, { code: 'D', budget: { points: 1 }, effectiveTo: '2026-11-22T12:00:00+08:00' }),
      fixed(1, { code: 'E', budget: { points: 1 }, effectiveFrom: '2026-11-22T12:00:00+08:00' }),
      fixed(1, { code: 'F', budget: { points: 1 }, trigger: 'SIGNED_IN' }),
    ];
    const compiled = compileRuleSet({ rules });
    expect(budgetKeys(compiled, anOrder(1))).toEqual(['rule:A', 'rule:E']);
    expect(budgetKeys(compiled, anEvent({}, { type: 'SIGNED_IN' }))).toEqual(['rule:F']);
    expect(budgetKeys(compiled, anEvent({}, { type: 'OTHER' }))).toEqual([]);
    expect(usageKeys(compiled, anOrder(1), CLOCK)).toEqual([]);
  });
});

describe('stacking', () => {
  const group = (mode: 'sum' | 'best' | 'first') =>
    [10, 30, 30, 20].map((points, i) => fixed(points, { code: `R${i}`, stackingGroup: { code: 'G', mode } }));
  it.each([
    ['sum', ['R0', 'R1', 'R2', 'R3'], 90],
    ['best', ['R1'], 30],
    ['first', ['R0'], 10],
  ] as const)('%s keeps %j', (mode, winners, points) => {
    const evaluation = run(group(mode), anOrder(1));
    expect(evaluation.awards.map((award) => award.ruleCode)).toEqual(winners);
    expect(evaluation.points).toBe(points);
  });

  it('names the winner, consumes nothing for the others and passes over rules that give nothing', () => {
    const limits: Limit[] = [{ kind: 'period', period: 'day', times: 1 }];
    const rules = group('first').map((rule) => ({ ...rule, limits }));
    const evaluation = run(rules, anOrder(1), { usage: { 'rule:R0 D2026-11-22': { times: 1, points: 10 } } });
    expect(evaluation.trace.map((trace) => trace.outcome)).toEqual([
      'LIMITED',
      'AWARDED',
      'STACKED_OUT',
      'STACKED_OUT',
    ]);
    expect(evaluation.trace[3]).toMatchObject({ stacking: { group: 'G', mode: 'first', winner: 'R1' }, points: 0 });
    expect(evaluation.usage.map((delta) => delta.key)).toEqual(['rule:R1']);
  });

  it('groups do not meddle with each other nor with rules outside of one', () => {
    const rules = [
      fixed(1, { code: 'A' }),
      fixed(2, { code: 'B', stackingGroup: { code: 'G', mode: 'best' } }),
      fixed(4, { code: 'C', stackingGroup: { code: 'H', mode: 'first' } }),
      fixed(8, { code: 'D', stackingGroup: { code: 'H', mode: 'first' } }),
    ];
    expect(run(rules, anOrder(1)).points).toBe(7);
  });
});
