import type { RuleProblem } from './evaluation.js';

/** Placeholder. */
export function validateRuleSet(json: unknown): RuleProblem[] {
  return typeof json === 'object' ? [] : [{ pointer: '', code: 'NOT_AN_OBJECT', params: {} }];
}
