import { JifenError, NEVER } from '@jifen/contracts';
import type { BookEntry, HoldState, LotPart, Reason } from './book-entry.js';
import { endHold, giveBack, refreshDueDay } from './settlement.js';
import type { UserLedger } from './user-ledger.js';

/**
 * Everything that can happen to a user's points, as pure functions over the user's ledger. Each either does the
 * whole movement or raises a code; the set's undo log takes back what a refused request had begun.
 */
const AVAILABLE = { book: 'AVAILABLE', ref: '' } as const;
const ISSUED = { book: 'ISSUED', ref: '' } as const;
const REDEEMED = { book: 'REDEEMED', ref: '' } as const;
const REVOKED = { book: 'REVOKED', ref: '' } as const;
const DEBT = { book: 'DEBT', ref: '' } as const;
const CLEARING = { book: 'TRANSFER_CLEARING', ref: '' } as const;
const frozen = (ref: string) => ({ book: 'FROZEN', ref }) as const;
const pending = (ref: string) => ({ book: 'PENDING', ref }) as const;

export interface Earning {
  wallet: string;
  points: number;
  expiresOn: string;
  /** First day of use; null or a day that has come means at once. */
  activatesOn: string | null;
}

/**
 * Gives points: to AVAILABLE (what is owed is repaid from them first) or, before their first day, to PENDING.
 * A frozen user goes on earning: no point is lost while somebody looks into a case. Raises USER_CLOSED.
 */
export function earn(ledger: UserLedger, earning: Earning, reason: Reason): BookEntry {
  requireOpen(ledger);
  const { wallet, points, expiresOn, activatesOn } = earning;
  const parts: LotPart[] = [[expiresOn, points]];
  const account = ledger.account(wallet);
  const waits = activatesOn !== null && activatesOn > ledger.time.today;
  const entry = ledger.move(wallet, ISSUED, waits ? pending(activatesOn) : AVAILABLE, parts, reason);
  ledger.undo.set(account, 'totalEarned', account.totalEarned + points);
  if (!waits) ledger.repayDebt(wallet, parts, entry);
  return entry;
}

/**
 * Spends points, soonest expiry first, in one row.
 * Raises USER_FROZEN, USER_CLOSED, INSUFFICIENT_POINTS.
 */
export function spend(ledger: UserLedger, wallet: string, points: number, reason: Reason): BookEntry {
  requireActive(ledger);
  const entry = ledger.take(wallet, REDEEMED, points, reason);
  const account = ledger.account(wallet);
  ledger.undo.set(account, 'totalConsumed', account.totalConsumed + points);
  return entry;
}

/** Takes points away without counting them as consumed (an operator's correction). Raises as `spend`, but a frozen user may be corrected. */
export function revoke(ledger: UserLedger, wallet: string, points: number, reason: Reason): BookEntry {
  requireOpen(ledger);
  return ledger.take(wallet, REVOKED, points, reason);
}

/**
 * Claws earned points back: out of AVAILABLE as far as it goes, the rest becomes debt. Answers one or two rows.
 * Raises USER_CLOSED.
 */
export function clawback(ledger: UserLedger, wallet: string, points: number, reason: Reason): BookEntry[] {
  requireOpen(ledger);
  const account = ledger.account(wallet);
  const covered = Math.min(points, account.available);
  const entries: BookEntry[] = [];
  if (covered > 0) entries.push(ledger.take(wallet, REVOKED, covered, reason));
  if (covered < points) entries.push(ledger.move(wallet, DEBT, REVOKED, [[NEVER, points - covered]], reason));
  ledger.undo.set(account, 'totalEarned', Math.max(0, account.totalEarned - points));
  return entries;
}

export interface Holding {
  holdNo: string;
  wallet: string;
  points: number;
  expiresAtMs: number;
}

/** Puts points aside; they keep their expiry. Raises USER_FROZEN, USER_CLOSED, INSUFFICIENT_POINTS. */
export function hold(ledger: UserLedger, holding: Holding, reason: Reason): BookEntry {
  requireActive(ledger);
  const entry = ledger.take(holding.wallet, frozen(holding.holdNo), holding.points, reason);
  ledger.undo.put(ledger.holds, holding.holdNo, {
    ...holding,
    bizNo: reason.businessNo,
    captured: 0,
    status: 'OPEN',
    createdAtMs: ledger.time.nowMs,
    endedAtMs: null,
  });
  return entry;
}

/**
 * Takes held points for good; what is not captured comes back with its expiry. A hold ends once. Points held in time
 * may be captured after their lot's last day, and also while the user is frozen: the deal was made before.
 * Raises HOLD_NOT_FOUND, HOLD_ENDED, HOLD_EXPIRED, CAPTURE_EXCEEDS_HOLD.
 */
export function capture(ledger: UserLedger, holdNo: string, wanted: number | undefined, reason: Reason): BookEntry[] {
  const held = openHold(ledger, holdNo);
  const points = wanted ?? held.points;
  if (points > held.points) {
    const error = { pointer: '/points', code: 'maximum', detail: `must be <= ${held.points}` };
    throw new JifenError('CAPTURE_EXCEEDS_HOLD', { wanted: points, held: held.points }, [error]);
  }
  const parts = ledger.pick(held.wallet, 'FROZEN', holdNo, points);
  const entries = [ledger.move(held.wallet, frozen(holdNo), REDEEMED, parts, { ...reason, businessType: 'CAPTURE' })];
  const account = ledger.account(held.wallet);
  ledger.undo.set(account, 'totalConsumed', account.totalConsumed + points);
  if (points < held.points) entries.push(giveBack(ledger, held, held.points - points, reason));
  endHold(ledger, held, 'CAPTURED', points);
  return entries;
}

/** Lets held points go back with their expiry. Raises HOLD_NOT_FOUND, HOLD_ENDED, HOLD_EXPIRED. */
export function release(ledger: UserLedger, holdNo: string, reason: Reason): BookEntry {
  const held = openHold(ledger, holdNo);
  const entry = giveBack(ledger, held, held.points, reason);
  endHold(ledger, held, 'RELEASED', 0);
  return entry;
}

/**
 * A gift: leaves the sender through the clearing book and reaches the receiver with the expiry it had; two rows.
 * Raises USER_FROZEN, USER_CLOSED, USER_HAS_DEBT, INSUFFICIENT_POINTS, TRANSFER_TO_SELF.
 */
export function transfer(
  from: UserLedger,
  to: UserLedger,
  wallet: string,
  points: number,
  reason: Reason,
): [BookEntry, BookEntry] {
  if (from === to) throw new JifenError('TRANSFER_TO_SELF');
  requireActive(from);
  requireOpen(to);
  if (from.account(wallet).debt > 0) throw new JifenError('USER_HAS_DEBT', { debt: from.account(wallet).debt });
  const sent = from.take(wallet, CLEARING, points, reason);
  const received = to.move(wallet, CLEARING, AVAILABLE, sent.lots, { ...reason, relatedNo: sent.transactionNo });
  to.repayDebt(wallet, sent.lots, received);
  return [sent, received];
}

/** Ends a user for good: holds let go, everything that is left is revoked, a debt is written off. Raises USER_CLOSED. */
export function close(ledger: UserLedger, reason: Reason): void {
  requireOpen(ledger);
  for (const held of [...ledger.holds.values()]) {
    if (held.status !== 'OPEN') continue;
    giveBack(ledger, held, held.points, reason);
    endHold(ledger, held, 'RELEASED', 0);
  }
  for (const account of [...ledger.accounts.values()]) {
    const { wallet } = account;
    for (const ref of new Set(ledger.lotsOf(wallet, 'PENDING').map((lot) => lot.ref))) {
      const parts = ledger.lotsOf(wallet, 'PENDING', ref).map((lot): LotPart => [lot.expiresOn, lot.remaining]);
      ledger.move(wallet, pending(ref), REVOKED, parts, reason);
    }
    if (account.available > 0) ledger.take(wallet, REVOKED, account.available, reason);
    if (account.debt > 0) ledger.move(wallet, REVOKED, DEBT, [[NEVER, account.debt]], reason);
    refreshDueDay(ledger, wallet);
  }
  ledger.undo.set(ledger.user, 'status', 'CLOSED');
}

/**
 * Moves everything of one user into another, lot by lot, hold by hold, debt included, through the clearing book; the
 * first becomes an alias of the second. False when it is one already. Raises MERGE_INVALID when one of them is closed
 * or merged, or both are one.
 */
export function merge(from: UserLedger, into: UserLedger, reason: Reason): boolean {
  if (from.user.mergedInto === into.user.userId) return false;
  const usable = (ledger: UserLedger) => ledger.user.status === 'ACTIVE' || ledger.user.status === 'FROZEN';
  if (from === into || !usable(from) || !usable(into)) {
    throw new JifenError('MERGE_INVALID', { from: from.user.status, into: into.user.status });
  }
  for (const account of [...from.accounts.values()]) {
    mergeWallet(from, into, account.wallet, reason);
  }
  for (const held of [...from.holds.values()]) {
    if (held.status !== 'OPEN') continue;
    from.undo.remove(from.holds, held.holdNo);
    into.undo.put(into.holds, held.holdNo, held);
  }
  into.undo.set(into.user, 'orderCount', into.user.orderCount + from.user.orderCount);
  into.undo.set(into.user, 'aliasCount', into.user.aliasCount + from.user.aliasCount + 1);
  if (from.user.status === 'FROZEN') into.undo.set(into.user, 'status', 'FROZEN');
  from.undo.set(from.user, 'aliasCount', 0);
  from.undo.set(from.user, 'mergedInto', into.user.userId);
  from.undo.set(from.user, 'status', 'MERGED');
  return true;
}

function mergeWallet(from: UserLedger, into: UserLedger, wallet: string, reason: Reason): void {
  const source = from.account(wallet);
  const target = into.account(wallet);
  for (const book of ['AVAILABLE', 'PENDING', 'FROZEN'] as const) {
    for (const ref of new Set(from.lotsOf(wallet, book).map((lot) => lot.ref))) {
      const parts = from.lotsOf(wallet, book, ref).map((lot): LotPart => [lot.expiresOn, lot.remaining]);
      const sent = from.move(wallet, { book, ref }, CLEARING, parts, reason);
      into.move(wallet, CLEARING, { book, ref }, parts, { ...reason, relatedNo: sent.transactionNo });
    }
  }
  if (source.debt > 0) {
    const parts: LotPart[] = [[NEVER, source.debt]];
    const sent = from.move(wallet, CLEARING, DEBT, parts, reason);
    into.move(wallet, DEBT, CLEARING, parts, { ...reason, relatedNo: sent.transactionNo });
  }
  if (target.debt > 0 && target.available > 0) {
    const points = Math.min(target.debt, target.available);
    into.take(wallet, DEBT, points, { ...reason, businessType: 'DEBT_REPAYMENT' });
  }
  into.undo.set(target, 'totalEarned', target.totalEarned + source.totalEarned);
  into.undo.set(target, 'totalConsumed', target.totalConsumed + source.totalConsumed);
  from.undo.set(source, 'totalEarned', 0);
  from.undo.set(source, 'totalConsumed', 0);
  refreshDueDay(from, wallet);
}

function openHold(ledger: UserLedger, holdNo: string): HoldState {
  const held = ledger.holds.get(holdNo);
  if (!held) throw new JifenError('HOLD_NOT_FOUND', { holdNo });
  if (held.status === 'EXPIRED') throw new JifenError('HOLD_EXPIRED', { holdNo });
  if (held.status !== 'OPEN') throw new JifenError('HOLD_ENDED', { holdNo, status: held.status });
  return held;
}

function requireOpen(ledger: UserLedger): void {
  if (ledger.user.status === 'CLOSED') throw new JifenError('USER_CLOSED');
  if (ledger.user.status === 'MERGED') throw new JifenError('USER_STATUS', { status: 'MERGED' });
}

function requireActive(ledger: UserLedger): void {
  requireOpen(ledger);
  if (ledger.user.status === 'FROZEN') throw new JifenError('USER_FROZEN');
}
