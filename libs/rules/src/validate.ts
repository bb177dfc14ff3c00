import { below, type Check, isObject, list, object, problem } from './check.js';
import type { RuleProblem } from './evaluation.js';
import type { Rule, RuleSet, StackingMode } from './rule.js';
import { checkRule, unique } from './rule-sense.js';
import { MAX_RULES, ruleShape } from './rule-shape.js';

/**
 * Everything that is wrong with a rule set in JSON, field by field; an empty list means that `compileRuleSet` takes it
 * (then `json` is a `RuleSet`). Strict: unknown fields are problems. At most 200 problems are named.
 */
export function validateRuleSet(json: unknown): RuleProblem[] {
  const out: RuleProblem[] = [];
  const rules: { rule: Rule; at: string }[] = [];
  const item: Check = (value, at, problems) => {
    const good = ruleShape(value, at, problems);
    if (good) {
      rules.push({ rule: value as Rule, at });
    }
    return good;
  };
  object({ rules: list(item, 0, MAX_RULES) })(json, '', out);
  for (const { rule, at } of rules) {
    checkRule(rule, at, out);
  }
  checkCodes(json, out);
  checkGroups(rules, out);
  return out;
}

/** Whether the JSON is a rule set without problems. */
export function isRuleSet(json: unknown): json is RuleSet {
  return validateRuleSet(json).length === 0;
}

/** Codes are compared without regard to case: counters and ledgers must never mix two rules up. */
function checkCodes(json: unknown, out: RuleProblem[]): void {
  const rules = isObject(json) && Array.isArray(json['rules']) ? json['rules'].slice(0, MAX_RULES) : [];
  const codes = rules.map((rule, i) => {
    const code = isObject(rule) ? rule['code'] : undefined;
    return typeof code === 'string' ? code.toUpperCase() : `#${i}`;
  });
  unique(codes, '/rules', '/code', out);
}

function checkGroups(rules: readonly { rule: Rule; at: string }[], out: RuleProblem[]): void {
  const modes = new Map<string, StackingMode>();
  for (const { rule, at } of rules) {
    const group = rule.stackingGroup;
    if (group) {
      const mode = modes.get(group.code) ?? group.mode;
      modes.set(group.code, mode);
      if (mode !== group.mode) {
        problem(out, below(`${at}/stackingGroup`, 'mode'), 'MODE_DIFFERS', { group: group.code, mode });
      }
    }
  }
}
