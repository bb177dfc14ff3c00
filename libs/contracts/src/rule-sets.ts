import { ReasonRequest } from './admin.js';
import { MAX_RULE_SET_VERSION } from './rule-set-document.js';
import { Code, Flag, Instant, Integer, Key, ListOf, Nested, OneOf, Text } from './schema.js';

const CURSOR = 'Give this as `cursor` for the next page; null at the end';

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

export class RenameRuleSetRequest {
  @Text('Name', { min: 1, max: 100, example: 'Summer trial' })
  name!: string;
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
  @Integer('The version that shall be in force again', { min: 1, max: MAX_RULE_SET_VERSION, example: 2 })
  version!: number;
}
