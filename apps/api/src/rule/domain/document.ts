import { hash } from 'node:crypto';
import { canonicalRuleSet, type RuleSet, ruleSetJson } from '@jifen/rules';

/** A rule set in its canonical form. */
export interface RuleDocument {
  ruleSet: RuleSet;
  /** As it is stored: without white space, which can make the text for people several times as long. */
  json: string;
  /** SHA-256 of the text for people, hex: two rule sets are the same when it is the same. */
  digest: string;
}

export function documentOf(ruleSet: RuleSet): RuleDocument {
  const canonical = canonicalRuleSet(ruleSet);
  return { ruleSet: canonical, json: JSON.stringify(canonical), digest: hash('sha256', ruleSetJson(canonical)) };
}

export const EMPTY_DOCUMENT: RuleDocument = documentOf({ rules: [] });
