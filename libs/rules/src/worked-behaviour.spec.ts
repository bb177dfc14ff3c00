import { field, workedByHand } from '../testing/worked.js';
import type { Rule } from './rule.js';
import { anEvent, anOrder, aRule } from './testing.js';

const fixed = (code: string, trigger: string, points: number, more: Partial<Rule> = {}): Rule =>
  aRule({ code, trigger, award: { kind: 'fixed', points }, ...more });
const limited = { points: 0, outcomes: ['LIMITED' as const] };
const failed = { points: 0, outcomes: ['CONDITION_FAILED' as const] };
const used = (key: string, times: number, points: number) => ({ usage: { [key]: { times, points } } });

const checkIn = fixed('CHECK_IN', 'SIGNED_IN', 10, { limits: [{ kind: 'period', period: 'day', times: 1 }] });
const signIn = (instant: string) => anEvent({}, { type: 'SIGNED_IN', occurredAtMs: Date.parse(instant) });
workedByHand('check-in: 10, once a day', { rules: checkIn }, [
  {
    why: 'the first of the day: 10',
    event: signIn('2026-11-22T08:00:00+08:00'),
    points: 10,
    trace: { base: { kind: 'fixed', points: 10 }, exact: [10, 1] },
    charged: [{ key: 'rule:CHECK_IN', period: 'D2026-11-22', times: 1, points: 10 }],
  },
  {
    why: 'the second of the day',
    event: signIn('2026-11-22T20:00:00+08:00'),
    ...used('rule:CHECK_IN D2026-11-22', 1, 10),
    ...limited,
    trace: { caps: [{ limit: 'day', by: 'times', max: 1, used: 1, before: 10, after: 0 }] },
    charged: [],
    says: 'once a day, 1 used',
  },
  {
    why: 'a second before midnight it is still the same day',
    event: signIn('2026-11-22T23:59:59+08:00'),
    ...used('rule:CHECK_IN D2026-11-22', 1, 10),
    ...limited,
  },
  {
    why: 'at midnight the next day begins',
    event: signIn('2026-11-23T00:00:00+08:00'),
    ...used('rule:CHECK_IN D2026-11-22', 1, 10),
    points: 10,
  },
]);

const group = { stackingGroup: { code: 'REVIEW', mode: 'best' as const } };
const withPhoto = field('data.photos', 'gte', 1);
const reviews = [
  fixed('TEXT', 'REVIEW_POSTED', 5, { conditions: { kind: 'not', of: withPhoto }, ...group }),
  fixed('PHOTO', 'REVIEW_POSTED', 10, { conditions: withPhoto, ...group }),
];
const review = (data: Record<string, unknown>) => anEvent(data, { type: 'REVIEW_POSTED' });
workedByHand('text review 5, photo review 10', { rules: reviews }, [
  { why: 'no photo: 5', event: review({ photos: 0 }), points: 5, outcomes: ['AWARDED', 'CONDITION_FAILED'] },
  { why: 'photos not mentioned: 5', event: review({}), points: 5, outcomes: ['AWARDED', 'CONDITION_FAILED'] },
  {
    why: 'one photo: 10',
    event: review({ photos: 1 }),
    points: 10,
    outcomes: ['CONDITION_FAILED', 'AWARDED'],
    trace: { conditions: [{ field: 'data.photos', op: 'gte', wanted: 1, got: 1, not: true, held: false }] },
  },
  {
    why: 'nine photos are one photo review',
    event: review({ photos: 9 }),
    points: 10,
    outcomes: ['CONDITION_FAILED', 'AWARDED'],
  },
]);

const share = fixed('SHARE', 'CONTENT_SHARED', 3, { limits: [{ kind: 'period', period: 'day', times: 3 }] });
workedByHand('share: 3, at most 3 times a day', { rules: share, event: anEvent({}, { type: 'CONTENT_SHARED' }) }, [
  { why: 'the first', points: 3 },
  { why: 'the second', ...used('rule:SHARE D2026-11-22', 1, 3), points: 3 },
  { why: 'the third', ...used('rule:SHARE D2026-11-22', 2, 6), points: 3 },
  {
    why: 'the fourth',
    ...used('rule:SHARE D2026-11-22', 3, 9),
    ...limited,
    trace: { caps: [{ by: 'times', max: 3, used: 3, before: 3, after: 0 }] },
  },
  { why: 'three of yesterday do not count', ...used('rule:SHARE D2026-11-21', 3, 9), points: 3 },
  { why: 'three of another rule do not count', ...used('rule:OTHER D2026-11-22', 3, 9), points: 3 },
]);

const profile = fixed('PROFILE', 'PROFILE_COMPLETED', 20, {
  limits: [{ kind: 'period', period: 'lifetime', times: 1 }],
});
workedByHand('profile: 20, once for life', { rules: profile }, [
  {
    why: 'the first time',
    event: anEvent({}, { type: 'PROFILE_COMPLETED' }),
    points: 20,
    charged: [{ key: 'rule:PROFILE', period: 'L', times: 1, points: 20 }],
  },
  {
    why: 'the second time, a year later',
    event: anEvent({}, { type: 'PROFILE_COMPLETED', occurredAtMs: Date.parse('2027-11-22T12:00:00Z') }),
    ...used('rule:PROFILE L', 1, 20),
    ...limited,
  },
]);

const firstOrder = fixed('FIRST', 'ORDER_COMPLETED', 50, { conditions: field('order.first', 'eq', true) });
workedByHand('first order: 50', { rules: firstOrder }, [
  { why: 'no order before', event: anOrder(1), points: 50 },
  {
    why: 'one order before',
    event: anOrder(10_000),
    user: { orderCount: 1 },
    ...failed,
    trace: { conditions: [{ field: 'order.first', op: 'eq', wanted: true, got: false, held: false }] },
    says: 'First order is yes (was no)',
  },
  { why: 'a first order of 0', event: anOrder(0), points: 0, outcomes: ['ZERO'], reason: 'ZERO_AMOUNT' },
  {
    why: 'one of the first three, the third: two before',
    rules: fixed('EARLY', 'ORDER_COMPLETED', 7, { conditions: field('user.orderCount', 'lt', 3) }),
    event: anOrder(100),
    user: { orderCount: 2 },
    points: 7,
  },
  {
    why: 'one of the first three, the fourth',
    rules: fixed('EARLY', 'ORDER_COMPLETED', 7, { conditions: field('user.orderCount', 'lt', 3) }),
    event: anOrder(100),
    user: { orderCount: 3 },
    ...failed,
  },
]);

const ofLevel = (code: string, rateBps: number) => ({ code, rateBps, conditions: field('user.level', 'eq', code) });
const multipliers = [ofLevel('SILVER', 10_000), ofLevel('GOLD', 12_000), ofLevel('PLATINUM', 15_000)];
const byLevel = aRule({ multipliers });
const level = (code: string) => ({ user: { level: code } });
workedByHand('levels × 1.0, × 1.2, × 1.5', { rules: byLevel }, [
  { why: 'no level: 100', event: anOrder(10_000), points: 100 },
  { why: 'SILVER: 100 × 1 = 100', event: anOrder(10_000), ...level('SILVER'), points: 100 },
  {
    why: 'GOLD: 100 × 1.2 = 120',
    event: anOrder(10_000),
    ...level('GOLD'),
    points: 120,
    trace: {
      multipliers: [
        { code: 'SILVER', held: false },
        { code: 'GOLD', held: true },
        { code: 'PLATINUM', held: false },
      ],
    },
  },
  { why: 'PLATINUM: 100 × 1.5 = 150', event: anOrder(10_000), ...level('PLATINUM'), points: 150 },
  { why: 'GOLD: 99.99 × 1.2 = 119.988', event: anOrder(9999), ...level('GOLD'), points: 119 },
  { why: 'GOLD: 0.84 × 1.2 = 1.008', event: anOrder(84), ...level('GOLD'), points: 1 },
  {
    why: 'GOLD: 0.83 × 1.2 = 0.996',
    event: anOrder(83),
    ...level('GOLD'),
    points: 0,
    outcomes: ['ZERO'],
    reason: 'ROUNDED_TO_ZERO',
  },
  { why: 'levels are spelt as they are', event: anOrder(10_000), ...level('gold'), points: 100 },
  {
    why: 'PLATINUM: fixed 10 × 1.5 = 15',
    rules: fixed('F', 'ORDER_COMPLETED', 10, { multipliers }),
    event: anOrder(100),
    ...level('PLATINUM'),
    points: 15,
  },
  {
    why: 'GOLD: fixed 3 × 1.2 = 3.6',
    rules: fixed('F', 'ORDER_COMPLETED', 3, { multipliers }),
    event: anOrder(100),
    ...level('GOLD'),
    points: 3,
    trace: { exact: [18, 5] },
  },
  {
    why: 'GOLD: fixed 3 × 1.2 = 3.6 half up',
    rules: fixed('F', 'ORDER_COMPLETED', 3, { multipliers, rounding: 'half_up' }),
    event: anOrder(100),
    ...level('GOLD'),
    points: 4,
  },
  {
    why: 'GOLD and a campaign: 10 × 1.2 × 1.5 = 18, not 10 × (1 + 0.2 + 0.5)',
    rules: aRule({ multipliers: [ofLevel('GOLD', 12_000), { code: 'CAMPAIGN', rateBps: 15_000 }] }),
    event: anOrder(1000),
    ...level('GOLD'),
    points: 18,
  },
  {
    why: 'a multiplier of 0 stops all: 10 × 0',
    rules: aRule({ multipliers: [ofLevel('STAFF', 0)] }),
    event: anOrder(1000),
    ...level('STAFF'),
    points: 0,
    outcomes: ['ZERO'],
    reason: 'ROUNDED_TO_ZERO',
  },
]);

const awards = (code: string, mode: 'sum' | 'best' | 'first', points: number, more: Partial<Rule> = {}): Rule =>
  fixed(code, 'ORDER_COMPLETED', points, { stackingGroup: { code: 'G', mode }, ...more });
const three = (mode: 'sum' | 'best' | 'first') => [awards('A', mode, 10), awards('B', mode, 30), awards('C', mode, 20)];
workedByHand('stacking groups', { event: anOrder(2000) }, [
  { why: 'sum: 10 + 30 + 20', rules: three('sum'), points: 60, outcomes: ['AWARDED', 'AWARDED', 'AWARDED'] },
  {
    why: 'best: 30',
    rules: three('best'),
    points: 30,
    outcomes: ['STACKED_OUT', 'AWARDED', 'STACKED_OUT'],
    trace: { stacking: { group: 'G', mode: 'best', winner: 'B' }, points: 0 },
    says: 'B counts instead: the best of group G',
  },
  { why: 'first: 10', rules: three('first'), points: 10, outcomes: ['AWARDED', 'STACKED_OUT', 'STACKED_OUT'] },
  {
    why: 'the order decides: C first gives 20',
    rules: three('first').reverse(),
    points: 20,
    outcomes: ['AWARDED', 'STACKED_OUT', 'STACKED_OUT'],
  },
  {
    why: 'equal bests: the earlier one',
    rules: [awards('A', 'best', 10), awards('B', 'best', 10)],
    points: 10,
    outcomes: ['AWARDED', 'STACKED_OUT'],
  },
  {
    why: 'best after limits: 30 cut to 5 is less than 10',
    rules: [awards('A', 'best', 30, { limits: [{ kind: 'event', points: 5 }] }), awards('B', 'best', 10)],
    points: 10,
    outcomes: ['STACKED_OUT', 'AWARDED'],
    trace: { caps: [{ limit: 'event', before: 30, after: 5 }], stacking: { winner: 'B' } },
  },
  {
    why: 'best after multipliers: 10 × 3 beats 20',
    rules: [awards('A', 'best', 20), awards('B', 'best', 10, { multipliers: [{ code: 'M', rateBps: 30_000 }] })],
    points: 30,
    outcomes: ['STACKED_OUT', 'AWARDED'],
  },
  {
    why: 'first passes over a rule whose condition fails',
    rules: [awards('A', 'first', 10, { conditions: field('user.level', 'eq', 'GOLD') }), awards('B', 'first', 30)],
    points: 30,
    outcomes: ['CONDITION_FAILED', 'AWARDED'],
  },
  {
    why: 'first passes over a rule that is used up',
    rules: [
      awards('A', 'first', 10, { limits: [{ kind: 'period', period: 'day', times: 1 }] }),
      awards('B', 'first', 30),
    ],
    ...used('rule:A D2026-11-22', 1, 10),
    points: 30,
    outcomes: ['LIMITED', 'AWARDED'],
    charged: [],
  },
  {
    why: 'a rule outside of the group adds up: 20 + 30',
    rules: [aRule({ code: 'BASE' }), ...three('best')],
    points: 50,
    outcomes: ['AWARDED', 'STACKED_OUT', 'AWARDED', 'STACKED_OUT'],
  },
  {
    why: 'two groups do not meddle: 30 + 8',
    rules: [...three('best'), awards('D', 'first', 8, { stackingGroup: { code: 'H', mode: 'first' } })],
    points: 38,
    outcomes: ['STACKED_OUT', 'AWARDED', 'STACKED_OUT', 'AWARDED'],
  },
]);
