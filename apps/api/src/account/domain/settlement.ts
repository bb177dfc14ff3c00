import { NEVER } from '@jifen/contracts';
import type { BookEntry, HoldState, LotPart, Reason } from './book-entry.js';
import { dueDay, sumOf, type UserLedger } from './user-ledger.js';

/**
 * What time does to a user's points: holds let go, pending points become active, lots end. Whoever comes late finds
 * the same as somebody who had come at every moment: a debt is repaid by what arrived first, and by points whose last
 * day has passed only now.
 */
const AVAILABLE = { book: 'AVAILABLE', ref: '' } as const;
const EXPIRED = { book: 'EXPIRED', ref: '' } as const;

/**
 * Does what has become due, in the order in which it did. Opening a user in the ledger does it first, so that a late
 * job changes nothing. Needs lots and holds.
 */
export function settle(ledger: UserLedger): void {
  const { today, nowMs, dayOf } = ledger.time;
  const system = { actor: 'system', occurredAtMs: nowMs };
  const over = [...ledger.holds.values()].filter((held) => held.status === 'OPEN' && held.expiresAtMs <= nowMs);
  over.sort((a, b) => a.expiresAtMs - b.expiresAtMs || (a.holdNo < b.holdNo ? -1 : 1));
  for (const held of over) {
    const day = dayOf(held.expiresAtMs);
    // A day begins before anything else happens in it.
    activate(ledger, held.wallet, day);
    giveBack(ledger, held, held.points, { ...system, businessType: 'RELEASE', businessNo: held.bizNo }, day);
    endHold(ledger, held, 'EXPIRED', 0);
  }
  for (const { wallet } of [...ledger.accounts.values()]) {
    activate(ledger, wallet, today);
    const ended = ledger.lotsOf(wallet, 'AVAILABLE').filter((lot) => lot.expiresOn < today);
    if (ended.length > 0) {
      const parts = ended.map((lot): LotPart => [lot.expiresOn, lot.remaining]);
      const reason = { ...system, businessType: 'EXPIRY', businessNo: today } as const;
      ledger.move(wallet, AVAILABLE, EXPIRED, parts, reason);
    }
    refreshDueDay(ledger, wallet);
  }
}

/** Makes everything active whose first day is not after `day`, the earlier first. */
function activate(ledger: UserLedger, wallet: string, day: string): void {
  const { today, nowMs } = ledger.time;
  const reason = { actor: 'system', occurredAtMs: nowMs, businessType: 'ACTIVATION', businessNo: today } as const;
  const due = ledger.lotsOf(wallet, 'PENDING').filter((lot) => lot.ref <= day);
  for (const ref of [...new Set(due.map((lot) => lot.ref))].sort()) {
    const parts = due.filter((lot) => lot.ref === ref).map((lot): LotPart => [lot.expiresOn, lot.remaining]);
    const entry = ledger.move(wallet, { book: 'PENDING', ref }, AVAILABLE, parts, reason);
    ledger.repayDebt(wallet, parts, entry);
  }
}

/**
 * Returns part of a hold to AVAILABLE, as on a day (today unless given); a lot whose last day was before it expires at
 * once, the others repay a debt.
 */
export function giveBack(
  ledger: UserLedger,
  held: HoldState,
  points: number,
  reason: Reason,
  day = ledger.time.today,
): BookEntry {
  const parts = ledger.pick(held.wallet, 'FROZEN', held.holdNo, points);
  const back = { ...reason, businessType: reason.businessType === 'CLOSE' ? 'CLOSE' : 'RELEASE' } as const;
  const entry = ledger.move(held.wallet, { book: 'FROZEN', ref: held.holdNo }, AVAILABLE, parts, back);
  const over = parts.filter(([expiresOn]) => expiresOn < day);
  if (over.length > 0) {
    const expiry = { actor: 'system', occurredAtMs: ledger.time.nowMs, businessType: 'EXPIRY' } as const;
    ledger.move(held.wallet, AVAILABLE, EXPIRED, over, { ...expiry, businessNo: ledger.time.today });
  }
  const left = parts.filter(([expiresOn]) => expiresOn >= day);
  if (sumOf(left) > 0) ledger.repayDebt(held.wallet, left, entry);
  return entry;
}

export function endHold(ledger: UserLedger, held: HoldState, status: HoldState['status'], captured: number): void {
  ledger.undo.set(held, 'status', status);
  ledger.undo.set(held, 'captured', captured);
  ledger.undo.set(held, 'endedAtMs', ledger.time.nowMs);
}

/** Sets the account's next due day to what its lots say. */
export function refreshDueDay(ledger: UserLedger, wallet: string): void {
  let due = NEVER;
  for (const book of ['AVAILABLE', 'PENDING'] as const) {
    for (const lot of ledger.lotsOf(wallet, book)) {
      const day = dueDay(book, lot.expiresOn, lot.ref);
      if (day < due) due = day;
    }
  }
  ledger.undo.set(ledger.account(wallet), 'nextDueOn', due);
}
