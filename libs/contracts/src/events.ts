import { AccountView, TransactionSummary } from './accounts.js';
import { ProblemView } from './problem.js';
import { Code, Flag, Instant, Integer, Key, ListOf, Nested, OneOf, OpenObject, Points, Raw, Text } from './schema.js';

/** Event types every programme knows. */
export const BUILT_IN_EVENT_TYPES = [
  'USER_REGISTERED',
  'SIGNED_IN',
  'ORDER_COMPLETED',
  'ORDER_REFUNDED',
  'PROFILE_COMPLETED',
  'REVIEW_POSTED',
  'CONTENT_SHARED',
  'USER_REFERRED',
] as const;

/** Most events one batch takes. */
export const MAX_BATCH_EVENTS = 1000;

export class EventRequest {
  @Key("The client's own number of this event; with the type it is the event's key for good", { example: '536365' })
  eventId!: string;

  @Code('What happened: a built-in type or one an operator has added', { example: 'ORDER_COMPLETED' })
  type!: string;

  @Key("The merchant's id of the user", { example: '17850' })
  userId!: string;

  @Instant('When it happened; decides rule windows and the day that limits count in', {
    example: '2010-12-01T08:26:00Z',
  })
  occurredAt!: string;

  @Text('Where it happened, for rules by channel', { optional: true, min: 1, max: 32, example: 'app' })
  channel?: string;

  @OpenObject(
    'What rules look at; money in minor units. `OrderData` is that of ORDER_COMPLETED; fields that no type defines are ' +
      'kept and named in `warnings`',
    {
      optional: true,
      example: { orderNo: '536365', currency: 'GBP', amount: 2030 },
    },
  )
  data?: Record<string, unknown>;
}

export class EventBatchRequest {
  @ListOf(() => EventRequest, 'Up to 1,000 events; each is decided on its own', { min: 1, max: MAX_BATCH_EVENTS })
  events!: EventRequest[];
}

/** A batch as it is checked at the door: its events are checked one by one, so that a bad one harms no other. */
export class EventBatchEnvelope {
  @Raw({ type: 'array', minItems: 1, maxItems: MAX_BATCH_EVENTS, description: 'The events' }, { example: [{}] })
  events!: unknown[];
}

/** The parts of an order that rules know by name (`data` of ORDER_COMPLETED). */
export class OrderItem {
  @Text('Line number within the order', { optional: true, min: 1, max: 64, example: '1' })
  lineId?: string;

  @Text('Stock-keeping unit', { optional: true, min: 1, max: 64, example: '85123A' })
  sku?: string;

  @Text('Category code', { optional: true, min: 1, max: 64, example: 'home' })
  category?: string;

  @Integer('Pieces', { optional: true, min: 0, max: 1_000_000_000, example: 6 })
  quantity?: number;

  @Integer('Price of a piece in minor units', { optional: true, min: 0, max: 9_000_000_000_000, example: 255 })
  unitPrice?: number;

  @Integer('What the line costs in minor units', { min: 0, max: 9_000_000_000_000, example: 1530 })
  lineAmount!: number;
}

/**
 * What `data` of ORDER_COMPLETED holds; further fields are kept and named in `warnings`. Where there are items, their
 * lineAmounts and the charges add up: Σ lineAmount + shipping + tax − discount = amount.
 */
export class OrderData {
  @Text("The merchant's number of the order", { optional: true, min: 1, max: 64, example: '536365' })
  orderNo?: string;

  @Text('ISO 4217 code', { min: 3, max: 3, pattern: '^[A-Z]{3}$', example: 'GBP' })
  currency!: string;

  @Integer('What the customer pays, in minor units', { min: 0, max: 9_000_000_000_000, example: 2030 })
  amount!: number;

  @Integer('Shipping in minor units', { optional: true, min: 0, max: 9_000_000_000_000, example: 500 })
  shipping?: number;

  @Integer('Tax on top of the lines, in minor units', { optional: true, min: 0, max: 9_000_000_000_000, example: 0 })
  tax?: number;

  @Integer('Discount in minor units', { optional: true, min: 0, max: 9_000_000_000_000, example: 0 })
  discount?: number;

  @ListOf(() => OrderItem, 'Lines of the order', { optional: true })
  items?: OrderItem[];
}

export const EVENT_STATUSES = ['POSTED', 'NO_AWARD', 'PENDING_REVIEW'] as const;
export type EventStatus = (typeof EVENT_STATUSES)[number];
/** Outcomes of events that were accepted to be worked on later, or of one event of a batch. */
export const EVENT_OUTCOMES = [...EVENT_STATUSES, 'ACCEPTED', 'REJECTED'] as const;
export type EventOutcome = (typeof EVENT_OUTCOMES)[number];

export class EventResult {
  @Text('The event; of one that was refused for its eventId, what was sent as such, or empty', {
    max: 64,
    example: '536365',
  })
  eventId!: string;

  @OneOf(EVENT_OUTCOMES, 'What came of it', { example: 'POSTED' })
  status!: EventOutcome;

  @Integer('Points of all awards together', { optional: true, min: 0, example: 20 })
  points?: number;

  @ListOf(() => TransactionSummary, 'The postings, one an award', { optional: true })
  transactions?: TransactionSummary[];

  @Nested(() => AccountView, 'The account afterwards; left out when an old answer is rebuilt', { optional: true })
  account?: AccountView;

  @Raw(
    {
      type: 'array',
      items: { type: 'object', additionalProperties: true },
      description: 'Why: the trace of each rule looked at',
    },
    { optional: true, example: [] },
  )
  explanation?: unknown[];

  @Raw(
    {
      type: 'array',
      items: { type: 'string' },
      description: 'Pointers to fields of `data` that the type does not define',
    },
    { optional: true, example: ['/data/giftWrap'] },
  )
  warnings?: string[];

  @Flag('In a batch: this is the answer of the first time', { optional: true })
  replayed?: boolean;

  @Nested(() => ProblemView, 'Why it was refused (`REJECTED`)', { optional: true })
  problem?: ProblemView;
}

export class EventBatchResult {
  @ListOf(() => EventResult, 'One result an event, in order')
  results!: EventResult[];
}

export class EventAccepted {
  @Key('The event', { example: '536365' })
  eventId!: string;

  @OneOf(['ACCEPTED'], 'It is stored and will be worked on', { example: 'ACCEPTED' })
  status!: 'ACCEPTED';

  @Text('Where the outcome can be read', { example: '/api/v1/events/536365?type=ORDER_COMPLETED' })
  location!: string;
}

export class PreviewQuery {
  @Instant('Pretend that it is this time', { optional: true })
  now?: string;

  @Integer('Use this version of the rule set instead of the live one', {
    optional: true,
    min: 1,
    max: 1_000_000,
    example: 1,
  })
  ruleSetVersion?: number;
}

export class EventQuery {
  @Code('The type of the event', { example: 'ORDER_COMPLETED' })
  type!: string;
}

export class EventParams {
  @Key('The event', { example: '536365' })
  eventId!: string;
}

export class GrantRequest {
  @Key('Business number; the key under which a retry finds the first answer', { example: 'grant-2026-001' })
  bizNo!: string;

  @Points('How many points')
  points!: number;

  @Text('Why, for the statement', { min: 1, max: 200, example: 'Apology for the late parcel' })
  reason!: string;

  @Code('Which kind of points', { optional: true, example: 'points' })
  wallet?: string;

  @Integer('Days of validity, counted from today; the programme decides when left out', {
    optional: true,
    min: 1,
    max: 36_500,
    example: 365,
  })
  validDays?: number;
}

export class DeductionRequest {
  @Key('Business number; the key under which a retry finds the first answer', { example: 'deduct-2026-001' })
  bizNo!: string;

  @Points('How many points')
  points!: number;

  @Text('Why, for the statement', { min: 1, max: 200, example: 'Paid with points at the counter' })
  reason!: string;

  @Code('Which kind of points', { optional: true, example: 'points' })
  wallet?: string;
}

export class TransferRequest {
  @Key('Business number; the key under which a retry finds the first answer', { example: 'gift-2026-001' })
  bizNo!: string;

  @Key('Who receives the points', { example: '13047' })
  toUserId!: string;

  @Points('How many points')
  points!: number;

  @Text('Words to go with it', { optional: true, max: 200, example: 'Happy birthday' })
  reason?: string;

  @Code('Which kind of points', { optional: true, example: 'points' })
  wallet?: string;
}
