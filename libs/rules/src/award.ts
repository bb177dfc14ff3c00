import {
  type Amount,
  type BaseReader,
  compileBase,
  compileFilter,
  compileMatch,
  inUnit,
  type LineFilter,
  lessDiscount,
  type Matcher,
  matches,
  readAmount,
  spreadTrace,
  sumLines,
} from './amount.js';
import type { BaseTrace, StepTrace, ZeroReason } from './evaluation.js';
import {
  addFractions,
  compareFractions,
  type Fraction,
  fraction,
  roundFraction,
  scaleFraction,
  subtractFractions,
  toExact,
} from './exact.js';
import { type Context, type FieldReader, readerOf } from './field-reader.js';
import type { AwardSpec, FixedAward, ItemsAward, RatioAward, SteppedAward, StreakAward } from './rule.js';

/** Awards, compiled: what a rule gives before multipliers, as an exact fraction of a point. */

export type AwardNode =
  | FixedAward
  | { kind: 'ratio'; spec: RatioAward; base: BaseReader }
  | { kind: 'stepped'; spec: SteppedAward; base: BaseReader }
  | { kind: 'items'; spec: ItemsAward; filter: LineFilter; rates: readonly { match: Matcher; rateBps: number }[] }
  | { kind: 'streak'; spec: StreakAward; read: FieldReader };

export interface BasePoints {
  readonly trace: BaseTrace;
  readonly exact: Fraction;
}

/** Throws RangeError on an unknown field. */
export function compileAward(spec: AwardSpec): AwardNode {
  switch (spec.kind) {
    case 'fixed':
      return spec;
    case 'ratio':
    case 'stepped':
      return { kind: spec.kind, spec, base: compileBase(spec.base, spec.unit) } as AwardNode;
    case 'items': {
      const rates = spec.rates.map(({ match, rateBps }) => ({ match: compileMatch(match), rateBps }));
      return { kind: 'items', spec, filter: compileFilter(spec.base), rates };
    }
    case 'streak':
      return { kind: 'streak', spec, read: readerOf(spec.field) };
  }
}

/** Points before multipliers and rounding, or why there are none. Throws ExactOverflowError. */
export function basePoints(node: AwardNode, context: Context): BasePoints | ZeroReason {
  switch (node.kind) {
    case 'fixed':
      return { trace: { kind: 'fixed', points: node.points }, exact: { n: node.points, d: 1 } };
    case 'ratio': {
      const amount = readAmount(node.base, context);
      return typeof amount === 'string' ? amount : ratioPoints(node.spec, amount);
    }
    case 'stepped': {
      const amount = readAmount(node.base, context);
      return typeof amount === 'string' ? amount : steppedPoints(node.spec, amount);
    }
    case 'items':
      return itemsPoints(node, context);
    case 'streak':
      return streakPoints(node.spec, node.read(context));
  }
}

/** amount × points / per; with `fullUnitsOnly` ⌊amount / per⌋ × points. */
function ratioPoints(spec: RatioAward, amount: Amount): BasePoints {
  const { points, per, unit } = spec;
  if (spec.fullUnitsOnly) {
    const units = roundFraction(scaleFraction(amount.value, 1, per), 'floor');
    const exact = scaleFraction({ n: units, d: 1 }, points, 1);
    const trace: BaseTrace = {
      kind: 'ratio',
      ...amount.trace,
      points,
      per,
      unit,
      fullUnitsOnly: true,
      exact: toExact(exact),
    };
    return { trace, exact };
  }
  const exact = scaleFraction(amount.value, points, per);
  return { trace: { ...amount.trace, kind: 'ratio', points, per, unit, exact: toExact(exact) }, exact };
}

function steppedPoints(spec: SteppedAward, amount: Amount): BasePoints | ZeroReason {
  const { mode, unit } = spec;
  const steps: StepTrace[] = [];
  let exact: Fraction = { n: 0, d: 1 };
  for (let i = 0; i < spec.steps.length; i++) {
    const step = spec.steps[i] as SteppedAward['steps'][number];
    const from: Fraction = { n: step.from, d: 1 };
    if (compareFractions(amount.value, from) < 0) {
      break;
    }
    const next = spec.steps[i + 1];
    const to =
      next && compareFractions(amount.value, { n: next.from, d: 1 }) >= 0 ? { n: next.from, d: 1 } : amount.value;
    if (mode === 'whole' && to !== amount.value) {
      continue;
    }
    const part = mode === 'whole' ? amount.value : subtractFractions(to, from);
    exact = addFractions(exact, step.per ? scaleFraction(part, step.points, step.per) : { n: step.points, d: 1 });
    steps.push({ from: step.from, points: step.points, ...(step.per && { per: step.per }), part: toExact(part) });
  }
  if (steps.length === 0) {
    return 'NO_STEP_REACHED';
  }
  return { trace: { kind: 'stepped', ...amount.trace, mode, unit, steps, exact: toExact(exact) }, exact };
}

/** Σ line × rate, less the spread discount, × points / per. Lines of one rate are added up before: order is nothing. */
function itemsPoints(node: AwardNode & { kind: 'items' }, context: Context): BasePoints | ZeroReason {
  const { points, per, unit } = node.spec;
  const byRate = new Map<number, { amount: number; rateBps: number; count: number }>();
  const sum = sumLines(node.filter, context, (line, amount) => {
    const rateBps = node.rates.find((rate) => matches(rate.match, line))?.rateBps ?? 10_000;
    const entry = byRate.get(rateBps) ?? { amount: 0, rateBps, count: 0 };
    byRate.set(rateBps, { amount: entry.amount + amount, rateBps, count: entry.count + 1 });
  });
  if (typeof sum === 'string') {
    return sum;
  }
  const amount = inUnit(unit, context, sum.amount, { of: 'lines', ...spreadTrace(sum) });
  if (typeof amount === 'string') {
    return amount;
  }
  const lines = [...byRate.values()].sort((a, b) => a.rateBps - b.rateBps);
  let weighted: Fraction = { n: 0, d: 1 };
  for (const line of lines) {
    weighted = addFractions(
      weighted,
      scaleFraction(fraction(line.amount, 10 ** amount.trace.exponent), line.rateBps, 10_000),
    );
  }
  const exact = scaleFraction(lessDiscount(weighted, sum), points, per);
  if (exact.n < 0) {
    return 'NEGATIVE_AMOUNT';
  }
  return { trace: { kind: 'items', ...amount.trace, points, per, unit, lines, exact: toExact(exact) }, exact };
}

function streakPoints(spec: StreakAward, read: unknown): BasePoints | ZeroReason {
  if (typeof read !== 'number' || !Number.isSafeInteger(read) || read < 1) {
    return 'NO_AMOUNT';
  }
  const days = spec.cycleDays ? ((read - 1) % spec.cycleDays) + 1 : read;
  const reached = spec.at.find((step) => step.days === days);
  if (!reached) {
    return 'NO_STEP_REACHED';
  }
  const { points } = reached;
  return { trace: { kind: 'streak', field: spec.field, days: read, points }, exact: { n: points, d: 1 } };
}
