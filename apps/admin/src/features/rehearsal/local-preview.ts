/** The engine at work in the browser, on the facts that the server told, and the comparison with what is live. */
import type { BudgetCounterView, CounterView } from '@jifen/contracts';
import {
  type CompiledRuleSet,
  compileRuleSet,
  type Evaluation,
  type EvaluationClock,
  evaluate,
  isRuleSet,
  parseInstant,
  type RuleEvent,
  type RuleSet,
  type RuleTrace,
  type UserFacts,
} from '@jifen/rules';
import type { EventBody } from './event-values.js';

export interface KnownFacts {
  user: UserFacts;
  usage: readonly CounterView[];
  budgets: readonly BudgetCounterView[];
}

/** Rules made ready; undefined when they are not such that they could be published. */
export function readyRules(ruleSet: unknown): CompiledRuleSet | undefined {
  try {
    return isRuleSet(ruleSet) ? compileRuleSet(ruleSet as RuleSet) : undefined;
  } catch {
    return undefined;
  }
}

/** The event as the engine takes it; undefined when its time is none. */
export function ruleEventOf(body: EventBody): RuleEvent | undefined {
  const occurredAtMs = parseInstant(body.occurredAt);
  if (occurredAtMs === undefined) return undefined;
  const { eventId = 'preview', type, userId, channel, data = {} } = body;
  return { eventId, type, userId, occurredAtMs, data, ...(channel === undefined ? {} : { channel }) };
}

/** What the rules give; undefined when points leave the range in which they are exact. */
export function evaluateHere(
  rules: CompiledRuleSet,
  event: RuleEvent,
  known: KnownFacts,
  clock: EvaluationClock,
): Evaluation | undefined {
  const usage = new Map(known.usage.map((counter) => [`${counter.key} ${counter.period}`, counter]));
  const budgets = new Map(known.budgets.map((counter) => [counter.key, counter.used]));
  try {
    return evaluate(
      rules,
      event,
      {
        user: known.user,
        usage: (key, period) => usage.get(`${key} ${period}`) ?? { times: 0, points: 0 },
        budgetUsed: (key) => budgets.get(key) ?? 0,
      },
      clock,
    );
  } catch {
    return undefined;
  }
}

/** Whether two values are the same JSON, whatever the order of their members. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a).filter(([, value]) => value !== undefined);
  const right = new Map(Object.entries(b).filter(([, value]) => value !== undefined));
  return (
    left.length === right.size && left.every(([name, value]) => right.has(name) && sameJson(value, right.get(name)))
  );
}

export type RuleChangeKind = 'same' | 'changed' | 'added' | 'removed';

export interface RuleComparison {
  ruleCode: string;
  live: RuleTrace | undefined;
  candidate: RuleTrace | undefined;
  change: RuleChangeKind;
  /** Points of the candidate less those of live. */
  difference: number;
}

/** Each rule that either side looked at: in the candidate's order, then what only live has. */
export function compareRules(live: Evaluation | undefined, candidate: Evaluation): RuleComparison[] {
  const before = new Map((live?.trace ?? []).map((trace) => [trace.ruleCode, trace]));
  const rows = candidate.trace.map((trace) => compared(before.get(trace.ruleCode), trace));
  const known = new Set(candidate.trace.map((trace) => trace.ruleCode));
  const gone = [...before.values()].filter((trace) => !known.has(trace.ruleCode));
  return [...rows, ...gone.map((trace) => compared(trace, undefined))];
}

function compared(live: RuleTrace | undefined, candidate: RuleTrace | undefined): RuleComparison {
  const change = !live ? 'added' : !candidate ? 'removed' : sameJson(live, candidate) ? 'same' : 'changed';
  return {
    ruleCode: (candidate ?? live)?.ruleCode ?? '',
    live,
    candidate,
    change,
    difference: (candidate?.points ?? 0) - (live?.points ?? 0),
  };
}
