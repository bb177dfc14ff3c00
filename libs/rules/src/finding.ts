import type { WarningCode } from './warning-text.js';

/**
 * Something about a valid rule set that its author should look at again. `confirm`: not to be published without a
 * second confirmation; `notice`: worth knowing.
 */
export interface RuleWarning {
  /** RFC 6901 JSON pointer into the rule set. */
  pointer: string;
  code: string;
  /** `rule` is the code of the rule. */
  params: Record<string, string | number | boolean>;
  severity: 'confirm' | 'notice';
}

/** A warning about one rule, with its pointer from that rule on. */
export type Finding = Omit<RuleWarning, 'severity' | 'code'> & { code: WarningCode };

/** The warnings that are not to be passed over without a second confirmation. */
export const CONFIRMED_CODES: ReadonlySet<string> = new Set<WarningCode>(['RATE_ABOVE_GUARD']);
