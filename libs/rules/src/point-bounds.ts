import { ExactOverflowError, type Fraction, roundFraction } from './exact.js';
import type { Multiplier, Rule } from './rule.js';

const ONE_BPS = 10_000;

/** The fewest and the most points that one award of a rule can be, before period limits and budget. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

const UNKNOWN: Bounds = { min: 0, max: Number.POSITIVE_INFINITY };

/** Bounds of awards of a fixed number of points and of streaks; of other awards nothing but an event's limit is known. */
export function pointBounds(rule: Rule): Bounds {
  const { award, limits = [] } = rule;
  const cap = limits.find((limit) => limit.kind === 'event')?.points ?? Number.POSITIVE_INFINITY;
  const { min, max } =
    award.kind === 'fixed'
      ? scaledBounds(rule, award.points, award.points)
      : award.kind === 'streak'
        ? scaledBounds(rule, 0, Math.max(...award.at.map(({ points }) => points)))
        : UNKNOWN;
  return { min: Math.min(min, cap), max: Math.min(max, cap) };
}

/** What multipliers make of a lowest and a highest number of points; those with conditions may hold or not. */
export function scaledBounds({ multipliers = [], rounding }: Rule, lowest: number, highest: number): Bounds {
  const least = multipliers.filter(({ rateBps, conditions }) => !conditions || rateBps < ONE_BPS);
  const most = multipliers.filter(({ rateBps, conditions }) => !conditions || rateBps > ONE_BPS);
  try {
    return { min: roundFraction(times(lowest, least), rounding), max: roundFraction(times(highest, most), rounding) };
  } catch (error) {
    if (error instanceof ExactOverflowError) {
      return UNKNOWN;
    }
    throw error;
  }
}

/** Points times all rates, not in lowest terms: a quotient is all that is wanted. */
function times(points: number, multipliers: readonly Multiplier[]): Fraction {
  if (multipliers.length === 0) {
    return { n: points, d: 1 };
  }
  const n = multipliers.reduce((so, { rateBps }) => so * BigInt(rateBps), BigInt(points));
  return { n, d: BigInt(ONE_BPS) ** BigInt(multipliers.length) };
}
