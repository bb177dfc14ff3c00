/** Money as people type it (`139.12`) and as events carry it (13912 minor units), exact in both directions. */
import { currencyExponent } from '@jifen/rules';

/** What most currencies have; taken while the currency is not known, so that text and number still agree. */
const USUAL_EXPONENT = 2;

function exponentOf(currency: string): number {
  return currencyExponent(currency) ?? USUAL_EXPONENT;
}

/** Minor units of an amount that was typed; undefined when it is none, or too fine or too large for the currency. */
export function minorOf(text: string, currency: string): number | undefined {
  const exponent = exponentOf(currency);
  const match = /^(\d{1,13})(?:\.(\d*))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, whole = '', part = ''] = match;
  if (part.length > exponent) return undefined;
  const minor = Number(whole + part.padEnd(exponent, '0'));
  return Number.isSafeInteger(minor) ? minor : undefined;
}

/** The text of non-negative minor units: 13912 GBP is `139.12`, 500 JPY is `500`. */
export function majorText(minor: number, currency: string): string {
  const exponent = exponentOf(currency);
  if (exponent === 0) return String(minor);
  const digits = String(minor).padStart(exponent + 1, '0');
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
