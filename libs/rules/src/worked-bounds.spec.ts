import { describe, expect, it } from '@jest/globals';
import { field } from '../testing/worked.js';
import type { RuleProblem } from './evaluation.js';
import type { Condition } from './rule.js';
import { aRule } from './testing.js';
import { validateRuleSet } from './validate.js';

/** The largest and the smallest that is allowed everywhere, and exactly what is said about one more or one less. */

const problemsOf = (changes: Record<string, unknown>): RuleProblem[] =>
  validateRuleSet({ rules: [{ ...aRule(), ...changes }] });
const said = (pointer: string, code: string, params: RuleProblem['params'] = {}) => [
  { pointer: `/rules/0${pointer}`, code, params },
];
const range = (pointer: string, min: number, max: number) => said(pointer, 'OUT_OF_RANGE', { min, max });
const length = (pointer: string, min: number, max: number) => said(pointer, 'WRONG_LENGTH', { min, max });

const amount = { kind: 'field', field: 'order.amount' };
const lines = { kind: 'lines' };
const ratio = (more: object) => ({ award: { kind: 'ratio', points: 1, per: 1, unit: 'major', base: amount, ...more } });
const items = (more: object) => ({
  award: { kind: 'items', points: 1, per: 1, unit: 'major', base: lines, rates: [], ...more },
});
const stepped = (steps: object[]) => ({
  award: { kind: 'stepped', mode: 'whole', unit: 'major', base: amount, steps },
});
const streak = (more: object) => ({
  award: { kind: 'streak', field: 'user.streakDays', at: [{ days: 1, points: 1 }], ...more },
});
const fixed = (points: unknown) => ({ award: { kind: 'fixed', points } });
const validity = (more: object) => ({ validity: more });
const limit = (more: object) => ({ limits: [more] });
const many = <T>(count: number, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));
const multiplier = (more: object) => ({ multipliers: [{ code: 'M', rateBps: 10_000, ...more }] });
const names = (name: string) => ({ name: { 'zh-CN': name, 'en-US': 'x' } });
const skus = (count: number) => items({ base: { ...lines, include: { skus: many(count, (i) => `S${i}`) } } });
const deep = (depth: number): Condition =>
  depth === 1 ? field('order.amount', 'gte', 1) : { kind: 'not', of: deep(depth - 1) };
const all = (count: number) => ({
  conditions: { kind: 'all', of: many(count, () => field('order.amount', 'gte', 1)) },
});
const within = (value: unknown) => ({ conditions: { kind: 'field', field: 'user.level', op: 'in', value } });
const BILLION = 1_000_000_000;

describe('whole numbers', () => {
  const table: [(value: number) => Record<string, unknown>, string, number, number][] = [
    [fixed, '/award/points', 1, BILLION],
    [(points) => ratio({ points }), '/award/points', 1, BILLION],
    [(per) => ratio({ per }), '/award/per', 1, BILLION],
    [(points) => items({ points }), '/award/points', 1, BILLION],
    [(per) => items({ per }), '/award/per', 1, BILLION],
    [(rateBps) => items({ rates: [{ match: { skus: ['S'] }, rateBps }] }), '/award/rates/0/rateBps', 0, 1_000_000],
    [(from) => stepped([{ from, points: 1 }]), '/award/steps/0/from', 0, BILLION],
    [(points) => stepped([{ from: 0, points }]), '/award/steps/0/points', 0, BILLION],
    [(per) => stepped([{ from: 0, points: 1, per }]), '/award/steps/0/per', 1, BILLION],
    [(days) => streak({ at: [{ days, points: 1 }] }), '/award/at/0/days', 1, 36_500],
    [(points) => streak({ at: [{ days: 1, points }] }), '/award/at/0/points', 1, BILLION],
    [(cycleDays) => streak({ cycleDays }), '/award/cycleDays', 2, 36_500],
    [(rateBps) => multiplier({ rateBps }), '/multipliers/0/rateBps', 0, 1_000_000],
    [(points) => limit({ kind: 'event', points }), '/limits/0/points', 1, BILLION],
    [(points) => limit({ kind: 'period', period: 'day', points }), '/limits/0/points', 1, BILLION],
    [(times) => limit({ kind: 'period', period: 'day', times }), '/limits/0/times', 1, BILLION],
    [(budget) => ({ budget: { points: budget } }), '/budget/points', 1, 1_000_000_000_000],
    [(days) => validity({ kind: 'days', days }), '/validity/days', 1, 36_500],
    [(months) => validity({ kind: 'months', months }), '/validity/months', 1, 1200],
    [(months) => validity({ kind: 'end_of_month', months }), '/validity/months', 0, 1200],
    [(years) => validity({ kind: 'end_of_year', years }), '/validity/years', 0, 100],
    [
      (activationDelayDays) => ({ activationDelayDays, validity: { kind: 'never' } }),
      '/activationDelayDays',
      0,
      36_500,
    ],
  ];
  it.each(table.map(([changes, pointer, min, max]) => ({ changes, pointer, min, max })))(
    '$pointer: $min to $max',
    ({ changes, pointer, min, max }) => {
      expect(problemsOf(changes(min))).toEqual([]);
      expect(problemsOf(changes(max))).toEqual([]);
      expect(problemsOf(changes(min - 1))).toEqual(range(pointer, min, max));
      expect(problemsOf(changes(max + 1))).toEqual(range(pointer, min, max));
      expect(problemsOf(changes(min + 0.5))).toEqual(said(pointer, 'WRONG_TYPE', { expected: 'integer' }));
    },
  );

  it.each([['1'], [null], [true], [[1]], [{}]])('%j is none', (value) => {
    expect(problemsOf(fixed(value))).toEqual(said('/award/points', 'WRONG_TYPE', { expected: 'integer' }));
  });
});

describe('lists', () => {
  const table: [(count: number) => Record<string, unknown>, string, number, number][] = [
    [(n) => stepped(many(n, (i) => ({ from: i, points: 1 }))), '/award/steps', 1, 50],
    [(n) => streak({ at: many(n, (i) => ({ days: i + 1, points: 1 })) }), '/award/at', 1, 100],
    [(n) => ({ multipliers: many(n, (i) => ({ code: `M${i}`, rateBps: 1 })) }), '/multipliers', 1, 50],
    [skus, '/award/base/include/skus', 1, 10_000],
    [all, '/conditions/of', 1, 100],
    [(n) => within(many(n, (i) => `L${i}`)), '/conditions/value', 1, 10_000],
  ];
  it.each(table.map(([changes, pointer, min, max]) => ({ changes, pointer, min, max })))(
    '$pointer: $min to $max',
    ({ changes, pointer, min, max }) => {
      expect(problemsOf(changes(min))).toEqual([]);
      expect(problemsOf(changes(max))).toEqual([]);
      expect(problemsOf(changes(min - 1))).toEqual(length(pointer, min, max));
      expect(problemsOf(changes(max + 1))).toEqual(length(pointer, min, max));
    },
  );

  it('of rates may be empty, 200 at most', () => {
    const rates = (n: number) => items({ rates: many(n, () => ({ match: { categories: ['c'] }, rateBps: 1 })) });
    expect(problemsOf(rates(0))).toEqual([]);
    expect(problemsOf(rates(200))).toEqual([]);
    expect(problemsOf(rates(201))).toEqual(length('/award/rates', 0, 200));
  });

  it('of limits: each kind once, 20 at most, and not none', () => {
    expect(problemsOf({ limits: [] })).toEqual(length('/limits', 1, 20));
    expect(problemsOf({ limits: many(21, () => ({ kind: 'event', points: 1 })) })).toEqual(length('/limits', 1, 20));
    const twice = {
      limits: [
        { kind: 'event', points: 1 },
        { kind: 'event', points: 2 },
      ],
    };
    expect(problemsOf(twice)).toEqual(said('/limits/1', 'DUPLICATE', { value: 'event', first: '/rules/0/limits/0' }));
    const day = { kind: 'period', period: 'day' };
    expect(problemsOf(limit(day))).toEqual(said('/limits/0', 'LIMITS_NOTHING', { max: BILLION }));
  });

  it('are no objects, and objects are no lists', () => {
    expect(problemsOf({ limits: {} })).toEqual(said('/limits', 'WRONG_TYPE', { expected: 'list' }));
    expect(problemsOf({ limits: [[]] })).toEqual(said('/limits/0', 'WRONG_TYPE', { expected: 'object' }));
    expect(problemsOf({ award: [] })).toEqual(said('/award', 'WRONG_TYPE', { expected: 'object' }));
    expect(problemsOf({ award: null })).toEqual(said('/award', 'WRONG_TYPE', { expected: 'object' }));
    expect(problemsOf({ name: 'x' })).toEqual(said('/name', 'WRONG_TYPE', { expected: 'object' }));
  });

  it('of rules: 2,000 at most', () => {
    const rules = many(2001, (i) => aRule({ code: `R${i}` }));
    expect(validateRuleSet({ rules: rules.slice(1) })).toEqual([]);
    expect(validateRuleSet({ rules })).toEqual([
      { pointer: '/rules', code: 'WRONG_LENGTH', params: { min: 0, max: 2000 } },
    ]);
  });
});

describe('texts', () => {
  const table: [(text: string) => Record<string, unknown>, string, number][] = [
    [names, '/name/zh-CN', 100],
    [(sku) => items({ base: { ...lines, exclude: { skus: [sku] } } }), '/award/base/exclude/skus/0', 100],
    [(c) => items({ rates: [{ match: { categories: [c] }, rateBps: 1 }] }), '/award/rates/0/match/categories/0', 100],
    [(level) => within([level]), '/conditions/value/0', 200],
  ];
  it.each(table.map(([changes, pointer, max]) => ({ changes, pointer, max })))(
    '$pointer: 1 to $max characters',
    ({ changes, pointer, max }) => {
      expect(problemsOf(changes('x'))).toEqual([]);
      expect(problemsOf(changes('x'.repeat(max)))).toEqual([]);
      expect(problemsOf(changes(''))).toEqual(length(pointer, 1, max));
      expect(problemsOf(changes('x'.repeat(max + 1)))).toEqual(length(pointer, 1, max));
      expect(problemsOf(changes('a\u0007'))).toEqual(said(pointer, 'BAD_FORMAT', { format: 'text' }));
      expect(problemsOf(changes('\ud800'))).toEqual(said(pointer, 'BAD_FORMAT', { format: 'text' }));
    },
  );

  it.each(['A', 'a1', 'A_b-C', `A${'1'.repeat(31)}`])('%s is a code', (code) => {
    expect(problemsOf({ code })).toEqual([]);
    expect(problemsOf({ stackingGroup: { code, mode: 'sum' }, wallet: code })).toEqual([]);
  });

  it.each(['', '1A', '_A', 'A.B', 'A B', 'Ä', `A${'1'.repeat(32)}`, 'A\n', ' A'])('%j is no code', (code) => {
    const bad = (pointer: string) => said(pointer, 'BAD_FORMAT', { format: 'code' });
    expect(problemsOf({ code })).toEqual(bad('/code'));
    expect(problemsOf({ stackingGroup: { code, mode: 'sum' } })).toEqual(bad('/stackingGroup/code'));
    expect(problemsOf({ wallet: code })).toEqual(bad('/wallet'));
    expect(problemsOf(multiplier({ code }))).toEqual(bad('/multipliers/0/code'));
  });

  it('must be texts', () => {
    const text = { expected: 'string' };
    expect(problemsOf({ code: 7 })).toEqual(said('/code', 'WRONG_TYPE', text));
    expect(problemsOf({ name: { 'zh-CN': 7, 'en-US': 'x' } })).toEqual(said('/name/zh-CN', 'WRONG_TYPE', text));
    expect(problemsOf({ effectiveFrom: 7 })).toEqual(said('/effectiveFrom', 'WRONG_TYPE', text));
    expect(problemsOf({ effectiveTo: 'x' })).toEqual(said('/effectiveTo', 'BAD_FORMAT', { format: 'instant' }));
    expect(problemsOf(validity({ kind: 'fixed_date', date: 'x' }))).toEqual(
      said('/validity/date', 'BAD_FORMAT', { format: 'date' }),
    );
    expect(problemsOf(within([null]))).toEqual(said('/conditions/value/0', 'WRONG_TYPE', { expected: 'scalar' }));
    expect(problemsOf(within([Number.NaN]))).toEqual(said('/conditions/value/0', 'WRONG_TYPE', { expected: 'scalar' }));
  });
});

describe('one of several', () => {
  it.each<[Record<string, unknown>, string, string]>([
    [{ status: 'active' }, '/status', 'ACTIVE, PAUSED'],
    [{ rounding: 'up' }, '/rounding', 'floor, half_up, ceil'],
    [{ validFrom: 'NOW' }, '/validFrom', 'RECORDED, OCCURRED, ACTIVATED'],
    [{ award: { kind: 'gift' } }, '/award/kind', 'fixed, ratio, stepped, items, streak'],
    [ratio({ unit: 'euro' }), '/award/unit', 'major, minor, each'],
    [ratio({ base: { kind: 'all' } }), '/award/base/kind', 'field, lines'],
    [ratio({ fullUnitsOnly: 1 }), '/award/fullUnitsOnly', 'true, false'],
    [ratio({ base: { ...amount, exclude: ['discount'] } }), '/award/base/exclude/0', 'shipping, tax'],
    [ratio({ base: { ...lines, discount: 'none' } }), '/award/base/discount', 'spread, ignore'],
    [items({ unit: 'each' }), '/award/unit', 'major, minor'],
    [items({ base: amount }), '/award/base/kind', 'lines'],
    [{ award: { ...stepped([{ from: 0, points: 1 }]).award, mode: 'part' } }, '/award/mode', 'whole, marginal'],
    [{ stackingGroup: { code: 'G', mode: 'last' } }, '/stackingGroup/mode', 'sum, best, first'],
    [limit({ kind: 'total', points: 1 }), '/limits/0/kind', 'event, period'],
    [limit({ kind: 'period', period: 'year', points: 1 }), '/limits/0/period', 'day, week, month, lifetime'],
    [validity({ kind: 'weeks' }), '/validity/kind', 'days, months, fixed_date, end_of_year, end_of_month, never'],
    [{ conditions: { kind: 'some' } }, '/conditions/kind', 'all, any, not, field'],
  ])('%j', (changes, pointer, allowed) => {
    expect(problemsOf(changes)).toEqual(said(pointer, 'NOT_ALLOWED', { allowed }));
  });

  it('a kind that is missing is required, one that is inherited is missing', () => {
    const kinds = { allowed: 'fixed, ratio, stepped, items, streak' };
    expect(problemsOf({ award: {} })).toEqual(said('/award/kind', 'REQUIRED', kinds));
    expect(problemsOf({ award: Object.create({ kind: 'fixed' }) })).toEqual(said('/award/kind', 'REQUIRED', kinds));
    expect(problemsOf({ award: { kind: 7 } })).toEqual(said('/award/kind', 'NOT_ALLOWED', kinds));
    expect(problemsOf({ award: { kind: 'toString' } })).toEqual(said('/award/kind', 'NOT_ALLOWED', kinds));
  });

  it('every way of the others is taken', () => {
    for (const rounding of ['floor', 'half_up', 'ceil']) expect(problemsOf({ rounding })).toEqual([]);
    for (const validFrom of ['RECORDED', 'OCCURRED', 'ACTIVATED']) expect(problemsOf({ validFrom })).toEqual([]);
    for (const mode of ['sum', 'best', 'first']) expect(problemsOf({ stackingGroup: { code: 'G', mode } })).toEqual([]);
    for (const period of ['day', 'week', 'month', 'lifetime']) {
      expect(problemsOf(limit({ kind: 'period', period, times: 1 }))).toEqual([]);
    }
    for (const fullUnitsOnly of [true, false]) expect(problemsOf(ratio({ fullUnitsOnly }))).toEqual([]);
    for (const discount of ['spread', 'ignore'])
      expect(problemsOf(ratio({ base: { ...lines, discount } }))).toEqual([]);
    expect(problemsOf(ratio({ base: { ...amount, exclude: ['shipping', 'tax'] } }))).toEqual([]);
    expect(problemsOf(validity({ kind: 'end_of_year' }))).toEqual([]);
    expect(problemsOf(validity({ kind: 'never' }))).toEqual([]);
  });
});

describe('conditions within conditions', () => {
  it('eight deep and no deeper', () => {
    expect(problemsOf({ conditions: deep(8) })).toEqual([]);
    const pointer = `/conditions${'/of'.repeat(7)}`;
    expect(problemsOf({ conditions: deep(9) })).toEqual(said(pointer, 'TOO_DEEP', { max: 8 }));
  });

  it('200 problems are enough', () => {
    const rules = many(150, () => ({ ...aRule(), code: '', rounding: '' }));
    expect(validateRuleSet({ rules })).toHaveLength(200);
  });
});
