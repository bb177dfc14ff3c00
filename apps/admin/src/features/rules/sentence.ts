/** The sentences of a rule while it is being edited. */
import {
  type DescribeOptions,
  describeRule,
  type PartText,
  type Rule,
  type RuleProblem,
  validateRuleSet,
} from '@jifen/rules';
import type { Locale } from '../../shared/i18n/texts.js';
import { withOpenConditions } from './open-conditions.js';
import { conditionsIn, spokenCurrency } from './rule-currency.js';

export interface Said {
  parts: PartText[];
  /** Some part cannot be said yet. */
  open: boolean;
}

/** Parts that a rule can do without. */
const OPTIONAL = [
  'effectiveFrom',
  'effectiveTo',
  'conditions',
  'multipliers',
  'limits',
  'budget',
  'stackingGroup',
  'validFrom',
  'activationDelayDays',
  'wallet',
] as const;

/**
 * What the rule says as far as it is complete: a comparison that is not is said as "…" among the others, other parts
 * that something is wrong with are left out, and nothing is said while a part is missing that every rule needs.
 */
export function sentencesOf(
  json: Readonly<Record<string, unknown>>,
  problems: readonly RuleProblem[],
  locale: Locale,
  { currency, ...options }: DescribeOptions & { currency: string },
): Said {
  const known = withOpenConditions(json, problems, locale);
  const wrong = partsOf(problems.filter((problem) => !known.settled.has(problem)));
  const left = Object.entries(known.json).filter(([name]) => !wrong.has(name) || !isOptional(name));
  // Code and names are not said, so they need not be right.
  const rule = { ...Object.fromEntries(left), code: 'RULE', name: { 'zh-CN': '-', 'en-US': '-' } };
  if (validateRuleSet({ rules: [rule] }).length > 0) return { parts: [], open: true };
  const open = [...partsOf(problems)].some((name) => name !== 'code' && name !== 'name');
  const parts = saidOf(rule as unknown as Rule, locale, { ...options, currency });
  return { parts: parts.map((said) => ({ ...said, text: known.mark(said.text) })), open };
}

function partsOf(problems: readonly RuleProblem[]): Set<string> {
  return new Set(problems.map(({ pointer }) => pointer.split('/')[1] ?? ''));
}

/** The sentences of a rule, its money in the currency where it compares any. */
export function saidOf(
  rule: Rule,
  locale: Locale,
  { currency, ...options }: DescribeOptions & { currency: string },
): PartText[] {
  const spoken = spokenCurrency(conditionsIn(rule), currency);
  return describeRule(rule, locale, { ...options, ...(spoken === undefined ? {} : { currency: spoken }) });
}

function isOptional(name: string): boolean {
  return (OPTIONAL as readonly string[]).includes(name);
}
