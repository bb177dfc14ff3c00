import { ReasonRequest } from './admin.js';
import { LocalizedTextView, RuleChange } from './rule-change.js';
import { Code, Flag, Instant, Integer, Key, ListOf, Nested, OneOf, Raw, Text } from './schema.js';

/** Version numbers come from one sequence over all rule sets. */
const MAX_VERSION = 2_000_000_000;
const CURSOR = 'Give this as `cursor` for the next page; null at the end';
/** The most rules of one set. */
export const MAX_RULES_IN_SET = 2000;
const RULES_SCHEMA = {
  type: 'array',
  maxItems: MAX_RULES_IN_SET,
  items: { type: 'object', additionalProperties: true },
  description: 'The rules in their order; their form is described in docs/rules.md',
};
const ONE_RULE = {
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
  @Raw(RULES_SCHEMA, { example: [ONE_RULE] })
  rules!: Record<string, unknown>[];
}

export class RuleSetParams {
  @Code('The rule set', { example: 'main' })
  code!: string;
}

export class RuleVersionParams extends RuleSetParams {
  @Integer('Number of the version', { min: 1, max: MAX_VERSION, example: 3 })
  version!: number;
}

export class RuleDraftInfo {
  @Integer('Send it back when you save or publish the draft', { min: 1, example: 7 })
  revision!: number;

  @Integer('The version that the draft started from', { nullable: true, example: 3 })
  baseVersion!: number | null;

  @Text('Who saved it last', { max: 80, example: 'operator:01JD0000000000000001' })
  updatedBy!: string;

  @Text('Name of who', { nullable: true, max: 100, example: 'Ada' })
  updatedByName!: string | null;

  @Instant('When')
  updatedAt!: string;
}

export class RuleSetSummary {
  @Code('The rule set', { example: 'main' })
  code!: string;

  @Text('Name', { max: 100, example: 'The programme’s rules' })
  name!: string;

  @Integer('Version that is in force; null when none was published yet', { nullable: true, example: 3 })
  liveVersion!: number | null;

  @Integer('Version that is in force for a part of the users', { nullable: true, example: null })
  rolloutVersion!: number | null;

  @Integer('For how many of a hundred users', { nullable: true, min: 1, max: 99, example: null })
  rolloutPercent!: number | null;

  @Integer('Version that will be in force', { nullable: true, example: null })
  scheduledVersion!: number | null;

  @Instant('From when', { nullable: true, example: null })
  scheduledAt!: string | null;

  @Nested(() => RuleDraftInfo, 'What is being worked on', { nullable: true })
  draft!: RuleDraftInfo | null;

  @Key('The publish request that waits for a second operator', { nullable: true, example: null })
  pendingRequestNo!: string | null;

  @Instant('Changed')
  updatedAt!: string;

  @Integer('Counts changes', { min: 0, example: 4 })
  revision!: number;
}

export class RuleBudgetView {
  @Code('The rule', { example: 'DOUBLE_FRUIT' })
  ruleCode!: string;

  @Integer('Points that it may give over all users', { min: 1, example: 100_000 })
  budget!: number;

  @Integer('Points that it gave', { min: 0, example: 20_480 })
  used!: number;
}

export class RuleSetDetail extends RuleSetSummary {
  @ListOf(() => RuleBudgetView, 'Rules with a budget: live, rolling out and scheduled', { max: 6000 })
  budgets!: RuleBudgetView[];
}

export class RuleSetPage {
  @ListOf(() => RuleSetSummary, 'By code')
  items!: RuleSetSummary[];

  @Text(CURSOR, { nullable: true, max: 600, example: null })
  nextCursor!: string | null;
}

export class CreateRuleSetRequest {
  @Code('Code of the new rule set', { example: 'summer' })
  code!: string;

  @Text('Name', { min: 1, max: 100, example: 'Summer trial' })
  name!: string;

  @Code('The draft starts as a copy of this set’s live rules; empty when left out', {
    optional: true,
    example: 'main',
  })
  copyOf?: string;
}

export class RuleSetDocumentQuery {
  @Text('A version number or `draft`; the live version when left out', {
    optional: true,
    max: 10,
    pattern: '^(draft|[1-9][0-9]{0,8})$',
    example: '3',
  })
  version?: string;
}

export class PutRuleSetQuery {
  @Text('Why; kept in the history', { optional: true, min: 1, max: 200, example: 'Summer prices' })
  reason?: string;

  @Flag('Publish although a warning asks for a confirmation', { optional: true, example: true })
  confirm?: boolean;
}

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

  @Integer('Where there was no draft yet: the live version that you started from', {
    optional: true,
    min: 1,
    max: MAX_VERSION,
    example: 3,
  })
  baseVersion?: number;

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
    { example: { rules: [ONE_RULE] } },
  )
  ruleSet!: Record<string, unknown>;
}

export class PublishDraftRequest extends ReasonRequest {
  @Integer('Revision of the draft that you read', { min: 1, example: 7 })
  revision!: number;

  @Instant('Publish at this time; at once when left out', { optional: true, example: '2027-06-01T00:00:00.000Z' })
  at?: string;

  @Integer('Publish to so many of a hundred users; to all when left out', {
    optional: true,
    min: 1,
    max: 99,
    example: 10,
  })
  percent?: number;

  @Flag('Publish although a warning asks for a confirmation', { optional: true, example: true })
  confirm?: boolean;
}

export const PUBLISH_STATUSES = ['PUBLISHED', 'SCHEDULED', 'ROLLING_OUT', 'PENDING_REVIEW'] as const;
export type PublishStatus = (typeof PUBLISH_STATUSES)[number];

export class PublishOutcome {
  @OneOf(PUBLISH_STATUSES, 'What came of it', { example: 'PUBLISHED' })
  status!: PublishStatus;

  @Integer('The version that the draft has become', { min: 1, example: 4 })
  version!: number;

  @Key('The publish request that a second operator has to approve', {
    optional: true,
    example: '01JD0000000000000001',
  })
  requestNo?: string;

  @Nested(() => RuleSetSummary, 'The rule set after it')
  summary!: RuleSetSummary;
}

export class RolloutRequest extends ReasonRequest {
  @Integer('For how many of a hundred users; 100 makes it live, 0 withdraws it', { min: 0, max: 100, example: 50 })
  percent!: number;
}

export class RollbackRequest extends ReasonRequest {
  @Integer('The version that shall be in force again', { min: 1, max: MAX_VERSION, example: 2 })
  version!: number;
}

export const RULE_VERSION_STATUSES = [
  'LIVE',
  'ROLLING_OUT',
  'SCHEDULED',
  'PENDING_REVIEW',
  'REJECTED',
  'SUPERSEDED',
] as const;
export type RuleVersionStatus = (typeof RULE_VERSION_STATUSES)[number];

export class RuleVersionInfo {
  @Integer('Number of the version, unique over all rule sets', { min: 1, example: 3 })
  version!: number;

  @Code('The rule set', { example: 'main' })
  ruleSet!: string;

  @OneOf(RULE_VERSION_STATUSES, 'State', { example: 'LIVE' })
  status!: RuleVersionStatus;

  @Integer('How many rules it has', { min: 0, example: 9 })
  ruleCount!: number;

  @Text('Why it was made', { nullable: true, max: 200, example: 'Summer prices' })
  reason!: string | null;

  @Text('Who made it', { max: 80, example: 'operator:01JD0000000000000001' })
  createdBy!: string;

  @Text('Name of who', { nullable: true, max: 100, example: 'Ada' })
  createdByName!: string | null;

  @Instant('When')
  createdAt!: string;
}

export class RuleVersionView extends RuleVersionInfo {
  @Nested(() => RuleSetDocument, 'The rules')
  rules!: RuleSetDocument;
}

export class RuleVersionPage {
  @ListOf(() => RuleVersionInfo, 'Newest first')
  items!: RuleVersionInfo[];

  @Text(CURSOR, { nullable: true, max: 600, example: null })
  nextCursor!: string | null;
}

export const RULE_HISTORY_ACTIONS = [
  'CREATED',
  'PUBLISHED',
  'SCHEDULED',
  'UNSCHEDULED',
  'ROLLOUT',
  'WITHDRAWN',
  'ROLLED_BACK',
  'REQUESTED',
  'REJECTED',
] as const;
export type RuleHistoryAction = (typeof RULE_HISTORY_ACTIONS)[number];

export class RuleHistoryEntry {
  @Key('The entry', { example: '01JD0000000000000001' })
  historyNo!: string;

  @OneOf(RULE_HISTORY_ACTIONS, 'What was done', { example: 'PUBLISHED' })
  action!: RuleHistoryAction;

  @Integer('Version before', { nullable: true, example: 2 })
  fromVersion!: number | null;

  @Integer('Version after', { nullable: true, example: 3 })
  toVersion!: number | null;

  @Integer('To how many of a hundred users', { nullable: true, example: null })
  percent!: number | null;

  @Instant('For when', { nullable: true, example: null })
  at!: string | null;

  @Text('Why', { nullable: true, max: 200, example: 'Summer prices' })
  reason!: string | null;

  @Text('Who: operator:… or system', { max: 80, example: 'operator:01JD0000000000000001' })
  by!: string;

  @Text('Name of who', { nullable: true, max: 100, example: 'Ada' })
  byName!: string | null;

  @Instant('When')
  doneAt!: string;
}

export class RuleHistoryPage {
  @ListOf(() => RuleHistoryEntry, 'Newest first')
  items!: RuleHistoryEntry[];

  @Text(CURSOR, { nullable: true, max: 600, example: null })
  nextCursor!: string | null;
}

const SIDE = { max: 10, pattern: '^(draft|live|[1-9][0-9]{0,8})$' };

export class RuleDiffQuery {
  @Text('A version number, `live` or `draft`', { ...SIDE, example: 'live' })
  from!: string;

  @Text('A version number, `live` or `draft`', { ...SIDE, example: 'draft' })
  to!: string;
}

export class RuleDiff {
  @Text('As it was asked for', { max: 10, example: 'live' })
  from!: string;

  @Text('As it was asked for', { max: 10, example: 'draft' })
  to!: string;

  @ListOf(() => RuleChange, 'What is different, in the order of the rules', { max: 100_000 })
  changes!: RuleChange[];
}
