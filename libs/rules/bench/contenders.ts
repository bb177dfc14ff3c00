// The same rules for three engines. Each answers how many points a visit earns; set-up is not part of the measurement.
import { type Condition, compileRuleSet, evaluate, type Facts, type FieldCondition, type Rule } from '@jifen/rules';
import { Engine, Fact, type NestedCondition, type TopLevelCondition } from 'json-rules-engine';
import { TRIGGER, type Visit } from './programme.ts';

export interface Contender {
  name: string;
  /** Points of a visit, and how much of a trace came with them (so that nothing can be left out unnoticed). */
  run: (visit: Visit) => Points | Promise<Points>;
}
export interface Points {
  points: number;
  traced: number;
}

const clock = { recordedAtMs: Date.parse('2026-11-23T00:00:00Z'), timeZone: 'Asia/Shanghai' };
const unused = { times: 0, points: 0 };

/** Ours, always with the full trace: every condition of every rule with wanted and got, base, multipliers, dates. */
export function ours(rules: Rule[]): Contender {
  const compiled = compileRuleSet({ rules });
  const usage: Facts['usage'] = () => unused;
  return {
    name: 'ours',
    run: ({ event, user }) => {
      const { points, trace } = evaluate(compiled, event, { user, usage }, clock);
      return { points, traced: trace.length };
    },
  };
}

/** What a programmer would read from an event before asking any rule. */
export interface FlatFacts {
  type: string;
  amount: number;
  currency: string;
  coupon: string | undefined;
  categories: string[];
  channel: string | undefined;
  level: string | undefined;
  tags: readonly string[];
  orderCount: number;
  weekday: number;
}

const NAMES: Record<string, keyof FlatFacts> = {
  'event.type': 'type',
  'order.amount': 'amount',
  'order.currency': 'currency',
  'order.categories': 'categories',
  'event.channel': 'channel',
  'user.level': 'level',
  'user.tags': 'tags',
  'user.orderCount': 'orderCount',
  'time.weekday': 'weekday',
  'data.coupon': 'coupon',
};

const EIGHT_HOURS_MS = 28_800_000;

function flatten({ event, user }: Visit): FlatFacts {
  const { amount, currency, coupon, items } = event.data as unknown as {
    amount: number;
    currency: string;
    coupon?: string;
    items: { category: string }[];
  };
  return {
    type: event.type,
    amount,
    currency,
    coupon,
    categories: items.map((item) => item.category),
    channel: event.channel,
    level: user.level,
    tags: user.tags,
    orderCount: user.orderCount,
    weekday: new Date(event.occurredAtMs + EIGHT_HOURS_MS).getUTCDay() || 7,
  };
}

/** The award part, which neither of the others has: points of one rule that holds. */
function pointsOf({ award, multipliers }: Rule, { amount, level }: FlatFacts): number {
  if (award.kind === 'fixed') {
    return award.points;
  }
  if (award.kind !== 'ratio') {
    throw new RangeError(`no ${award.kind} awards in the bench`);
  }
  const rateBps = multipliers && level === 'GOLD' ? 12_000 : 10_000;
  return Math.floor((amount * award.points * rateBps) / (award.per * 1_000_000));
}

const OPERATORS: Partial<Record<FieldCondition['op'], string>> = {
  eq: 'equal',
  ne: 'notEqual',
  in: 'in',
  lt: 'lessThan',
  gte: 'greaterThanInclusive',
  contains: 'contains',
};

function toJsonCondition(condition: Condition): NestedCondition {
  switch (condition.kind) {
    case 'all':
      return { all: condition.of.map(toJsonCondition) };
    case 'any':
      return { any: condition.of.map(toJsonCondition) };
    case 'not':
      return { not: toJsonCondition(condition.of) };
    case 'field': {
      const { field, op, value } = condition;
      if (field === 'order.first') {
        return { fact: 'orderCount', operator: value === true ? 'equal' : 'notEqual', value: 0 };
      }
      return { fact: NAMES[field] ?? field, operator: OPERATORS[op] ?? op, value };
    }
  }
}

const ofType = (rule: Rule) => ({ fact: 'type', operator: 'equal', value: rule.trigger, priority: 100 });

/** One engine for all rules, built once. Rules of several types ask the type first, and go on only if it is theirs. */
function engineOf(rules: Rule[], eventOf: (rule: Rule) => { type: string; params?: Record<string, unknown> }): Engine {
  const isMixed = rules.some((rule) => rule.trigger !== TRIGGER);
  const properties = rules.map((rule) => {
    const condition = rule.conditions ? toJsonCondition(rule.conditions) : { all: [] };
    const isTop = 'all' in condition || 'any' in condition || 'not' in condition;
    const conditions = isMixed ? { all: [ofType(rule), condition] } : isTop ? condition : { all: [condition] };
    return { name: rule.code, conditions: conditions as TopLevelCondition, event: eventOf(rule) };
  });
  return new Engine(properties, { allowUndefinedFacts: true });
}

/** As its pages show it: plain facts, the award in the params of the rule's event. */
export function jsonRulesEngine(rules: Rule[]): Contender {
  const engine = engineOf(rules, (rule) => ({
    type: rule.code,
    params: { award: rule.award, multipliers: rule.multipliers },
  }));
  return {
    name: 'json-rules-engine',
    run: async (visit) => {
      const facts = flatten(visit);
      const { events, results, failureResults } = await engine.run({ ...facts });
      const points = events.reduce((sum, event) => sum + pointsOf(event.params as unknown as Rule, facts), 0);
      return { points, traced: results.length + failureResults.length };
    },
  };
}

/** As cheap as it gets: facts that are never hashed, events without params, awards looked up by the rule's code. */
export function jsonRulesEngineBare(rules: Rule[]): Contender {
  const engine = engineOf(rules, (rule) => ({ type: rule.code }));
  const byCode = new Map(rules.map((rule) => [rule.code, rule]));
  return {
    name: 'json-rules-engine, bare',
    run: async (visit) => {
      const facts = flatten(visit);
      const constants: Record<string, Fact> = {};
      for (const [name, value] of Object.entries(facts)) {
        if (value !== undefined) {
          constants[name] = new Fact(name, value, { cache: false });
        }
      }
      const { events, results, failureResults } = await engine.run(constants);
      const points = events.reduce((sum, event) => sum + pointsOf(byCode.get(event.type) as Rule, facts), 0);
      return { points, traced: results.length + failureResults.length };
    },
  };
}

/** The chain of ifs that a programmer would write for these rules, one function an event type: no trace, no dates. */
export function ifChain(rules: Rule[]): Contender {
  const body = rules.filter((rule) => rule.trigger === TRIGGER).map(ifOf);
  const names = Object.values(NAMES).join(', ');
  const source = `return ({ ${names} }) => {\nlet points = 0;\n${body.join('\n')}\nreturn points;\n};`;
  const chain = new Function(source)() as (facts: FlatFacts) => number;
  return {
    name: 'if chain',
    run: (visit) => ({ points: visit.event.type === TRIGGER ? chain(flatten(visit)) : 0, traced: 0 }),
  };
}

function ifOf(rule: Rule): string {
  const { award, multipliers } = rule;
  const condition = rule.conditions ? toSource(rule.conditions) : 'true';
  if (award.kind !== 'ratio') {
    return `if (${condition}) points += ${award.kind === 'fixed' ? award.points : 0};`;
  }
  const rate = multipliers ? "(level === 'GOLD' ? 12000 : 10000)" : '10000';
  return `if (${condition}) points += Math.floor((amount * ${award.points} * ${rate}) / ${award.per * 1_000_000});`;
}

function toSource(condition: Condition): string {
  switch (condition.kind) {
    case 'all':
      return `(${condition.of.map(toSource).join(' && ')})`;
    case 'any':
      return `(${condition.of.map(toSource).join(' || ')})`;
    case 'not':
      return `!${toSource(condition.of)}`;
    case 'field':
      return leafSource(condition);
  }
}

function leafSource({ field, op, value }: FieldCondition): string {
  const wanted = JSON.stringify(value);
  if (field === 'order.first') {
    return value === true ? '(orderCount === 0)' : '(orderCount !== 0)';
  }
  const name = NAMES[field] ?? field;
  switch (op) {
    case 'eq':
      return `(${name} === ${wanted})`;
    case 'ne':
      return `(${name} !== ${wanted})`;
    case 'lt':
      return `(${name} < ${wanted})`;
    case 'gte':
      return `(${name} >= ${wanted})`;
    case 'contains':
      return `${name}.includes(${wanted})`;
    case 'in':
      return `(${(value as (string | number)[]).map((one) => `${name} === ${JSON.stringify(one)}`).join(' || ')})`;
    default:
      throw new RangeError(`no ${op} in the bench`);
  }
}
