import { workedByHand } from '../testing/worked.js';
import type { ItemsAward, LinesBase, Rule } from './rule.js';
import { anEvent, anOrder, aRule } from './testing.js';

const line = (sku: string, category: string, lineAmount: number) => ({ sku, category, quantity: 1, lineAmount });
const fruit = line('APPLE', 'fruit', 1000);
const juice = line('OJ', 'juice', 600);
const milk = line('MILK', 'dairy', 400);
const basket = (items: unknown, more: Record<string, unknown> = {}) => anOrder(2000, { items, ...more });
const zero = { points: 0, outcomes: ['ZERO' as const] };

const byCategory = (changes: Partial<ItemsAward> = {}, more: Partial<Rule> = {}): Rule =>
  aRule({
    award: {
      kind: 'items',
      points: 1,
      per: 1,
      unit: 'major',
      base: { kind: 'lines', exclude: { skus: ['GIFTCARD'], categories: ['alcohol'] } },
      rates: [
        { match: { categories: ['fruit'] }, rateBps: 12_000 },
        { match: { categories: ['juice'] }, rateBps: 15_000 },
      ],
      ...changes,
    },
    ...more,
  });

workedByHand('fruit × 1.2, juice × 1.5, by line', { rules: byCategory() }, [
  {
    why: 'fruit 10.00 × 1.2 = 12',
    event: basket([fruit]),
    points: 12,
    trace: { base: { lines: [{ amount: 1000, rateBps: 12_000, count: 1 }], exact: [12, 1] } },
  },
  { why: 'juice 6.00 × 1.5 = 9', event: basket([juice]), points: 9 },
  { why: 'milk 4.00 × 1 = 4', event: basket([milk]), points: 4 },
  {
    why: '10.00 × 1.2 + 6.00 × 1.5 + 4.00 = 25',
    event: basket([fruit, juice, milk]),
    points: 25,
    trace: {
      base: {
        amount: 2000,
        lines: [
          { amount: 400, rateBps: 10_000, count: 1 },
          { amount: 1000, rateBps: 12_000, count: 1 },
          { amount: 600, rateBps: 15_000, count: 1 },
        ],
        exact: [25, 1],
      },
    },
  },
  { why: 'the same lines the other way round: 25', event: basket([milk, juice, fruit]), points: 25 },
  {
    why: 'two fruits 3.33 + 6.67 = 10.00 × 1.2 = 12, no rounding by line',
    event: basket([line('PEAR', 'fruit', 333), line('PLUM', 'fruit', 667)]),
    points: 12,
    trace: { base: { lines: [{ amount: 1000, rateBps: 12_000, count: 2 }] } },
  },
  {
    why: '0.80 × 1.2 + 0.03 × 1.5 = 0.96 + 0.045 = 1.005',
    event: basket([line('LIME', 'fruit', 80), line('SIP', 'juice', 3)]),
    points: 1,
    trace: { exact: [201, 200] },
  },
  { why: '0.84 × 1.2 = 1.008', event: basket([line('LIME', 'fruit', 84)]), points: 1, trace: { exact: [126, 125] } },
  { why: '0.83 × 1.2 = 0.996', event: basket([line('LIME', 'fruit', 83)]), ...zero, reason: 'ROUNDED_TO_ZERO' },
  {
    why: 'a gift card of 50.00 counts nothing: 12',
    event: basket([fruit, line('GIFTCARD', 'card', 5000)]),
    points: 12,
    trace: { base: { amount: 1000 } },
  },
  { why: 'wine of 30.00 counts nothing: 9', event: basket([juice, line('WINE', 'alcohol', 3000)]), points: 9 },
  {
    why: 'an excluded SKU of a favoured category stays excluded: 12',
    event: basket([fruit, line('GIFTCARD', 'fruit', 700)]),
    points: 12,
  },
  {
    why: 'only what is excluded',
    event: basket([line('GIFTCARD', 'card', 5000), line('WINE', 'alcohol', 3000)]),
    ...zero,
    reason: 'NO_ELIGIBLE_LINES',
    says: 'no item of the order counts',
  },
  {
    why: 'postage 5.00 and tax 0.80 are in no line: 12',
    event: anOrder(1580, { items: [fruit], shipping: 500, tax: 80 }),
    points: 12,
  },
  {
    why: 'a discount of 5.00 on 20.00: 25 × 15 / 20 = 18.75',
    event: basket([fruit, juice, milk], { amount: 1500, discount: 500 }),
    points: 18,
    trace: { exact: [75, 4], base: { spread: { discount: 500, total: 2000 } } },
  },
  {
    why: 'a discount of 5.00 on 20.00, half of it on a gift card: 12 × 15 / 20 = 9',
    event: basket([fruit, line('GIFTCARD', 'card', 1000)], { amount: 1500, discount: 500 }),
    points: 9,
  },
  {
    why: 'a discount of 3.33 on 10.00: 12 × 6.67 / 10 = 8.004',
    event: basket([fruit], { amount: 667, discount: 333 }),
    points: 8,
    trace: { exact: [2001, 250] },
  },
  { why: 'a discount of 0 changes nothing: 12', event: basket([fruit], { discount: 0 }), points: 12 },
  { why: 'a discount of everything', event: basket([fruit], { discount: 1000 }), ...zero, reason: 'ZERO_AMOUNT' },
  { why: '¥1000 × 1.2', event: basket([fruit], { currency: 'JPY' }), points: 1200 },
  { why: 'KWD 1.000 × 1.2 = 1.2', event: basket([fruit], { currency: 'KWD' }), points: 1, trace: { exact: [6, 5] } },
  { why: 'no currency', event: basket([fruit], { currency: undefined }), ...zero, reason: 'UNKNOWN_CURRENCY' },
]);

workedByHand('lines that are odd', { rules: byCategory(), ...zero }, [
  { why: 'no lines at all', event: anOrder(1000), reason: 'NO_AMOUNT' },
  { why: 'an empty list', event: basket([]), reason: 'NO_ELIGIBLE_LINES' },
  { why: 'a line without an amount', event: basket([fruit, { sku: 'X' }]), reason: 'NO_AMOUNT' },
  { why: 'a line with a text for an amount', event: basket([{ ...fruit, lineAmount: '1000' }]), reason: 'NO_AMOUNT' },
  { why: 'a line with half a cent', event: basket([line('A', 'fruit', 10.5)]), reason: 'NO_AMOUNT' },
  { why: 'a line that is no line', event: basket([null]), reason: 'NO_AMOUNT' },
  { why: 'a present: 0.00', event: basket([line('FREE', 'fruit', 0)]), reason: 'ZERO_AMOUNT' },
  {
    why: '10.00 bought, 12.00 brought back: −2.00',
    event: basket([fruit, line('OJ', 'juice', -1200)]),
    reason: 'NEGATIVE_AMOUNT',
  },
  {
    why: '10.00 × 1.2 − 9.00 × 1.5 = −1.5 although the lines add up to 1.00',
    event: basket([fruit, line('OJ', 'juice', -900)]),
    reason: 'NEGATIVE_AMOUNT',
  },
]);

workedByHand('other rates of lines', { event: basket([fruit, juice, milk]) }, [
  {
    why: 'the discount is ignored: 12 + 9 + 4 = 25',
    rules: byCategory({ base: { kind: 'lines', discount: 'ignore' } }),
    event: basket([fruit, juice, milk], { amount: 1500, discount: 500 }),
    points: 25,
  },
  {
    why: 'the first match decides, apples × 2 and not fruit × 1.2: 20 + 6 + 4 = 30',
    rules: byCategory({
      rates: [
        { match: { skus: ['APPLE'] }, rateBps: 20_000 },
        { match: { categories: ['fruit'] }, rateBps: 12_000 },
      ],
    }),
    points: 30,
  },
  {
    why: 'only fruit is included: 12',
    rules: byCategory({ base: { kind: 'lines', include: { categories: ['fruit'] } } }),
    points: 12,
  },
  {
    why: 'milk × 0: 10 + 6 = 16',
    rules: byCategory({ rates: [{ match: { categories: ['dairy'] }, rateBps: 0 }] }),
    points: 16,
  },
  {
    why: 'nothing but milk × 0',
    rules: byCategory({ rates: [{ match: { categories: ['dairy'] }, rateBps: 0 }] }),
    event: basket([milk]),
    ...zero,
    reason: 'ROUNDED_TO_ZERO',
  },
  { why: '3 per 10.00: 25 × 3 / 10 = 7.5', rules: byCategory({ points: 3, per: 10 }), points: 7 },
  { why: '3 per 10.00, half up: 8', rules: byCategory({ points: 3, per: 10 }, { rounding: 'half_up' }), points: 8 },
  { why: '1 per 100 cents: 2500 / 100 = 25', rules: byCategory({ unit: 'minor', per: 100 }), points: 25 },
  {
    why: 'VIP × 1.5 on top: 25 × 1.5 = 37.5',
    rules: byCategory({}, { multipliers: [{ code: 'VIP', rateBps: 15_000 }] }),
    points: 37,
    trace: { exact: [75, 2] },
  },
]);

const onLines = (base: Omit<LinesBase, 'kind'> = {}): Rule =>
  aRule({ award: { kind: 'ratio', points: 1, per: 1, unit: 'major', base: { kind: 'lines', ...base } } });
workedByHand('1 point per 1.00 of some lines', { event: basket([fruit, juice, milk]) }, [
  { why: 'all lines: 10 + 6 + 4', rules: onLines(), points: 20, trace: { base: { of: 'lines', amount: 2000 } } },
  { why: 'one category: 6', rules: onLines({ include: { categories: ['juice'] } }), points: 6 },
  {
    why: 'a category or a SKU: 10 + 4',
    rules: onLines({ include: { categories: ['fruit'], skus: ['MILK'] } }),
    points: 14,
  },
  { why: 'all but a SKU: 10 + 4', rules: onLines({ exclude: { skus: ['OJ'] } }), points: 14 },
  { why: 'all but a category: 6 + 4', rules: onLines({ exclude: { categories: ['fruit'] } }), points: 10 },
  {
    why: 'included and excluded: out',
    rules: onLines({ include: { categories: ['fruit', 'juice'] }, exclude: { skus: ['APPLE'] } }),
    points: 6,
  },
  {
    why: 'its share of a discount of 5.00 on 20.00: 10 × 15 / 20 = 7.5',
    rules: onLines({ include: { categories: ['fruit'] } }),
    event: basket([fruit, juice, milk], { amount: 1500, discount: 500 }),
    points: 7,
    trace: { exact: [15, 2], base: { amount: 1000, spread: { discount: 500, total: 2000 } } },
  },
  {
    why: 'no line has such a category',
    rules: onLines({ include: { categories: ['books'] } }),
    ...zero,
    reason: 'NO_ELIGIBLE_LINES',
  },
  {
    why: 'lines without SKU and category are all lines: 3.00',
    rules: onLines({ exclude: { skus: ['OJ'] } }),
    event: anEvent({ currency: 'CNY', amount: 300, items: [{ lineAmount: 100 }, { lineAmount: 200 }] }),
    points: 3,
  },
]);
