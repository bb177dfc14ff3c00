/** Facts that an operator makes up about a user, as the form holds them and as the server takes them. */
import { parseInstant, type UserFacts } from '@jifen/rules';
import type { FieldKey } from './event-errors.js';
import { wholeOf } from './event-values.js';

export interface FactsValues {
  level: string;
  tags: readonly string[];
  /** An RFC 3339 instant, or empty. */
  registeredAt: string;
  orderCount: string;
  streakDays: string;
  /** Kept as they were told of the real user. */
  attributes: Readonly<Record<string, unknown>>;
}

export interface FactsBody {
  level?: string;
  tags?: string[];
  registeredAt?: string;
  attributes?: Record<string, unknown>;
  orderCount?: number;
  streakDays?: number;
}

/** The facts of a user as a start for made-up ones; without any those of a new user. */
export function factsValuesOf(facts: UserFacts | undefined): FactsValues {
  const { level = '', tags = [], registeredAtMs, orderCount = 0, streakDays, attributes = {} } = facts ?? {};
  return {
    level,
    tags,
    registeredAt: registeredAtMs === undefined ? '' : new Date(registeredAtMs).toISOString(),
    orderCount: String(orderCount),
    streakDays: streakDays === undefined ? '' : String(streakDays),
    attributes,
  };
}

/** What was entered, as the server takes it; what is empty or cannot be read is left out. */
export function factsBody(values: FactsValues): FactsBody {
  const orderCount = wholeOf(values.orderCount);
  const streakDays = wholeOf(values.streakDays);
  return {
    ...(values.level.trim() === '' ? {} : { level: values.level.trim() }),
    ...(values.tags.length === 0 ? {} : { tags: [...values.tags] }),
    ...(parseInstant(values.registeredAt) === undefined ? {} : { registeredAt: values.registeredAt }),
    ...(Object.keys(values.attributes).length === 0 ? {} : { attributes: { ...values.attributes } }),
    ...(orderCount === undefined ? {} : { orderCount }),
    ...(streakDays === undefined ? {} : { streakDays }),
  };
}

/** Which facts cannot be read, by field. */
export function factsErrors(values: FactsValues): ReadonlySet<FieldKey> {
  const wrong = new Set<FieldKey>();
  for (const name of ['orderCount', 'streakDays'] as const) {
    if (values[name] !== '' && wholeOf(values[name]) === undefined) wrong.add(`facts.${name}`);
  }
  return wrong;
}
