import { currencyExponent } from './currency.js';
import { parseInstant } from './instant.js';
import type { Locale, LocalizedText, RatioUnit, Scalar } from './rule.js';
import { localDate, localParts } from './zone.js';

/** What the sentences about rules share: how they write points, money, instants and lists. */

export interface DescribeOptions {
  /** ISO 4217: money is written in its major units; left out, as plain minor units. */
  currency?: string;
  /** IANA zone in which instants are written; left out, as the rule has them. */
  timeZone?: string;
  /** Event types of the programme's own making, with their names. */
  eventTypes?: readonly { type: string; label: LocalizedText }[];
}

/** The text for the reader's language. */
export function pick(locale: Locale, zh: string, en: string): string {
  return locale === 'zh-CN' ? zh : en;
}

/** `10 分`, `1 point`, `10 points`. */
export function pointsText(points: number, locale: Locale): string {
  return locale === 'zh-CN' ? `${points} 分` : `${points} ${points === 1 ? 'point' : 'points'}`;
}

/** A number of a rule's units: 1 of `major` is `1.00 CNY`, or `1.00` when no currency is told. */
export function unitsText(value: number, unit: RatioUnit, locale: Locale, { currency }: DescribeOptions): string {
  if (unit === 'each') {
    return String(value);
  }
  if (unit === 'minor') {
    return `${value}${pick(locale, ' 最小货币单位', value === 1 ? ' minor unit' : ' minor units')}`;
  }
  const exponent = currency === undefined ? 2 : (currencyExponent(currency) ?? 2);
  const digits = exponent > 0 ? `${value}.${'0'.repeat(exponent)}` : String(value);
  return currency === undefined ? digits : `${digits} ${currency}`;
}

/** An RFC 3339 instant as a local day and time, `2026-11-11 00:00`; as it stands without zone or when it is none. */
export function instantText(text: string, { timeZone }: DescribeOptions): string {
  const ms = parseInstant(text);
  if (ms === undefined || timeZone === undefined) {
    return text;
  }
  const { hour, minute } = localParts(ms, timeZone);
  const second = Math.floor(ms / 1000) % 60;
  const clock = [hour, minute, ...(second === 0 ? [] : [second])].map((n) => String(n).padStart(2, '0')).join(':');
  return `${localDate(ms, timeZone)} ${clock}`;
}

/** `1 day`, `365 days`. */
export function daysText(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

/** A gap where Latin letters or digits would run into the Chinese that follows. */
export function gapped(text: string): string {
  return /[!-~]$/.test(text) ? `${text} ` : text;
}

/** `a, b or c`, `a、b 或 c`. */
export function either(items: readonly string[], locale: Locale): string {
  return joined(items, locale, pick(locale, ' 或 ', ' or '));
}

/** `a, b and c`, `a、b 和 c`. */
export function both(items: readonly string[], locale: Locale): string {
  return joined(items, locale, pick(locale, '和', ' and '));
}

function joined(items: readonly string[], locale: Locale, last: string): string {
  const comma = pick(locale, '、', ', ');
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(comma)}${last}${items.at(-1)}`;
}

/** The first ten of a list, and how many there are when there are more. */
export function firstFew<T extends Scalar>(items: readonly T[], locale: Locale): (T | string)[] {
  const { length } = items;
  return length > 10 ? [...items.slice(0, 10), pick(locale, `等 ${length} 项`, `… (${length})`)] : [...items];
}

/** A label in the middle of an English sentence: `Order amount` becomes `order amount`, `SKUs` stays. */
export function inSentence(label: string): string {
  return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
