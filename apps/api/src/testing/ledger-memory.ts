import type { AccountState, BookEntry, HoldState, Lot, UserState } from '../account/domain/book-entry.js';
import { settle } from '../account/domain/settlement.js';
import { UndoLog } from '../account/domain/undo-log.js';
import { dueDay, lotKey, type PostingTime, UserLedger } from '../account/domain/user-ledger.js';

/** Rows of one user, as the tables would hold them. */
export interface UserRows {
  user: UserState;
  accounts: Map<string, AccountState>;
  lots: Map<string, Lot>;
  holds: Map<string, HoldState>;
  entries: BookEntry[];
}

/**
 * The product's pure ledger on rows in memory: opened, decided upon and written back as a working set does it with
 * tables, so that the domain can be tried through and through without a database.
 */
export class MemoryLedgers {
  readonly rows = new Map<string, UserRows>();
  private lastNo = 0;

  constructor(private readonly dayOf: (ms: number) => string) {}

  time(nowMs: number): PostingTime {
    return { nowMs, today: this.dayOf(nowMs), dayOf: this.dayOf, nextNo: () => this.nextNo() };
  }

  nextNo(): string {
    return `T${String(++this.lastNo).padStart(12, '0')}`;
  }

  survivor(userId: string): string {
    const into = this.rows.get(userId)?.user.mergedInto;
    return into ? this.survivor(into) : userId;
  }

  open(nowMs: number): MemorySet {
    return new MemorySet(this, this.time(nowMs));
  }
}

/** One working set. */
export class MemorySet {
  readonly undo = new UndoLog();
  readonly ledgers = new Map<string, UserLedger>();

  constructor(
    private readonly store: MemoryLedgers,
    readonly time: PostingTime,
  ) {}

  /** The ledger under this very id; with `lots` (before anything is decided), one from which points may be taken. */
  own(userId: string, lots: boolean): UserLedger {
    let ledger = this.ledgers.get(userId);
    if (!ledger) {
      const rows = this.store.rows.get(userId);
      const user = rows ? { ...rows.user } : newUser(userId, this.time.nowMs);
      const accounts = [...(rows?.accounts.values() ?? [])].map((each) => ({ ...each }));
      ledger = new UserLedger(user, accounts, this.time, this.undo, !rows);
      this.ledgers.set(userId, ledger);
    }
    if (!ledger.lots && (lots || ledger.isDue)) this.load(ledger);
    return ledger;
  }

  /** The ledger of whoever stands behind a name. */
  ledger(userId: string, lots: boolean): UserLedger {
    return this.own(this.store.survivor(userId), lots);
  }

  /** Everything of the set as one text, to see that a refusal has left no trace. */
  fingerprint(): string {
    const sorted = <V>(map: ReadonlyMap<string, V> | undefined) => map && [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify(
      [...this.ledgers.values()].map(({ user, accounts, holds, lots, lotChanges, entries }) => [
        user,
        sorted(accounts),
        sorted(holds),
        sorted(lots),
        sorted(lotChanges),
        entries,
      ]),
    );
  }

  /** Writes back, with the guards that the tables have. */
  flush(): void {
    for (const ledger of this.ledgers.values()) {
      const { user, accounts, holds, lotChanges, entries } = ledger;
      if (ledger.isNew && entries.length === 0 && !ledger.touched) continue;
      const rows = this.store.rows.get(user.userId) ?? emptyRows(user);
      this.store.rows.set(user.userId, rows);
      rows.user = { ...user };
      for (const [wallet, account] of accounts) rows.accounts.set(wallet, { ...account });
      for (const lot of lotChanges.values()) changeLot(rows, lot);
      // An open hold moves with its user; one that has ended stays where it ended.
      if (user.mergedInto !== null) {
        for (const [holdNo, { status }] of rows.holds) if (status === 'OPEN') rows.holds.delete(holdNo);
        // Names that were its own lead to the one who stayed.
        for (const { user: other } of this.store.rows.values()) {
          if (other.mergedInto === user.userId) other.mergedInto = user.mergedInto;
        }
      }
      for (const [holdNo, held] of holds) rows.holds.set(holdNo, { ...held });
      rows.entries.push(...entries);
    }
    this.ledgers.clear();
    this.undo.commit();
  }

  private load(ledger: UserLedger): void {
    const rows = this.store.rows.get(ledger.user.userId);
    const lots = new Map([...(rows?.lots ?? [])].map(([key, lot]) => [key, { ...lot }]));
    const own = [...(rows?.holds.values() ?? [])];
    const names = [...this.store.rows.keys()].filter((name) => this.store.survivor(name) === ledger.user.userId);
    const ended = names.flatMap((name) => [...(this.store.rows.get(name)?.holds.values() ?? [])]);
    const holds = new Map([...ended, ...own].map((held) => [held.holdNo, { ...held }]));
    ledger.load(lots, [...holds.values()]);
    if (ledger.isDue && ledger.user.status !== 'MERGED') settle(ledger);
    this.undo.commit();
  }
}

/** What is wrong with the rows of a user, in sentences; nothing when all is well. */
export function faultsOf({ user, accounts, lots, holds, entries }: UserRows): string[] {
  const faults: string[] = [];
  const say = (isWell: boolean, fault: string) => {
    if (!isWell) faults.push(`${user.userId}: ${fault}`);
  };
  for (const account of accounts.values()) {
    const { wallet, available, frozen, pending, debt } = account;
    const own = [...lots.values()].filter((lot) => lot.wallet === wallet);
    const sum = (book: string) => own.reduce((total, lot) => total + (lot.book === book ? lot.remaining : 0), 0);
    say(sum('AVAILABLE') === available, `lots of ${wallet} hold ${sum('AVAILABLE')}, available is ${available}`);
    say(sum('FROZEN') === frozen, `lots of ${wallet} hold ${sum('FROZEN')}, frozen is ${frozen}`);
    say(sum('PENDING') === pending, `lots of ${wallet} hold ${sum('PENDING')}, pending is ${pending}`);
    say(debt >= 0 && available >= 0 && frozen >= 0 && pending >= 0, `a book of ${wallet} is below zero`);
    const open = [...holds.values()].filter((held) => held.status === 'OPEN' && held.wallet === wallet);
    const held = open.reduce((total, each) => total + each.points, 0);
    say(held === frozen, `open holds of ${wallet} are ${held}, frozen is ${frozen}`);
    const due = own.map((lot) => dueDay(lot.book, lot.expiresOn, lot.ref)).sort()[0] ?? account.nextDueOn;
    say(account.nextDueOn <= due, `${wallet} is due on ${due}, known is ${account.nextDueOn}`);
    const books = booksOf(entries, wallet);
    say(books.available === available, `rows of ${wallet} say ${books.available} available, not ${available}`);
    say(books.frozen === frozen, `rows of ${wallet} say ${books.frozen} frozen, not ${frozen}`);
    say(books.pending === pending, `rows of ${wallet} say ${books.pending} pending, not ${pending}`);
    say(books.debt === debt, `rows of ${wallet} say ${books.debt} owed, not ${debt}`);
    say(books.isContinuous, `available of ${wallet} does not go on where it ended`);
  }
  entries.forEach((entry, index) => {
    say(entry.seq === index + 1, `row ${index + 1} has the number ${entry.seq}`);
    say(entry.points > 0 && Number.isSafeInteger(entry.points), `row ${entry.seq} moves ${entry.points}`);
    const parts = entry.lots.reduce((total, [, points]) => total + points, 0);
    say(parts === entry.points, `lots of row ${entry.seq} sum to ${parts}, not ${entry.points}`);
  });
  say(user.seq === entries.length, `the last number is ${user.seq}, there are ${entries.length} rows`);
  return faults;
}

function booksOf(entries: readonly BookEntry[], wallet: string) {
  const books = { available: 0, frozen: 0, pending: 0, debt: 0, isContinuous: true };
  const fields = { AVAILABLE: 'available', FROZEN: 'frozen', PENDING: 'pending' } as const;
  for (const entry of entries) {
    if (entry.wallet !== wallet) continue;
    if (entry.availableBefore !== books.available) books.isContinuous = false;
    for (const [book, points] of [
      [entry.debitBook, -entry.points],
      [entry.creditBook, entry.points],
    ] as const) {
      if (book === 'DEBT') books.debt -= points;
      else if (book === 'AVAILABLE' || book === 'FROZEN' || book === 'PENDING') books[fields[book]] += points;
    }
    if (entry.availableAfter !== books.available) books.isContinuous = false;
  }
  return books;
}

function changeLot(rows: UserRows, { wallet, book, expiresOn, ref, remaining }: Lot): void {
  const key = lotKey(wallet, book, expiresOn, ref);
  const left = (rows.lots.get(key)?.remaining ?? 0) + remaining;
  if (left < 0) throw new Error(`lot ${key} of ${rows.user.userId} would hold ${left}`);
  if (left === 0) rows.lots.delete(key);
  else rows.lots.set(key, { wallet, book, expiresOn, ref, remaining: left });
}

function emptyRows(user: UserState): UserRows {
  return { user, accounts: new Map(), lots: new Map(), holds: new Map(), entries: [] };
}

function newUser(userId: string, nowMs: number): UserState {
  return {
    userId,
    status: 'ACTIVE',
    mergedInto: null,
    level: null,
    seq: 0,
    orderCount: 0,
    aliasCount: 0,
    createdAtMs: nowMs,
  };
}
