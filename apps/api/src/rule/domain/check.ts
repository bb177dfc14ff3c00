import { type FieldError, JifenError, type RuleProblemView, type RuleWarningView } from '@jifen/contracts';
import { problemText, type RuleProblem, type RuleSet, reviewRuleSet, validateRuleSet, warningText } from '@jifen/rules';
import { documentOf, type RuleDocument } from './document.js';

/** What a rule set is looked at with. */
export interface ReviewContext {
  nowMs: number;
  /** Rates above this ask for a confirmation (basis points). */
  guardBps: number;
  /** Codes of the event types that are known. */
  eventTypes: readonly string[];
}

/** What keeps a JSON value from being a rule set; `at` is where it stands in what the client sent. */
export function problemsOf(json: unknown, at: string): RuleProblemView[] {
  return validateRuleSet(json).map((problem) => {
    const detail = { 'zh-CN': problemText(problem, 'zh-CN'), 'en-US': problemText(problem, 'en-US') };
    return { pointer: at + problem.pointer, code: problem.code, detail };
  });
}

/** What a rule set allows but hardly means. */
export function warningsOf(ruleSet: RuleSet, at: string, context: ReviewContext): RuleWarningView[] {
  return reviewRuleSet(ruleSet, context).map((warning) => {
    const detail = { 'zh-CN': warningText(warning, 'zh-CN'), 'en-US': warningText(warning, 'en-US') };
    return { pointer: at + warning.pointer, code: warning.code, severity: warning.severity, detail };
  });
}

/** The rule set in a JSON value. Raises RULE_SET_INVALID with a pointer a problem. */
export function parseRuleSet(json: unknown, at: string): RuleDocument {
  const problems: RuleProblem[] = validateRuleSet(json);
  if (problems.length === 0) return documentOf(json as RuleSet);
  const errors = problems.map((problem) => {
    return { pointer: at + problem.pointer, code: problem.code, detail: problemText(problem, 'en-US') };
  });
  throw new JifenError('RULE_SET_INVALID', {}, errors);
}

/** Raises RULE_CONFIRMATION_REQUIRED when a warning asks for a confirmation, or something else does. */
export function requireConfirmation(warnings: readonly RuleWarningView[], more: readonly FieldError[] = []): void {
  const asking = warnings
    .filter(({ severity }) => severity === 'confirm')
    .map(({ pointer, code, detail }) => ({ pointer, code, detail: detail['en-US'] }));
  const errors = [...more, ...asking];
  if (errors.length > 0) throw new JifenError('RULE_CONFIRMATION_REQUIRED', {}, errors);
}
