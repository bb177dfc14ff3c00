import { Code, Nested, OneOf, Raw, Text } from './schema.js';

/** A text in both languages. */
export class LocalizedTextView {
  @Text('Chinese', { max: 2000, example: '水果双倍积分' })
  'zh-CN'!: string;

  @Text('English', { max: 2000, example: 'Double points on fruit' })
  'en-US'!: string;
}

export const RULE_CHANGE_KINDS = ['ADDED', 'REMOVED', 'MOVED', 'CHANGED'] as const;

/** One difference between two rule sets. */
export class RuleChange {
  @Code('The rule', { example: 'ORDER_BASE' })
  ruleCode!: string;

  @OneOf(RULE_CHANGE_KINDS, 'What happened to it', { example: 'CHANGED' })
  kind!: (typeof RULE_CHANGE_KINDS)[number];

  @Text('JSON pointer within the rule; empty for the rule as a whole', { max: 500, example: '/award/points' })
  path!: string;

  @Raw({ description: 'Value before; left out when there was none' }, { optional: true, example: 1 })
  before?: unknown;

  @Raw({ description: 'Value after; left out when there is none' }, { optional: true, example: 2 })
  after?: unknown;

  @Nested(() => LocalizedTextView, 'The change as a sentence')
  text!: LocalizedTextView;
}
