import { TransactionView } from './accounts.js';
import { EVENT_OUTCOMES, type EventOutcome } from './events.js';
import { Instant, Integer, Key, ListOf, OneOf, Text } from './schema.js';

export class SearchQuery {
  @Key('The number, or its first characters', { example: '536365' })
  q!: string;

  @Integer('How many of each kind at most', { optional: true, min: 1, max: 20, example: 5 })
  limit?: number;
}

/** A stored event, as far as it takes to recognise it. */
export class EventMatch {
  @Text('Number of the stored event', { max: 20, example: '01JD0000000000000001' })
  eventNo!: string;

  @Text('Its type', { max: 32, example: 'ORDER_COMPLETED' })
  type!: string;

  @Key('Its id, of an order mostly the number of the order', { example: '536365' })
  eventId!: string;

  @Text('The source that reported it', { max: 32, example: 'web-shop' })
  source!: string;

  @Key('The user', { example: '17850' })
  userId!: string;

  @Instant('When it happened')
  occurredAt!: string;

  @OneOf(EVENT_OUTCOMES, 'What came of it', { example: 'POSTED' })
  status!: EventOutcome;
}

export class SearchResult {
  @ListOf(() => EventMatch, 'Events whose id or number is this or starts with it, the closest first')
  events!: EventMatch[];

  @ListOf(() => TransactionView, 'Transactions whose number is this or starts with it')
  transactions!: TransactionView[];
}
