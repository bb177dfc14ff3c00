/**
 * Exact integer arithmetic. Numbers are used while every product stays in the safe range (±2^53−1), BigInt beyond it;
 * a result that does not fit back into a safe integer is an error, never an approximation.
 */

import type { ExactFraction, ExactInteger } from './evaluation.js';
import type { Rounding } from './rule.js';

/** A result left the range of safe integers. */
export class ExactOverflowError extends RangeError {
  override readonly name = 'ExactOverflowError';
}

type Int = number | bigint;

/** In lowest terms with `d` > 0; `n` and `d` are numbers where they are safe, BigInt where not. */
export interface Fraction {
  readonly n: Int;
  readonly d: Int;
}

/** ⌊a × b / d⌋ for safe integers a, b and d > 0. Throws ExactOverflowError. */
export function mulDivFloor(a: number, b: number, d: number): number {
  return mulDiv(a, b, d, 'floor');
}

/** a × b / d rounded to the nearest integer, halves away from zero upwards (towards +∞). Throws ExactOverflowError. */
export function mulDivHalfUp(a: number, b: number, d: number): number {
  return mulDiv(a, b, d, 'half_up');
}

/** ⌈a × b / d⌉ for safe integers a, b and d > 0. Throws ExactOverflowError. */
export function mulDivCeil(a: number, b: number, d: number): number {
  return mulDiv(a, b, d, 'ceil');
}

function mulDiv(a: number, b: number, d: number, rounding: Rounding): number {
  if (!Number.isSafeInteger(a) || !Number.isSafeInteger(b) || !Number.isSafeInteger(d) || d <= 0) {
    throw new RangeError(`not safe integers: ${a} × ${b} / ${d}`);
  }
  return roundQuotient(multiply(a, b), d, rounding);
}

/** The sum of two safe integers. Throws ExactOverflowError. */
export function addExact(a: number, b: number): number {
  const sum = a + b;
  if (!Number.isSafeInteger(sum)) {
    throw new ExactOverflowError(`${a} + ${b} leaves the safe range`);
  }
  return sum;
}

/** The fraction n / d in lowest terms; d > 0. */
export function fraction(n: Int, d: Int): Fraction {
  const divisor = gcd(n, d);
  return divisor === 1 ? { n, d } : { n: divide(n, divisor), d: divide(d, divisor) };
}

/** f × n / d in lowest terms. */
export function scaleFraction(f: Fraction, n: Int, d: Int): Fraction {
  return fraction(multiply(f.n, n), multiply(f.d, d));
}

/** a + b in lowest terms. */
export function addFractions(a: Fraction, b: Fraction): Fraction {
  return fraction(plus(multiply(a.n, b.d), multiply(b.n, a.d)), multiply(a.d, b.d));
}

/** a − b in lowest terms. */
export function subtractFractions(a: Fraction, b: Fraction): Fraction {
  return addFractions(a, { n: multiply(b.n, -1), d: b.d });
}

/** Negative when a < b, 0 when equal, positive when a > b. */
export function compareFractions(a: Fraction, b: Fraction): number {
  const left = multiply(a.n, b.d);
  const right = multiply(b.n, a.d);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The fraction as a safe integer. Throws ExactOverflowError. */
export function roundFraction(f: Fraction, rounding: Rounding): number {
  return roundQuotient(f.n, f.d, rounding);
}

/** For storing: numbers where they are safe, decimal digits where not. */
export function toExact(f: Fraction): ExactFraction {
  return [toExactInteger(f.n), toExactInteger(f.d)];
}

/** The reverse of `toExact`. */
export function fromExact([n, d]: ExactFraction): Fraction {
  return { n: typeof n === 'string' ? BigInt(n) : n, d: typeof d === 'string' ? BigInt(d) : d };
}

function toExactInteger(value: Int): ExactInteger {
  return typeof value === 'number' ? value : value.toString();
}

function multiply(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (Number.isSafeInteger(product)) {
      return product;
    }
  }
  return narrow(BigInt(a) * BigInt(b));
}

function plus(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a + b)) {
    return a + b;
  }
  return narrow(BigInt(a) + BigInt(b));
}

function divide(a: Int, exactDivisor: Int): Int {
  if (typeof a === 'number' && typeof exactDivisor === 'number') {
    return a / exactDivisor;
  }
  return narrow(BigInt(a) / BigInt(exactDivisor));
}

function gcd(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    return gcdNumber(a, b);
  }
  let x = BigInt(a);
  let y = BigInt(b);
  while (y !== 0n) {
    [x, y] = [y, x % y];
  }
  return narrow(x < 0n ? -x : x);
}

function gcdNumber(a: number, b: number): number {
  let x = a;
  let y = b;
  while (y !== 0) {
    const rest = x % y;
    x = y;
    y = rest;
  }
  return Math.abs(x);
}

function narrow(value: bigint): Int {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function roundQuotient(n: Int, d: Int, rounding: Rounding): number {
  if (typeof n === 'number' && typeof d === 'number') {
    const rest = n % d;
    const floor = (n - rest) / d - (rest < 0 ? 1 : 0);
    const above = rest < 0 ? rest + d : rest;
    const up = rounding === 'ceil' ? above > 0 : rounding === 'half_up' && above >= d - above;
    return (up ? floor + 1 : floor) + 0;
  }
  const wide = BigInt(n);
  const divisor = BigInt(d);
  const rest = ((wide % divisor) + divisor) % divisor;
  const floor = (wide - rest) / divisor;
  const up = rounding === 'ceil' ? rest > 0n : rounding === 'half_up' && rest * 2n >= divisor;
  const result = narrow(up ? floor + 1n : floor);
  if (typeof result !== 'number') {
    throw new ExactOverflowError(`${result} points leave the safe range`);
  }
  return result;
}
