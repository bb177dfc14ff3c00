import { describe, expect, it } from '@jest/globals';
import { ExactOverflowError } from './exact.js';
import type { Condition, FieldCondition, Rounding, Rule } from './rule.js';
import { anEvent, anOrder, aRule, NOON_MS, run } from './testing.js';

const leaf = (field: string, op: FieldCondition['op'], value: FieldCondition['value']): FieldCondition => ({
  kind: 'field',
  field,
  op,
  value,
});
const fixed = (points: number, changes: Partial<Rule> = {}): Rule =>
  aRule({ award: { kind: 'fixed', points }, ...changes });

describe('ratio, worked by hand', () => {
  it.each<[string, number, number, number, Rounding, number]>([
    // currency, amount in minor units, points, per, rounding, expected
    ['GBP', 2030, 1, 1, 'floor', 20],
    ['GBP', 2030, 1, 1, 'ceil', 21],
    ['GBP', 2030, 1, 1, 'half_up', 20],
    ['GBP', 2050, 1, 1, 'half_up', 21],
    ['GBP', 2049, 1, 1, 'half_up', 20],
    ['GBP', 99, 1, 1, 'floor', 0],
    ['GBP', 99, 1, 1, 'ceil', 1],
    ['GBP', 100, 1, 1, 'floor', 1],
    ['GBP', 2500, 1, 10, 'floor', 2],
    ['GBP', 2500, 5, 10, 'floor', 12],
    ['GBP', 2500, 3, 2, 'floor', 37],
    ['JPY', 2030, 1, 1, 'floor', 2030],
    ['JPY', 2030, 1, 100, 'floor', 20],
    ['KWD', 2030, 1, 1, 'floor', 2],
    ['KWD', 2500, 1, 1, 'half_up', 3],
    ['CLF', 20_300, 1, 1, 'floor', 2],
    ['CNY', 1, 1_000_000_000, 1, 'floor', 10_000_000],
    ['CNY', 9_007_199_254_740_991, 1, 1, 'floor', 90_071_992_547_409],
  ])('%s %d at %d per %d, %s: %d', (currency, amount, points, per, rounding, expected) => {
    const award: Rule['award'] = {
      kind: 'ratio',
      points,
      per,
      unit: 'major',
      base: { kind: 'field', field: 'order.amount' },
    };
    expect(run(aRule({ award, rounding }), anOrder(amount, { currency })).points).toBe(expected);
  });

  it('counts minor units, whole units only, and any number of an event', () => {
    const ratio = (more: object): Rule =>
      aRule({ award: { kind: 'ratio', points: 5, per: 10, ...more } as Rule['award'] });
    const amount = { kind: 'field', field: 'order.amount' };
    expect(run(ratio({ unit: 'minor', base: amount }), anOrder(2509)).points).toBe(1254);
    expect(run(ratio({ unit: 'major', base: amount, fullUnitsOnly: true }), anOrder(2999)).points).toBe(10);
    const minutes = ratio({ unit: 'each', base: { kind: 'field', field: 'data.minutes' } });
    expect(run(minutes, anEvent({ minutes: 45 })).points).toBe(22);
    expect(run(minutes, anEvent({ minutes: 4.2 })).points).toBe(2);
    expect(run(minutes, anEvent({ minutes: 0.1 + 0.2 })).trace[0]?.reason).toBe('ROUNDED_TO_ZERO');
    expect(run(minutes, anEvent({ minutes: 1e-9 })).trace[0]?.reason).toBe('ROUNDED_TO_ZERO');
  });

  it('leaves shipping and tax out of an amount', () => {
    const base = { kind: 'field' as const, field: 'order.amount', exclude: ['shipping' as const, 'tax' as const] };
    const rule = aRule({ award: { kind: 'ratio', points: 1, per: 1, unit: 'major', base } });
    const evaluation = run(rule, anOrder(2030, { shipping: 500, tax: 31 }));
    expect(evaluation.points).toBe(14);
    expect(evaluation.trace[0]?.base).toMatchObject({
      amount: 1499,
      minus: [
        { part: 'shipping', amount: 500 },
        { part: 'tax', amount: 31 },
      ],
    });
    expect(run(rule, anOrder(500, { shipping: 500 })).trace[0]).toMatchObject({
      outcome: 'ZERO',
      reason: 'ZERO_AMOUNT',
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an order of 0', { currency: 'CNY', amount: 0 }, 'ZERO_AMOUNT'],
    ['a negative amount', { currency: 'CNY', amount: -100 }, 'NEGATIVE_AMOUNT'],
    ['no amount', { currency: 'CNY' }, 'NO_AMOUNT'],
    ['a text for an amount', { currency: 'CNY', amount: '2030' }, 'NO_AMOUNT'],
    ['a fraction of a minor unit', { currency: 'CNY', amount: 20.3 }, 'NO_AMOUNT'],
    ['an unsafe amount', { currency: 'CNY', amount: 2 ** 53 }, 'NO_AMOUNT'],
    ['no currency', { amount: 2030 }, 'UNKNOWN_CURRENCY'],
    ['an unknown currency', { currency: 'XXX', amount: 2030 }, 'UNKNOWN_CURRENCY'],
    ['less than a point', { currency: 'CNY', amount: 99 }, 'ROUNDED_TO_ZERO'],
  ])('says why %s gives nothing', (_, data, reason) => {
    const evaluation = run(aRule(), anEvent(data));
    expect(evaluation).toMatchObject({ awards: [], usage: [], points: 0 });
    expect(evaluation.trace[0]).toMatchObject({ outcome: 'ZERO', reason, points: 0 });
  });

  it('an order of 0 earns nothing from fixed awards either', () => {
    expect(run(fixed(50), anOrder(0)).trace[0]).toMatchObject({ outcome: 'ZERO', reason: 'ZERO_AMOUNT' });
    expect(run(fixed(50, { trigger: 'SIGNED_IN' }), anEvent({ amount: 0 }, { type: 'SIGNED_IN' })).points).toBe(50);
  });

  it('refuses points beyond the safe range', () => {
    const award: Rule['award'] = {
      kind: 'ratio',
      points: 1_000_000_000,
      per: 1,
      unit: 'minor',
      base: { kind: 'field', field: 'order.amount' },
    };
    expect(() => run(aRule({ award }), anOrder(9_007_199_254_740_991))).toThrow(ExactOverflowError);
  });
});

describe('multipliers', () => {
  const level = (code: string, rateBps: number) => ({ code, rateBps, conditions: leaf('user.level', 'eq', code) });
  const vip = aRule({ multipliers: [level('GOLD', 12_000), level('PLATINUM', 15_000)] });

  it.each<[string | undefined, number, number]>([
    [undefined, 2030, 20],
    ['SILVER', 2030, 20],
    ['GOLD', 2030, 24],
    ['PLATINUM', 2030, 30],
    ['GOLD', 84, 1],
    ['GOLD', 83, 0],
  ])('level %s with %d minor units: %d', (code, amount, expected) => {
    const user = code === undefined ? {} : { level: code };
    expect(run(vip, anOrder(amount), { user }).points).toBe(expected);
  });

  it('multiply exactly and round once', () => {
    const rule = aRule({
      multipliers: [
        { code: 'A', rateBps: 11_000 },
        { code: 'B', rateBps: 10_500 },
      ],
      rounding: 'half_up',
    });
    const [trace] = run(rule, anOrder(1999)).trace;
    expect(trace).toMatchObject({ exact: [461_769, 20_000], rounding: { mode: 'half_up', points: 23 }, points: 23 });
    expect(trace?.multipliers?.map(({ code, held }) => [code, held])).toEqual([
      ['A', true],
      ['B', true],
    ]);
  });
});

describe('windows and status', () => {
  const window = aRule({ effectiveFrom: '2026-11-11T00:00:00+08:00', effectiveTo: '2026-11-12T00:00:00+08:00' });
  it.each([
    ['2026-11-10T15:59:59.999Z', 'NOT_EFFECTIVE'],
    ['2026-11-10T16:00:00.000Z', 'AWARDED'],
    ['2026-11-11T15:59:59.999Z', 'AWARDED'],
    ['2026-11-11T16:00:00.000Z', 'NOT_EFFECTIVE'],
  ])('an event at %s is %s', (instant, outcome) => {
    const event = { ...anOrder(2030), occurredAtMs: Date.parse(instant) };
    expect(run(window, event).trace[0]?.outcome).toBe(outcome);
  });

  it('a paused rule says so; rules of other types are not looked at', () => {
    const rules = [aRule({ status: 'PAUSED' }), fixed(1, { code: 'OTHER', trigger: 'SIGNED_IN' })];
    expect(run(rules, anOrder(2030)).trace).toEqual([{ ruleCode: 'R', outcome: 'PAUSED', conditions: [], points: 0 }]);
    expect(run(rules, anEvent({}, { type: 'NOBODY_KNOWS' }))).toEqual({
      awards: [],
      trace: [],
      usage: [],
      budget: [],
      points: 0,
    });
  });
});

describe('validity and activation', () => {
  it.each<[Partial<Rule>, string, string | null]>([
    [{ validity: { kind: 'days', days: 365 } }, '2027-11-22', null],
    [{ validity: { kind: 'days', days: 1 } }, '2026-11-23', null],
    [{ validity: { kind: 'months', months: 3 } }, '2027-02-22', null],
    [{ validity: { kind: 'fixed_date', date: '2026-11-22' } }, '2026-11-22', null],
    [{ validity: { kind: 'end_of_year' } }, '2026-12-31', null],
    [{ validity: { kind: 'end_of_year', years: 1 } }, '2027-12-31', null],
    [{ validity: { kind: 'end_of_month', months: 12 } }, '2027-11-30', null],
    [{ validity: { kind: 'end_of_month', months: 3 } }, '2027-02-28', null],
    [{ validity: { kind: 'never' } }, '9999-12-31', null],
    [{ activationDelayDays: 7 }, '2027-11-22', '2026-11-29'],
    [{ activationDelayDays: 0 }, '2027-11-22', null],
    [{ activationDelayDays: 7, validFrom: 'ACTIVATED' }, '2027-11-29', '2026-11-29'],
    [{ validFrom: 'OCCURRED' }, '2027-11-20', null],
  ])('%j expires on %s, active from %s', (changes, expiresOn, activatesOn) => {
    const event = { ...anOrder(2030), occurredAtMs: NOON_MS - 2 * 86_400_000 };
    expect(run(aRule(changes), event).awards[0]).toMatchObject({ expiresOn, activatesOn });
  });

  it('counts from the recorded day of the programme, not of UTC', () => {
    const clock = { recordedAtMs: Date.parse('2026-11-22T16:00:00Z') };
    expect(run(aRule(), anOrder(100), { clock }).awards[0]?.expiresOn).toBe('2027-11-23');
  });

  it('gives no points that nobody could ever spend', () => {
    const past = aRule({ validity: { kind: 'fixed_date', date: '2026-11-21' } });
    expect(run(past, anOrder(100)).trace[0]).toMatchObject({ outcome: 'ZERO', reason: 'ALREADY_EXPIRED' });
    const late = aRule({ validity: { kind: 'fixed_date', date: '2026-11-25' }, activationDelayDays: 4 });
    expect(run(late, anOrder(100)).trace[0]?.reason).toBe('ALREADY_EXPIRED');
  });
});

describe('conditions', () => {
  it('a failed one names itself', () => {
    const conditions: Condition = {
      kind: 'all',
      of: [leaf('order.first', 'eq', true), leaf('order.amount', 'gte', 10_000)],
    };
    const [trace] = run(fixed(50, { conditions }), anOrder(2030)).trace;
    expect(trace).toEqual({
      ruleCode: 'R',
      outcome: 'CONDITION_FAILED',
      points: 0,
      conditions: [
        { field: 'order.first', op: 'eq', wanted: true, got: true, held: true },
        { field: 'order.amount', op: 'gte', wanted: 10_000, got: 2030, currency: 'CNY', held: false },
      ],
    });
  });
});
