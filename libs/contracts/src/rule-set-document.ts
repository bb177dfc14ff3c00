import { Code, Raw } from './schema.js';

/** Version numbers come from one sequence over all rule sets. */
export const MAX_RULE_SET_VERSION = 2_000_000_000;
/** The most rules of one set. */
export const MAX_RULES_IN_SET = 2000;
const RULES_SCHEMA = {
  type: 'array',
  maxItems: MAX_RULES_IN_SET,
  items: { type: 'object', additionalProperties: true },
  description: 'The rules in their order; their form is described in docs/rules.md',
};
/** For examples. */
export const RULE_EXAMPLE = {
  code: 'ORDER_BASE',
  name: { 'zh-CN': '消费积分', 'en-US': 'Points on orders' },
  trigger: 'ORDER_COMPLETED',
  status: 'ACTIVE',
  award: { kind: 'ratio', points: 1, per: 1, unit: 'major', base: { kind: 'field', field: 'order.amount' } },
  rounding: 'floor',
  validity: { kind: 'days', days: 365 },
};

/** A whole rule set as code: what GET gives and PUT takes. */
export class RuleSetDocument {
  @Raw(RULES_SCHEMA, { example: [RULE_EXAMPLE] })
  rules!: Record<string, unknown>[];
}

export class RuleSetParams {
  @Code('The rule set', { example: 'main' })
  code!: string;
}
