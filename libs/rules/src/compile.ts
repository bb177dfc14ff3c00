import { type AwardNode, compileAward } from './award.js';
import { type ConditionNode, compileConditions } from './condition.js';
import { parseInstant } from './instant.js';
import type { Limit, Rounding, Rule, RuleSet, StackingGroup } from './rule.js';
import { streakTriggers } from './streak-use.js';

/** A rule made ready: conditions and award resolved against the field catalogue, instants in milliseconds. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly code: string;
  readonly paused: boolean;
  readonly fromMs: number;
  readonly toMs: number;
  readonly conditions: readonly ConditionNode[];
  readonly award: AwardNode;
  readonly multipliers: readonly CompiledMultiplier[];
  readonly rounding: Rounding;
  readonly limits: readonly Limit[];
  /** Points over all users, or undefined: without end. */
  readonly budgetPoints: number | undefined;
  readonly stacking: StackingGroup | undefined;
  /** Key of the rule's usage counters and of its budget. */
  readonly usageKey: string;
  readonly wallet: string;
}

export interface CompiledMultiplier {
  readonly code: string;
  readonly rateBps: number;
  readonly conditions: readonly ConditionNode[];
}

export interface CompiledRuleSet {
  readonly ruleSet: RuleSet;
  /** Rules by event type, in the order of the set: an event costs what its own type's rules cost. */
  readonly byTrigger: ReadonlyMap<string, readonly CompiledRule[]>;
  /** Event types of which some rule reads the user's days in a row. */
  readonly streakTriggers: ReadonlySet<string>;
}

/** The wallet of rules that name none. */
export const DEFAULT_WALLET = 'points';

/**
 * Makes a rule set ready to be evaluated any number of times. Expects a set that `validateRuleSet` found no problem
 * with; throws RangeError on an unknown field.
 */
export function compileRuleSet(ruleSet: RuleSet): CompiledRuleSet {
  const byTrigger = new Map<string, CompiledRule[]>();
  for (const rule of ruleSet.rules) {
    const rules = byTrigger.get(rule.trigger);
    if (rules) {
      rules.push(compileRule(rule));
    } else {
      byTrigger.set(rule.trigger, [compileRule(rule)]);
    }
  }
  return { ruleSet, byTrigger, streakTriggers: streakTriggers(ruleSet) };
}

/** Whether any rule of the event type reads `user.streakDays`: only then the fact needs to be worked out. */
export function usesStreak(compiled: CompiledRuleSet, eventType: string): boolean {
  return compiled.streakTriggers.has(eventType);
}

function compileRule(rule: Rule): CompiledRule {
  return {
    rule,
    code: rule.code,
    paused: rule.status === 'PAUSED',
    fromMs: rule.effectiveFrom === undefined ? Number.NEGATIVE_INFINITY : instant(rule.effectiveFrom),
    toMs: rule.effectiveTo === undefined ? Number.POSITIVE_INFINITY : instant(rule.effectiveTo),
    conditions: compileConditions(rule.conditions),
    award: compileAward(rule.award),
    multipliers: (rule.multipliers ?? []).map(({ code, rateBps, conditions }) => ({
      code,
      rateBps,
      conditions: compileConditions(conditions),
    })),
    rounding: rule.rounding,
    limits: rule.limits ?? [],
    budgetPoints: rule.budget?.points,
    stacking: rule.stackingGroup,
    usageKey: `rule:${rule.code}`,
    wallet: rule.wallet ?? DEFAULT_WALLET,
  };
}

function instant(text: string): number {
  const ms = parseInstant(text);
  if (ms === undefined) {
    throw new RangeError(`not an RFC 3339 instant: ${text}`);
  }
  return ms;
}
