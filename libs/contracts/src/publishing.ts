import { PageQuery } from './accounts.js';
import { ReasonRequest } from './admin.js';
import { LocalizedTextView } from './rule-change.js';
import { Code, Flag, Instant, Integer, Key, ListOf, Nested, OneOf, Text } from './schema.js';

export const PUBLISH_REQUEST_STATUSES = ['PENDING', 'APPROVED', 'REJECTED'] as const;
export type PublishRequestStatus = (typeof PUBLISH_REQUEST_STATUSES)[number];
export const PUBLISH_REQUEST_REASONS = ['NO_BACKTEST', 'INCREASE_ABOVE_THRESHOLD'] as const;
export type PublishRequestReason = (typeof PUBLISH_REQUEST_REASONS)[number];

/** A publication that a second operator has to approve. */
export class PublishRequestView {
  @Key('The request', { example: '01JD0000000000000001' })
  requestNo!: string;

  @Code('The rule set', { example: 'main' })
  ruleSet!: string;

  @Integer('The version to be published', { min: 1, example: 4 })
  version!: number;

  @OneOf(PUBLISH_REQUEST_STATUSES, 'State', { example: 'PENDING' })
  status!: PublishRequestStatus;

  @OneOf(PUBLISH_REQUEST_REASONS, 'Why a second operator is needed', { example: 'INCREASE_ABOVE_THRESHOLD' })
  why!: PublishRequestReason;

  @Integer('How much more points the backtest gave than were posted (basis points)', { nullable: true, example: 2400 })
  increaseBps!: number | null;

  @Key('The backtest that said so', { nullable: true, example: '01JD0000000000000002' })
  backtestNo!: string | null;

  @Integer('To how many of a hundred users; null for all', { nullable: true, example: null })
  percent!: number | null;

  @Instant('For when; null for at once', { nullable: true, example: null })
  at!: string | null;

  @Text('Why it shall be published', { max: 200, example: 'Summer prices' })
  reason!: string;

  @Text('Who asked', { max: 80, example: 'operator:01JD0000000000000001' })
  requestedBy!: string;

  @Text('Name of who', { nullable: true, max: 100, example: 'Ada' })
  requestedByName!: string | null;

  @Instant('When')
  requestedAt!: string;

  @Text('Who decided', { nullable: true, max: 80, example: null })
  decidedBy!: string | null;

  @Text('Name of who', { nullable: true, max: 100, example: null })
  decidedByName!: string | null;

  @Instant('When', { nullable: true, example: null })
  decidedAt!: string | null;

  @Text('Why it was decided so', { nullable: true, max: 200, example: null })
  decisionReason!: string | null;
}

export class PublishRequestQuery extends PageQuery {
  @OneOf(PUBLISH_REQUEST_STATUSES, 'Only in this state', { optional: true })
  status?: PublishRequestStatus;
}

export class PublishRequestPage {
  @ListOf(() => PublishRequestView, 'Newest first')
  items!: PublishRequestView[];

  @Text('Give this as `cursor` for the next page; null at the end', { nullable: true, max: 600, example: null })
  nextCursor!: string | null;
}

export class PublishRequestParams {
  @Key('The request', { example: '01JD0000000000000001' })
  requestNo!: string;
}

export class ApproveRequest extends ReasonRequest {
  @Flag('Approve although it ends a rollout', { optional: true, example: true })
  confirm?: boolean;
}

/** When publishing asks for a second confirmation, and when for a second operator. */
export class RulePolicyView {
  @Integer('Rates above this ask for a second confirmation (basis points; 100000 = ×10)', {
    min: 10_000,
    max: 1_000_000_000,
    example: 100_000,
  })
  rateGuardBps!: number;

  @Integer('A backtest that gives so much more than was posted asks for a second operator; null: never', {
    nullable: true,
    min: 0,
    max: 1_000_000_000,
    example: 1000,
  })
  reviewAboveBps!: number | null;

  @Flag('Whether what was not backtested asks for a second operator, too (only while `reviewAboveBps` is set)')
  reviewWithoutBacktest!: boolean;

  @Integer('Counts changes; send back the one that you read', { min: 0, example: 0 })
  revision!: number;
}

export class EventTypeView {
  @Code('Code of the type', { example: 'LESSON_FINISHED' })
  code!: string;

  @Nested(() => LocalizedTextView, 'Its name')
  name!: LocalizedTextView;

  @Flag('Whether it is built in')
  builtIn!: boolean;
}

export class EventTypeList {
  @ListOf(() => EventTypeView, 'Built-in types first, then by code', { max: 10_000 })
  items!: EventTypeView[];
}

export class EventTypeName {
  @Text('Chinese', { min: 1, max: 100, example: '完成课程' })
  'zh-CN'!: string;

  @Text('English', { min: 1, max: 100, example: 'Lesson finished' })
  'en-US'!: string;
}

export class CreateEventTypeRequest {
  @Code('Code of the type', { example: 'LESSON_FINISHED' })
  code!: string;

  @Nested(() => EventTypeName, 'Its name')
  name!: EventTypeName;
}
