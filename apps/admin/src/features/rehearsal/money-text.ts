/** Amounts of events, as people type them and as events carry them: never negative. */
import * as money from '../../shared/money.js';

/** Minor units of an amount that was typed; undefined when it is none, or too fine or too large for the currency. */
export function minorOf(text: string, currency: string): number | undefined {
  const minor = money.minorOf(text, money.exponentOf(currency));
  return minor !== undefined && minor >= 0 ? minor : undefined;
}

/** The text of minor units: 13912 GBP is `139.12`, 500 JPY is `500`. */
export function majorText(amountMinor: number, currency: string): string {
  return money.majorText(amountMinor, money.exponentOf(currency));
}
