import type { RuleSet } from './rule.js';

/**
 * The order in which every object of a rule set writes its fields. One list serves all of them: no two objects want
 * two fields the other way round. A field that is not named here would follow in the order of its name.
 */
const FIELD_ORDER: readonly string[] = [
  'rules',
  'kind',
  'code',
  'name',
  'zh-CN',
  'en-US',
  'trigger',
  'status',
  'effectiveFrom',
  'effectiveTo',
  'match',
  'rateBps',
  'conditions',
  'field',
  'op',
  'value',
  'of',
  'award',
  'period',
  'times',
  'days',
  'from',
  'mode',
  'points',
  'per',
  'unit',
  'base',
  'include',
  'exclude',
  'discount',
  'categories',
  'skus',
  'fullUnitsOnly',
  'steps',
  'rates',
  'at',
  'cycleDays',
  'months',
  'date',
  'years',
  'multipliers',
  'rounding',
  'stackingGroup',
  'limits',
  'budget',
  'validity',
  'validFrom',
  'activationDelayDays',
  'wallet',
];
const RANKS = new Map(FIELD_ORDER.map((name, rank) => [name, rank]));

/** The same rule set with the fields of every object in canonical order; lists keep theirs, −0 becomes 0. */
export function canonicalRuleSet(ruleSet: RuleSet): RuleSet {
  return canonical(ruleSet) as RuleSet;
}

/**
 * The one text of a valid rule set: canonical order of fields, lists as they are, indented by two spaces, a newline at
 * the end. Two sets that mean the same JSON have the same text, whatever the order of their fields was.
 */
export function ruleSetJson(ruleSet: RuleSet): string {
  return `${JSON.stringify(canonical(ruleSet), undefined, 2)}\n`;
}

/** The text of any part of a rule set, to compare two of them. */
export function partJson(part: unknown): string {
  return JSON.stringify(canonical(part)) ?? '';
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(canonical);
  }
  if (typeof value !== 'object' || value === null) {
    return value === 0 ? 0 : value;
  }
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  entries.sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, canonical(member)]));
}

function rank(name: string): number {
  return RANKS.get(name) ?? FIELD_ORDER.length;
}
