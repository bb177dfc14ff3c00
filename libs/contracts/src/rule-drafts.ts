import { LocalizedTextView } from './rule-change.js';
import { MAX_RULE_SET_VERSION, RULE_EXAMPLE, RuleSetDocument } from './rule-set-document.js';
import { Instant, Integer, ListOf, Nested, OneOf, Raw, Text } from './schema.js';

export class RuleProblemView {
  @Text('JSON pointer into the body as it was sent', { max: 500, example: '/ruleSet/rules/0/award/points' })
  pointer!: string;

  @Text('What is wrong, in a word', { max: 64, example: 'OUT_OF_RANGE' })
  code!: string;

  @Nested(() => LocalizedTextView, 'What is wrong, as a phrase to stand beside the field')
  detail!: LocalizedTextView;
}

export const RULE_WARNING_SEVERITIES = ['confirm', 'notice'] as const;

export class RuleWarningView extends RuleProblemView {
  @OneOf(RULE_WARNING_SEVERITIES, '`confirm`: publishing asks for a second confirmation', { example: 'notice' })
  severity!: (typeof RULE_WARNING_SEVERITIES)[number];
}

export class RuleSetReview {
  @ListOf(() => RuleProblemView, 'What keeps the rule set from being stored')
  problems!: RuleProblemView[];

  @ListOf(() => RuleWarningView, 'What is allowed but looks like a slip', { max: 10_000 })
  warnings!: RuleWarningView[];
}

export class RuleDraftView extends RuleSetReview {
  @Integer('Send it back when you save or publish; 0 while nobody has saved a draft', { min: 0, example: 7 })
  revision!: number;

  @Integer('The version that the draft started from', { nullable: true, example: 3 })
  baseVersion!: number | null;

  @Nested(() => RuleSetDocument, 'The draft; without one the live rules')
  ruleSet!: RuleSetDocument;

  @Text('Who saved it last', { nullable: true, max: 80, example: 'operator:01JD0000000000000001' })
  updatedBy!: string | null;

  @Text('Name of who', { nullable: true, max: 100, example: 'Ada' })
  updatedByName!: string | null;

  @Instant('When', { nullable: true })
  updatedAt!: string | null;
}

export class SaveRuleDraftRequest {
  @Integer('The revision that you read', { min: 0, example: 7 })
  revision!: number;

  @Integer('Where there was no draft yet: the live version that you started from; null when nothing was live', {
    optional: true,
    nullable: true,
    min: 1,
    max: MAX_RULE_SET_VERSION,
    example: 3,
  })
  baseVersion?: number | null;

  @Nested(() => RuleSetDocument, 'The whole rule set')
  ruleSet!: RuleSetDocument;
}

export class DiscardRuleDraftQuery {
  @Integer('The revision that you read', { min: 1, example: 7 })
  revision!: number;
}

export class ValidateRuleSetRequest {
  @Raw(
    { type: 'object', additionalProperties: true, description: 'A rule set, right or wrong' },
    { example: { rules: [RULE_EXAMPLE] } },
  )
  ruleSet!: Record<string, unknown>;
}
