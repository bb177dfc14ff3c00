/** A stored explanation as sentences. It may have been written by another version, so its shape is checked first. */
import { explain, type RuleTrace } from '@jifen/rules';
import type { Locale } from '../i18n/texts.js';

export interface RuleReasoning {
  ruleCode: string;
  awarded: boolean;
  points: number;
  /** What the rule gave or why it gave nothing. */
  headline: string;
  /** How that came about. */
  steps: string[];
}

export interface StoredReasoning {
  rules: RuleReasoning[];
  /** Entries that this version cannot read, as they were stored. */
  unreadable: unknown[];
}

/** Reads the `explanation` of an event's result. */
export function readReasoning(explanation: readonly unknown[] | undefined, locale: Locale): StoredReasoning {
  const rules: RuleReasoning[] = [];
  const unreadable: unknown[] = [];
  for (const entry of explanation ?? []) {
    const reasoning = isRuleTrace(entry) ? reasoningOf(entry, locale) : undefined;
    if (reasoning) rules.push(reasoning);
    else unreadable.push(entry);
  }
  return { rules, unreadable };
}

function reasoningOf(trace: RuleTrace, locale: Locale): RuleReasoning | undefined {
  try {
    const [headline = trace.ruleCode, ...steps] = explain(trace, locale);
    return { ruleCode: trace.ruleCode, awarded: trace.outcome === 'AWARDED', points: trace.points, headline, steps };
  } catch {
    return undefined;
  }
}

function isRuleTrace(value: unknown): value is RuleTrace {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Partial<Record<keyof RuleTrace, unknown>>;
  return typeof entry.ruleCode === 'string' && typeof entry.outcome === 'string' && Array.isArray(entry.conditions);
}
