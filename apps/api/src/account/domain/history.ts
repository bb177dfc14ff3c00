import { type AccountView, NEVER } from '@jifen/contracts';
import type { AccountState, BookEntry, HoldState, Lot, LotBook, UserState } from './book-entry.js';
import { settle } from './settlement.js';
import { UndoLog } from './undo-log.js';
import { lotKey, type PostingTime, UserLedger } from './user-ledger.js';

/** What is left of a user's past: the rows up to a time, the holds that were open then, and who had come in by then. */
export interface History {
  entries: readonly BookEntry[];
  openHolds: readonly HoldState[];
  /** Users that were merged into this one, or into one that was. */
  merged: readonly MergedUser[];
}

export interface MergedUser {
  userId: string;
  /** Into whom; that one may have been merged on later. */
  into: string;
  /** Number of that one's last row when it happened. */
  intoSeq: number;
  entries: readonly BookEntry[];
}

/**
 * The balances at a time, out of the rows alone: the lots are filled and emptied again in their order, then what was
 * due at that time is done. Totals are those of the rows that issued, clawed back and consumed; a merge moves them
 * without a row, so they are worked out of the rows of everybody who came in.
 */
export function accountAt(user: UserState, wallet: string, history: History, time: PostingTime): AccountView {
  const ledger = new UserLedger({ ...user }, [], time, new UndoLog(), false);
  const account = ledger.account(wallet);
  const lots = new Map<string, Lot>();
  for (const entry of history.entries) {
    replay(lots, entry);
    if (entry.creditBook === 'DEBT') account.debt -= entry.points;
    if (entry.debitBook === 'DEBT') account.debt += entry.points;
  }
  Object.assign(account, totalsOf(user.userId, history.entries, history.merged));
  for (const { book, remaining } of lots.values()) {
    if (book === 'AVAILABLE') account.available += remaining;
    else if (book === 'FROZEN') account.frozen += remaining;
    else account.pending += remaining;
  }
  account.nextDueOn = NEVER;
  ledger.load(
    lots,
    history.openHolds.map((held) => ({ ...held, status: 'OPEN', captured: 0, endedAtMs: null })),
  );
  settle(ledger);
  const { available, frozen, pending, debt, totalEarned, totalConsumed } = account;
  const { userId, level, status } = user;
  return { userId, wallet, available, frozen, pending, debt, totalEarned, totalConsumed, level, status };
}

type Totals = Pick<AccountState, 'totalEarned' | 'totalConsumed'>;

/** Points ever earned and consumed; those of a merged user count from its merge on, because a clawback stops at zero. */
function totalsOf(userId: string, entries: readonly BookEntry[], merged: readonly MergedUser[]): Totals {
  const totals = { totalEarned: 0, totalConsumed: 0 };
  const arrivals = merged.filter(({ into }) => into === userId).sort((a, b) => a.intoSeq - b.intoSeq);
  const arriveBefore = (seq: number) => {
    for (let next = arrivals[0]; next && next.intoSeq < seq; next = arrivals[0]) {
      const theirs = totalsOf(next.userId, next.entries, merged);
      totals.totalEarned += theirs.totalEarned;
      totals.totalConsumed += theirs.totalConsumed;
      arrivals.shift();
    }
  };
  for (const entry of entries) {
    arriveBefore(entry.seq);
    if (entry.debitBook === 'ISSUED') totals.totalEarned += entry.points;
    if (entry.creditBook === 'REDEEMED') totals.totalConsumed += entry.points;
    if (entry.businessType === 'CLAWBACK') totals.totalEarned = Math.max(0, totals.totalEarned - entry.points);
  }
  arriveBefore(Number.POSITIVE_INFINITY);
  return totals;
}

/** Fills and empties lots as one row says. */
export function replay(lots: Map<string, Lot>, entry: BookEntry): void {
  for (const [book, sign] of [
    [entry.debitBook, -1],
    [entry.creditBook, 1],
  ] as const) {
    if (book !== 'AVAILABLE' && book !== 'FROZEN' && book !== 'PENDING') continue;
    const ref = book === 'AVAILABLE' ? '' : entry.lotRef;
    for (const [expiresOn, points] of entry.lots) change(lots, entry.wallet, book, expiresOn, ref, points * sign);
  }
}

function change(
  lots: Map<string, Lot>,
  wallet: string,
  book: LotBook,
  expiresOn: string,
  ref: string,
  by: number,
): void {
  const key = lotKey(wallet, book, expiresOn, ref);
  const remaining = (lots.get(key)?.remaining ?? 0) + by;
  if (remaining === 0) lots.delete(key);
  else lots.set(key, { wallet, book, expiresOn, ref, remaining });
}
