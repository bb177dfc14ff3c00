import { describe, expect, it } from '@jest/globals';
import type { RuleProblem } from './evaluation.js';
import type { Scalar } from './rule.js';
import { aRule } from './testing.js';
import { validateRuleSet } from './validate.js';

/** Rules that look right and mean nothing: exactly what is said about them, and what is so close that it is right. */

const problemsOf = (changes: Record<string, unknown>): RuleProblem[] =>
  validateRuleSet({ rules: [{ ...aRule({ award: { kind: 'fixed', points: 1 } }), ...changes }] });
const said = (pointer: string, code: string, params: RuleProblem['params'] = {}) => [
  { pointer: `/rules/0${pointer}`, code, params },
];
const on = (field: string, op: string, value: Scalar | Scalar[]) => ({
  conditions: { kind: 'field', field, op, value },
});
const amount = { kind: 'field', field: 'order.amount' };
const ratio = (more: object) => ({ award: { kind: 'ratio', points: 1, per: 1, unit: 'major', base: amount, ...more } });
const ORDERED = 'eq, ne, in, nin, lt, lte, gt, gte, between, exists';

describe('windows', () => {
  const [early, late] = ['2026-11-11T00:00:00+08:00', '2026-11-11T00:00:01+08:00'];
  it('end after they begin, and may be open', () => {
    expect(problemsOf({ effectiveFrom: early, effectiveTo: late })).toEqual([]);
    expect(problemsOf({ effectiveFrom: late })).toEqual([]);
    expect(problemsOf({ effectiveTo: early })).toEqual([]);
    const empty = (from: string) => said('/effectiveTo', 'EMPTY_WINDOW', { from });
    expect(problemsOf({ effectiveFrom: early, effectiveTo: early })).toEqual(empty(early));
    expect(problemsOf({ effectiveFrom: late, effectiveTo: early })).toEqual(empty(late));
    expect(problemsOf({ effectiveFrom: early, effectiveTo: '1969-01-01T00:00:00Z' })).toEqual(empty(early));
    expect(problemsOf({ effectiveFrom: '1968-01-01T00:00:00Z', effectiveTo: '1969-01-01T00:00:00Z' })).toEqual([]);
  });
});

describe('what a field can be compared with', () => {
  it.each<[string, string, Scalar | Scalar[]]>([
    ['order.amount', 'gte', 1],
    ['order.amount', 'in', [1, 2]],
    ['order.amount', 'between', [1, 1]],
    ['order.amount', 'exists', false],
    ['order.lineCount', 'lt', -1],
    ['order.first', 'eq', true],
    ['order.orderNo', 'contains', 'A'],
    ['user.tags', 'contains', 'vip'],
    ['user.tags', 'nin', ['vip', 'new']],
    ['user.registeredAt', 'lt', '2026-01-01T00:00:00Z'],
    ['user.registeredAt', 'between', ['2026-01-01T08:00:00+08:00', '2026-01-01T00:00:00Z']],
    ['user.registeredAt', 'between', ['2026-01-01T09:00:00+09:00', '2026-01-01T00:00:01Z']],
    ['user.registeredAt', 'exists', true],
    ['time.date', 'eq', '2026-01-31'],
    ['time.clock', 'between', ['00:00', '23:59']],
    ['time.clock', 'lt', '19:05'],
    ['time.weekday', 'in', [1, 7]],
    ['time.weekday', 'exists', true],
    ['data.any', 'eq', 'x'],
    ['data.any', 'gte', 1.5],
    ['data.any', 'between', ['a', 'b']],
    ['user.attributes.city', 'ne', false],
  ])('%s %s %j is right', (field, op, value) => {
    expect(problemsOf(on(field, op, value))).toEqual([]);
  });

  it.each<[string, string, Scalar | Scalar[], string, string, RuleProblem['params']]>([
    ['order.amount', 'contains', 1, '/op', 'NOT_ALLOWED', { allowed: ORDERED }],
    ['order.first', 'gt', true, '/op', 'NOT_ALLOWED', { allowed: 'eq, ne, exists' }],
    ['user.tags', 'eq', 'vip', '/op', 'NOT_ALLOWED', { allowed: 'contains, in, nin, exists' }],
    ['time.clock', 'eq', '10:00', '/op', 'NOT_ALLOWED', { allowed: 'lt, lte, gt, gte, between, exists' }],
    ['time.weekday', 'lt', 3, '/op', 'NOT_ALLOWED', { allowed: 'eq, ne, in, nin, exists' }],
    ['order.orderNo', 'lt', 'A', '/op', 'NOT_ALLOWED', { allowed: 'eq, ne, in, nin, contains, exists' }],
    ['order.amount', 'in', 1, '/value', 'WRONG_TYPE', { expected: 'list' }],
    ['order.amount', 'nin', 1, '/value', 'WRONG_TYPE', { expected: 'list' }],
    ['order.amount', 'eq', [1], '/value', 'WRONG_TYPE', { expected: 'scalar' }],
    ['order.amount', 'between', 1, '/value', 'WRONG_TYPE', { expected: 'pair' }],
    ['order.amount', 'between', [1], '/value', 'WRONG_TYPE', { expected: 'pair' }],
    ['order.amount', 'between', [1, 2, 3], '/value', 'WRONG_TYPE', { expected: 'pair' }],
    ['order.amount', 'exists', 1, '/value', 'WRONG_TYPE', { expected: 'boolean' }],
    ['time.weekday', 'exists', 1, '/value', 'WRONG_TYPE', { expected: 'boolean' }],
    ['order.amount', 'gte', 1.5, '/value', 'WRONG_TYPE', { expected: 'money' }],
    ['order.lineCount', 'gte', '1', '/value', 'WRONG_TYPE', { expected: 'integer' }],
    ['order.lineCount', 'in', [1, '2'], '/value/1', 'WRONG_TYPE', { expected: 'integer' }],
    ['order.first', 'eq', 'true', '/value', 'WRONG_TYPE', { expected: 'boolean' }],
    ['order.orderNo', 'eq', 7, '/value', 'WRONG_TYPE', { expected: 'string' }],
    ['user.tags', 'contains', 7, '/value', 'WRONG_TYPE', { expected: 'list' }],
    ['user.registeredAt', 'lt', 7, '/value', 'WRONG_TYPE', { expected: 'time' }],
    ['user.registeredAt', 'lt', '2026-01-01', '/value', 'WRONG_TYPE', { expected: 'time' }],
    ['time.date', 'eq', '2026-02-30', '/value', 'WRONG_TYPE', { expected: 'date' }],
    ['time.date', 'eq', 20_260_101, '/value', 'WRONG_TYPE', { expected: 'date' }],
    ['time.clock', 'lt', '24:00', '/value', 'WRONG_TYPE', { expected: 'clock' }],
    ['time.clock', 'lt', '9:00', '/value', 'WRONG_TYPE', { expected: 'clock' }],
    ['time.clock', 'lt', '12:60', '/value', 'WRONG_TYPE', { expected: 'clock' }],
    ['time.clock', 'lt', '112:00', '/value', 'WRONG_TYPE', { expected: 'clock' }],
    ['time.clock', 'lt', '12:000', '/value', 'WRONG_TYPE', { expected: 'clock' }],
    ['time.clock', 'lt', 12, '/value', 'WRONG_TYPE', { expected: 'clock' }],
    ['time.weekday', 'eq', 8, '/value', 'NOT_ALLOWED', { allowed: '1, 2, 3, 4, 5, 6, 7' }],
    ['time.weekday', 'in', [7, 0], '/value/1', 'NOT_ALLOWED', { allowed: '1, 2, 3, 4, 5, 6, 7' }],
    ['order.amount', 'between', [2, 1], '/value', 'RANGE_REVERSED', {}],
    ['time.clock', 'between', ['23:00', '01:00'], '/value', 'RANGE_REVERSED', {}],
    ['data.any', 'between', [1, '2'], '/value', 'RANGE_REVERSED', {}],
    [
      'user.registeredAt',
      'between',
      ['2026-01-01T00:00:01Z', '2026-01-01T08:00:00+08:00'],
      '/value',
      'RANGE_REVERSED',
      {},
    ],
    ['order.nothing', 'eq', 1, '/field', 'NO_SUCH_FIELD', { field: 'order.nothing' }],
    ['data.*', 'eq', 1, '/field', 'NO_SUCH_FIELD', { field: 'data.*' }],
  ])('%s %s %j is not', (field, op, value, pointer, code, params) => {
    expect(problemsOf(on(field, op, value))).toEqual(said(`/conditions${pointer}`, code, params));
  });

  it('names the place within groups, and only what the events of the rule have', () => {
    const bad = { kind: 'field', field: 'order.amount', op: 'eq', value: 1 };
    const of = (condition: object) => problemsOf({ trigger: 'SIGNED_IN', conditions: condition });
    const wrong = { field: 'order.amount', trigger: 'SIGNED_IN' };
    const good = { kind: 'field', field: 'user.level', op: 'eq', value: 'A' };
    expect(of({ kind: 'any', of: [good, bad] })).toEqual(said('/conditions/of/1/field', 'FIELD_NOT_OF_TRIGGER', wrong));
    expect(of({ kind: 'not', of: bad })).toEqual(said('/conditions/of/field', 'FIELD_NOT_OF_TRIGGER', wrong));
    const multipliers = [
      { code: 'A', rateBps: 1 },
      { code: 'B', rateBps: 1, conditions: bad },
    ];
    expect(problemsOf({ trigger: 'SIGNED_IN', multipliers })).toEqual(
      said('/multipliers/1/conditions/field', 'FIELD_NOT_OF_TRIGGER', wrong),
    );
    const twice = {
      multipliers: [
        { code: 'A', rateBps: 1 },
        { code: 'A', rateBps: 2 },
      ],
    };
    const first = '/rules/0/multipliers/0/code';
    expect(problemsOf(twice)).toEqual(said('/multipliers/1/code', 'DUPLICATE', { value: 'A', first }));
  });
});

describe('what an award can count on', () => {
  const lines = { kind: 'lines' };
  const field = (name: string) => ({ kind: 'field', field: name });
  const signedIn = (award: object) => problemsOf({ trigger: 'SIGNED_IN', award });
  const items = { kind: 'items', points: 1, per: 1, unit: 'major', base: lines, rates: [] };
  const streak = {
    kind: 'streak',
    field: 'user.streakDays',
    at: [
      { days: 7, points: 1 },
      { days: 30, points: 2 },
    ],
  };

  it.each<[Record<string, unknown>]>([
    [ratio({ unit: 'minor' })],
    [ratio({ unit: 'each', base: field('order.lineCount') })],
    [ratio({ unit: 'each', base: field('data.minutes') })],
    [ratio({ unit: 'major', base: field('data.price') })],
    [ratio({ base: { ...amount, exclude: ['tax'] } })],
    [ratio({ base: { ...lines, include: { skus: ['A'] }, exclude: { categories: ['c'] } } })],
    [{ award: items }],
    [{ award: { ...streak, cycleDays: 30 } }],
    [{ award: { ...streak, field: 'data.days' } }],
  ])('%j is right', (changes) => {
    expect(problemsOf(changes)).toEqual([]);
  });

  it.each<[Record<string, unknown>, string, string, RuleProblem['params']]>([
    [ratio({ unit: 'each' }), '/award/unit', 'NOT_ALLOWED', { allowed: 'major, minor' }],
    [ratio({ base: field('order.lineCount') }), '/award/unit', 'NOT_ALLOWED', { allowed: 'each' }],
    [ratio({ unit: 'each', base: lines }), '/award/unit', 'NOT_ALLOWED', { allowed: 'major, minor' }],
    [ratio({ base: field('user.level') }), '/award/base/field', 'NOT_NUMERIC', { field: 'user.level' }],
    [ratio({ base: field('order.none') }), '/award/base/field', 'NO_SUCH_FIELD', { field: 'order.none' }],
    [
      ratio({ base: { ...field('order.discount'), exclude: ['tax'] } }),
      '/award/base/exclude',
      'NOT_OF_FIELD',
      { field: 'order.discount' },
    ],
    [
      ratio({ base: { ...amount, exclude: ['tax', 'tax'] } }),
      '/award/base/exclude/1',
      'DUPLICATE',
      { value: 'tax', first: '/rules/0/award/base/exclude/0' },
    ],
    [ratio({ base: { ...lines, include: {} } }), '/award/base/include', 'MATCHES_NOTHING', {}],
    [ratio({ base: { ...lines, exclude: {} } }), '/award/base/exclude', 'MATCHES_NOTHING', {}],
    [{ award: { ...items, rates: [{ match: {}, rateBps: 1 }] } }, '/award/rates/0/match', 'MATCHES_NOTHING', {}],
    [{ award: { ...items, base: { ...lines, include: {} } } }, '/award/base/include', 'MATCHES_NOTHING', {}],
    [{ award: { ...streak, field: 'user.level' } }, '/award/field', 'NOT_NUMERIC', { field: 'user.level' }],
    [{ award: { ...streak, cycleDays: 29 } }, '/award/at/1/days', 'OUT_OF_RANGE', { min: 1, max: 29 }],
    [{ award: { ...streak, at: [streak.at[1], streak.at[0]] } }, '/award/at/1/days', 'NOT_ASCENDING', {}],
    [{ award: { ...streak, at: [streak.at[0], streak.at[0]] } }, '/award/at/1/days', 'NOT_ASCENDING', {}],
    [
      {
        award: {
          kind: 'stepped',
          mode: 'whole',
          unit: 'major',
          base: amount,
          steps: [
            { from: 5, points: 1 },
            { from: 5, points: 2 },
          ],
        },
      },
      '/award/steps/1/from',
      'NOT_ASCENDING',
      {},
    ],
  ])('%j is not', (changes, pointer, code, params) => {
    expect(problemsOf(changes)).toEqual(said(pointer, code, params));
  });

  it('orders only have lines and amounts', () => {
    const none = { trigger: 'SIGNED_IN' };
    const noLines = said('/award/base', 'FIELD_NOT_OF_TRIGGER', { field: 'order.items', ...none });
    expect(signedIn(ratio({ base: lines }).award)).toEqual(noLines);
    expect(signedIn(items)).toEqual(noLines);
    const noAmount = said('/award/base/field', 'FIELD_NOT_OF_TRIGGER', { field: 'order.amount', ...none });
    expect(signedIn(ratio({}).award)).toEqual(noAmount);
    expect(signedIn({ ...streak, field: 'order.lineCount' })).toEqual(
      said('/award/field', 'FIELD_NOT_OF_TRIGGER', { field: 'order.lineCount', ...none }),
    );
    expect(problemsOf({ ...ratio({}), trigger: 'ORDER_REFUNDED' })).toEqual([]);
  });
});

describe('limits, validity, groups', () => {
  const day = { kind: 'period', period: 'day' };
  it('each period once; times or points or both', () => {
    const month = { kind: 'period', period: 'month', points: 1 };
    expect(problemsOf({ limits: [{ kind: 'event', points: 1 }, { ...day, times: 1, points: 1 }, month] })).toEqual([]);
    const first = '/rules/0/limits/0';
    expect(
      problemsOf({
        limits: [
          { ...day, times: 1 },
          { ...day, points: 1 },
        ],
      }),
    ).toEqual(said('/limits/1', 'DUPLICATE', { value: 'day', first }));
    expect(problemsOf({ limits: [day] })).toEqual(said('/limits/0', 'LIMITS_NOTHING', { max: 1_000_000_000 }));
  });

  it('points do not expire before they are active', () => {
    const validity = { kind: 'days', days: 7 };
    expect(problemsOf({ validity, activationDelayDays: 7 })).toEqual([]);
    expect(problemsOf({ validity, activationDelayDays: 8, validFrom: 'ACTIVATED' })).toEqual([]);
    expect(problemsOf({ validity: { kind: 'months', months: 1 }, activationDelayDays: 8 })).toEqual([]);
    expect(problemsOf({ validity, activationDelayDays: 8 })).toEqual(
      said('/activationDelayDays', 'EXPIRES_BEFORE_ACTIVE', { days: 7 }),
    );
  });

  it('a group has one way, a code stands once', () => {
    const rule = (code: string, mode: 'best' | 'first') => aRule({ code, stackingGroup: { code: 'G', mode } });
    expect(validateRuleSet({ rules: [rule('A', 'best'), rule('B', 'best')] })).toEqual([]);
    expect(validateRuleSet({ rules: [rule('A', 'best'), rule('B', 'first')] })).toEqual([
      { pointer: '/rules/1/stackingGroup/mode', code: 'MODE_DIFFERS', params: { group: 'G', mode: 'best' } },
    ]);
    expect(validateRuleSet({ rules: [rule('ab', 'best'), rule('Ab', 'best')] })).toEqual([
      { pointer: '/rules/1/code', code: 'DUPLICATE', params: { value: 'AB', first: '/rules/0/code' } },
    ]);
  });
});
