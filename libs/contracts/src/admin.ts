import { AccountView, LotView, PageQuery, TransactionView } from './accounts.js';
import { EventResult } from './events.js';
import { Flag, Instant, Integer, Key, ListOf, Nested, OneOf, Raw, Strings, Text } from './schema.js';
import { UserView } from './users.js';

export class UserSearchQuery extends PageQuery {
  @Text('Start of the user id, or the whole name', { optional: true, max: 100, example: '1785' })
  q?: string;

  @OneOf(['ACTIVE', 'FROZEN', 'CLOSED', 'MERGED'], 'Only in this state', { optional: true })
  status?: string;
}

export class UserListItem {
  @Nested(() => UserView, 'The user')
  user!: UserView;

  @Nested(() => AccountView, 'Account of the default wallet')
  account!: AccountView;
}

export class UserListPage {
  @ListOf(() => UserListItem, 'By user id')
  items!: UserListItem[];

  @Text('Give this as `cursor` for the next page; null at the end', { nullable: true, max: 600, example: null })
  nextCursor!: string | null;
}

export class UserDetail {
  @Nested(() => UserView, 'The user')
  user!: UserView;

  @ListOf(() => AccountView, 'One account a wallet')
  accounts!: AccountView[];

  @ListOf(() => LotView, 'Lots, soonest expiry first (at most 200)')
  lots!: LotView[];

  @Strings('Ids of users that were merged into this one', { max: 1000, example: ['17851'] })
  aliases!: string[];
}

export class ReasonRequest {
  @Text('Why; kept in the audit log', { min: 1, max: 200, example: 'Chargeback under investigation' })
  reason!: string;
}

export class MergeRequest extends ReasonRequest {
  @Key('The user who stays', { example: '13047' })
  intoUserId!: string;
}

export class StoredEventView {
  @Text('Number of the stored event', { example: '01JD0000000000000001' })
  eventNo!: string;

  @Text('The source that reported it', { example: 'web-shop' })
  source!: string;

  @Text('Its type', { example: 'ORDER_COMPLETED' })
  type!: string;

  @Key('Its id', { example: '536365' })
  eventId!: string;

  @Key('The user', { example: '17850' })
  userId!: string;

  @Text('Where it happened', { optional: true, max: 32, example: 'app' })
  channel?: string;

  @Instant('When it happened')
  occurredAt!: string;

  @Instant('When it was posted')
  recordedAt!: string;

  @Text('What came of it', { example: 'POSTED' })
  status!: string;

  @Integer('Version of the rule set', { nullable: true, example: 3 })
  ruleSetVersion!: number | null;

  @Raw(
    { type: 'object', additionalProperties: true, description: 'What was reported' },
    { example: { orderNo: '536365', currency: 'GBP', amount: 2030 } },
  )
  data!: Record<string, unknown>;

  @Nested(() => EventResult, 'What was answered', { optional: true })
  result?: EventResult;
}

/** Why these points: everything from the posting back to the event. */
export class TransactionExplanation {
  @Nested(() => TransactionView, 'The posting')
  transaction!: TransactionView;

  @Nested(() => StoredEventView, 'The event behind it', { optional: true })
  event?: StoredEventView;
}

export class StoredEventPage {
  @ListOf(() => StoredEventView, 'Newest first')
  items!: StoredEventView[];

  @Text('Give this as `cursor` for the next page; null at the end', { nullable: true, max: 600, example: null })
  nextCursor!: string | null;
}

export class EventNoParams {
  @Key('Number of the stored event', { example: '01JD0000000000000001' })
  eventNo!: string;
}

export class ReconciliationCheck {
  @Text('Which invariant', { example: 'lots-equal-books' })
  name!: string;

  @Flag('Whether it holds')
  ok!: boolean;

  @Integer('Rows that break it', { min: 0, example: 0 })
  violations!: number;

  @Raw(
    { type: 'array', items: { type: 'object', additionalProperties: true }, description: 'The first of them' },
    { example: [] },
  )
  samples!: Record<string, unknown>[];
}

export class ReconciliationRunView {
  @Key('The run', { example: '01JD0000000000000001' })
  runNo!: string;

  @Instant('Started')
  startedAt!: string;

  @Instant('Finished', { nullable: true })
  finishedAt!: string | null;

  @OneOf(['RUNNING', 'PASSED', 'FAILED', 'ERROR'], 'Outcome')
  status!: string;

  @ListOf(() => ReconciliationCheck, 'One entry an invariant')
  checks!: ReconciliationCheck[];
}

export class ReconciliationRunPage {
  @ListOf(() => ReconciliationRunView, 'Newest first')
  items!: ReconciliationRunView[];

  @Text('Give this as `cursor` for the next page; null at the end', { nullable: true, max: 600, example: null })
  nextCursor!: string | null;
}

export class ProgrammeView {
  @Text('Name', { max: 100, example: 'Jifen' })
  name!: string;

  @Text('IANA time zone of days, months and expiry', { max: 64, example: 'Asia/Shanghai' })
  timeZone!: string;
}
