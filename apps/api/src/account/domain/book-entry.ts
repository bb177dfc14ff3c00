import type { Book, BusinessType, UserStatus } from '@jifen/contracts';

/** Rows of one user as the ledger works on them. Days are `YYYY-MM-DD` in the programme's time zone. */
export interface UserState {
  userId: string;
  status: UserStatus;
  mergedInto: string | null;
  level: string | null;
  /** Number of the last transaction. */
  seq: number;
  orderCount: number;
  aliasCount: number;
  createdAtMs: number;
}

export interface AccountState {
  wallet: string;
  available: number;
  frozen: number;
  pending: number;
  debt: number;
  totalEarned: number;
  totalConsumed: number;
  /** No lot of this account expires or becomes active before this day. May be too early, never too late. */
  nextDueOn: string;
}

export type LotBook = 'AVAILABLE' | 'FROZEN' | 'PENDING';

export interface Lot {
  wallet: string;
  book: LotBook;
  /** Last day on which the points can be spent. */
  expiresOn: string;
  /** Number of the hold (FROZEN), first day of use (PENDING), empty (AVAILABLE). */
  ref: string;
  remaining: number;
}

export interface HoldState {
  holdNo: string;
  wallet: string;
  bizNo: string;
  points: number;
  captured: number;
  status: 'OPEN' | 'CAPTURED' | 'RELEASED' | 'EXPIRED';
  expiresAtMs: number;
  createdAtMs: number;
  endedAtMs: number | null;
}

/** Points of one expiry day that a transaction moved. */
export type LotPart = readonly [expiresOn: string, points: number];

/** What a caller says of a movement; stands on the row. */
export interface Reason {
  businessType: BusinessType;
  businessNo: string;
  actor: string;
  occurredAtMs: number;
  eventNo?: string;
  ruleCode?: string;
  ruleSetVersion?: number;
  relatedNo?: string;
  remark?: string;
}

/** One row of the ledger: the same positive points leave one book and reach another, so double entry holds by shape. */
export interface BookEntry extends Reason {
  transactionNo: string;
  userId: string;
  seq: number;
  wallet: string;
  debitBook: Book;
  creditBook: Book;
  points: number;
  availableBefore: number;
  availableAfter: number;
  lots: readonly LotPart[];
  lotRef: string;
}
