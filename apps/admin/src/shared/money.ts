/** Money is entered in major units and kept in minor ones. Exact: by digits, never through a fraction. */
import { currencyExponent } from '@jifen/rules';

/** What most currencies have; taken while the currency is not known, so that text and number still agree. */
const USUAL_EXPONENT = 2;

/** Digits of a currency's minor units; the usual two for a text that is no currency (yet). */
export function exponentOf(currency: string): number {
  return currencyExponent(currency) ?? USUAL_EXPONENT;
}

/** Minor units as a plain decimal text: 2030 with two digits is `20.30`. */
export function majorText(amountMinor: number, exponent: number): string {
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const part = exponent === 0 ? '' : `.${digits.slice(digits.length - exponent)}`;
  return `${amountMinor < 0 ? '-' : ''}${whole}${part}`;
}

/** A decimal text as minor units; undefined when it is none, has too many digits or is beyond the safe range. */
export function minorOf(text: string, exponent: number): number | undefined {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, sign = '', whole = '', part = ''] = match;
  if (part.length > exponent && /[1-9]/.test(part.slice(exponent))) return undefined;
  const value = Number(`${sign}${whole}${part.slice(0, exponent).padEnd(exponent, '0')}`);
  return Number.isSafeInteger(value) ? value + 0 : undefined;
}
