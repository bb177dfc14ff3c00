import type { FieldError } from './errors.js';
import { Code, Day, Flag, Instant, Integer, Key, ListOf, Nested, OneOf, PointsMoved, Text } from './schema.js';
import { USER_STATUSES, type UserStatus } from './users.js';

export const DEFAULT_WALLET = 'points';
/** The day that stands for "never expires". */
export const NEVER = '9999-12-31';

/** Books of a user. */
export const USER_BOOKS = ['AVAILABLE', 'FROZEN', 'PENDING', 'DEBT'] as const;
export type UserBook = (typeof USER_BOOKS)[number];
/** Books of the programme. */
export const PROGRAMME_BOOKS = ['ISSUED', 'REDEEMED', 'EXPIRED', 'REVOKED', 'TRANSFER_CLEARING', 'LOTTERY'] as const;
export type ProgrammeBook = (typeof PROGRAMME_BOOKS)[number];
export type Book = UserBook | ProgrammeBook;

/** What a posting was for. */
export const BUSINESS_TYPES = [
  'EVENT',
  'GRANT',
  'MANUAL_GRANT',
  'DEDUCTION',
  'MANUAL_DEDUCTION',
  'HOLD',
  'CAPTURE',
  'RELEASE',
  'TRANSFER',
  'EXPIRY',
  'ACTIVATION',
  'DEBT_REPAYMENT',
  'CLAWBACK',
  'RESTORE',
  'CLOSE',
  'MERGE',
] as const;
export type BusinessType = (typeof BUSINESS_TYPES)[number];

export class UserParams {
  @Key("The merchant's id of the user", { example: '17850' })
  userId!: string;
}

export class TransactionParams {
  @Key('Number of the transaction', { example: '01JD0000000000000001' })
  transactionNo!: string;
}

export class WalletQuery {
  @Code('Which kind of points', { optional: true, example: 'points' })
  wallet?: string;
}

export class AccountQuery extends WalletQuery {
  @Instant('The balances as they were at this time', { optional: true })
  at?: string;
}

export class PageQuery {
  @Text('Where the last page ended: `nextCursor` of that page', {
    optional: true,
    max: 600,
    example: 'WzQyXQ.x7Jq0mVb3aYk',
  })
  cursor?: string;

  @Integer('How many rows', { optional: true, min: 1, max: 200, example: 20 })
  limit?: number;
}

export class LotQuery extends PageQuery {
  @Code('Which kind of points; all when left out', { optional: true, example: 'points' })
  wallet?: string;
}

export class StatementQuery extends PageQuery {
  @Code('Which kind of points; all when left out', { optional: true, example: 'points' })
  wallet?: string;

  @OneOf(BUSINESS_TYPES, 'Only this kind of posting', { optional: true })
  businessType?: BusinessType;

  @Key('Only what was posted for this number: an event id, a bizNo', { optional: true, example: '536365' })
  businessNo?: string;

  @Instant('Only what was posted at this time or later', { optional: true })
  recordedFrom?: string;

  @Instant('Only what was posted before this time', { optional: true })
  recordedTo?: string;

  @Flag('Only what was posted under this very id: of a user that was merged away, everything until then', {
    optional: true,
    example: true,
  })
  own?: boolean;

  /** What is wrong between its fields; asked when each by itself is right. */
  static wrongTogether({ recordedFrom, recordedTo }: StatementQuery): FieldError[] {
    if (recordedFrom === undefined || recordedTo === undefined) return [];
    if (Date.parse(recordedFrom) <= Date.parse(recordedTo)) return [];
    const text = { 'zh-CN': '不能早于开始时间', 'en-US': 'must not be before recordedFrom' };
    return [{ pointer: '?recordedTo', code: 'range', detail: text['en-US'], text }];
  }
}

export class AccountView {
  @Key('The user', { example: '17850' })
  userId!: string;

  @Code('Which kind of points', { example: 'points' })
  wallet!: string;

  @Integer('Points that can be spent now', { min: 0, example: 20 })
  available!: number;

  @Integer('Points held for something', { min: 0, example: 0 })
  frozen!: number;

  @Integer('Points earned that are not active yet', { min: 0, example: 0 })
  pending!: number;

  @Integer('Points owed after a clawback', { min: 0, example: 0 })
  debt!: number;

  @Integer('Points ever earned, net of what was clawed back', { min: 0, example: 20 })
  totalEarned!: number;

  @Integer('Points ever consumed', { min: 0, example: 0 })
  totalConsumed!: number;

  @Text('Level code; null when none', { nullable: true, example: 'GOLD' })
  level!: string | null;

  @OneOf(USER_STATUSES, 'State of the user', { example: 'ACTIVE' })
  status!: UserStatus;
}

export class TransactionSummary {
  @Key('Number of the transaction', { example: '01JD0000000000000001' })
  transactionNo!: string;

  @PointsMoved('Points moved', { example: 20 })
  points!: number;

  @Text('The rule that awarded them', { optional: true, example: 'ORDER_BASE' })
  ruleCode?: string;

  @Day('Last day on which they can be spent; 9999-12-31 means never', { optional: true })
  expiresOn?: string;

  @Day('First day on which they can be spent, when not at once', { optional: true })
  activatesOn?: string;
}

export class LotPart {
  @Day('Last day on which they can be spent')
  expiresOn!: string;

  @PointsMoved('Points of this lot')
  points!: number;
}

export class TransactionView {
  @Key('Number of the transaction', { example: '01JD0000000000000001' })
  transactionNo!: string;

  @Key('The user', { example: '17850' })
  userId!: string;

  @Integer('Place in the user’s statement, without gaps', { min: 1, example: 7 })
  seq!: number;

  @Code('Which kind of points', { example: 'points' })
  wallet!: string;

  @OneOf([...USER_BOOKS, ...PROGRAMME_BOOKS], 'The book the points left', { example: 'ISSUED' })
  debitBook!: Book;

  @OneOf([...USER_BOOKS, ...PROGRAMME_BOOKS], 'The book the points reached', { example: 'AVAILABLE' })
  creditBook!: Book;

  @PointsMoved('Points moved')
  points!: number;

  @Integer('Available before', { min: 0, example: 0 })
  availableBefore!: number;

  @Integer('Available after', { min: 0, example: 100 })
  availableAfter!: number;

  @OneOf(BUSINESS_TYPES, 'What it was for', { example: 'EVENT' })
  businessType!: BusinessType;

  @Text('Number of what it was for', { example: '536365' })
  businessNo!: string;

  @Text('Number of the stored event behind it', { optional: true, example: '01JD0000000000000001' })
  eventNo?: string;

  @Text('The rule that awarded it', { optional: true, example: 'ORDER_BASE' })
  ruleCode?: string;

  @Integer('Version of the rule set that awarded it', { optional: true, min: 1, example: 3 })
  ruleSetVersion?: number;

  @Text('The transaction that this one undoes or gives back', { optional: true, example: '01JD0000000000000001' })
  relatedTransactionNo?: string;

  @ListOf(() => LotPart, 'Which lots it filled or took from')
  lots!: LotPart[];

  @Instant('When it happened')
  occurredAt!: string;

  @Instant('When it was posted')
  recordedAt!: string;

  @Text('Words on the statement', { optional: true, example: 'Apology for the late parcel' })
  remark?: string;

  @Text('Who caused it: client:…, operator:…, user:… or system', { example: 'client:demo' })
  actor!: string;

  @Text('What the operator or API client that caused it is called now; only where operators ask', {
    optional: true,
    max: 100,
    example: 'Demo',
  })
  actorName?: string;
}

export class TransactionPage {
  @ListOf(() => TransactionView, 'Newest first')
  items!: TransactionView[];

  @Text('Give this as `cursor` for the next page; null at the end', { nullable: true, max: 600, example: null })
  nextCursor!: string | null;
}

export class LotView {
  @Code('Which kind of points', { example: 'points' })
  wallet!: string;

  @OneOf(USER_BOOKS, 'Where they lie', { example: 'AVAILABLE' })
  book!: UserBook;

  @Day('Last day on which they can be spent; 9999-12-31 means never')
  expiresOn!: string;

  @Day('First day on which they can be spent (PENDING)', { optional: true })
  activatesOn?: string;

  @Text('The hold that keeps them (FROZEN)', { optional: true, example: 'H01JD0000000000000001' })
  holdNo?: string;

  @PointsMoved('Points left')
  remaining!: number;
}

export class LotPage {
  @ListOf(() => LotView, 'Soonest expiry first')
  items!: LotView[];

  @Text('Give this as `cursor` for the next page; null at the end', { nullable: true, max: 600, example: null })
  nextCursor!: string | null;
}

/** Answer of a grant, deduction, capture, release or transfer. */
export class PostingResult {
  @Key('The business number of the request', { example: 'grant-2026-001' })
  bizNo!: string;

  @PointsMoved('Points moved')
  points!: number;

  @ListOf(() => TransactionSummary, 'The postings')
  transactions!: TransactionSummary[];

  @Nested(() => AccountView, 'The account afterwards; left out when an old answer is rebuilt', { optional: true })
  account?: AccountView;
}
