import type { CompiledRule, CompiledRuleSet } from './compile.js';
import type { CapTrace, EvaluationClock, RuleEvent, UsageDelta, UsageKey } from './evaluation.js';
import type { Context } from './field-reader.js';
import { periodName } from './period.js';

/** Whether the rule takes part at all for an event at that instant (half-open window, not paused). */
export function isEffective(rule: CompiledRule, occurredAtMs: number): boolean {
  return !rule.paused && occurredAtMs >= rule.fromMs && occurredAtMs < rule.toMs;
}

/**
 * The counters that must be known before the event is evaluated: one per rule and period, in the order of the set.
 * Periods are those of occurred-at in the programme's time zone. Throws RangeError on an unknown zone.
 */
export function usageKeys(compiled: CompiledRuleSet, event: RuleEvent, clock: EvaluationClock): UsageKey[] {
  const keys: UsageKey[] = [];
  for (const rule of compiled.byTrigger.get(event.type) ?? []) {
    if (rule.limits.length > 0 && isEffective(rule, event.occurredAtMs)) {
      for (const period of periodsOf(rule, event, clock)) {
        keys.push({ key: rule.usageKey, period });
      }
    }
  }
  return keys;
}

/**
 * The budgets that must be known before the event is evaluated, in the order of the set: `rule:CODE` of every rule of
 * the event's type that is in effect and has a budget.
 */
export function budgetKeys(compiled: CompiledRuleSet, event: RuleEvent): string[] {
  const keys: string[] = [];
  for (const rule of compiled.byTrigger.get(event.type) ?? []) {
    if (rule.budgetPoints !== undefined && isEffective(rule, event.occurredAtMs)) {
      keys.push(rule.usageKey);
    }
  }
  return keys;
}

function periodsOf(rule: CompiledRule, event: RuleEvent, clock: EvaluationClock): string[] {
  const periods: string[] = [];
  for (const limit of rule.limits) {
    if (limit.kind === 'period') {
      const period = periodName(limit.period, event.occurredAtMs, clock.timeZone);
      if (!periods.includes(period)) {
        periods.push(period);
      }
    }
  }
  return periods;
}

/** Cuts points by every limit in turn and last by the rule's budget; what a limit cut is pushed to `caps`. */
export function applyLimits(rule: CompiledRule, context: Context, points: number, caps: CapTrace[]): number {
  let left = points;
  for (const limit of rule.limits) {
    if (limit.kind === 'event') {
      left = cut(left, limit.points, 0, caps, 'event');
      continue;
    }
    const period = periodName(limit.period, context.event.occurredAtMs, context.clock.timeZone);
    const used = context.facts.usage(rule.usageKey, period);
    if (limit.times !== undefined && used.times >= limit.times && left > 0) {
      caps.push({ limit: limit.period, by: 'times', max: limit.times, used: used.times, before: left, after: 0 });
      left = 0;
    }
    if (limit.points !== undefined) {
      left = cut(left, limit.points, used.points, caps, limit.period);
    }
  }
  if (rule.budgetPoints !== undefined) {
    left = cut(left, rule.budgetPoints, context.facts.budgetUsed?.(rule.usageKey) ?? 0, caps, 'budget');
  }
  return left;
}

function cut(before: number, max: number, used: number, caps: CapTrace[], limit: CapTrace['limit']): number {
  const after = Math.min(before, Math.max(0, max - used));
  if (after < before) {
    caps.push({ limit, by: 'points', max, used, before, after });
  }
  return after;
}

/** What one award of a rule consumes of its counters. */
export function usageDeltas(rule: CompiledRule, context: Context, points: number, deltas: UsageDelta[]): void {
  if (rule.limits.length > 0) {
    for (const period of periodsOf(rule, context.event, context.clock)) {
      deltas.push({ key: rule.usageKey, period, times: 1, points });
    }
  }
}
