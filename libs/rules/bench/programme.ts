// The rules and events of the bench: everyday shapes in turn, the same ones for every contender, without any chance.
import type { Condition, FieldCondition, Multiplier, Rule, RuleEvent, UserFacts } from '@jifen/rules';

export interface Visit {
  event: RuleEvent;
  user: UserFacts;
}

/** The event type that is measured. */
export const TRIGGER = 'ORDER_COMPLETED';

const LEVELS = ['SILVER', 'GOLD', 'PLATINUM'];
const CHANNELS = ['app', 'mini', 'web', 'shop'];
const CATEGORIES = ['fruit', 'juice', 'dairy', 'bakery', 'tea', 'rice', 'fish', 'oil'];
const START_MS = Date.parse('2026-11-16T01:00:00Z');

const field = (path: string, op: FieldCondition['op'], value: FieldCondition['value']): FieldCondition => ({
  kind: 'field',
  field: path,
  op,
  value,
});
const pick = <T>(list: readonly T[], i: number): T => list[i % list.length] as T;

/** Conditions of rule `i`: eight shapes in turn, with other values each time. */
function conditionsOf(i: number): Condition {
  const n = Math.floor(i / 8);
  const from = 500 * (1 + (n % 40));
  switch (i % 8) {
    case 0:
      return field('order.amount', 'gte', from);
    case 1:
      return { kind: 'all', of: [field('user.level', 'in', ['GOLD', 'PLATINUM']), field('order.amount', 'gte', from)] };
    case 2:
      return {
        kind: 'all',
        of: [field('order.categories', 'contains', pick(CATEGORIES, n)), field('order.amount', 'lt', from * 4)],
      };
    case 3:
      return {
        kind: 'all',
        of: [field('event.channel', 'eq', pick(CHANNELS, n)), field('time.weekday', 'in', [6, 7])],
      };
    case 4:
      return { kind: 'all', of: [field('order.first', 'eq', true), field('order.currency', 'eq', 'CNY')] };
    case 5:
      return {
        kind: 'any',
        of: [field('user.level', 'eq', pick(LEVELS, n)), field('user.tags', 'contains', `tag${n % 20}`)],
      };
    case 6:
      return {
        kind: 'all',
        of: [{ kind: 'not', of: field('event.channel', 'eq', 'web') }, field('user.orderCount', 'gte', n % 12)],
      };
    default:
      return {
        kind: 'all',
        of: [
          field('data.coupon', 'eq', `C${n % 50}`),
          field('order.amount', 'gte', 1000),
          field('user.level', 'ne', 'SILVER'),
        ],
      };
  }
}

const gold: Multiplier = { code: 'GOLD', rateBps: 12_000, conditions: field('user.level', 'eq', 'GOLD') };

function ruleOf(i: number, trigger: string): Rule {
  const rule: Rule = {
    code: `R${i}`,
    name: { 'zh-CN': `规则 ${i}`, 'en-US': `Rule ${i}` },
    trigger,
    status: 'ACTIVE',
    conditions: conditionsOf(i),
    award: { kind: 'fixed', points: 1 + (i % 7) },
    rounding: 'floor',
    validity: { kind: 'days', days: 365 },
  };
  if (i % 3 > 0) {
    return rule;
  }
  return {
    ...rule,
    award: {
      kind: 'ratio',
      points: 1 + (i % 4),
      per: 1 + (i % 5),
      unit: 'major',
      base: { kind: 'field', field: 'order.amount' },
    },
    ...(i % 2 === 0 && { multipliers: [gold] }),
  };
}

/** `count` rules that an order triggers; with `total` other types of event have the rest of so many. */
export function benchRules(count: number, total = count): Rule[] {
  const rules: Rule[] = [];
  for (let i = 0; i < total; i++) {
    const isOrders = i % (total / count) === 0;
    rules.push(isOrders ? ruleOf(Math.floor((i * count) / total), TRIGGER) : otherRule(i));
  }
  return rules;
}

/** A rule of one of 30 other event types; conditions on what every event has. */
function otherRule(i: number): Rule {
  const conditions = {
    kind: 'all' as const,
    of: [field('event.channel', 'eq', pick(CHANNELS, i)), field('user.orderCount', 'gte', i % 9)],
  };
  return { ...ruleOf(1, `OTHER_${i % 30}`), code: `O${i}`, conditions };
}

/** 64 orders of as many people: one week, all levels and channels. */
export function benchVisits(): Visit[] {
  return Array.from({ length: 64 }, (_, i) => {
    const items = Array.from({ length: 1 + (i % 4) }, (__, k) => ({
      lineId: String(k),
      sku: `S${(i * 7 + k) % 50}`,
      category: pick(CATEGORIES, i + 3 * k),
      quantity: 1 + k,
      lineAmount: 199 + ((i * 613 + k * 271) % 6000),
    }));
    const amount = items.reduce((sum, item) => sum + item.lineAmount, 0);
    const data = { orderNo: `N${i}`, currency: 'CNY', amount, items, ...(i % 3 === 0 && { coupon: `C${i % 50}` }) };
    const user: UserFacts = {
      userId: `u${i}`,
      tags: [`tag${i % 20}`, 'member'],
      orderCount: i % 13,
      ...(i % 5 > 0 && { level: pick(LEVELS, i) }),
    };
    const event: RuleEvent = {
      eventId: `e${i}`,
      type: TRIGGER,
      userId: user.userId,
      occurredAtMs: START_MS + i * 9_600_000,
      data,
      channel: pick(CHANNELS, i),
    };
    return { event, user };
  });
}
