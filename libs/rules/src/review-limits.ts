import type { Finding } from './finding.js';
import { pointBounds, scaledBounds } from './point-bounds.js';
import type { Limit, LimitPeriod, PeriodLimit, Rule } from './rule.js';

/** Limits that always cut, so that the award they cut is never given in full, and limits that never do. */
export function limitFindings(rule: Rule): Finding[] {
  return [...alwaysCut(rule), ...neverCut(rule)];
}

/** The largest number of points that one event can be given of the rule at all, and what says so. */
function tightest({ limits = [], budget }: Rule): { max: number; by: string } {
  const all = [
    ...limits.flatMap((limit) =>
      limit.points === undefined ? [] : [{ max: limit.points, by: limit.kind === 'event' ? 'event' : limit.period }],
    ),
    ...(budget ? [{ max: budget.points, by: 'budget' }] : []),
  ];
  return all.reduce((low, one) => (one.max < low.max ? one : low), { max: Number.POSITIVE_INFINITY, by: '' });
}

function alwaysCut(rule: Rule): Finding[] {
  const { max, by } = tightest(rule);
  if (max === Number.POSITIVE_INFINITY) {
    return [];
  }
  return parts(rule).flatMap(({ pointer, points }) =>
    scaledBounds(rule, points, points).min > max
      ? [{ pointer: `/award${pointer}`, code: 'ABOVE_LIMIT', params: { points, max, by } }]
      : [],
  );
}

/** The numbers of points that an award names as a whole, not per unit. */
function parts({ award }: Rule): { pointer: string; points: number }[] {
  switch (award.kind) {
    case 'fixed':
      return [{ pointer: '/points', points: award.points }];
    case 'streak':
      return award.at.map(({ points }, i) => ({ pointer: `/at/${i}/points`, points }));
    case 'stepped':
      return award.steps.flatMap(({ points, per }, i) => (per ? [] : [{ pointer: `/steps/${i}/points`, points }]));
    default:
      return [];
  }
}

/** A period that lies wholly within another: what is allowed in the longer one bounds the shorter one, too. */
const LONGER: Record<LimitPeriod, readonly LimitPeriod[]> = {
  day: ['week', 'month', 'lifetime'],
  week: ['lifetime'],
  month: ['lifetime'],
  lifetime: [],
};

function neverCut(rule: Rule): Finding[] {
  const { limits = [] } = rule;
  return limits.flatMap((limit, i) => {
    const useless = limit.kind === 'event' ? neverReached(rule, limit.points, i) : implied(limit, limits);
    return useless ? [{ pointer: `/limits/${i}`, code: 'LIMIT_NEVER_CUTS', params: {} }] : [];
  });
}

/** Whether an event limit is no lower than the most that the award can be, or than another limit. */
function neverReached(rule: Rule, max: number, i: number): boolean {
  const others = { ...rule, limits: (rule.limits ?? []).filter((_, other) => other !== i) };
  return Math.min(pointBounds(others).max, tightest(others).max) <= max;
}

function implied(limit: PeriodLimit, limits: readonly Limit[]): boolean {
  const covering = limits.filter((other) => other.kind === 'period' && LONGER[limit.period].includes(other.period));
  const covers = (side: 'times' | 'points') => {
    const max = limit[side];
    return (
      max === undefined ||
      covering.some((other) => other.kind === 'period' && (other[side] ?? Number.POSITIVE_INFINITY) <= max)
    );
  };
  return covers('times') && covers('points');
}
