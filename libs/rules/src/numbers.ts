import { currencyExponent } from './currency.js';
import type { ExactFraction } from './evaluation.js';
import { roundFraction, scaleFraction } from './exact.js';

/** Numbers as people read them, written from integers without a float between. */

/** 2030 with exponent 2 is `20.30`. */
export function decimal(amount: number, exponent: number): string {
  const digits = BigInt(amount < 0 ? -amount : amount)
    .toString()
    .padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const sign = amount < 0 ? '-' : '';
  return exponent === 0 ? sign + whole : `${sign}${whole}.${digits.slice(digits.length - exponent)}`;
}

/** Minor units with their currency: `20.30 GBP`; without a known currency the plain number. */
export function money(amountMinor: number, currency: string | undefined): string {
  const exponent = currency === undefined ? undefined : currencyExponent(currency);
  return exponent === undefined ? String(amountMinor) : `${decimal(amountMinor, exponent)} ${currency}`;
}

/** Basis points as a factor: 12000 is `1.2`. */
export function factor(rateBps: number): string {
  return trimZeros(decimal(rateBps, 4), 0);
}

/** `20.30`, or `6.6667 (20/3)` where no short decimal is exact. `minDigits` pads a fraction, never an integer. */
export function fractionText([n, d]: ExactFraction, minDigits: number): string {
  const value = { n: BigInt(n), d: BigInt(d) };
  for (let digits = 0; digits <= 8; digits++) {
    const scaled = value.n * 10n ** BigInt(digits);
    if (scaled % value.d === 0n) {
      const shown = wide(scaled / value.d, digits);
      return digits === 0 ? shown : trimZeros(shown, minDigits);
    }
  }
  return `${decimal(roundFraction(scaleFraction(value, 10_000, 1), 'half_up'), 4)} (${n}/${d})`;
}

function wide(value: bigint, exponent: number): string {
  const digits = value.toString().padStart(exponent + 1, '0');
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

function trimZeros(text: string, minDigits: number): string {
  const [whole = '', decimals = ''] = text.split('.');
  const kept = decimals.replace(/0+$/, '').padEnd(minDigits, '0');
  return kept === '' ? whole : `${whole}.${kept}`;
}
