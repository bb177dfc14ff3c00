import { compileRuleSet } from './compile.js';
import { evaluate } from './evaluate.js';
import type { Evaluation, EvaluationClock, RuleEvent, Usage, UserFacts } from './evaluation.js';
import type { Rule } from './rule.js';
import { validateRuleSet } from './validate.js';

/** Short ways to write rules and events in the specs of this library; not exported from it. */

/** A Sunday: 2026-11-22 12:00 in Shanghai, 04:00 UTC. */
export const NOON_MS = Date.parse('2026-11-22T12:00:00+08:00');
export const CLOCK: EvaluationClock = { recordedAtMs: NOON_MS, timeZone: 'Asia/Shanghai' };

/** 1 point per 1.00 of an order, floor, 365 days, unless told otherwise. */
export function aRule(changes: Partial<Rule> = {}): Rule {
  return {
    code: 'R',
    name: { 'zh-CN': '规则', 'en-US': 'Rule' },
    trigger: 'ORDER_COMPLETED',
    status: 'ACTIVE',
    award: { kind: 'ratio', points: 1, per: 1, unit: 'major', base: { kind: 'field', field: 'order.amount' } },
    rounding: 'floor',
    validity: { kind: 'days', days: 365 },
    ...changes,
  };
}

export function anOrder(amount: number, more: Record<string, unknown> = {}): RuleEvent {
  return anEvent({ currency: 'CNY', amount, ...more });
}

export function anEvent(data: Record<string, unknown>, changes: Partial<RuleEvent> = {}): RuleEvent {
  return { eventId: 'e1', type: 'ORDER_COMPLETED', userId: 'u1', occurredAtMs: NOON_MS, data, ...changes };
}

export interface Situation {
  user?: Partial<UserFacts>;
  usage?: Record<string, Usage>;
  /** Points given out of a rule's budget, by key. */
  budget?: Record<string, number>;
  clock?: Partial<EvaluationClock>;
}

/** Evaluates rules that must be valid. `usage` is keyed `key period`, such as `rule:R D2026-11-22`. */
export function run(
  rules: Rule | Rule[],
  event: RuleEvent,
  { user, usage, budget, clock }: Situation = {},
): Evaluation {
  const ruleSet = { rules: Array.isArray(rules) ? rules : [rules] };
  const problems = validateRuleSet(JSON.parse(JSON.stringify(ruleSet)));
  if (problems.length > 0) {
    throw new Error(`invalid rules: ${JSON.stringify(problems)}`);
  }
  const facts = {
    user: { userId: event.userId, tags: [], orderCount: 0, ...user },
    usage: (key: string, period: string) => usage?.[`${key} ${period}`] ?? { times: 0, points: 0 },
    ...(budget && { budgetUsed: (key: string) => budget[key] ?? 0 }),
  };
  return evaluate(compileRuleSet(ruleSet), event, facts, { ...CLOCK, ...clock });
}
