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
import { conditionsIn, spokenCurrency } from './money.js';

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
 * What the rule says as far as it is complete: parts that something is wrong with are left out, and nothing is said
 * while a part is missing that every rule needs.
 */
export function sentencesOf(
  json: Readonly<Record<string, unknown>>,
  problems: readonly RuleProblem[],
  locale: Locale,
  { currency, ...options }: DescribeOptions & { currency: string },
): Said {
  const wrong = new Set(problems.map(({ pointer }) => pointer.split('/')[1] ?? ''));
  const left = Object.entries(json).filter(([name]) => !wrong.has(name) || !isOptional(name));
  // Code and names are not said, so they need not be right.
  const rule = { ...Object.fromEntries(left), code: 'RULE', name: { 'zh-CN': '-', 'en-US': '-' } };
  if (validateRuleSet({ rules: [rule] }).length > 0) return { parts: [], open: true };
  const open = [...wrong].some((name) => name !== 'code' && name !== 'name');
  return { parts: saidOf(rule as unknown as Rule, locale, { ...options, currency }), open };
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
