import { basePoints } from './award.js';
import type { CompiledRule, CompiledRuleSet } from './compile.js';
import { testAll } from './condition.js';
import type {
  Award,
  CapTrace,
  ConditionTrace,
  Evaluation,
  EvaluationClock,
  Facts,
  MultiplierTrace,
  RuleEvent,
  RuleTrace,
  ZeroReason,
} from './evaluation.js';
import { addExact, type Fraction, roundFraction, scaleFraction, toExact } from './exact.js';
import { type Context, contextOf } from './field-reader.js';
import { ORDER_TRIGGERS } from './fields.js';
import { applyLimits, isEffective, usageDeltas } from './limits.js';
import { awardDates } from './validity.js';

/** A rule that would award, waiting for its stacking group. */
interface Candidate {
  readonly rule: CompiledRule;
  readonly trace: RuleTrace;
  readonly award: Award;
}

/**
 * Evaluates one event: which rules of its type award how many points, and why. Pure and deterministic; points are
 * integers. `facts.usage` is asked only for counters that `usageKeys` names for the same event, `facts.budgetUsed` only
 * for those of `budgetKeys`.
 *
 * A rule's points are base × every multiplier that holds, exactly, rounded once, then cut by its limits in order,
 * last by its budget, then settled within its stacking group. Throws ExactOverflowError when points leave the range of safe integers and
 * RangeError on an unknown time zone.
 */
export function evaluate(
  compiled: CompiledRuleSet,
  event: RuleEvent,
  facts: Facts,
  clock: EvaluationClock,
): Evaluation {
  const evaluation: Evaluation = { awards: [], trace: [], usage: [], budget: [], points: 0 };
  const rules = compiled.byTrigger.get(event.type);
  if (!rules) {
    return evaluation;
  }
  const context = contextOf(event, facts, clock);
  const candidates: Candidate[] = [];
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i] as CompiledRule;
    const trace: RuleTrace = { ruleCode: rule.code, outcome: 'PAUSED', conditions: [], points: 0 };
    evaluation.trace.push(trace);
    const award = evaluateRule(rule, context, trace);
    if (award) {
      candidates.push({ rule, trace, award });
    }
  }
  settleStacking(candidates);
  for (const { rule, trace, award } of candidates) {
    if (trace.outcome === 'AWARDED') {
      evaluation.awards.push(award);
      evaluation.points = addExact(evaluation.points, award.points);
      usageDeltas(rule, context, award.points, evaluation.usage);
      if (rule.budgetPoints !== undefined) {
        evaluation.budget.push({ key: rule.usageKey, points: award.points });
      }
    }
  }
  return evaluation;
}

function evaluateRule(rule: CompiledRule, context: Context, trace: RuleTrace): Award | undefined {
  const { event, clock } = context;
  if (!isEffective(rule, event.occurredAtMs)) {
    trace.outcome = rule.paused ? 'PAUSED' : 'NOT_EFFECTIVE';
    return undefined;
  }
  if (!testAll(rule.conditions, context, trace.conditions)) {
    trace.outcome = 'CONDITION_FAILED';
    return undefined;
  }
  if (event.data['amount'] === 0 && ORDER_TRIGGERS.includes(event.type)) {
    return zero(trace, 'ZERO_AMOUNT');
  }
  const base = basePoints(rule.award, context);
  if (typeof base === 'string') {
    return zero(trace, base);
  }
  trace.base = base.trace;
  const exact = applyMultipliers(rule, context, base.exact, trace);
  const rounded = roundFraction(exact, rule.rounding);
  trace.exact = toExact(exact);
  trace.rounding = { mode: rule.rounding, points: rounded };
  if (rounded <= 0) {
    return zero(trace, 'ROUNDED_TO_ZERO');
  }
  const dates = awardDates(rule.rule, event.occurredAtMs, clock);
  if (dates.dead) {
    return zero(trace, 'ALREADY_EXPIRED');
  }
  const points = limited(rule, context, rounded, trace);
  if (points === 0) {
    trace.outcome = 'LIMITED';
    return undefined;
  }
  trace.outcome = 'AWARDED';
  trace.points = points;
  const { expiresOn, activatesOn } = dates;
  return { ruleCode: rule.code, points, wallet: rule.wallet, expiresOn, activatesOn };
}

function zero(trace: RuleTrace, reason: ZeroReason): undefined {
  trace.outcome = 'ZERO';
  trace.reason = reason;
  return undefined;
}

function applyMultipliers(rule: CompiledRule, context: Context, base: Fraction, trace: RuleTrace): Fraction {
  let exact = base;
  if (rule.multipliers.length > 0) {
    const entries: MultiplierTrace[] = [];
    for (const { code, rateBps, conditions: nodes } of rule.multipliers) {
      const conditions: ConditionTrace[] = [];
      const held = testAll(nodes, context, conditions);
      entries.push({ code, rateBps, held, conditions });
      if (held) {
        exact = scaleFraction(exact, rateBps, 10_000);
      }
    }
    trace.multipliers = entries;
  }
  return exact;
}

function limited(rule: CompiledRule, context: Context, points: number, trace: RuleTrace): number {
  if (rule.limits.length === 0 && rule.budgetPoints === undefined) {
    return points;
  }
  const caps: CapTrace[] = [];
  const left = applyLimits(rule, context, points, caps);
  if (caps.length > 0) {
    trace.caps = caps;
  }
  return left;
}

/** Within a group `best` keeps the highest (the earlier one of equals), `first` the earliest, `sum` all. */
function settleStacking(candidates: readonly Candidate[]): void {
  let winners: Map<string, Candidate> | undefined;
  for (const candidate of candidates) {
    const group = candidate.rule.stacking;
    if (!group || group.mode === 'sum') {
      continue;
    }
    winners ??= new Map();
    const winner = winners.get(group.code);
    if (!winner) {
      winners.set(group.code, candidate);
    } else if (group.mode === 'best' && candidate.award.points > winner.award.points) {
      stackOut(winner, candidate);
      winners.set(group.code, candidate);
    } else {
      stackOut(candidate, winner);
    }
  }
}

function stackOut({ rule, trace }: Candidate, winner: Candidate): void {
  trace.outcome = 'STACKED_OUT';
  trace.points = 0;
  if (rule.stacking) {
    trace.stacking = { group: rule.stacking.code, mode: rule.stacking.mode, winner: winner.rule.code };
  }
}
