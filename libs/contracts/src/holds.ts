import { AccountView, TransactionSummary } from './accounts.js';
import { Code, Instant, Integer, Key, ListOf, Nested, OneOf, Points, PointsMoved, Text } from './schema.js';

export class HoldParams {
  @Key('Number of the hold', { example: 'H01JD0000000000000001' })
  holdNo!: string;
}

export class HoldRequest {
  @Key('Business number; the key under which a retry finds the first answer', { example: 'hold-2026-001' })
  bizNo!: string;

  @Points('How many points')
  points!: number;

  @Text('Why, for the statement', { min: 1, max: 200, example: 'Checkout of order 536365' })
  reason!: string;

  @Code('Which kind of points', { optional: true, example: 'points' })
  wallet?: string;

  @Integer('After so many seconds the hold lets go by itself (default: a day)', {
    optional: true,
    min: 1,
    max: 31_536_000,
    example: 900,
  })
  expiresInSeconds?: number;
}

export const HOLD_STATUSES = ['OPEN', 'CAPTURED', 'RELEASED', 'EXPIRED'] as const;
export type HoldStatus = (typeof HOLD_STATUSES)[number];

export class HoldResult {
  @Key('Number of the hold', { example: 'H01JD0000000000000001' })
  holdNo!: string;

  @Key('The business number of the request', { example: 'hold-2026-001' })
  bizNo!: string;

  @PointsMoved('Points held')
  points!: number;

  @OneOf(HOLD_STATUSES, 'State of the hold', { example: 'OPEN' })
  status!: HoldStatus;

  @Instant('When it lets go by itself')
  expiresAt!: string;

  @ListOf(() => TransactionSummary, 'The postings')
  transactions!: TransactionSummary[];

  @Nested(() => AccountView, 'The account afterwards; left out when an old answer is rebuilt', { optional: true })
  account?: AccountView;
}

export class CaptureRequest {
  @Key('Business number; the key under which a retry finds the first answer', { example: 'capture-2026-001' })
  bizNo!: string;

  @Points('How many of the held points to take; all when left out, the rest comes back', { optional: true })
  points?: number;
}

export class ReleaseRequest {
  @Key('Business number; the key under which a retry finds the first answer', { example: 'release-2026-001' })
  bizNo!: string;
}
