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
  const params = ({ n, d }: Fraction) => ({ rate: shown(fraction(n, d)), guard: factor(guardBps) });
  const found: Finding[] = [];
  const { product, codes } = highestProduct(rule.multipliers ?? [], known, rule.trigger, work);
  const lines = rule.award.kind === 'items' ? highestLineRate(rule.award) : ONE_BPS;
  // Not in lowest terms, which is dear and only wanted where it is shown.
  const all = { n: BigInt(product.n) * BigInt(lines), d: BigInt(product.d) * BigInt(ONE_BPS) };
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
  /** Not in lowest terms. */
  readonly product: Fraction;
  /** The multipliers above 1 that make it. */
  readonly codes: readonly string[];
}

/** The highest product of multipliers that can hold at once. */
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
  if (rest.length === 0) {
    return { product, codes };
  }
  const chosen = highestSet(rest, known, trigger, work);
  const all = rest.map((one) => BigInt(chosen.includes(one) ? one.rateBps : ONE_BPS));
  const times = all.reduce((so, rate) => so * rate, 1n);
  const over = BigInt(ONE_BPS) ** BigInt(rest.length);
  return {
    product: { n: BigInt(product.n) * times, d: BigInt(product.d) * over },
    codes: [...codes, ...chosen.map(({ code }) => code)],
  };
}

interface Conditional {
  readonly code: string;
  readonly rateBps: number;
  readonly tree: DemandTree;
}

/**
 * Branch and bound over multipliers above 1, the highest ones first. Products are compared as whole numbers over one
 * denominator: what is not chosen counts × 1, and so does what is not decided yet.
 */
function highestSet(
  rest: readonly Conditional[],
  known: readonly DemandTree[],
  trigger: string,
  work: Work,
): readonly Conditional[] {
  const one = BigInt(ONE_BPS);
  // What the undecided ones make, from each place on: none of them, and all of them.
  const none = [1n];
  const all = [1n];
  for (let at = rest.length - 1; at >= 0; at--) {
    none.unshift((none[0] as bigint) * one);
    all.unshift((all[0] as bigint) * BigInt(rest[at]?.rateBps ?? ONE_BPS));
  }
  let best: { product: bigint; chosen: readonly Conditional[] } = { product: none[0] as bigint, chosen: [] };
  let sets = 0;
  const look = (at: number, so: bigint, chosen: readonly Conditional[], trees: readonly DemandTree[]): void => {
    const product = so * (none[at] as bigint);
    if (product > best.product) {
      best = { product, chosen };
    }
    const next = rest[at];
    const bound = so * (all[at] as bigint);
    if (!next || bound <= best.product) {
      return;
    }
    sets += 1;
    work.left -= 1;
    if (sets > MAX_SETS || work.left <= 0) {
      best = { product: bound, chosen: [...chosen, ...rest.slice(at)] };
      return;
    }
    const joined = [...trees, next.tree];
    if (satisfiable(joined, trigger, work)) {
      look(at + 1, so * BigInt(next.rateBps), [...chosen, next], joined);
    }
    look(at + 1, so * one, chosen, trees);
  };
  look(0, 1n, [], known);
  return best.chosen;
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
