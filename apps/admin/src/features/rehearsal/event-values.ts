/**
 * An event as a form holds it: texts as they were typed, money in major units. What the form has no field for is kept
 * beside it, so that the way to JSON and back loses nothing.
 */
import { ORDER_TRIGGERS } from '@jifen/rules';
import { majorText, minorOf } from './money-text.js';

export const CHARGES = ['amount', 'shipping', 'tax', 'discount'] as const;
export type Charge = (typeof CHARGES)[number];

export interface LineValues {
  sku: string;
  category: string;
  quantity: string;
  amount: string;
  /** Fields of the line that the form does not show. */
  rest: Readonly<Record<string, unknown>>;
}

export interface FieldValues {
  name: string;
  /** A number, `true`, `false`, or a text; a text that looks like one of the others is in quotes. */
  value: string;
}

export interface EventValues extends Readonly<Record<Charge, string>> {
  eventId: string;
  type: string;
  userId: string;
  /** An RFC 3339 instant. */
  occurredAt: string;
  channel: string;
  currency: string;
  lines: readonly LineValues[];
  fields: readonly FieldValues[];
  /** Members of `data` that the form does not show. */
  rest: Readonly<Record<string, unknown>>;
  /** Members of the event itself that no contract knows; the server will say so. */
  unknown: Readonly<Record<string, unknown>>;
}

export interface EventBody {
  eventId?: string;
  type: string;
  userId: string;
  occurredAt: string;
  channel?: string;
  data?: Record<string, unknown>;
}

export function isOrder(type: string): boolean {
  return ORDER_TRIGGERS.includes(type);
}

/** A first event to change: an order of today. */
export function firstValues(nowIso: string, currency: string): EventValues {
  return {
    ...{ eventId: '', type: 'ORDER_COMPLETED', userId: '', occurredAt: nowIso, channel: '' },
    ...{ currency, amount: '100.00', shipping: '', tax: '', discount: '' },
    ...{ lines: [], fields: [], rest: {}, unknown: {} },
  };
}

export function emptyLine(): LineValues {
  return { sku: '', category: '', quantity: '', amount: '', rest: {} };
}

/** The event that the values say; what cannot be read as what it has to be is left out. */
export function bodyOf(values: EventValues): EventBody {
  const data = dataOf(values);
  return {
    ...(values.eventId === '' ? {} : { eventId: values.eventId }),
    type: values.type,
    userId: values.userId,
    occurredAt: values.occurredAt,
    ...(values.channel === '' ? {} : { channel: values.channel }),
    ...(Object.keys(data).length === 0 ? {} : { data }),
    ...values.unknown,
  };
}

function dataOf(values: EventValues): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  if (isOrder(values.type)) {
    if (values.currency !== '') data['currency'] = values.currency;
    for (const charge of CHARGES) {
      const minor = minorOf(values[charge], values.currency);
      if (minor !== undefined) data[charge] = minor;
    }
    if (values.lines.length > 0) data['items'] = values.lines.map((line) => lineOf(line, values.currency));
  }
  for (const { name, value } of values.fields) {
    if (name.trim() !== '' && !Object.hasOwn(data, name.trim())) data[name.trim()] = scalarOf(value);
  }
  return withRest(data, values.rest);
}

function lineOf(line: LineValues, currency: string): Record<string, unknown> {
  const quantity = wholeOf(line.quantity);
  const lineAmount = minorOf(line.amount, currency);
  const known: Record<string, unknown> = {
    ...(line.sku === '' ? {} : { sku: line.sku }),
    ...(line.category === '' ? {} : { category: line.category }),
    ...(quantity === undefined ? {} : { quantity }),
    ...(lineAmount === undefined ? {} : { lineAmount }),
  };
  return withRest(known, line.rest);
}

/** What was typed counts before what was kept from the JSON. */
function withRest(typed: Record<string, unknown>, rest: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...typed, ...Object.fromEntries(Object.entries(rest).filter(([name]) => !Object.hasOwn(typed, name))) };
}

/** A whole number that was typed; undefined when it is none. */
export function wholeOf(text: string): number | undefined {
  const number = /^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Reads what was typed as a number, a truth value or a text. */
export function scalarOf(text: string): string | number | boolean {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
  } catch {
    // Anything that is no JSON is a text as it stands.
  }
  return text;
}

/** The text that `scalarOf` reads as this value. */
export function scalarText(value: string | number | boolean): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return scalarOf(value) === value ? value : JSON.stringify(value);
}

/** The form's values of an event. Texts may be missing or of another type: they are empty then. */
export function valuesOf(event: Readonly<Record<string, unknown>>): EventValues {
  const { eventId, type, userId, occurredAt, channel, data, ...unknown } = event;
  const rest: Record<string, unknown> = isRecord(data) ? { ...data } : {};
  const order = isOrder(textOf(type));
  const currency = order ? takeText(rest, 'currency') : '';
  const charges = Object.fromEntries(
    CHARGES.map((charge) => [charge, order ? takeMoney(rest, charge, currency) : '']),
  ) as Record<Charge, string>;
  const lines = order ? takeLines(rest, currency) : [];
  const fields: FieldValues[] = [];
  for (const [name, value] of Object.entries(rest)) {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') continue;
    if (name.trim() !== name || name === '' || isOwnName(name, order)) continue;
    fields.push({ name, value: scalarText(value) });
    delete rest[name];
  }
  return {
    ...{ eventId: textOf(eventId), type: textOf(type), userId: textOf(userId), channel: textOf(channel) },
    ...{ occurredAt: textOf(occurredAt), currency, ...charges, lines, fields, rest, unknown },
  };
}

/** What an order's own fields hold but cannot be shown in them (a negative amount) stays JSON. */
export function isOwnName(name: string, order: boolean): boolean {
  return order && [...CHARGES, 'currency', 'items'].includes(name);
}

function takeText(from: Record<string, unknown>, name: string): string {
  const value = from[name];
  if (typeof value !== 'string') return '';
  delete from[name];
  return value;
}

function takeMoney(from: Record<string, unknown>, name: string, currency: string): string {
  const value = from[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) return '';
  const text = majorText(value, currency);
  if (minorOf(text, currency) !== value) return '';
  delete from[name];
  return text;
}

function takeLines(from: Record<string, unknown>, currency: string): LineValues[] {
  const items = from['items'];
  if (!Array.isArray(items) || !items.every(isRecord)) return [];
  delete from['items'];
  return items.map((item) => {
    const rest = { ...item };
    const quantity = takeWhole(rest, 'quantity');
    const amount = takeMoney(rest, 'lineAmount', currency);
    return { sku: takeText(rest, 'sku'), category: takeText(rest, 'category'), quantity, amount, rest };
  });
}

function takeWhole(from: Record<string, unknown>, name: string): string {
  const value = from[name];
  if (typeof value !== 'number' || wholeOf(String(value)) !== value) return '';
  delete from[name];
  return String(value);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
