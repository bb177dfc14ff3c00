import { field, workedByHand } from '../testing/worked.js';
import type { RatioAward, Rounding, Rule, SteppedAward, StreakAward } from './rule.js';
import { anEvent, anOrder, aRule } from './testing.js';

const zero = { points: 0, outcomes: ['ZERO' as const] };
const rates = [
  { from: 0, points: 1, per: 1 },
  { from: 100, points: 2, per: 1 },
  { from: 500, points: 3, per: 1 },
];
const sums = [
  { from: 100, points: 10 },
  { from: 500, points: 60 },
];
const stepped = (mode: SteppedAward['mode'], changes: Partial<SteppedAward> = {}, more: Partial<Rule> = {}): Rule =>
  aRule({
    award: {
      kind: 'stepped',
      mode,
      unit: 'major',
      base: { kind: 'field', field: 'order.amount' },
      steps: rates,
      ...changes,
    },
    ...more,
  });
const part = (from: number, n: number, d = 1) => ({ from, part: [n, d] });

workedByHand('0–99 × 1, 100–499 × 2, 500+ × 3 on the whole amount', { rules: stepped('whole') }, [
  { why: '0.99 × 1 = 0.99', event: anOrder(99), ...zero, reason: 'ROUNDED_TO_ZERO' },
  { why: '1.00 × 1 = 1', event: anOrder(100), points: 1 },
  {
    why: '99.99 × 1 = 99.99',
    event: anOrder(9999),
    points: 99,
    trace: { base: { steps: [part(0, 9999, 100)] }, exact: [9999, 100] },
  },
  { why: '100 × 2 = 200', event: anOrder(10_000), points: 200, trace: { base: { steps: [part(100, 100)] } } },
  { why: '100.01 × 2 = 200.02', event: anOrder(10_001), points: 200 },
  { why: '100.50 × 2 = 201', event: anOrder(10_050), points: 201 },
  { why: '499.99 × 2 = 999.98', event: anOrder(49_999), points: 999, trace: { exact: [49_999, 50] } },
  { why: '500 × 3 = 1500', event: anOrder(50_000), points: 1500, trace: { base: { steps: [part(500, 500)] } } },
  { why: '500.01 × 3 = 1500.03', event: anOrder(50_001), points: 1500 },
  { why: '1,000 × 3 = 3000', event: anOrder(100_000), points: 3000 },
]);

workedByHand('0–99 × 1, 100–499 × 2, 500+ × 3, each for its own part', { rules: stepped('marginal') }, [
  { why: '99.99 × 1', event: anOrder(9999), points: 99, trace: { base: { steps: [part(0, 9999, 100)] } } },
  {
    why: '100 × 1 + 0 × 2 = 100',
    event: anOrder(10_000),
    points: 100,
    trace: { base: { steps: [part(0, 100), part(100, 0)] } },
  },
  { why: '100 + 0.50 × 2 = 101', event: anOrder(10_050), points: 101 },
  {
    why: '100 + 399.99 × 2 = 899.98',
    event: anOrder(49_999),
    points: 899,
    trace: { base: { steps: [part(0, 100), part(100, 39_999, 100)] }, exact: [44_999, 50] },
  },
  {
    why: '100 + 400 × 2 + 0 × 3 = 900',
    event: anOrder(50_000),
    points: 900,
    trace: { base: { steps: [part(0, 100), part(100, 400), part(500, 0)] } },
  },
  { why: '900 + 0.33 × 3 = 900.99', event: anOrder(50_033), points: 900 },
  { why: '900 + 0.34 × 3 = 901.02', event: anOrder(50_034), points: 901 },
  { why: '900 + 500 × 3 = 2400', event: anOrder(100_000), points: 2400 },
]);

workedByHand('10 points from 100.00, 60 from 500.00', {}, [
  {
    why: '99.99 reaches no step',
    rules: stepped('whole', { steps: sums }),
    event: anOrder(9999),
    ...zero,
    reason: 'NO_STEP_REACHED',
    says: 'no step is reached',
  },
  { why: '100: 10', rules: stepped('whole', { steps: sums }), event: anOrder(10_000), points: 10 },
  { why: '499.99: still 10', rules: stepped('whole', { steps: sums }), event: anOrder(49_999), points: 10 },
  { why: '500: 60', rules: stepped('whole', { steps: sums }), event: anOrder(50_000), points: 60 },
  { why: '500, each step: 10 + 60', rules: stepped('marginal', { steps: sums }), event: anOrder(50_000), points: 70 },
  {
    why: 'a step of 0 points, marginal: 0 + 150 × 15 / 100 = 22.5',
    rules: stepped('marginal', {
      steps: [
        { from: 0, points: 0 },
        { from: 100, points: 15, per: 100 },
      ],
    }),
    event: anOrder(25_000),
    points: 22,
    trace: { exact: [45, 2] },
  },
  { why: '¥500 × 3', rules: stepped('whole'), event: anOrder(500, { currency: 'JPY' }), points: 1500 },
  { why: 'KWD 99.999 × 1', rules: stepped('whole'), event: anOrder(99_999, { currency: 'KWD' }), points: 99 },
  { why: 'KWD 100.000 × 2', rules: stepped('whole'), event: anOrder(100_000, { currency: 'KWD' }), points: 200 },
  {
    why: '499.99 × 2 × 1.5 = 1499.97',
    rules: stepped('whole', {}, { multipliers: [{ code: 'VIP', rateBps: 15_000 }] }),
    event: anOrder(49_999),
    points: 1499,
  },
  {
    why: '105.00 with 10.00 of postage: the lines are 95.00 and stay in the first step',
    rules: stepped('whole', { base: { kind: 'lines' } }),
    event: anOrder(10_500, { shipping: 1000, items: [{ lineAmount: 9500 }] }),
    points: 95,
  },
  { why: 'an order of 0', rules: stepped('whole'), event: anOrder(0), ...zero, reason: 'ZERO_AMOUNT' },
]);

const per = (name: string, changes: Partial<RatioAward>, rounding: Rounding = 'floor'): Rule =>
  aRule({
    trigger: 'ACTIVITY',
    award: { kind: 'ratio', points: 1, per: 1, unit: 'each', base: { kind: 'field', field: name }, ...changes },
    rounding,
  });
const activity = (data: Record<string, unknown>) => anEvent(data, { type: 'ACTIVITY' });
const minutes = per('data.minutes', { points: 2, per: 10 });
const km = per('data.run.km', { points: 5 });
const ran = (distance: unknown) => activity({ run: { km: distance } });
const answers = per('data.right', { points: 3 });

workedByHand('points per any number of an event', {}, [
  { why: '45 minutes × 2 / 10 = 9', rules: minutes, event: activity({ minutes: 45 }), points: 9 },
  { why: '44 minutes × 2 / 10 = 8.8', rules: minutes, event: activity({ minutes: 44 }), points: 8 },
  {
    why: '49 minutes are four full tens × 2 = 8',
    rules: per('data.minutes', { points: 2, per: 10, fullUnitsOnly: true }),
    event: activity({ minutes: 49 }),
    points: 8,
  },
  { why: '4.2 km × 5 = 21', rules: km, event: ran(4.2), points: 21, trace: { base: { amount: 42, exponent: 1 } } },
  { why: '10.55 km × 5 = 52.75', rules: km, event: ran(10.55), points: 52, trace: { exact: [211, 4] } },
  {
    why: '42.195 km × 5 = 210.975',
    rules: km,
    event: ran(42.195),
    points: 210,
    trace: { base: { amount: 42_195, exponent: 3 } },
  },
  { why: '42.195 km × 5, ceil', rules: per('data.run.km', { points: 5 }, 'ceil'), event: ran(42.195), points: 211 },
  { why: '0.2 km × 5 = 1', rules: km, event: ran(0.2), points: 1 },
  { why: '0.1 km × 5 = 0.5', rules: km, event: ran(0.1), ...zero, reason: 'ROUNDED_TO_ZERO' },
  {
    why: '0.1 + 0.2, which is 0.30000000000000004 to a computer, × 5 = 1.5',
    rules: km,
    event: ran(0.1 + 0.2),
    points: 1,
    trace: { base: { amount: 3, exponent: 1 } },
  },
  { why: '−4.2 km', rules: km, event: ran(-4.2), ...zero, reason: 'NEGATIVE_AMOUNT' },
  { why: '7 right answers × 3 = 21', rules: answers, event: activity({ right: 7 }), points: 21 },
  { why: 'no right answer', rules: answers, event: activity({ right: 0 }), ...zero, reason: 'ZERO_AMOUNT' },
  { why: '−3 right answers', rules: answers, event: activity({ right: -3 }), ...zero, reason: 'NEGATIVE_AMOUNT' },
  { why: 'answers as a text', rules: answers, event: activity({ right: '7' }), ...zero, reason: 'NO_AMOUNT' },
  { why: 'no answers at all', rules: answers, event: activity({}), ...zero, reason: 'NO_AMOUNT' },
  {
    why: '3 pieces × 2 = 6',
    rules: { ...per('order.quantity', { points: 2 }), trigger: 'ORDER_COMPLETED' },
    event: anOrder(100, { items: [{ quantity: 2 }, { quantity: 1 }] }),
    points: 6,
  },
  {
    why: '8 of 10 right reach the step from 8: 30',
    rules: {
      ...stepped('whole', {
        unit: 'each',
        base: { kind: 'field', field: 'data.right' },
        steps: [
          { from: 5, points: 10 },
          { from: 8, points: 30 },
        ],
      }),
      trigger: 'ACTIVITY',
    },
    event: activity({ right: 8 }),
    points: 30,
  },
]);

const streak = (changes: Partial<StreakAward> = {}, more: Partial<Rule> = {}): Rule =>
  aRule({
    trigger: 'SIGNED_IN',
    award: {
      kind: 'streak',
      field: 'user.streakDays',
      at: [
        { days: 7, points: 50 },
        { days: 30, points: 300 },
      ],
      ...changes,
    },
    ...more,
  });
const weekly = streak({ at: [{ days: 7, points: 50 }], cycleDays: 7 });
const none = { ...zero, reason: 'NO_STEP_REACHED' as const };
const days = (streakDays: number) => ({ user: { streakDays } });
workedByHand('50 on day 7, 300 on day 30', { event: anEvent({}, { type: 'SIGNED_IN' }) }, [
  { why: 'day 1', rules: streak(), ...days(1), ...none },
  { why: 'day 6', rules: streak(), ...days(6), ...none },
  { why: 'day 7', rules: streak(), ...days(7), points: 50, trace: { base: { kind: 'streak', days: 7, points: 50 } } },
  { why: 'day 8', rules: streak(), ...days(8), ...none },
  { why: 'day 14 without a cycle', rules: streak(), ...days(14), ...none },
  { why: 'day 29', rules: streak(), ...days(29), ...none },
  { why: 'day 30', rules: streak(), ...days(30), points: 300 },
  { why: 'day 37 without a cycle', rules: streak(), ...days(37), ...none },
  { why: 'day 30 of a cycle of 30', rules: streak({ cycleDays: 30 }), ...days(30), points: 300 },
  { why: 'day 31 is day 1 again', rules: streak({ cycleDays: 30 }), ...days(31), ...none },
  { why: 'day 37 is day 7 again', rules: streak({ cycleDays: 30 }), ...days(37), points: 50 },
  { why: 'day 60 is day 30 again', rules: streak({ cycleDays: 30 }), ...days(60), points: 300 },
  { why: 'day 14 of a cycle of 7', rules: weekly, ...days(14), points: 50 },
  { why: 'day 15 of a cycle of 7', rules: weekly, ...days(15), ...none },
  {
    why: 'day 7 of a GOLD member: 50 × 1.2 = 60',
    rules: streak({}, { multipliers: [{ code: 'G', rateBps: 12_000, conditions: field('user.level', 'eq', 'GOLD') }] }),
    user: { streakDays: 7, level: 'GOLD' },
    points: 60,
  },
  { why: 'no count of days', rules: streak(), ...zero, reason: 'NO_AMOUNT' },
  { why: 'day 0', rules: streak(), ...days(0), ...zero, reason: 'NO_AMOUNT' },
  { why: 'day 7½', rules: streak(), ...days(7.5), ...zero, reason: 'NO_AMOUNT' },
]);
