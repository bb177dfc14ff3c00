import { describe, expect, it } from '@jest/globals';
import { reviewRuleSet } from './review.js';
import type { Condition, Limit, Multiplier, Rule } from './rule.js';
import { aRule, NOON_MS } from './testing.js';
import { warningText } from './warning-text.js';

const level = (value: string): Condition => ({ kind: 'field', field: 'user.level', op: 'eq', value });
const times = (code: string, factor: number, conditions?: Condition): Multiplier => ({
  code,
  rateBps: factor * 10_000,
  ...(conditions && { conditions }),
});
const amount = { kind: 'field', field: 'order.amount' } as const;

function texts(changes: Partial<Rule>, guardBps = 100_000): string[] {
  return reviewRuleSet({ rules: [aRule(changes)] }, { nowMs: NOON_MS, guardBps }).map((one) =>
    warningText(one, 'en-US'),
  );
}

describe('a rate above the guard', () => {
  it.each<[string, Multiplier[], string | undefined]>([
    ['exactly the guard', [times('A', 2), times('B', 5)], undefined],
    ['a hair above', [times('A', 2), times('B', 5.0001)], '× 10.0002 is above the guard of × 10 (A, B)'],
    ['levels that exclude each other', [times('A', 5, level('A')), times('B', 5, level('B'))], undefined],
    [
      'one level and one festival',
      [times('A', 5, level('A')), times('B', 6, level('B')), times('F', 2)],
      '× 12 is above the guard of × 10 (F, B)',
    ],
    [
      'conditions that go together',
      [times('A', 5, level('A')), times('V', 4, { kind: 'field', field: 'user.tags', op: 'contains', value: 'vip' })],
      '× 20 is above the guard of × 10 (A, V)',
    ],
    ['one that takes off', [times('A', 20), times('B', 0.5)], undefined],
    ['one that may take off', [times('A', 20), times('B', 0.5, level('B'))], '× 20 is above the guard of × 10 (A)'],
  ])('%s', (_, multipliers, text) => {
    expect(texts({ multipliers })).toEqual(text === undefined ? [] : [`R, multiplier: ${text}`]);
  });

  it('counts conditions of the rule itself', () => {
    const multipliers = [times('A', 20, level('A'))];
    expect(texts({ multipliers, conditions: level('B') })).toEqual([
      'R, multiplier 1 › conditions: multiplier A can never apply',
    ]);
  });

  it('of items, of awards per 1.00 and of steps', () => {
    const rates = [{ match: { skus: ['X'] }, rateBps: 120_000 }];
    const items: Rule['award'] = { kind: 'items', points: 1, per: 1, unit: 'major', base: { kind: 'lines' }, rates };
    expect(texts({ award: items })).toEqual(['R, award › item rates: × 12 is above the guard of × 10 (× 12)']);
    expect(
      texts({
        award: { ...items, rates: [{ match: { skus: ['X'] }, rateBps: 60_000 }] },
        multipliers: [times('A', 2)],
      }),
    ).toEqual(['R, multiplier: × 12 is above the guard of × 10 (A, × 6)']);
    const ratio = (points: number, per: number, unit: 'major' | 'minor'): Rule['award'] => ({
      kind: 'ratio',
      points,
      per,
      unit,
      base: amount,
    });
    expect(texts({ award: ratio(11, 1, 'major') })).toEqual([
      'R, award › points: 11 points per 1.00 are above the guard of 10',
    ]);
    expect(texts({ award: ratio(21, 2, 'major') })).toEqual([
      'R, award › points: 10.5 points per 1.00 are above the guard of 10',
    ]);
    expect(texts({ award: ratio(10, 1, 'major') })).toEqual([]);
    expect(texts({ award: ratio(1, 10, 'minor') })).toEqual([]);
    expect(texts({ award: ratio(1, 9, 'minor') })).toHaveLength(1);
    expect(texts({ award: ratio(2, 1, 'major') }, 15_000)).toEqual([
      'R, award › points: 2 points per 1.00 are above the guard of 1.5',
    ]);
    const each: Rule['award'] = {
      kind: 'ratio',
      points: 50,
      per: 1,
      unit: 'each',
      base: { kind: 'field', field: 'data.n' },
    };
    expect(texts({ award: each })).toEqual([]);
    const stepped = (mode: 'whole' | 'marginal', steps: { from: number; points: number; per?: number }[]): string[] =>
      texts({ award: { kind: 'stepped', mode, unit: 'major', base: amount, steps } });
    expect(
      stepped('whole', [
        { from: 0, points: 500 },
        { from: 100, points: 1000 },
      ]),
    ).toEqual([]);
    expect(
      stepped('whole', [
        { from: 0, points: 500 },
        { from: 100, points: 1001 },
      ]),
    ).toEqual(['R, award › steps 2 › points: 10.01 points per 1.00 are above the guard of 10']);
    expect(
      stepped('marginal', [
        { from: 0, points: 9, per: 1 },
        { from: 100, points: 101 },
      ]),
    ).toEqual(['R, award › steps 2 › points: 10.01 points per 1.00 are above the guard of 10']);
    expect(stepped('marginal', [{ from: 5, points: 11, per: 1 }])).toHaveLength(1);
  });

  it('is found among very many multipliers', () => {
    const exclusive = Array.from({ length: 50 }, (_, i) => times(`L${i}`, 3, level(`L${i}`)));
    expect(texts({ multipliers: exclusive })).toEqual([]);
    const free = Array.from({ length: 50 }, (_, i) =>
      times(`T${i}`, 3, { kind: 'field', field: 'user.tags', op: 'contains', value: `t${i}` }),
    );
    expect(texts({ multipliers: free })).toHaveLength(1);
  });
});

describe('limits', () => {
  const fixed = (points: number): Rule['award'] => ({ kind: 'fixed', points });
  const day = (more: { times?: number; points?: number }): Limit => ({ kind: 'period', period: 'day', ...more });
  const month = (more: { times?: number; points?: number }): Limit => ({ kind: 'period', period: 'month', ...more });
  it.each<[string, Partial<Rule>, string[]]>([
    [
      'below the award',
      { award: fixed(10), limits: [{ kind: 'event', points: 9 }] },
      ['R, award › points: 10 points are always cut: a limit allows 9'],
    ],
    [
      'as high as the award',
      { award: fixed(10), limits: [{ kind: 'event', points: 10 }] },
      ['R, limit 1: never changes anything'],
    ],
    [
      'above an award that is doubled',
      { award: fixed(10), multipliers: [times('A', 2)], limits: [{ kind: 'event', points: 15 }] },
      ['R, award › points: 10 points are always cut: a limit allows 15'],
    ],
    [
      'above an award that may be doubled',
      { award: fixed(10), multipliers: [times('A', 2, level('A'))], limits: [{ kind: 'event', points: 15 }] },
      [],
    ],
    [
      'of a day',
      { award: fixed(10), limits: [day({ points: 5 })] },
      ['R, award › points: 10 points are always cut: a limit allows 5'],
    ],
    [
      'of a budget',
      { award: fixed(10), budget: { points: 5 } },
      ['R, award › points: 10 points are always cut: a limit allows 5'],
    ],
    [
      'of a streak',
      {
        award: {
          kind: 'streak',
          field: 'user.streakDays',
          at: [
            { days: 7, points: 5 },
            { days: 30, points: 50 },
          ],
        },
        limits: [{ kind: 'event', points: 20 }],
      },
      ['R, award › streak 2 › points: 50 points are always cut: a limit allows 20'],
    ],
    [
      'of steps',
      {
        award: {
          kind: 'stepped',
          mode: 'whole',
          unit: 'major',
          base: amount,
          steps: [
            { from: 0, points: 1, per: 1 },
            { from: 100, points: 50 },
          ],
        },
        limits: [{ kind: 'event', points: 20 }],
      },
      ['R, award › steps 2 › points: 50 points are always cut: a limit allows 20'],
    ],
    [
      'of a day within a month',
      { limits: [day({ times: 5 }), month({ times: 4 })] },
      ['R, limit 1: never changes anything'],
    ],
    ['of a day with points of its own', { limits: [day({ times: 5, points: 9 }), month({ times: 4 })] }, []],
    ['of a day below a month', { limits: [day({ times: 3 }), month({ times: 4 })] }, []],
    [
      'of an event within a day',
      { limits: [{ kind: 'event', points: 9 }, day({ points: 9 })] },
      ['R, limit 1: never changes anything'],
    ],
  ])('%s', (_, changes, expected) => {
    expect(texts(changes)).toEqual(expected);
  });
});
