import { type AccountView, NEVER } from '@jifen/contracts';
import type { BookEntry, HoldState, Lot, LotBook, UserState } from './book-entry.js';
import { settle } from './settlement.js';
import { UndoLog } from './undo-log.js';
import { lotKey, type PostingTime, UserLedger } from './user-ledger.js';

/** What is left of a user's past: the rows up to a time, and the holds that were open then. */
export interface History {
  entries: readonly BookEntry[];
  openHolds: readonly HoldState[];
}

/**
 * The balances at a time, out of the rows alone: the lots are filled and emptied again in their order, then what was
 * due at that time is done. Totals are those of the rows that issued, clawed back and consumed.
 */
export function accountAt(user: UserState, wallet: string, history: History, time: PostingTime): AccountView {
  const ledger = new UserLedger({ ...user }, [], time, new UndoLog(), false);
  const account = ledger.account(wallet);
  const lots = new Map<string, Lot>();
  for (const entry of history.entries) {
    replay(lots, entry);
    if (entry.creditBook === 'DEBT') account.debt -= entry.points;
    if (entry.debitBook === 'DEBT') account.debt += entry.points;
    if (entry.debitBook === 'ISSUED') account.totalEarned += entry.points;
    if (entry.creditBook === 'REDEEMED') account.totalConsumed += entry.points;
    if (entry.businessType === 'CLAWBACK') account.totalEarned = Math.max(0, account.totalEarned - entry.points);
  }
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
