import type { RuleChange } from '@jifen/contracts';
import { changeText, type DescribeOptions, diffRuleSets, type RuleSet, type RuleSetChange } from '@jifen/rules';

const MAX_TEXT = 2000;

/** What differs between two rule sets: an entry a rule that came, went or moved, and one a changed part of a rule. */
export function changesBetween(before: RuleSet, after: RuleSet, words: DescribeOptions = {}): RuleChange[] {
  return diffRuleSets(before, after).flatMap((change) => {
    if (change.kind !== 'CHANGED') return [viewOf(change, '', valuesOf(change), words)];
    return change.parts.map((part) => {
      const { path, ...values } = part;
      return viewOf({ ...change, parts: [part] }, path, values, words);
    });
  });
}

/** A sentence that people can read: a rule may list thousands of products. */
function shown(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1).toWellFormed()}…`;
}

function valuesOf(change: Exclude<RuleSetChange, { kind: 'CHANGED' }>): { before?: unknown; after?: unknown } {
  if (change.kind === 'ADDED') return { after: change.rule };
  if (change.kind === 'REMOVED') return { before: change.rule };
  return { before: change.from, after: change.to };
}

function viewOf(
  change: RuleSetChange,
  path: string,
  values: { before?: unknown; after?: unknown },
  words: DescribeOptions,
): RuleChange {
  const text = {
    'zh-CN': shown(changeText(change, 'zh-CN', words)),
    'en-US': shown(changeText(change, 'en-US', words)),
  };
  return { ruleCode: change.ruleCode, kind: change.kind, path, ...values, text };
}
