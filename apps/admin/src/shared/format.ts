/** Dates and numbers as people read them. Pure: language and time zone are arguments. */
import { NEVER, type TransactionView } from '@jifen/contracts';
import { currencyExponent } from '@jifen/rules';
import type { Locale } from './i18n/texts.js';

const cache = new Map<string, Intl.DateTimeFormat>();

function dateFormat(locale: Locale, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`;
  const known = cache.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { ...options, timeZone });
  cache.set(key, made);
  return made;
}

/** 12345 as `12,345`. */
export function formatInteger(value: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(value);
}

/** 12345 as `+12,345`, −5 as `−5` (a real minus sign), 0 as `0`. */
export function formatSigned(value: number, locale: Locale): string {
  if (value === 0) return '0';
  return `${value > 0 ? '+' : '−'}${formatInteger(Math.abs(value), locale)}`;
}

const DAY_PARTS: Readonly<Record<Locale, Intl.DateTimeFormatOptions>> = {
  'zh-CN': { year: 'numeric', month: '2-digit', day: '2-digit' },
  'en-US': { year: 'numeric', month: 'short', day: 'numeric' },
};

/** An instant in the programme's time zone, to the second: `2026/01/15 16:26:00` or `Jan 15, 2026, 16:26:00`. */
export function formatInstant(iso: string, locale: Locale, timeZone: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return dateFormat(locale, timeZone, {
    ...DAY_PARTS[locale],
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}

/** A calendar day: it has no time zone of its own. */
export function formatDay(day: string, locale: Locale): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return day;
  return dateFormat(locale, 'UTC', DAY_PARTS[locale]).format(at);
}

export function isNever(day: string): boolean {
  return day === NEVER;
}

/** `UTC+8`, `UTC−3:30`: the zone's offset at an instant; empty when the zone is not known here. */
export function formatOffset(timeZone: string, nowMs: number): string {
  try {
    const parts = dateFormat('en-US', timeZone, { timeZoneName: 'shortOffset' }).formatToParts(new Date(nowMs));
    const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
    return name.replace('GMT', 'UTC').replace('-', '−');
  } catch {
    return '';
  }
}

/** Minor units with their currency: 2030 GBP as `£20.30`. An unknown currency shows the plain number and the code. */
export function formatMoney(amountMinor: number, currency: string, locale: Locale): string {
  const exponent = currencyExponent(currency);
  if (exponent === undefined) return `${formatInteger(amountMinor, locale)} ${currency}`;
  const digits = { minimumFractionDigits: exponent, maximumFractionDigits: exponent };
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits });
  return format.format(decimalText(amountMinor, exponent));
}

/** Exact decimal text of minor units (Intl takes it without going through a float). */
function decimalText(amountMinor: number, exponent: number): Intl.StringNumericLiteral {
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const part = exponent === 0 ? '' : `.${digits.slice(digits.length - exponent)}`;
  return `${amountMinor < 0 ? '-' : ''}${whole}${part}` as Intl.StringNumericLiteral;
}

export type EffectNote = 'toPending' | 'toFrozen' | 'debtOnly' | 'noEffect';

export interface AvailableEffect {
  /** What the posting did to the points that can be spent. */
  change: number;
  /** Why that differs from the points moved. */
  note?: EffectNote;
}

/** A posting seen from the user's available balance. */
export function availableEffect(
  tx: Pick<TransactionView, 'debitBook' | 'creditBook' | 'points' | 'availableBefore' | 'availableAfter'>,
): AvailableEffect {
  const change = tx.availableAfter - tx.availableBefore;
  if (tx.creditBook === 'FROZEN' && change !== 0) return { change, note: 'toFrozen' };
  if (change !== 0) return { change };
  if (tx.creditBook === 'PENDING') return { change, note: 'toPending' };
  if (tx.creditBook === 'DEBT' || tx.debitBook === 'DEBT') return { change, note: 'debtOnly' };
  return { change, note: 'noEffect' };
}

/** What a manual posting will leave available: a grant first repays debt, a deduction takes from what is there. */
export function balanceAfter(
  kind: 'grant' | 'deduct',
  account: { available: number; debt: number },
  points: number,
): { available: number; debtRepaid: number; enough: boolean } {
  if (kind === 'deduct') {
    return { available: account.available - points, debtRepaid: 0, enough: points <= account.available };
  }
  const debtRepaid = Math.min(account.debt, points);
  return { available: account.available + points - debtRepaid, debtRepaid, enough: true };
}

/** `operator:01J…` split at its first colon; `system` has no id. */
export function actorParts(actor: string): { kind: string; id: string } {
  const at = actor.indexOf(':');
  return at < 0 ? { kind: actor, id: '' } : { kind: actor.slice(0, at), id: actor.slice(at + 1) };
}
