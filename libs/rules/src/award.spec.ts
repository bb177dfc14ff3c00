import { describe, expect, it } from '@jest/globals';
import type { ItemsAward, LinesBase, Rule, SteppedAward, StreakAward } from './rule.js';
import { anEvent, anOrder, aRule, run } from './testing.js';

const fruit = { lineId: '1', sku: 'APPLE', category: 'fruit', quantity: 2, lineAmount: 1000 };
const juice = { lineId: '2', sku: 'OJ', category: 'juice', quantity: 1, lineAmount: 600 };
const card = { lineId: '3', sku: 'GIFTCARD', category: 'card', quantity: 1, lineAmount: 400 };
const basket = (more: Record<string, unknown> = {}) => anOrder(2000, { items: [fruit, juice, card], ...more });

describe('points on lines', () => {
  const lines = (base: Omit<LinesBase, 'kind'>): Rule =>
    aRule({ award: { kind: 'ratio', points: 1, per: 1, unit: 'major', base: { kind: 'lines', ...base } } });

  it.each<[string, Omit<LinesBase, 'kind'>, Record<string, unknown>, number]>([
    ['all lines, postage and tax left out', {}, { amount: 2580, shipping: 500, tax: 80 }, 20],
    ['one category', { include: { categories: ['fruit'] } }, {}, 10],
    ['two categories', { include: { categories: ['fruit', 'juice'] } }, {}, 16],
    ['a category or a SKU', { include: { categories: ['fruit'], skus: ['OJ'] } }, {}, 16],
    ['all but a SKU', { exclude: { skus: ['GIFTCARD'] } }, {}, 16],
    [
      'a category but for one SKU',
      { include: { categories: ['fruit', 'juice'] }, exclude: { skus: ['APPLE'] } },
      {},
      6,
    ],
    ['a discount spread over all lines', {}, { amount: 1500, discount: 500 }, 15],
    ['a discount spread over one of them', { include: { categories: ['fruit'] } }, { amount: 1500, discount: 500 }, 7],
    ['a discount that is ignored', { discount: 'ignore' }, { amount: 1500, discount: 500 }, 20],
  ])('%s', (_, base, more, points) => {
    expect(run(lines(base), basket(more)).points).toBe(points);
  });

  it.each<[string, Omit<LinesBase, 'kind'>, Record<string, unknown>, string]>([
    ['no lines', {}, { items: undefined }, 'NO_AMOUNT'],
    ['a line without an amount', {}, { items: [fruit, { sku: 'X' }] }, 'NO_AMOUNT'],
    ['a line that is none', {}, { items: [fruit, null] }, 'NO_AMOUNT'],
    ['an empty order', {}, { items: [] }, 'NO_ELIGIBLE_LINES'],
    ['nothing of the category', { include: { categories: ['milk'] } }, {}, 'NO_ELIGIBLE_LINES'],
    ['only free lines', {}, { items: [{ lineAmount: 0 }] }, 'ZERO_AMOUNT'],
    ['a discount of everything', {}, { discount: 2000 }, 'ZERO_AMOUNT'],
    ['no currency', {}, { currency: undefined }, 'UNKNOWN_CURRENCY'],
  ])('%s: why there is nothing', (_, base, more, reason) => {
    expect(run(lines(base), basket(more)).trace[0]).toMatchObject({ outcome: 'ZERO', reason });
  });
});

describe('items by category', () => {
  const items = (changes: Partial<ItemsAward> = {}): Rule =>
    aRule({
      award: {
        kind: 'items',
        points: 1,
        per: 1,
        unit: 'major',
        base: { kind: 'lines', exclude: { skus: ['GIFTCARD'] } },
        rates: [
          { match: { categories: ['fruit'] }, rateBps: 12_000 },
          { match: { categories: ['juice'] }, rateBps: 15_000 },
        ],
        ...changes,
      },
    });

  it('fruit × 1.2 and juice × 1.5, gift cards left out', () => {
    const evaluation = run(items(), basket());
    expect(evaluation.points).toBe(21);
    expect(evaluation.trace[0]?.base).toMatchObject({
      amount: 1600,
      lines: [
        { amount: 1000, rateBps: 12_000, count: 1 },
        { amount: 600, rateBps: 15_000, count: 1 },
      ],
      exact: [21, 1],
    });
  });

  it('the first rate that matches counts, others count once', () => {
    const rates = [
      { match: { skus: ['APPLE'] }, rateBps: 0 },
      { match: { categories: ['fruit'] }, rateBps: 90_000 },
    ];
    expect(run(items({ rates }), basket()).points).toBe(6);
    expect(run(items({ rates: [], base: { kind: 'lines' } }), basket()).points).toBe(20);
  });

  it('spreads the discount and counts per 10.00', () => {
    expect(run(items({ per: 10, points: 3 }), basket({ discount: 500 })).trace[0]?.base).toMatchObject({
      exact: [189, 40],
    });
  });

  it('says why there is nothing', () => {
    expect(run(items(), basket({ items: [card] })).trace[0]?.reason).toBe('NO_ELIGIBLE_LINES');
    expect(run(items(), basket({ currency: 'XTS' })).trace[0]?.reason).toBe('UNKNOWN_CURRENCY');
    const returned = { sku: 'R', category: 'juice', lineAmount: -900 };
    expect(run(items(), basket({ items: [fruit, returned] })).trace[0]?.reason).toBe('NEGATIVE_AMOUNT');
  });
});

describe('steps', () => {
  const stepped = (mode: SteppedAward['mode'], steps: SteppedAward['steps']): Rule =>
    aRule({ award: { kind: 'stepped', mode, unit: 'major', base: { kind: 'field', field: 'order.amount' }, steps } });
  const rates = [
    { from: 0, points: 1, per: 1 },
    { from: 100, points: 2, per: 1 },
    { from: 500, points: 3, per: 1 },
  ];
  const sums = [
    { from: 100, points: 10 },
    { from: 500, points: 60 },
  ];

  it.each<[SteppedAward['mode'], SteppedAward['steps'], number, number]>([
    ['whole', rates, 9999, 99],
    ['whole', rates, 10_000, 200],
    ['whole', rates, 49_999, 999],
    ['whole', rates, 50_000, 1500],
    ['marginal', rates, 9999, 99],
    ['marginal', rates, 10_000, 100],
    ['marginal', rates, 10_050, 101],
    ['marginal', rates, 50_000, 900],
    ['marginal', rates, 60_000, 1200],
    ['whole', sums, 9999, 0],
    ['whole', sums, 10_000, 10],
    ['whole', sums, 80_000, 60],
    ['marginal', sums, 80_000, 70],
  ])('%s %j of %d is %d', (mode, steps, amount, points) => {
    expect(run(stepped(mode, steps), anOrder(amount)).points).toBe(points);
  });

  it('tell the part of each step', () => {
    expect(run(stepped('marginal', rates), anOrder(60_050)).trace[0]?.base).toMatchObject({
      steps: [
        { from: 0, part: [100, 1] },
        { from: 100, part: [400, 1] },
        { from: 500, part: [201, 2] },
      ],
      exact: [2403, 2],
    });
    expect(run(stepped('whole', sums), anOrder(100)).trace[0]?.reason).toBe('NO_STEP_REACHED');
  });
});

describe('streaks', () => {
  const streak = (changes: Partial<StreakAward> = {}): Rule =>
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
    });
  const signIn = anEvent({}, { type: 'SIGNED_IN' });

  it.each([
    [6, undefined, 0],
    [7, undefined, 50],
    [8, undefined, 0],
    [30, undefined, 300],
    [37, undefined, 0],
    [37, 30, 50],
    [60, 30, 300],
    [31, 30, 0],
  ])('day %d of a cycle of %s gives %d', (streakDays, cycleDays, points) => {
    const rule = streak(cycleDays === undefined ? {} : { cycleDays });
    expect(run(rule, signIn, { user: { streakDays } }).points).toBe(points);
  });

  it('reads any number, and says when there is none', () => {
    expect(run(streak({ field: 'data.days' }), anEvent({ days: 7 }, { type: 'SIGNED_IN' })).points).toBe(50);
    expect(run(streak(), signIn).trace[0]?.reason).toBe('NO_AMOUNT');
  });
});
