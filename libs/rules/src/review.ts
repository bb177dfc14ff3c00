import { conditionDemands } from './demand.js';
import { CONFIRMED_CODES, type Finding, type RuleWarning } from './finding.js';
import { limitFindings } from './review-limits.js';
import { rateFindings } from './review-rate.js';
import { type Reach, reachFindings, reachOf } from './review-reach.js';
import { shadowFindings } from './review-shadow.js';
import type { Rule, RuleSet } from './rule.js';
import type { Work } from './witness.js';

export interface ReviewOptions {
  /** What is over by now is over. */
  nowMs: number;
  /** Multipliers, and points per 1.00, above this (100000 = ×10) want a second confirmation. */
  guardBps?: number;
  /** Event types that there are; left out: not checked. */
  eventTypes?: readonly string[];
}

const DEFAULT_GUARD_BPS = 100_000;
/** Steps of the search for contradictions: of the whole review, of one rule, and among stacking groups. */
const MAX_WORK = 1_000_000;
const MAX_WORK_OF_RULE = 300_000;
const MAX_WORK_OF_GROUPS = 500_000;
const MAX_WARNINGS = 500;

/**
 * What an author should look at again in a valid rule set: rates above a guard, rules and parts of rules that can never
 * play a part, limits that always or never cut. Certain, not complete: a rule that can award is never called
 * unreachable, while of very large rules some contradictions may go unnoticed. At most 500 warnings are named.
 */
export function reviewRuleSet(ruleSet: RuleSet, options: ReviewOptions): RuleWarning[] {
  const { nowMs, guardBps = DEFAULT_GUARD_BPS, eventTypes } = options;
  const types = eventTypes && new Set(eventTypes);
  let left = MAX_WORK;
  const reaches = ruleSet.rules.map(reachOf);
  const shadowed = shadowFindings(reaches, { left: MAX_WORK_OF_GROUPS });
  const warnings: RuleWarning[] = [];
  for (let i = 0; i < reaches.length && warnings.length < MAX_WARNINGS; i++) {
    const reach = reaches[i] as Reach;
    const { rule } = reach;
    const allowed = Math.min(left, MAX_WORK_OF_RULE);
    const work: Work = { left: allowed };
    const shadow = shadowed.get(i);
    const reachable = reachFindings(reach, nowMs, work);
    const own = rule.conditions ? [conditionDemands(rule.conditions)] : [];
    const findings: Finding[] = [
      ...triggerFindings(rule, types),
      ...rateFindings(rule, own, guardBps, work),
      ...reachable,
      ...(shadow ? [shadow] : []),
      ...limitFindings(rule),
    ];
    left -= allowed - Math.max(0, work.left);
    for (const { pointer, code, params } of findings) {
      const severity = CONFIRMED_CODES.has(code) ? 'confirm' : 'notice';
      warnings.push({ pointer: `/rules/${i}${pointer}`, code, params: { rule: rule.code, ...params }, severity });
    }
  }
  return warnings.slice(0, MAX_WARNINGS);
}

function triggerFindings({ trigger }: Rule, types: ReadonlySet<string> | undefined): Finding[] {
  if (!types || types.has(trigger)) {
    return [];
  }
  return [{ pointer: '/trigger', code: 'UNKNOWN_TRIGGER', params: { trigger } }];
}
