import type { Evaluation, RuleTrace } from './evaluation.js';
import type { Locale } from './rule.js';

/** One sentence per step of a trace, in the reader's language. */
export function explain(what: RuleTrace | Evaluation, locale: Locale): string[] {
  const traces = 'trace' in what ? what.trace : [what];
  return traces.map((trace) => `${trace.ruleCode}: ${trace.outcome} ${trace.points}${locale === 'zh-CN' ? ' 分' : ''}`);
}
