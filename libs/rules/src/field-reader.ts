import type { EvaluationClock, Facts, RuleEvent } from './evaluation.js';
import { findField } from './fields.js';
import type { Scalar } from './rule.js';
import { type LocalParts, localDate, localDay, localParts } from './zone.js';

/** One evaluation's inputs; the rest is worked out once, when a rule first asks for it. */
export interface Context {
  readonly event: RuleEvent;
  readonly facts: Facts;
  readonly clock: EvaluationClock;
  parts: LocalParts | undefined;
  categories: readonly string[] | undefined;
  skus: readonly string[] | undefined;
  /** Lists as traces show them, by the list itself: many rules ask for the same one. */
  shownLists: Map<unknown, readonly Scalar[]> | undefined;
}

/** A context in which nothing has been asked yet. */
export function contextOf(event: RuleEvent, facts: Facts, clock: EvaluationClock): Context {
  return {
    event,
    facts,
    clock,
    parts: undefined,
    categories: undefined,
    skus: undefined,
    shownLists: undefined,
  };
}

/** Reads one field; undefined when the event or the user has no such value, or one of another type. */
export type FieldReader = (context: Context) => unknown;

const READERS: Record<string, FieldReader> = {
  'order.amount': (c) => integer(c.event.data['amount']),
  'order.shipping': (c) => integer(c.event.data['shipping']),
  'order.tax': (c) => integer(c.event.data['tax']),
  'order.discount': (c) => integer(c.event.data['discount']),
  'order.currency': (c) => textOf(c.event.data['currency']),
  'order.orderNo': (c) => textOf(c.event.data['orderNo']),
  'order.lineCount': (c) => linesOf(c.event.data)?.length,
  'order.quantity': (c) => quantity(c.event.data),
  'order.categories': categoriesOf,
  'order.skus': skusOf,
  'order.first': (c) => c.facts.user.orderCount === 0,
  'user.id': (c) => c.event.userId,
  'user.level': (c) => c.facts.user.level,
  'user.tags': (c) => c.facts.user.tags,
  'user.orderCount': (c) => c.facts.user.orderCount,
  'user.streakDays': (c) => c.facts.user.streakDays,
  'user.registeredAt': (c) => c.facts.user.registeredAtMs,
  'user.registeredDays': registeredDays,
  'time.occurredAt': (c) => c.event.occurredAtMs,
  'time.date': (c) => localDate(c.event.occurredAtMs, c.clock.timeZone),
  'time.clock': (c) => clockText(partsOf(c)),
  'time.hour': (c) => partsOf(c).hour,
  'time.weekday': (c) => partsOf(c).isoWeekday,
  'time.dayOfMonth': (c) => partsOf(c).day,
  'time.month': (c) => partsOf(c).month,
  'event.type': (c) => c.event.type,
  'event.channel': (c) => c.event.channel,
};

/** The reader of a catalogue field. Throws RangeError on an unknown path. */
export function readerOf(path: string): FieldReader {
  const reader = Object.hasOwn(READERS, path) ? READERS[path] : undefined;
  if (reader) {
    return reader;
  }
  if (findField(path)) {
    if (path.startsWith('data.')) {
      const names = path.split('.').slice(1);
      return (c) => dig(c.event.data, names);
    }
    const names = path.split('.').slice(2);
    return (c) => dig(c.facts.user.attributes, names);
  }
  throw new RangeError(`unknown field: ${path}`);
}

/** The order's lines, or undefined when the event has none. */
export function linesOf(data: Record<string, unknown>): readonly unknown[] | undefined {
  const items = data['items'];
  return Array.isArray(items) ? items : undefined;
}

/** A property of an untyped line; undefined when the line is no object. */
export function lineValue(line: unknown, name: 'sku' | 'category' | 'quantity' | 'lineAmount'): unknown {
  return typeof line === 'object' && line !== null ? (line as Record<string, unknown>)[name] : undefined;
}

function integer(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function quantity(data: Record<string, unknown>): number | undefined {
  const lines = linesOf(data);
  if (!lines) {
    return undefined;
  }
  let sum = 0;
  for (const line of lines) {
    sum += integer(lineValue(line, 'quantity')) ?? 0;
  }
  return integer(sum);
}

function categoriesOf(c: Context): readonly string[] | undefined {
  c.categories ??= distinct(c.event.data, 'category');
  return c.categories;
}

function skusOf(c: Context): readonly string[] | undefined {
  c.skus ??= distinct(c.event.data, 'sku');
  return c.skus;
}

/** Sorted, so that the order of the lines shows nowhere. */
function distinct(data: Record<string, unknown>, name: 'category' | 'sku'): string[] | undefined {
  const lines = linesOf(data);
  if (!lines) {
    return undefined;
  }
  const values = new Set<string>();
  for (const line of lines) {
    const value = lineValue(line, name);
    if (typeof value === 'string') {
      values.add(value);
    }
  }
  return [...values].sort();
}

function registeredDays(c: Context): number | undefined {
  const since = c.facts.user.registeredAtMs;
  const zone = c.clock.timeZone;
  return since === undefined ? undefined : localDay(c.event.occurredAtMs, zone) - localDay(since, zone);
}

function partsOf(c: Context): LocalParts {
  c.parts ??= localParts(c.event.occurredAtMs, c.clock.timeZone);
  return c.parts;
}

function clockText(parts: LocalParts): string {
  return `${parts.hour < 10 ? '0' : ''}${parts.hour}:${parts.minute < 10 ? '0' : ''}${parts.minute}`;
}

/** Own properties only: an event cannot reach a prototype. */
function dig(from: unknown, names: readonly string[]): unknown {
  let value = from;
  for (const name of names) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
      return undefined;
    }
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
