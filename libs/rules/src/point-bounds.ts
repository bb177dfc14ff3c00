import { ExactOverflowError, type Fraction, roundFraction, scaleFraction } from './exact.js';
import type { Rule } from './rule.js';

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
  let low: Fraction = { n: lowest, d: 1 };
  let high: Fraction = { n: highest, d: 1 };
  for (const { rateBps, conditions } of multipliers) {
    if (!conditions || rateBps < 10_000) {
      low = scaleFraction(low, rateBps, 10_000);
    }
    if (!conditions || rateBps > 10_000) {
      high = scaleFraction(high, rateBps, 10_000);
    }
  }
  try {
    return { min: roundFraction(low, rounding), max: roundFraction(high, rounding) };
  } catch (error) {
    if (error instanceof ExactOverflowError) {
      return UNKNOWN;
    }
    throw error;
  }
}
