import { type Book, JifenError, NEVER } from '@jifen/contracts';
import { addDays } from '@jifen/rules';
import type { AccountState, BookEntry, HoldState, Lot, LotBook, LotPart, Reason, UserState } from './book-entry.js';
import type { UndoLog } from './undo-log.js';

/** When and under which numbers a set is posted; the same for everything in it. */
export interface PostingTime {
  nowMs: number;
  /** `nowMs` as a day of the programme's time zone. */
  today: string;
  /** Any moment as a day of that zone. */
  dayOf: (ms: number) => string;
  /** The next transaction number. */
  nextNo: () => string;
}

/** One side of a movement within the user's lots. `ref` is empty for AVAILABLE. */
interface Side {
  book: Book;
  ref: string;
}

const AVAILABLE: Side = { book: 'AVAILABLE', ref: '' };
const FIELD = { AVAILABLE: 'available', FROZEN: 'frozen', PENDING: 'pending' } as const;

/**
 * One user's accounts while a set is worked on: loaded under the user's lock, changed in memory, written at the
 * end. It decides at once and refuses with a code; nothing here knows a database.
 *
 * Lots are only loaded where somebody may take from them. A user who merely earns has `lots` undefined, and what is
 * earned waits in `lotChanges`.
 */
export class UserLedger {
  readonly accounts = new Map<string, AccountState>();
  readonly holds = new Map<string, HoldState>();
  /** Remaining points by lot, when loaded. */
  lots: Map<string, Lot> | undefined;
  /** Net change by lot, to be written. */
  readonly lotChanges = new Map<string, Lot>();
  readonly entries: BookEntry[] = [];
  /** What was read under the lock: guards of the write, and what tells changed rows from unchanged ones. */
  readonly before: {
    user: UserState;
    accounts: ReadonlyMap<string, AccountState>;
    holds: Map<string, HoldState>;
  };
  /** Somebody's request had an effect here (a refused one has none), so that a new user is written. */
  touched = false;

  constructor(
    readonly user: UserState,
    accounts: readonly AccountState[],
    readonly time: PostingTime,
    readonly undo: UndoLog,
    /** The user was not known before and is written with the first effect. */
    readonly isNew: boolean,
  ) {
    for (const account of accounts) this.accounts.set(account.wallet, account);
    const copies = new Map(accounts.map((each) => [each.wallet, { ...each }]));
    this.before = { user: { ...user }, accounts: copies, holds: new Map() };
  }

  /** Gives the ledger what it may take from. */
  load(lots: Map<string, Lot>, holds: readonly HoldState[]): void {
    this.lots = lots;
    for (const held of holds) {
      this.holds.set(held.holdNo, held);
      this.before.holds.set(held.holdNo, { ...held });
    }
  }

  /** The account of a wallet; an empty one is opened when there is none. */
  account(wallet: string): AccountState {
    let account = this.accounts.get(wallet);
    if (!account) {
      account = {
        wallet,
        available: 0,
        frozen: 0,
        pending: 0,
        debt: 0,
        totalEarned: 0,
        totalConsumed: 0,
        nextDueOn: NEVER,
      };
      this.undo.put(this.accounts, wallet, account);
    }
    return account;
  }

  /** Whether something of this user is due today, so that lots and holds must be loaded before anything else. */
  get isDue(): boolean {
    for (const account of this.accounts.values()) {
      if (account.nextDueOn <= this.time.today || account.frozen > 0) return true;
    }
    return false;
  }

  /**
   * Moves points between two books of which at least one is this user's, and writes the row. `parts` say which
   * expiry days; their sum is the amount. Raises POINTS_OUT_OF_RANGE.
   */
  move(wallet: string, debit: Side, credit: Side, parts: readonly LotPart[], reason: Reason): BookEntry {
    const account = this.account(wallet);
    const points = sumOf(parts);
    const availableBefore = account.available;
    this.changeBook(account, debit, parts, -1);
    this.changeBook(account, credit, parts, 1);
    this.undo.set(this.user, 'seq', this.user.seq + 1);
    const entry: BookEntry = {
      ...reason,
      transactionNo: this.time.nextNo(),
      userId: this.user.userId,
      seq: this.user.seq,
      wallet,
      debitBook: debit.book,
      creditBook: credit.book,
      points,
      availableBefore,
      availableAfter: account.available,
      lots: parts,
      lotRef: debit.ref || credit.ref,
    };
    this.undo.push(this.entries, entry);
    return entry;
  }

  /** Takes points out of AVAILABLE, soonest expiry first. Raises INSUFFICIENT_POINTS. */
  take(wallet: string, credit: Side, points: number, reason: Reason): BookEntry {
    const account = this.account(wallet);
    if (account.available < points) {
      throw new JifenError('INSUFFICIENT_POINTS', { wanted: points, available: account.available, wallet });
    }
    return this.move(wallet, AVAILABLE, credit, this.pick(wallet, 'AVAILABLE', '', points), reason);
  }

  /** The first `points` of a book's lots, soonest expiry first. */
  pick(wallet: string, book: LotBook, ref: string | undefined, points: number): LotPart[] {
    const parts: LotPart[] = [];
    let wanted = points;
    for (const lot of this.lotsOf(wallet, book, ref)) {
      if (wanted === 0) break;
      const taken = Math.min(lot.remaining, wanted);
      parts.push([lot.expiresOn, taken]);
      wanted -= taken;
    }
    if (wanted > 0) throw new Error(`lots of ${this.user.userId}/${wallet}/${book} hold ${wanted} points too few`);
    return parts;
  }

  /** Lots of a book with something left, soonest expiry first. */
  lotsOf(wallet: string, book: LotBook, ref?: string): Lot[] {
    if (!this.lots) throw new Error(`lots of ${this.user.userId} are not loaded`);
    const found: Lot[] = [];
    for (const lot of this.lots.values()) {
      const matches = lot.wallet === wallet && lot.book === book && (ref === undefined || lot.ref === ref);
      if (matches && lot.remaining > 0) found.push(lot);
    }
    return found.sort((a, b) =>
      a.expiresOn < b.expiresOn ? -1 : a.expiresOn > b.expiresOn ? 1 : a.ref < b.ref ? -1 : 1,
    );
  }

  /** Pays what is owed out of what has just become available. */
  repayDebt(wallet: string, arrived: readonly LotPart[], cause: BookEntry): void {
    const account = this.account(wallet);
    const points = Math.min(account.debt, account.available, sumOf(arrived));
    if (points === 0) return;
    const { eventNo, ruleCode, ruleSetVersion, relatedNo, remark, ...reason } = reasonOf(cause);
    this.move(wallet, AVAILABLE, { book: 'DEBT', ref: '' }, firstOf(arrived, points), {
      ...reason,
      businessType: 'DEBT_REPAYMENT',
      relatedNo: cause.transactionNo,
    });
  }

  private changeBook(account: AccountState, side: Side, parts: readonly LotPart[], sign: 1 | -1): void {
    const points = sumOf(parts) * sign;
    if (side.book === 'DEBT') {
      // The book lies below zero by what is owed: a credit pays, a debit owes more.
      this.undo.set(account, 'debt', safe(account.debt - points));
    } else if (side.book === 'AVAILABLE' || side.book === 'FROZEN' || side.book === 'PENDING') {
      this.undo.set(account, FIELD[side.book], safe(account[FIELD[side.book]] + points));
      for (const [expiresOn, amount] of parts) this.changeLot(account, side.book, expiresOn, side.ref, amount * sign);
    }
  }

  private changeLot(account: AccountState, book: LotBook, expiresOn: string, ref: string, change: number): void {
    const key = lotKey(account.wallet, book, expiresOn, ref);
    const lot = { wallet: account.wallet, book, expiresOn, ref };
    const written = this.lotChanges.get(key)?.remaining ?? 0;
    this.undo.put(this.lotChanges, key, { ...lot, remaining: written + change });
    if (this.lots) this.undo.put(this.lots, key, { ...lot, remaining: (this.lots.get(key)?.remaining ?? 0) + change });
    if (change < 0) return;
    const due = dueDay(book, expiresOn, ref);
    if (due < account.nextDueOn) this.undo.set(account, 'nextDueOn', due);
  }
}

/** The day from which a lot has to be acted on: the day after its last, or its first day of use. Holds end by time. */
export function dueDay(book: LotBook, expiresOn: string, ref: string): string {
  if (book === 'PENDING') return ref;
  if (book === 'FROZEN' || expiresOn >= NEVER) return NEVER;
  return addDays(expiresOn, 1);
}

export function lotKey(wallet: string, book: LotBook, expiresOn: string, ref: string): string {
  return `${wallet}|${book}|${expiresOn}|${ref}`;
}

export function sumOf(parts: readonly LotPart[]): number {
  let sum = 0;
  for (const [, points] of parts) sum += points;
  return safe(sum);
}

/** The first `points` of some parts. */
export function firstOf(parts: readonly LotPart[], points: number): LotPart[] {
  const first: LotPart[] = [];
  let wanted = points;
  for (const [expiresOn, amount] of parts) {
    if (wanted === 0) break;
    first.push([expiresOn, Math.min(amount, wanted)]);
    wanted -= Math.min(amount, wanted);
  }
  return first;
}

export function reasonOf(entry: BookEntry): Reason {
  const { businessType, businessNo, actor, occurredAtMs, eventNo, ruleCode, ruleSetVersion, relatedNo, remark } = entry;
  return {
    businessType,
    businessNo,
    actor,
    occurredAtMs,
    ...(eventNo === undefined ? {} : { eventNo }),
    ...(ruleCode === undefined ? {} : { ruleCode }),
    ...(ruleSetVersion === undefined ? {} : { ruleSetVersion }),
    ...(relatedNo === undefined ? {} : { relatedNo }),
    ...(remark === undefined ? {} : { remark }),
  };
}

/** Books stay a safe distance below 2^53, so that no sum of a few of them can lose a unit. */
const MAX_BOOK = 2 ** 52;

function safe(points: number): number {
  if (points < 0 || points > MAX_BOOK) throw new JifenError('POINTS_OUT_OF_RANGE');
  return points;
}
