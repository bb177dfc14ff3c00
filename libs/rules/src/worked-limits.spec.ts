import { workedByHand } from '../testing/worked.js';
import type { Limit, Rule } from './rule.js';
import { anOrder, aRule } from './testing.js';

/** 20.30 gives 20 points before limits. */
const twenty = anOrder(2030);
const on = (instant: string) => ({ event: { ...twenty, occurredAtMs: Date.parse(instant) } });
const limited = { points: 0, outcomes: ['LIMITED' as const] };
const used = (period: string, times: number, points: number) => ({
  usage: { [`rule:R ${period}`]: { times, points } },
});
const limits = (...list: Limit[]): { rules: Rule } => ({ rules: aRule({ limits: list }) });
const per = (period: 'day' | 'week' | 'month' | 'lifetime', more: { times?: number; points?: number }): Limit => ({
  kind: 'period',
  period,
  ...more,
});
const capped = (...caps: Record<string, unknown>[]) => ({ trace: { caps } });

workedByHand('at most so many points an event', { event: twenty }, [
  {
    why: '20 cut to 15',
    ...limits({ kind: 'event', points: 15 }),
    points: 15,
    ...capped({ limit: 'event', by: 'points', max: 15, used: 0, before: 20, after: 15 }),
    charged: [],
  },
  { why: '20 of 20 is not cut', ...limits({ kind: 'event', points: 20 }), points: 20, trace: { points: 20 } },
  { why: '20 of 500 is not cut', ...limits({ kind: 'event', points: 500 }), points: 20 },
  {
    why: '20.3 × 1.5 = 30.45, 30 cut to 25: the cap comes after multiplier and rounding',
    rules: aRule({ limits: [{ kind: 'event', points: 25 }], multipliers: [{ code: 'VIP', rateBps: 15_000 }] }),
    points: 25,
    ...capped({ before: 30, after: 25 }),
  },
  {
    why: '20.30 rounded up is 21, cut to 20',
    rules: aRule({ limits: [{ kind: 'event', points: 20 }], rounding: 'ceil' }),
    points: 20,
    ...capped({ before: 21, after: 20 }),
  },
]);

const fifty = limits(per('day', { points: 50 }));
workedByHand('50 points a day', { ...fifty, event: twenty }, [
  { why: 'none used: 20', points: 20, charged: [{ key: 'rule:R', period: 'D2026-11-22', times: 1, points: 20 }] },
  { why: '30 used, 20 left: 20', ...used('D2026-11-22', 2, 30), points: 20 },
  {
    why: '31 used, 19 left: 19',
    ...used('D2026-11-22', 2, 31),
    points: 19,
    ...capped({ limit: 'day', by: 'points', max: 50, used: 31, before: 20, after: 19 }),
    charged: [{ key: 'rule:R', period: 'D2026-11-22', times: 1, points: 19 }],
  },
  { why: '49 used, 1 left: 1', ...used('D2026-11-22', 9, 49), points: 1 },
  { why: '50 used, none left', ...used('D2026-11-22', 9, 50), ...limited, ...capped({ used: 50, after: 0 }) },
  { why: '60 used before the limit was lowered', ...used('D2026-11-22', 9, 60), ...limited, ...capped({ after: 0 }) },
  { why: '50 used yesterday', ...used('D2026-11-21', 9, 50), points: 20 },
]);

workedByHand('times', { event: twenty }, [
  { why: 'two of three times used', ...limits(per('day', { times: 3 })), ...used('D2026-11-22', 2, 40), points: 20 },
  {
    why: 'three of three times used',
    ...limits(per('day', { times: 3 })),
    ...used('D2026-11-22', 3, 60),
    ...limited,
    ...capped({ limit: 'day', by: 'times', max: 3, used: 3, before: 20, after: 0 }),
  },
  {
    why: 'once a week: this is week 47',
    ...limits(per('week', { times: 1 })),
    ...used('W2026-W47', 1, 20),
    ...limited,
  },
  {
    why: 'once a week: week 46 is over',
    ...limits(per('week', { times: 1 })),
    ...used('W2026-W46', 1, 20),
    points: 20,
  },
  {
    why: 'times and points: two of three times, 45 of 50 points, 5 left',
    ...limits(per('day', { times: 3, points: 50 })),
    ...used('D2026-11-22', 2, 45),
    points: 5,
  },
  {
    why: 'times and points: times are used up although points are left',
    ...limits(per('day', { times: 3, points: 50 })),
    ...used('D2026-11-22', 3, 10),
    ...limited,
    trace: { caps: [{ by: 'times', before: 20, after: 0 }] },
  },
]);

const weekly = limits(per('week', { times: 1 }));
const monthly = limits(per('month', { points: 100 }));
workedByHand('weeks, months and a life', {}, [
  {
    why: 'Sunday 22 November ends week 47',
    ...weekly,
    ...on('2026-11-22T23:59:59+08:00'),
    ...used('W2026-W47', 1, 1),
    ...limited,
  },
  {
    why: 'Monday 23 November begins week 48',
    ...weekly,
    ...on('2026-11-23T00:00:00+08:00'),
    ...used('W2026-W47', 1, 1),
    points: 20,
  },
  {
    why: '1 January 2027, a Friday, is in week 53 of 2026',
    ...weekly,
    ...on('2027-01-01T12:00:00+08:00'),
    points: 20,
    charged: [{ key: 'rule:R', period: 'W2026-W53', times: 1, points: 20 }],
  },
  {
    why: '31 December 2024, a Tuesday, is in week 1 of 2025',
    ...weekly,
    ...on('2024-12-31T12:00:00+08:00'),
    clock: { recordedAtMs: Date.parse('2024-12-31T12:00:00+08:00') },
    points: 20,
    charged: [{ key: 'rule:R', period: 'W2025-W01', times: 1, points: 20 }],
  },
  { why: '95 of 100 used this month: 5', ...monthly, event: twenty, ...used('M2026-11', 7, 95), points: 5 },
  {
    why: '30 November is November',
    ...monthly,
    ...on('2026-11-30T23:59:59+08:00'),
    ...used('M2026-11', 7, 100),
    ...limited,
  },
  { why: '1 December is not', ...monthly, ...on('2026-12-01T00:00:00+08:00'), ...used('M2026-11', 7, 100), points: 20 },
  {
    why: '990 of 1,000 used in a life: 10',
    ...limits(per('lifetime', { points: 1000 })),
    event: twenty,
    ...used('L', 70, 990),
    points: 10,
  },
  {
    why: '1,000 of 1,000 used in a life',
    ...limits(per('lifetime', { points: 1000 })),
    event: twenty,
    ...used('L', 70, 1000),
    ...limited,
  },
]);

workedByHand('limits in turn', { event: twenty }, [
  {
    why: '20 → 18 an event → 10 left of the day',
    ...limits({ kind: 'event', points: 18 }, per('day', { points: 30 })),
    ...used('D2026-11-22', 1, 20),
    points: 10,
    ...capped({ limit: 'event', before: 20, after: 18 }, { limit: 'day', before: 18, after: 10 }),
  },
  {
    why: '20 → 10 left of the day → 2 left of the month; both are charged 2',
    ...limits(per('day', { points: 50 }), per('month', { points: 100 })),
    usage: { 'rule:R D2026-11-22': { times: 2, points: 40 }, 'rule:R M2026-11': { times: 9, points: 98 } },
    points: 2,
    ...capped({ limit: 'day', before: 20, after: 10 }, { limit: 'month', before: 10, after: 2 }),
    charged: [
      { key: 'rule:R', period: 'D2026-11-22', times: 1, points: 2 },
      { key: 'rule:R', period: 'M2026-11', times: 1, points: 2 },
    ],
  },
  {
    why: 'the day is used up, the month is not',
    ...limits(per('day', { points: 50 }), per('month', { points: 100 })),
    usage: { 'rule:R D2026-11-22': { times: 5, points: 50 }, 'rule:R M2026-11': { times: 9, points: 60 } },
    ...limited,
    charged: [],
  },
  {
    why: 'a counter of points knows nothing of times',
    ...limits(per('day', { points: 50 })),
    ...used('D2026-11-22', 1_000_000, 0),
    points: 20,
  },
]);

const shanghai = limits(per('day', { times: 1 }));
workedByHand('whose day it is', { ...shanghai, ...used('D2026-11-22', 1, 20) }, [
  { why: '22 November 23:59:59 in Shanghai', ...on('2026-11-22T15:59:59Z'), ...limited },
  { why: '23 November 00:00 in Shanghai', ...on('2026-11-22T16:00:00Z'), points: 20 },
  {
    why: 'the same instant is 22 November in UTC',
    ...on('2026-11-22T16:00:00Z'),
    clock: { timeZone: 'UTC' },
    ...limited,
  },
  {
    why: 'occurred on the 22nd, recorded on the 23rd: the 22nd counts',
    ...on('2026-11-22T23:00:00+08:00'),
    clock: { recordedAtMs: Date.parse('2026-11-23T09:00:00+08:00') },
    ...limited,
  },
]);

const budget = { rules: aRule({ budget: { points: 1000 } }), event: twenty };
const spent = (points: number) => ({ budget: { 'rule:R': points } });
workedByHand('a budget of 1,000 for the whole rule', budget, [
  { why: 'nothing given yet', ...spent(0), points: 20 },
  { why: '980 given, exactly 20 left', ...spent(980), points: 20 },
  {
    why: '981 given, 19 left',
    ...spent(981),
    points: 19,
    ...capped({ limit: 'budget', by: 'points', max: 1000, used: 981, before: 20, after: 19 }),
  },
  { why: '999 given, 1 left', ...spent(999), points: 1 },
  { why: '1,000 given: it stops', ...spent(1000), ...limited, ...capped({ limit: 'budget', used: 1000, after: 0 }) },
  { why: '1,200 given before it was lowered', ...spent(1200), ...limited },
  { why: 'the budget of another rule is another one', budget: { 'rule:OTHER': 1000 }, points: 20 },
  {
    why: '20 → 15 left of the day → 7 left of the budget',
    rules: aRule({ limits: [per('day', { points: 50 })], budget: { points: 1000 } }),
    ...used('D2026-11-22', 2, 35),
    ...spent(993),
    points: 7,
    ...capped({ limit: 'day', before: 20, after: 15 }, { limit: 'budget', before: 15, after: 7 }),
    charged: [{ key: 'rule:R', period: 'D2026-11-22', times: 1, points: 7 }],
  },
]);
