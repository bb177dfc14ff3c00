import type { BaseTrace, RuleTrace } from './evaluation.js';
import { addFractions, type Fraction, fraction, fromExact, roundFraction, scaleFraction } from './exact.js';

/**
 * The points of a rule, worked out again from its stored trace alone: amounts and rates, multipliers that held,
 * rounding, caps, outcome. An auditor's check: the answer is `trace.points` or the record is wrong.
 */
export function recomputePoints(trace: RuleTrace): number {
  if (trace.outcome !== 'AWARDED' || !trace.base || !trace.rounding) {
    return 0;
  }
  let exact = recomputeBase(trace.base);
  for (const multiplier of trace.multipliers ?? []) {
    if (multiplier.held) {
      exact = scaleFraction(exact, multiplier.rateBps, 10_000);
    }
  }
  let points = roundFraction(exact, trace.rounding.mode);
  for (const cap of trace.caps ?? []) {
    // Times only ever cut to nothing, and then what is left of them is 0, too.
    points = Math.min(points, Math.max(0, cap.max - cap.used));
  }
  return points;
}

function recomputeBase(base: BaseTrace): Fraction {
  switch (base.kind) {
    case 'fixed':
    case 'streak':
      return { n: base.points, d: 1 };
    case 'ratio': {
      const amount = lessSpread(fraction(base.amount, 10 ** base.exponent), base.spread);
      if (base.fullUnitsOnly) {
        const units = roundFraction(scaleFraction(amount, 1, base.per), 'floor');
        return scaleFraction({ n: units, d: 1 }, base.points, 1);
      }
      return scaleFraction(amount, base.points, base.per);
    }
    case 'stepped': {
      let sum: Fraction = { n: 0, d: 1 };
      for (const { points, per, part } of base.steps) {
        sum = addFractions(sum, per ? scaleFraction(fromExact(part), points, per) : { n: points, d: 1 });
      }
      return sum;
    }
    case 'items': {
      let sum: Fraction = { n: 0, d: 1 };
      for (const { amount, rateBps } of base.lines) {
        sum = addFractions(sum, scaleFraction(fraction(amount, 10 ** base.exponent), rateBps, 10_000));
      }
      return scaleFraction(lessSpread(sum, base.spread), base.points, base.per);
    }
  }
}

function lessSpread(amount: Fraction, spread: { discount: number; total: number } | undefined): Fraction {
  return spread ? scaleFraction(amount, spread.total - spread.discount, spread.total) : amount;
}
