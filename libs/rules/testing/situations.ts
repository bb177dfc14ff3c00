import fc from 'fast-check';
import type { RuleEvent, UserFacts } from '../src/evaluation.js';
import { ORDER_TRIGGERS } from '../src/fields.js';
import type { RuleSet } from '../src/rule.js';
import { anyRuleSet, instantMs, positive, small, TRIGGERS, word } from './arbitraries.js';

/** Any event and any user, of the same small domains as the rules. */

const line = fc.record({
  sku: fc.constantFrom('a', 'b', 'c'),
  category: fc.constantFrom('fruit', 'juice', 'a', 'milk'),
  quantity: fc.integer({ min: 1, max: 3 }),
  lineAmount: fc.nat(20_000),
});
const order = fc
  .record(
    { items: fc.array(line, { maxLength: 3 }), shipping: fc.nat(3), tax: fc.nat(3), discount: fc.nat(5) },
    { requiredKeys: ['shipping', 'tax', 'discount'] },
  )
  .chain((data) => {
    const sum = (data.items ?? []).reduce((total, one) => total + one.lineAmount, data.shipping + data.tax);
    const found = data.items ? fc.constant(Math.max(0, sum - data.discount)) : fc.oneof(small, fc.nat(50_000));
    return found.map((total) => ({ ...data, amount: total }));
  });
const free = fc.option(fc.oneof(small, word, fc.boolean(), fc.array(word, { maxLength: 2 })), { nil: undefined });

/** An event of a type, within three days of `NOON_MS`. */
export function eventOf(type: string): fc.Arbitrary<RuleEvent> {
  const isOrder = ORDER_TRIGGERS.includes(type);
  return fc
    .record({
      userId: fc.constantFrom('u1', 'a'),
      occurredAtMs: instantMs,
      channel: fc.option(word, { nil: undefined }),
      n: free,
      order: isOrder ? order : fc.constant(undefined),
    })
    .map(({ n, order: data, channel, ...rest }) => ({
      eventId: 'e1',
      type,
      ...rest,
      ...(channel && { channel }),
      data: { ...(n !== undefined && { n }), ...(data && { currency: 'CNY', ...data }) },
    }));
}

/** An event of one of the triggers that `anyRule` knows. */
export const anyEvent: fc.Arbitrary<RuleEvent> = fc.constantFrom(...TRIGGERS).chain(eventOf);

/** A rule set and an event that some of its rules are triggered by. */
export const anyCase: fc.Arbitrary<{ set: RuleSet; event: RuleEvent }> = anyRuleSet.chain((set) =>
  fc
    .constantFrom(...set.rules.map((rule) => rule.trigger))
    .chain(eventOf)
    .map((event) => ({ set, event })),
);

/** Facts of a user, of the kinds that the conditions ask for. */
export const anyUser: fc.Arbitrary<UserFacts> = fc
  .record({
    level: fc.option(word, { nil: undefined }),
    tags: fc.array(word, { maxLength: 3 }),
    orderCount: fc.nat(4),
    streakDays: fc.option(positive, { nil: undefined }),
    registeredAtMs: fc.option(instantMs, { nil: undefined }),
    x: free,
  })
  .map(({ x, tags, orderCount, level, streakDays, registeredAtMs }) => ({
    userId: 'u1',
    tags,
    orderCount,
    ...(level && { level }),
    ...(streakDays && { streakDays }),
    ...(registeredAtMs !== undefined && { registeredAtMs }),
    ...(x !== undefined && { attributes: { x } }),
  }));
