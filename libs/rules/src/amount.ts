import { currencyExponent } from './currency.js';
import type { AmountTrace, ZeroReason } from './evaluation.js';
import { addExact, type Fraction, fraction, scaleFraction } from './exact.js';
import { type Context, type FieldReader, linesOf, lineValue, readerOf } from './field-reader.js';
import type { AwardBase, LineMatch, LinesBase, OrderPart, RatioUnit } from './rule.js';

/** What an award is counted on: an amount, read exactly, in the unit that the rule asks for. */

export interface Amount {
  readonly trace: AmountTrace;
  /** In the rule's unit: 2030 pence of `major` is 203/10. */
  readonly value: Fraction;
}

export interface LineFilter {
  readonly include: Matcher | undefined;
  readonly exclude: Matcher | undefined;
  readonly spread: boolean;
}

export interface Matcher {
  readonly categories: ReadonlySet<unknown>;
  readonly skus: ReadonlySet<unknown>;
}

export type BaseReader =
  | { kind: 'field'; field: string; unit: RatioUnit; read: FieldReader; exclude: readonly OrderPart[] }
  | { kind: 'lines'; unit: RatioUnit; filter: LineFilter };

/** A sum of order lines, with what the order's discount leaves of them. */
export interface LineSum {
  amount: number;
  count: number;
  total: number;
  discount: number;
}

/** Throws RangeError on an unknown field. */
export function compileBase(base: AwardBase, unit: RatioUnit): BaseReader {
  return base.kind === 'field'
    ? { kind: 'field', field: base.field, unit, read: readerOf(base.field), exclude: base.exclude ?? [] }
    : { kind: 'lines', unit, filter: compileFilter(base) };
}

export function compileFilter(base: LinesBase): LineFilter {
  return {
    include: base.include && compileMatch(base.include),
    exclude: base.exclude && compileMatch(base.exclude),
    spread: base.discount !== 'ignore',
  };
}

export function compileMatch(match: LineMatch): Matcher {
  return { categories: new Set(match.categories), skus: new Set(match.skus) };
}

/** The amount in the rule's unit, above 0, or the reason why there is none. */
export function readAmount(base: BaseReader, context: Context): Amount | ZeroReason {
  return base.kind === 'field' ? readFieldAmount(base, context) : readLinesAmount(base, context);
}

function readFieldAmount(base: BaseReader & { kind: 'field' }, context: Context): Amount | ZeroReason {
  const read = base.read(context);
  if (typeof read !== 'number' || !Number.isFinite(read)) {
    return 'NO_AMOUNT';
  }
  if (base.unit === 'each' && !Number.isInteger(read)) {
    return readDecimal(base.field, read);
  }
  if (!Number.isSafeInteger(read)) {
    return 'NO_AMOUNT';
  }
  let amount = read;
  const minus: { part: string; amount: number }[] = [];
  for (const part of base.exclude) {
    const cut = context.event.data[part];
    if (typeof cut === 'number' && Number.isSafeInteger(cut) && cut > 0) {
      amount = addExact(amount, -cut);
      minus.push({ part, amount: cut });
    }
  }
  const sign = signReason(read) ?? (amount <= 0 ? 'ZERO_AMOUNT' : undefined);
  return sign ?? inUnit(base.unit, context, amount, minus.length > 0 ? { of: base.field, minus } : { of: base.field });
}

/** Most decimals that count, and most digits altogether, which a safe integer always holds. */
const MAX_DECIMALS = 9;
const MAX_DIGITS = 15;

/**
 * Kilometres or hours with a fraction: the shortest decimal of the number is taken as it is written. What arithmetic has
 * left behind the ninth decimal (0.1 + 0.2) or behind fifteen digits is rounded off, to the nearer one.
 */
function readDecimal(field: string, value: number): Amount | ZeroReason {
  const places = Math.max(0, Math.min(MAX_DECIMALS, MAX_DIGITS - String(Math.trunc(Math.abs(value))).length));
  const written = String(value);
  const isShort = /^-?\d+\.\d+$/.test(written) && written.length - written.indexOf('.') - 1 <= places;
  const [whole = '', decimals = ''] = (isShort ? written : value.toFixed(places)).split('.');
  const digits = decimals.replace(/0+$/, '');
  const amount = Number(whole + digits);
  const exponent = digits.length;
  return signReason(amount) ?? { trace: { of: field, amount, exponent }, value: fraction(amount, 10 ** exponent) };
}

function readLinesAmount(base: BaseReader & { kind: 'lines' }, context: Context): Amount | ZeroReason {
  const sum = sumLines(base.filter, context);
  if (typeof sum === 'string') {
    return sum;
  }
  const amount = inUnit(base.unit, context, sum.amount, { of: 'lines', ...spreadTrace(sum) });
  return typeof amount === 'string' ? amount : { ...amount, value: lessDiscount(amount.value, sum) };
}

/** Adds up the lines that match; the order of the lines does not matter. */
export function sumLines(
  filter: LineFilter,
  context: Context,
  each?: (line: unknown, amount: number) => void,
): LineSum | ZeroReason {
  const lines = linesOf(context.event.data);
  if (!lines) {
    return 'NO_AMOUNT';
  }
  const sum: LineSum = { amount: 0, count: 0, total: 0, discount: 0 };
  for (const line of lines) {
    const amount = lineValue(line, 'lineAmount');
    if (typeof amount !== 'number' || !Number.isSafeInteger(amount)) {
      return 'NO_AMOUNT';
    }
    sum.total = addExact(sum.total, amount);
    if ((!filter.include || matches(filter.include, line)) && !(filter.exclude && matches(filter.exclude, line))) {
      sum.amount = addExact(sum.amount, amount);
      sum.count += 1;
      each?.(line, amount);
    }
  }
  if (sum.count === 0) {
    return 'NO_ELIGIBLE_LINES';
  }
  const discount = context.event.data['discount'];
  if (filter.spread && typeof discount === 'number' && Number.isSafeInteger(discount) && discount > 0) {
    sum.discount = discount;
  }
  return signReason(sum.amount) ?? (sum.discount > 0 && sum.discount >= sum.total ? 'ZERO_AMOUNT' : sum);
}

export function matches(match: Matcher, line: unknown): boolean {
  return match.skus.has(lineValue(line, 'sku')) || match.categories.has(lineValue(line, 'category'));
}

/** The lines' share of what the order's discount leaves: value × (total − discount) / total. */
export function lessDiscount(value: Fraction, sum: LineSum): Fraction {
  return sum.discount > 0 ? scaleFraction(value, sum.total - sum.discount, sum.total) : value;
}

export function spreadTrace(sum: LineSum): Pick<AmountTrace, 'spread'> {
  return sum.discount > 0 ? { spread: { discount: sum.discount, total: sum.total } } : {};
}

/** An integer amount in the rule's unit; `major` needs the exponent of the event's currency. */
export function inUnit(
  unit: RatioUnit,
  context: Context,
  amount: number,
  trace: Omit<AmountTrace, 'amount' | 'exponent' | 'currency'>,
): Amount | ZeroReason {
  if (unit !== 'major') {
    return { trace: { ...trace, amount, exponent: 0 }, value: { n: amount, d: 1 } };
  }
  const currency = context.event.data['currency'];
  const exponent = typeof currency === 'string' ? currencyExponent(currency) : undefined;
  if (typeof currency !== 'string' || exponent === undefined) {
    return 'UNKNOWN_CURRENCY';
  }
  return { trace: { ...trace, amount, exponent, currency }, value: fraction(amount, 10 ** exponent) };
}

function signReason(amount: number): ZeroReason | undefined {
  return amount > 0 ? undefined : amount < 0 ? 'NEGATIVE_AMOUNT' : 'ZERO_AMOUNT';
}
