import type { RuleChange } from '@jifen/contracts';
import { changeText, diffRuleSets, type RuleSet, type RuleSetChange } from '@jifen/rules';

/** What differs between two rule sets: an entry a rule that came, went or moved, and one a changed part of a rule. */
export function changesBetween(before: RuleSet, after: RuleSet): RuleChange[] {
  return diffRuleSets(before, after).flatMap((change) => {
    if (change.kind !== 'CHANGED') return [viewOf(change, '', valuesOf(change))];
    return change.parts.map((part) => {
      const { path, ...values } = part;
      return viewOf({ ...change, parts: [part] }, path, values);
    });
  });
}

function valuesOf(change: Exclude<RuleSetChange, { kind: 'CHANGED' }>): { before?: unknown; after?: unknown } {
  if (change.kind === 'ADDED') return { after: change.rule };
  if (change.kind === 'REMOVED') return { before: change.rule };
  return { before: change.from, after: change.to };
}

function viewOf(change: RuleSetChange, path: string, values: { before?: unknown; after?: unknown }): RuleChange {
  const text = { 'zh-CN': changeText(change, 'zh-CN'), 'en-US': changeText(change, 'en-US') };
  return { ruleCode: change.ruleCode, kind: change.kind, path, ...values, text };
}
