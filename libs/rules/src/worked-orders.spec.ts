import { field, workedByHand } from '../testing/worked.js';
import type { Rounding, Rule } from './rule.js';
import { anEvent, anOrder, aRule } from './testing.js';

const vip = aRule({
  multipliers: [{ code: 'VIP', rateBps: 15_000, conditions: field('user.tags', 'contains', 'vip') }],
});
const isVip = { tags: ['vip'] };
const ratio = (more: object, changes: Partial<Rule> = {}): Rule =>
  aRule({
    award: {
      kind: 'ratio',
      points: 1,
      per: 1,
      unit: 'major',
      base: { kind: 'field', field: 'order.amount' },
      ...more,
    },
    ...changes,
  });
const zero = { points: 0, outcomes: ['ZERO' as const] };

workedByHand('1 point per 1.00, VIP × 1.5', { rules: vip }, [
  {
    why: '20.30 of a plain user is 20.3, down to 20',
    event: anOrder(2030),
    points: 20,
    trace: { exact: [203, 10], multipliers: [{ code: 'VIP', held: false }] },
  },
  {
    why: '20.30 × 1.5 = 30.45, down to 30',
    event: anOrder(2030),
    user: isVip,
    points: 30,
    trace: { exact: [609, 20], multipliers: [{ code: 'VIP', rateBps: 15_000, held: true }] },
  },
  { why: '1.00 is 1', event: anOrder(100), points: 1 },
  {
    why: '1.00 × 1.5 = 1.5, down to 1',
    event: anOrder(100),
    user: isVip,
    points: 1,
    trace: { exact: [3, 2] },
  },
  { why: '0.99 is below 1', event: anOrder(99), ...zero, reason: 'ROUNDED_TO_ZERO', trace: { exact: [99, 100] } },
  {
    why: '0.66 × 1.5 = 0.99 is below 1',
    event: anOrder(66),
    user: isVip,
    ...zero,
    reason: 'ROUNDED_TO_ZERO',
    trace: { exact: [99, 100] },
  },
  { why: '0.67 × 1.5 = 1.005', event: anOrder(67), user: isVip, points: 1, trace: { exact: [201, 200] } },
  {
    why: '2.70 × 1.5 = 4.05; rounding before multiplying would give 2 × 1.5 = 3',
    event: anOrder(270),
    user: isVip,
    points: 4,
    trace: { exact: [81, 20], rounding: { mode: 'floor', points: 4 } },
  },
  {
    why: '99,999.99 × 1.5 = 149,999.985',
    event: anOrder(9_999_999),
    user: isVip,
    points: 149_999,
    trace: { exact: [29_999_997, 200] },
  },
  { why: 'one tag of several: 10.00 × 1.5', event: anOrder(1000), user: { tags: ['new', 'vip'] }, points: 15 },
]);

const per3 = (rounding: Rounding) => ratio({ per: 3 }, { rounding });
workedByHand('rounding', {}, [
  { why: '10.50 floor is 10', rules: ratio({}, { rounding: 'floor' }), event: anOrder(1050), points: 10 },
  { why: '10.50 half up is 11', rules: ratio({}, { rounding: 'half_up' }), event: anOrder(1050), points: 11 },
  { why: '10.50 ceil is 11', rules: ratio({}, { rounding: 'ceil' }), event: anOrder(1050), points: 11 },
  { why: '10.49 half up is 10', rules: ratio({}, { rounding: 'half_up' }), event: anOrder(1049), points: 10 },
  { why: '10.01 ceil is 11', rules: ratio({}, { rounding: 'ceil' }), event: anOrder(1001), points: 11 },
  { why: '10.99 floor is 10', rules: ratio({}, { rounding: 'floor' }), event: anOrder(1099), points: 10 },
  { why: '10.00 ceil stays 10', rules: ratio({}, { rounding: 'ceil' }), event: anOrder(1000), points: 10 },
  { why: '0.50 half up is 1', rules: ratio({}, { rounding: 'half_up' }), event: anOrder(50), points: 1 },
  {
    why: '0.49 half up is 0',
    rules: ratio({}, { rounding: 'half_up' }),
    event: anOrder(49),
    ...zero,
    reason: 'ROUNDED_TO_ZERO',
  },
  { why: '0.01 ceil is 1', rules: ratio({}, { rounding: 'ceil' }), event: anOrder(1), points: 1 },
  { why: '10 / 3 = 3⅓ floor is 3', rules: per3('floor'), event: anOrder(1000), points: 3, trace: { exact: [10, 3] } },
  { why: '10 / 3 = 3⅓ ceil is 4', rules: per3('ceil'), event: anOrder(1000), points: 4 },
  { why: '5 / 3 = 1⅔ half up is 2', rules: per3('half_up'), event: anOrder(500), points: 2, trace: { exact: [5, 3] } },
  {
    why: '4.5 / 3 = 1½ half up is 2',
    rules: per3('half_up'),
    event: anOrder(450),
    points: 2,
    trace: { exact: [3, 2] },
  },
]);

const inCurrency = (currency: string, amount: number) => anOrder(amount, { currency });
const exponent = (digits: number, currency: string) => ({ base: { exponent: digits, currency } });
workedByHand('currencies of 0, 2, 3 and 4 decimals', {}, [
  {
    why: '¥2030 has no decimals',
    rules: ratio({}),
    event: inCurrency('JPY', 2030),
    points: 2030,
    trace: exponent(0, 'JPY'),
  },
  {
    why: '¥250 at 1 per 100 is 2.5',
    rules: ratio({ per: 100 }),
    event: inCurrency('JPY', 250),
    points: 2,
    trace: { exact: [5, 2] },
  },
  { why: '₩50,000 at 1 per 1,000', rules: ratio({ per: 1000 }), event: inCurrency('KRW', 50_000), points: 50 },
  { why: '£20.30', rules: ratio({}), event: inCurrency('GBP', 2030), points: 20, trace: exponent(2, 'GBP') },
  { why: 'KWD 2.030', rules: ratio({}), event: inCurrency('KWD', 2030), points: 2, trace: exponent(3, 'KWD') },
  { why: 'BHD 0.999', rules: ratio({}), event: inCurrency('BHD', 999), ...zero, reason: 'ROUNDED_TO_ZERO' },
  {
    why: 'KWD 12.345 at 10 per 1 is 123.45',
    rules: ratio({ points: 10 }),
    event: inCurrency('KWD', 12_345),
    points: 123,
    trace: { exact: [2469, 20] },
  },
  { why: 'CLF 2.0300', rules: ratio({}), event: inCurrency('CLF', 20_300), points: 2, trace: exponent(4, 'CLF') },
  { why: 'no such currency', rules: ratio({}), event: inCurrency('XXX', 2030), ...zero, reason: 'UNKNOWN_CURRENCY' },
  { why: 'codes are capitals', rules: ratio({}), event: inCurrency('gbp', 2030), ...zero, reason: 'UNKNOWN_CURRENCY' },
  {
    why: 'no currency at all',
    rules: ratio({}),
    event: anEvent({ amount: 2030 }),
    ...zero,
    reason: 'UNKNOWN_CURRENCY',
  },
  {
    why: 'minor units need no currency: 2030 / 100 = 20.3',
    rules: ratio({ unit: 'minor', per: 100 }),
    event: anEvent({ amount: 2030 }),
    points: 20,
    trace: { exact: [203, 10], base: { exponent: 0 } },
  },
]);

const fullTens = ratio({ points: 5, per: 10, fullUnitsOnly: true });
workedByHand('5 points for every full 10.00', { rules: fullTens }, [
  { why: '9.99 has no full ten', event: anOrder(999), ...zero, reason: 'ROUNDED_TO_ZERO', trace: { exact: [0, 1] } },
  { why: '10.00 is one', event: anOrder(1000), points: 5 },
  { why: '29.99 is two', event: anOrder(2999), points: 10, trace: { exact: [10, 1], base: { fullUnitsOnly: true } } },
  { why: '30.00 is three', event: anOrder(3000), points: 15 },
  {
    why: 'two full tens × 1.5 = 15',
    rules: { ...fullTens, multipliers: [{ code: 'VIP', rateBps: 15_000 }] },
    event: anOrder(2999),
    points: 15,
  },
]);

const bare = ratio({ base: { kind: 'field', field: 'order.amount', exclude: ['shipping', 'tax'] } });
workedByHand('postage and tax left out of the amount', { rules: bare }, [
  {
    why: '20.30 − 5.00 − 0.31 = 14.99',
    event: anOrder(2030, { shipping: 500, tax: 31 }),
    points: 14,
    trace: {
      base: {
        amount: 1499,
        minus: [
          { part: 'shipping', amount: 500 },
          { part: 'tax', amount: 31 },
        ],
      },
      exact: [1499, 100],
    },
  },
  { why: '20.30 − 0.31 = 19.99', event: anOrder(2030, { tax: 31 }), points: 19, trace: { base: { amount: 1999 } } },
  { why: 'neither is there: 20.30', event: anOrder(2030), points: 20, trace: { base: { amount: 2030 } } },
  { why: 'free postage: 20.30 − 0', event: anOrder(2030, { shipping: 0 }), points: 20 },
  { why: 'nothing but postage', event: anOrder(500, { shipping: 500 }), ...zero, reason: 'ZERO_AMOUNT' },
  { why: 'less than its postage', event: anOrder(400, { shipping: 500 }), ...zero, reason: 'ZERO_AMOUNT' },
]);

const fixed = aRule({ award: { kind: 'fixed', points: 50 } });
workedByHand('nothing, and why', { rules: ratio({}), ...zero }, [
  { why: 'an order of 0', event: anOrder(0), reason: 'ZERO_AMOUNT', says: 'nothing, the amount is 0' },
  {
    why: 'an order of 0, rounded up',
    rules: ratio({}, { rounding: 'ceil' }),
    event: anOrder(0),
    reason: 'ZERO_AMOUNT',
  },
  { why: 'an order of 0 and fixed points', rules: fixed, event: anOrder(0), reason: 'ZERO_AMOUNT' },
  { why: 'a negative amount', event: anOrder(-100), reason: 'NEGATIVE_AMOUNT', says: 'the amount is negative' },
  { why: '−0.01 rounded up', rules: ratio({}, { rounding: 'ceil' }), event: anOrder(-1), reason: 'NEGATIVE_AMOUNT' },
  { why: 'no amount', event: anEvent({ currency: 'CNY' }), reason: 'NO_AMOUNT', says: 'no number to count on' },
  { why: 'an amount of null', event: anEvent({ currency: 'CNY', amount: null }), reason: 'NO_AMOUNT' },
  { why: 'a text for an amount', event: anEvent({ currency: 'CNY', amount: '2030' }), reason: 'NO_AMOUNT' },
  { why: 'a fraction of a cent', event: anOrder(20.3), reason: 'NO_AMOUNT' },
  { why: 'an amount that is not exact', event: anOrder(9_007_199_254_740_992), reason: 'NO_AMOUNT' },
]);

const when = (conditions: Rule['conditions']) => ratio({}, { conditions });
const failed = { points: 0, outcomes: ['CONDITION_FAILED' as const] };
workedByHand('fields that are missing', { event: anOrder(2030) }, [
  {
    why: 'no level is not GOLD',
    rules: when(field('user.level', 'eq', 'GOLD')),
    ...failed,
    trace: { conditions: [{ field: 'user.level', wanted: 'GOLD', got: null, held: false }] },
    says: 'Member level is GOLD (was nothing)',
  },
  { why: 'no level is other than GOLD', rules: when(field('user.level', 'ne', 'GOLD')), points: 20 },
  { why: 'no level is none of two', rules: when(field('user.level', 'nin', ['GOLD', 'VIP'])), points: 20 },
  { why: 'no postage is not below 5.00', rules: when(field('order.shipping', 'lt', 500)), ...failed },
  { why: 'no postage is not 5.00 or more either', rules: when(field('order.shipping', 'gte', 500)), ...failed },
  {
    why: 'NOT of a comparison with nothing holds',
    rules: when({ kind: 'not', of: field('order.shipping', 'gte', 500) }),
    points: 20,
  },
  { why: 'no coupon exists', rules: when(field('data.coupon', 'exists', true)), ...failed },
  { why: 'no coupon, as wanted', rules: when(field('data.coupon', 'exists', false)), points: 20 },
]);
