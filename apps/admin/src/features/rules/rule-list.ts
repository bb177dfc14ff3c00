/** The list of a set's rules: what state each is in, how it differs from what is live, and how the list is changed. */
import { diffRuleSets, parseInstant, type Rule } from '@jifen/rules';

export type RuleState = 'ACTIVE' | 'PAUSED' | 'UPCOMING' | 'OVER' | 'USED_UP';

/**
 * The state of a rule at an instant: paused, before its first instant, after its last, with its budget used up, or in
 * effect. `usedPoints`: what has been given of the budget.
 */
export function stateOf(
  rule: Pick<Rule, 'status' | 'effectiveFrom' | 'effectiveTo' | 'budget'>,
  nowMs: number,
  usedPoints = 0,
): RuleState {
  if (rule.status === 'PAUSED') return 'PAUSED';
  if (rule.effectiveTo !== undefined && (parseInstant(rule.effectiveTo) ?? Number.NaN) <= nowMs) return 'OVER';
  if (rule.effectiveFrom !== undefined && (parseInstant(rule.effectiveFrom) ?? 0) > nowMs) return 'UPCOMING';
  if (rule.budget && usedPoints >= rule.budget.points) return 'USED_UP';
  return 'ACTIVE';
}

export type RuleMark = 'ADDED' | 'CHANGED' | 'MOVED';

/**
 * How each rule of the draft, by code, differs from the live rules; rules that are the same are not in it, and a change
 * outweighs a move.
 */
export function marksOf(draft: readonly Rule[], live: readonly Rule[]): Map<string, RuleMark> {
  const marks = new Map<string, RuleMark>();
  for (const { kind, ruleCode } of diffRuleSets({ rules: [...live] }, { rules: [...draft] })) {
    if (kind !== 'REMOVED' && (kind !== 'MOVED' || !marks.has(ruleCode))) marks.set(ruleCode, kind);
  }
  return marks;
}

/** The live rules that the draft no longer has. */
export function removedOf(draft: readonly Rule[], live: readonly Rule[]): Rule[] {
  const codes = new Set(draft.map((rule) => rule.code));
  return live.filter((rule) => !codes.has(rule.code));
}

/** The list with the rule of an index moved up or down by one; at the end it stays. */
export function moved(rules: readonly Rule[], from: number, by: -1 | 1): Rule[] {
  const to = from + by;
  const out = [...rules];
  const [rule] = out.splice(from, 1);
  if (!rule || to < 0 || to > out.length) return [...rules];
  out.splice(to, 0, rule);
  return out;
}

/** The list with a rule put in the place of the one with the code, or at the end when there is none. */
export function withRule(rules: readonly Rule[], code: string | undefined, rule: Rule): Rule[] {
  const at = code === undefined ? -1 : rules.findIndex((one) => one.code === code);
  return at < 0 ? [...rules, rule] : rules.map((one, i) => (i === at ? rule : one));
}

const MAX_CODE = 32;

/** A code like the wanted one that no rule has: `FRUIT`, `FRUIT_2`, … Case does not tell codes apart. */
export function freeCode(wanted: string, rules: readonly Pick<Rule, 'code'>[]): string {
  const taken = new Set(rules.map((rule) => rule.code.toUpperCase()));
  for (let n = 1; ; n++) {
    const suffix = n === 1 ? '' : `_${n}`;
    const code = `${wanted.slice(0, MAX_CODE - suffix.length)}${suffix}`;
    if (!taken.has(code.toUpperCase())) return code;
  }
}

/** A copy to be changed: another code, paused, so that nothing is given twice by accident. */
export function copyOf(rule: Rule, rules: readonly Rule[]): Rule {
  const name = { 'zh-CN': `${rule.name['zh-CN']}（副本）`, 'en-US': `${rule.name['en-US']} (copy)` };
  return { ...rule, code: freeCode(rule.code, rules), name: shortened(name), status: 'PAUSED' };
}

function shortened(name: Rule['name']): Rule['name'] {
  return { 'zh-CN': name['zh-CN'].slice(0, 100), 'en-US': name['en-US'].slice(0, 100) };
}
