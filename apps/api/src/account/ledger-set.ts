import { JifenError } from '@jifen/contracts';
import type { Queryable } from '../platform/index.js';
import type { BookEntry, Reason, UserState } from './domain/book-entry.js';
import { clawback, type Earning, earn, revoke, spend, transfer } from './domain/movements.js';
import { settle } from './domain/settlement.js';
import { UndoLog } from './domain/undo-log.js';
import { type PostingTime, UserLedger } from './domain/user-ledger.js';
import { LedgerRepository, type LoadedUser } from './ledger.repository.js';
import { LedgerWriter } from './ledger-writer.repository.js';
import { type Profile, ProfileRepository } from './profile.repository.js';

/** What a set is going to need of a user; asked for once for the whole set. */
export interface Needs {
  userIds: readonly string[];
  /** Somebody may take points, so lots and holds must be there. */
  lots?: boolean | undefined;
  /** Holds that are named by number, whatever their state. */
  holdNos?: readonly string[] | undefined;
  /** Counters that limits look at, of the first user. */
  usage?: readonly { key: string; period: string }[] | undefined;
  /** Counters over all users that somebody may take from; whoever opens the set holds them until its end. */
  budgets?: readonly string[] | undefined;
  /** Profile facts for rules. */
  profile?: boolean | undefined;
}

/** Writes what another module has to say about the requests of a set, all of it with one call. */
export interface SetWriter<Row> {
  write(db: Queryable, rows: readonly Row[], now: Date): Promise<void>;
}

/**
 * The working set of one posting transaction: every user of the set, locked and loaded, what is due done, ready to
 * decide on in memory. Old names of merged users lead to the survivor.
 */
export class LedgerSet {
  private readonly ledgers = new Map<string, UserLedger>();
  private readonly survivors = new Map<string, string>();
  private aliases = new Map<string, string[]>();
  private profiles = new Map<string, Profile>();
  private readonly used = new Map<string, { times: number; points: number }>();
  private readonly usageDeltas = new Map<string, { times: number; points: number }>();
  private budgets = new Map<string, number>();
  private readonly budgetDeltas = new Map<string, number>();
  private readonly further = new Map<SetWriter<never>, unknown[]>();
  readonly undo = new UndoLog();

  constructor(
    private readonly repository: LedgerRepository,
    private readonly writer: LedgerWriter,
    private readonly profileRepository: ProfileRepository,
    readonly time: PostingTime,
  ) {}

  /** Loads what the set needs; with `lock`, as the one who may change it. */
  async open(db: Queryable, needs: readonly Needs[], lock: boolean): Promise<void> {
    const asked = new Set(needs.flatMap((each) => each.userIds));
    const loaded = await this.repository.loadUsers(db, [...asked].sort(), lock);
    await this.followMerges(db, loaded, lock);
    for (const userId of asked) if (!loaded.has(userId)) this.add(newUser(userId, this.time.nowMs), true);
    await this.loadDetails(db, needs, lock);
    for (const ledger of this.ledgers.values()) {
      if (ledger.lots && ledger.isDue && ledger.user.status !== 'MERGED') settle(ledger);
    }
    this.undo.commit();
  }

  /** The ledger of a user, or of the one into whom it was merged. */
  ledger(userId: string): UserLedger {
    const ledger = this.ledgers.get(this.survivors.get(userId) ?? userId);
    if (!ledger) throw new Error(`user ${userId} was not opened in this set`);
    return ledger;
  }

  /** The ledger under this very id, also when the user was merged away. */
  own(userId: string): UserLedger {
    const ledger = this.ledgers.get(userId);
    if (!ledger) throw new Error(`user ${userId} was not opened in this set`);
    return ledger;
  }

  /** Gives points, pending or at once. Raises USER_CLOSED. */
  earn(userId: string, earning: Earning, reason: Reason): BookEntry {
    return earn(this.ledger(userId), earning, reason);
  }

  /** Spends points, soonest expiry first. Raises USER_FROZEN, USER_CLOSED, INSUFFICIENT_POINTS. */
  spend(userId: string, wallet: string, points: number, reason: Reason): BookEntry {
    return spend(this.ledger(userId), wallet, points, reason);
  }

  /** Takes points away that do not count as consumed. Raises USER_CLOSED, INSUFFICIENT_POINTS. */
  revoke(userId: string, wallet: string, points: number, reason: Reason): BookEntry {
    return revoke(this.ledger(userId), wallet, points, reason);
  }

  /** Claws earned points back; what the balance does not cover is owed. Raises USER_CLOSED. */
  clawback(userId: string, wallet: string, points: number, reason: Reason): BookEntry[] {
    return clawback(this.ledger(userId), wallet, points, reason);
  }

  /** A gift: two rows, the lots keep their expiry. Raises what `transfer` of the domain raises. */
  transfer(fromId: string, toId: string, wallet: string, points: number, reason: Reason): [BookEntry, BookEntry] {
    return transfer(this.ledger(fromId), this.ledger(toId), wallet, points, reason);
  }

  /** Every name under which a user may have sent keys: the one given, the survivor, and those merged into it. */
  namesOf(userId: string): string[] {
    const survivor = this.survivors.get(userId) ?? userId;
    return [...new Set([userId, survivor, ...(this.aliases.get(survivor) ?? [])])];
  }

  /** Profile facts of a user; undefined when there are none. */
  profile(userId: string): Profile | undefined {
    return this.profiles.get(this.ledger(userId).user.userId);
  }

  /** What a user has used of a counter, what was decided in this set included. */
  usage(userId: string, counter: string, period: string): { times: number; points: number } {
    return this.used.get(usageKey(this.ledger(userId).user.userId, counter, period)) ?? { times: 0, points: 0 };
  }

  addUsage(userId: string, counter: string, period: string, times: number, points: number): void {
    const key = usageKey(this.ledger(userId).user.userId, counter, period);
    for (const map of [this.used, this.usageDeltas]) {
      const before = map.get(key) ?? { times: 0, points: 0 };
      this.undo.put(map, key, { times: before.times + times, points: before.points + points });
    }
  }

  /** Points that all users together have had of a budget, what was decided in this set included. */
  budgetUsed(key: string): number {
    return this.budgets.get(key) ?? 0;
  }

  addBudget(key: string, points: number): void {
    for (const map of [this.budgets, this.budgetDeltas]) this.undo.put(map, key, (map.get(key) ?? 0) + points);
  }

  /** Has `writer` write a row in the transaction of this set, together with its rows of the set's other requests. */
  also<Row>(writer: SetWriter<Row>, row: Row): void {
    const rows = this.further.get(writer) ?? [];
    this.further.set(writer, rows);
    this.undo.push(rows, row);
  }

  /** How many rows the ledger is going to get. */
  get rows(): number {
    let rows = 0;
    for (const { entries } of this.ledgers.values()) rows += entries.length;
    return rows;
  }

  /** Writes what was decided. */
  async flush(db: Queryable, batchNo: string): Promise<void> {
    const changed = [...this.ledgers.values()]
      .filter((ledger) => ledger.touched || ledger.entries.length > 0)
      .sort((a, b) => (a.user.userId < b.user.userId ? -1 : 1));
    const deltas = [...this.usageDeltas].map(([key, { times, points }]) => {
      const [userId = '', counter = '', period = ''] = key.split('|');
      return [userId, counter, period, times, points] as const;
    });
    deltas.sort((a, b) => (a[0] < b[0] ? -1 : 1));
    const now = new Date(this.time.nowMs);
    await Promise.all([
      this.writer.save(db, changed, batchNo),
      this.writer.addUsage(db, deltas),
      this.writer.addBudgets(db, [...this.budgetDeltas].sort(), now),
      ...[...this.further].map(([writer, rows]) => writer.write(db, rows as never[], now)),
    ]);
  }

  private async followMerges(db: Queryable, loaded: Map<string, LoadedUser>, lock: boolean): Promise<void> {
    const missing = new Set<string>();
    for (const { user } of loaded.values()) {
      if (user.mergedInto === null) continue;
      this.survivors.set(user.userId, user.mergedInto);
      if (!loaded.has(user.mergedInto)) missing.add(user.mergedInto);
    }
    const survivors = await this.repository.loadUsers(db, [...missing].sort(), lock);
    for (const each of [...loaded.values(), ...survivors.values()]) this.add(each, false);
    const withAliases = [...this.ledgers.values()].filter(({ user }) => user.aliasCount > 0);
    this.aliases = await this.repository.loadAliases(
      db,
      withAliases.map(({ user }) => user.userId),
    );
  }

  private async loadDetails(db: Queryable, needs: readonly Needs[], lock: boolean): Promise<void> {
    const needLots = new Set(needs.flatMap((each) => (each.lots ? each.userIds.map((id) => this.ledger(id)) : [])));
    for (const ledger of this.ledgers.values()) if (ledger.isDue) needLots.add(ledger);
    const users = [...needLots].map((ledger) => ledger.user.userId).sort();
    const known = [...needLots].filter((ledger) => !ledger.isNew).map((ledger) => ledger.user.userId);
    const profiled = needs.filter((each) => each.profile).flatMap((each) => each.userIds);
    const ids = profiled.map((userId) => this.ledger(userId).user.userId);
    const holdNos = needs.flatMap((each) => each.holdNos ?? []);
    const budgets = [...new Set(needs.flatMap((each) => each.budgets ?? []))].sort();
    const [lots, holds, profiles, used] = await Promise.all([
      this.repository.loadLots(db, known),
      this.repository.loadHolds(db, known, holdNos),
      this.profileRepository.load(db, [...new Set(ids)]),
      // Behind the users and in order, like everything that is shared: nobody waits for somebody who waits for him.
      this.repository.loadBudgets(db, budgets, lock, new Date(this.time.nowMs)),
      this.loadUsage(db, needs),
    ]);
    this.budgets = used;
    this.profiles = profiles;
    for (const userId of users) {
      // A hold that ended before its user was merged away stayed under the old name.
      const own = holds.filter(([owner]) => (this.survivors.get(owner) ?? owner) === userId).map(([, held]) => held);
      this.own(userId).load(lots.get(userId) ?? new Map(), own);
    }
  }

  private async loadUsage(db: Queryable, needs: readonly Needs[]): Promise<void> {
    const keys = new Map<string, readonly [string, string, string]>();
    for (const { userIds, usage = [] } of needs) {
      const [userId] = userIds;
      if (userId === undefined) continue;
      const owner = this.ledger(userId);
      if (owner.isNew) continue;
      for (const { key, period } of usage) {
        keys.set(usageKey(owner.user.userId, key, period), [owner.user.userId, key, period]);
      }
    }
    for (const [key, used] of await this.repository.loadUsage(db, [...keys.values()])) this.used.set(key, used);
  }

  private add({ user, accounts }: LoadedUser, isNew: boolean): void {
    this.ledgers.set(user.userId, new UserLedger(user, accounts, this.time, this.undo, isNew));
  }
}

/** The users whose ledger a read may show. Raises USER_NOT_FOUND. */
export function requireKnown(set: LedgerSet, userId: string): UserLedger {
  const ledger = set.ledger(userId);
  if (ledger.isNew) throw new JifenError('USER_NOT_FOUND', { userId });
  return ledger;
}

function newUser(userId: string, nowMs: number): LoadedUser {
  const user: UserState = {
    userId,
    status: 'ACTIVE',
    mergedInto: null,
    level: null,
    seq: 0,
    orderCount: 0,
    aliasCount: 0,
    createdAtMs: nowMs,
  };
  return { user, accounts: [] };
}

function usageKey(userId: string, counter: string, period: string): string {
  return `${userId}|${counter}|${period}`;
}
