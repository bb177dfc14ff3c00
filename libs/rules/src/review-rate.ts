import { conditionDemands, type DemandTree } from './demand.js';
import { addFractions, compareFractions, type Fraction, fraction, roundFraction, scaleFraction } from './exact.js';
import type { Finding } from './finding.js';
import { factor } from './numbers.js';
import type { AwardSpec, ItemsAward, Multiplier, Rule, SteppedAward } from './rule.js';
import { satisfiable } from './satisfiable.js';
import type { Work } from './witness.js';

/** Rates that are hardly meant: more than the guard allows. */

const ONE_BPS = 10_000;
/** Sets of multipliers that are looked at before the rest is taken to hold together. */
const MAX_SETS = 2000;
/** Without a currency a major unit is taken to have two digits. */
const MINOR_PER_MAJOR = 100;
const MAX_SHOWN = 1_000_000_000;

/**
 * The findings about one rule's rates: multipliers that can hold together times the highest rate of a line, and points
 * per 1.00. `known` is what has to hold for the rule to award.
 */
export function rateFindings(rule: Rule, known: readonly DemandTree[], guardBps: number, work: Work): Finding[] {
  const guard = fraction(guardBps, ONE_BPS);
  const params = (rate: Fraction) => ({ rate: shown(rate), guard: factor(guardBps) });
  const found: Finding[] = [];
  const { product, codes } = highestProduct(rule.multipliers ?? [], known, rule.trigger, work);
  const lines = rule.award.kind === 'items' ? highestLineRate(rule.award) : ONE_BPS;
  const all = scaleFraction(product, lines, ONE_BPS);
  if (compareFractions(all, guard) > 0) {
    const of = [...codes, ...(lines > ONE_BPS ? [`× ${factor(lines)}`] : [])].join(', ');
    const pointer = codes.length === 0 ? '/award/rates' : '/multipliers';
    found.push({ pointer, code: 'RATE_ABOVE_GUARD', params: { ...params(all), of } });
  }
  for (const { pointer, rate } of ratesPerMajor(rule.award)) {
    if (compareFractions(rate, guard) > 0) {
      found.push({ pointer: `/award${pointer}`, code: 'RATE_ABOVE_GUARD', params: params(rate) });
    }
  }
  return found;
}

/** Four digits are enough, rounded up so that what is above the guard looks so; beyond all measure just that. */
function shown(rate: Fraction): string {
  const high = compareFractions(rate, { n: MAX_SHOWN, d: 1 }) > 0;
  return high ? `> ${MAX_SHOWN}` : factor(roundFraction(scaleFraction(rate, ONE_BPS, 1), 'ceil'));
}

function highestLineRate({ rates }: ItemsAward): number {
  return Math.max(ONE_BPS, ...rates.map(({ rateBps }) => rateBps));
}

interface Product {
  readonly product: Fraction;
  /** The multipliers above 1 that make it. */
  readonly codes: readonly string[];
}

/** The highest product of multipliers that can hold at once: branch and bound, the highest ones first. */
function highestProduct(
  multipliers: readonly Multiplier[],
  known: readonly DemandTree[],
  trigger: string,
  work: Work,
): Product {
  const always = multipliers.filter(({ conditions }) => !conditions);
  const product = always.reduce<Fraction>((all, { rateBps }) => scaleFraction(all, rateBps, ONE_BPS), { n: 1, d: 1 });
  const codes = always.filter(({ rateBps }) => rateBps > ONE_BPS).map(({ code }) => code);
  const rest = multipliers
    .flatMap(({ code, rateBps, conditions }) =>
      conditions && rateBps > ONE_BPS ? [{ code, rateBps, tree: conditionDemands(conditions) }] : [],
    )
    .sort((a, b) => b.rateBps - a.rateBps);
  let best: Product = { product, codes };
  let sets = 0;
  const look = (at: number, so: Product, trees: readonly DemandTree[]): void => {
    const next = rest[at];
    const bound = rest.slice(at).reduce((all, { rateBps }) => scaleFraction(all, rateBps, ONE_BPS), so.product);
    if (compareFractions(so.product, best.product) > 0) {
      best = so;
    }
    if (!next || compareFractions(bound, best.product) <= 0) {
      return;
    }
    sets += 1;
    if (sets > MAX_SETS) {
      best = { product: bound, codes: [...so.codes, ...rest.slice(at).map(({ code }) => code)] };
      return;
    }
    const joined = [...trees, next.tree];
    if (satisfiable(joined, trigger, work)) {
      const higher = scaleFraction(so.product, next.rateBps, ONE_BPS);
      look(at + 1, { product: higher, codes: [...so.codes, next.code] }, joined);
    }
    look(at + 1, so, trees);
  };
  look(0, best, known);
  return best;
}

/** Points for each 1.00 of money; awards on other numbers have no such rate. */
function ratesPerMajor(award: AwardSpec): { pointer: string; rate: Fraction }[] {
  if (award.kind === 'fixed' || award.kind === 'streak' || award.unit === 'each') {
    return [];
  }
  const scale = award.unit === 'minor' ? MINOR_PER_MAJOR : 1;
  const rates =
    award.kind === 'stepped' ? stepRates(award) : [{ pointer: '/points', rate: fraction(award.points, award.per) }];
  return rates.map(({ pointer, rate }) => ({ pointer, rate: scaleFraction(rate, scale, 1) }));
}

/** A step's own rate, or what reaching it gives for the amount that it takes to reach it. */
function stepRates({ steps, mode }: SteppedAward): { pointer: string; rate: Fraction }[] {
  let below: Fraction = { n: 0, d: 1 };
  return steps.flatMap(({ from, points, per }, i) => {
    const pointer = `/steps/${i}/points`;
    const reached = mode === 'whole' ? fraction(points, 1) : addFractions(below, fraction(points, 1));
    const width = (steps[i + 1]?.from ?? from) - from;
    below = addFractions(below, per ? scaleFraction(fraction(width, 1), points, per) : fraction(points, 1));
    if (per) {
      return [{ pointer, rate: fraction(points, per) }];
    }
    return from > 0 ? [{ pointer, rate: scaleFraction(reached, 1, from) }] : [];
  });
}
