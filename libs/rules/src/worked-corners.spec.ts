import { describe, expect, it } from '@jest/globals';
import { field, workedByHand } from '../testing/worked.js';
import { compileRuleSet } from './compile.js';
import type { RuleTrace } from './evaluation.js';
import { budgetKeys, usageKeys } from './limits.js';
import { periodName } from './period.js';
import { recomputePoints } from './recompute.js';
import type { AwardBase, Limit, RatioUnit, Rule } from './rule.js';
import { anEvent, anOrder, aRule, CLOCK, run } from './testing.js';

/** What the tables beside this file pass by: exact shapes of traces, counters asked for, data nobody should send. */

const zero = { points: 0, outcomes: ['ZERO' as const] };
const on = (base: AwardBase, unit: RatioUnit = 'major', more: Partial<Rule> = {}): Rule =>
  aRule({ award: { kind: 'ratio', points: 1, per: 1, unit, base }, ...more });
const bare = on({ kind: 'field', field: 'order.amount', exclude: ['shipping', 'tax'] });
const all = on({ kind: 'lines' });
const lines = { items: [{ lineAmount: 2000 }] };

workedByHand('postage, tax and discount that are none', {}, [
  { why: 'postage below 0 is none', rules: bare, event: anOrder(2000, { shipping: -500 }), points: 20 },
  { why: 'postage as a text is none', rules: bare, event: anOrder(2000, { shipping: '500' }), points: 20 },
  { why: 'half a cent of tax is none', rules: bare, event: anOrder(2000, { tax: 0.5 }), points: 20 },
  { why: 'a discount below 0 is none', rules: all, event: anOrder(2000, { ...lines, discount: -500 }), points: 20 },
  { why: 'a discount as a text is none', rules: all, event: anOrder(2000, { ...lines, discount: '500' }), points: 20 },
  { why: 'half a cent of discount is none', rules: all, event: anOrder(2000, { ...lines, discount: 0.5 }), points: 20 },
]);

const price = on({ kind: 'field', field: 'data.price' });
const hours = on({ kind: 'field', field: 'data.hours' }, 'each');
const priced = (value: unknown) => anEvent({ currency: 'CNY', price: value });
const worked = (value: unknown) => anEvent({ hours: value });
workedByHand('numbers at the edge', {}, [
  { why: 'a field in cents: 2030', rules: price, event: priced(2030), points: 20 },
  { why: 'a field in cents has no fractions', rules: price, event: priced(20.3), ...zero, reason: 'NO_AMOUNT' },
  { why: 'a truth value', rules: price, event: priced(true), ...zero, reason: 'NO_AMOUNT' },
  {
    why: 'nine decimals: 7.123456789',
    rules: hours,
    event: worked(7.123456789),
    points: 7,
    trace: { base: { amount: 7_123_456_789, exponent: 9 } },
  },
  {
    why: 'a tenth decimal is rounded off: 7.1234567891 counts 7.123456789',
    rules: hours,
    event: worked(7.1234567891),
    points: 7,
    trace: { base: { amount: 7_123_456_789, exponent: 9 } },
  },
  {
    why: 'a sixteenth digit is rounded off: 99999999.12345678 counts 99999999.1234568',
    rules: hours,
    event: worked(99_999_999.12345678),
    points: 99_999_999,
    trace: { base: { amount: 999_999_991_234_568, exponent: 7 } },
  },
  { why: '1e-7 is written with an exponent', rules: hours, event: worked(1e-7), ...zero, reason: 'ROUNDED_TO_ZERO' },
  {
    why: '1.5e-7 is written with an exponent',
    rules: hours,
    event: worked(1.5e-7),
    ...zero,
    reason: 'ROUNDED_TO_ZERO',
  },
  { why: '1e-10 is nothing', rules: hours, event: worked(1e-10), ...zero, reason: 'ZERO_AMOUNT' },
  { why: '2^53', rules: hours, event: worked(9_007_199_254_740_992), ...zero, reason: 'NO_AMOUNT' },
  { why: 'a number as a text', rules: hours, event: worked('7.5'), ...zero, reason: 'NO_AMOUNT' },
  { why: 'nothing worked', rules: hours, event: worked(0), ...zero, reason: 'ZERO_AMOUNT' },
]);

describe('numbers that JSON does not have', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('%d is no amount', (value) => {
    expect(run(hours, worked(value)).trace[0]?.reason).toBe('NO_AMOUNT');
    expect(run(aRule(), anOrder(value)).trace[0]?.reason).toBe('NO_AMOUNT');
  });
});

describe('a trace has what belongs to it and nothing else', () => {
  const base = { kind: 'ratio', of: 'order.amount', amount: 2030, exponent: 2, currency: 'CNY' };
  const plain = {
    ruleCode: 'R',
    outcome: 'AWARDED',
    conditions: [],
    base: { ...base, points: 1, per: 1, unit: 'major', exact: [203, 10] },
    exact: [203, 10],
    rounding: { mode: 'floor', points: 20 },
    points: 20,
  };

  it('of a plain rule', () => {
    expect(run(aRule(), anOrder(2030)).trace[0]).toStrictEqual(plain);
    expect(run(bare, anOrder(2030, { shipping: 0 })).trace[0]).toStrictEqual(plain);
  });

  it('of a rule with limits and a budget that did not cut', () => {
    const rule = aRule({ limits: [{ kind: 'event', points: 20 }], budget: { points: 20 } });
    expect(run(rule, anOrder(2030)).trace[0]).toStrictEqual(plain);
  });

  it('of lines without a discount', () => {
    const trace = run(all, anOrder(2000, { ...lines, discount: 0 })).trace[0];
    expect(trace?.base).toStrictEqual({
      kind: 'ratio',
      of: 'lines',
      amount: 2000,
      exponent: 2,
      currency: 'CNY',
      points: 1,
      per: 1,
      unit: 'major',
      exact: [20, 1],
    });
  });

  it('of a condition on money without a currency', () => {
    const rule = aRule({ conditions: field('order.amount', 'gte', 1), award: { kind: 'fixed', points: 1 } });
    const plainLeaf = { field: 'order.amount', op: 'gte', wanted: 1, got: 5, held: true };
    expect(run(rule, anEvent({ amount: 5 })).trace[0]?.conditions).toStrictEqual([plainLeaf]);
    expect(run(rule, anEvent({ amount: 5, currency: 7 })).trace[0]?.conditions).toStrictEqual([plainLeaf]);
  });

  it('of limits: what is used up already is not cut once more', () => {
    const limits: Limit[] = [
      { kind: 'period', period: 'day', points: 50 },
      { kind: 'period', period: 'month', times: 3 },
    ];
    const usage = { 'rule:R D2026-11-22': { times: 5, points: 50 }, 'rule:R M2026-11': { times: 3, points: 50 } };
    expect(run(aRule({ limits }), anOrder(2030), { usage }).trace[0]?.caps).toHaveLength(1);
  });
});

describe('what has to be known before', () => {
  const rules = [
    aRule({ code: 'NONE' }),
    aRule({ code: 'EVENT', limits: [{ kind: 'event', points: 5 }] }),
    aRule({
      code: 'BOTH',
      limits: [
        { kind: 'period', period: 'day', times: 1 },
        { kind: 'period', period: 'day', points: 9 },
        { kind: 'period', period: 'lifetime', points: 90 },
      ],
    }),
    aRule({
      code: 'PAUSED',
      status: 'PAUSED',
      limits: [{ kind: 'period', period: 'day', times: 1 }],
      budget: { points: 1 },
    }),
    aRule({ code: 'SPENT', budget: { points: 10 } }),
  ];
  const compiled = compileRuleSet({ rules });

  it('is each counter once, of rules that are in effect', () => {
    expect(usageKeys(compiled, anOrder(1), CLOCK)).toEqual([
      { key: 'rule:BOTH', period: 'D2026-11-22' },
      { key: 'rule:BOTH', period: 'L' },
    ]);
    expect(usageKeys(compiled, anEvent({}, { type: 'SIGNED_IN' }), CLOCK)).toEqual([]);
  });

  it('is each budget of rules that are in effect', () => {
    expect(budgetKeys(compiled, anOrder(1))).toEqual(['rule:SPENT']);
    expect(budgetKeys(compiled, anEvent({}, { type: 'SIGNED_IN' }))).toEqual([]);
  });

  it('consumes nothing of rules without limits', () => {
    expect(run(aRule(), anOrder(2030)).usage).toEqual([]);
  });
});

describe('names and instants', () => {
  it('years have four digits and weeks two', () => {
    const fourth = Date.parse('0999-01-04T12:00:00Z');
    expect(periodName('week', fourth, 'UTC')).toBe('W0999-W01');
    expect(periodName('day', fourth, 'UTC')).toBe('D0999-01-04');
    expect(periodName('month', fourth, 'UTC')).toBe('M0999-01');
    expect(periodName('lifetime', fourth, 'UTC')).toBe('L');
  });

  it('points go to the wallet of the rule', () => {
    expect(run(aRule({ wallet: 'stars' }), anOrder(100)).awards[0]?.wallet).toBe('stars');
    expect(run(aRule(), anOrder(100)).awards[0]?.wallet).toBe('points');
  });

  it('a window that is no instant is refused', () => {
    const rule = aRule({ effectiveFrom: 'yesterday' });
    expect(() => compileRuleSet({ rules: [rule] })).toThrow(new RangeError('not an RFC 3339 instant: yesterday'));
  });
});

describe('points worked out again', () => {
  const trace = (more: Partial<RuleTrace>): RuleTrace => ({
    ruleCode: 'R',
    outcome: 'AWARDED',
    conditions: [],
    base: { kind: 'fixed', points: 20 },
    rounding: { mode: 'floor', points: 20 },
    points: 20,
    ...more,
  });
  const cap = { limit: 'day' as const, max: 3, before: 20, after: 0 };

  it('take nothing on trust: a record that cannot be is found out', () => {
    expect(recomputePoints(trace({}))).toBe(20);
    expect(recomputePoints(trace({ caps: [{ ...cap, by: 'times', used: 3 }] }))).toBe(0);
    expect(recomputePoints(trace({ caps: [{ ...cap, by: 'times', used: 4 }] }))).toBe(0);
    expect(recomputePoints(trace({ caps: [{ ...cap, by: 'points', max: 50, used: 45 }] }))).toBe(5);
    expect(recomputePoints(trace({ caps: [{ ...cap, by: 'points', max: 50, used: 60 }] }))).toBe(0);
  });

  it('are 0 for rules that did not award', () => {
    for (const outcome of ['LIMITED', 'STACKED_OUT', 'ZERO', 'CONDITION_FAILED', 'PAUSED', 'NOT_EFFECTIVE'] as const) {
      expect(recomputePoints(trace({ outcome }))).toBe(0);
    }
  });
});
