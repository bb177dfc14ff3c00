import { createHash } from 'node:crypto';
import type { UserStatus } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { idTimeMs, int, type Queryable, sqlTime } from '../platform/index.js';
import type { AccountState, BookEntry, HoldState, Lot, LotBook, UserState } from './domain/book-entry.js';
import { hashedLine } from './domain/seal.js';
import { lotKey, type UserLedger } from './domain/user-ledger.js';

export interface LoadedUser {
  user: UserState;
  accounts: AccountState[];
}

interface UserAccountRow {
  user_id: string;
  status: UserStatus;
  merged_into: string | null;
  level_code: string | null;
  seq: string;
  order_count: number;
  alias_count: number;
  created_at: string;
  wallet: string | null;
  available: string;
  frozen: string;
  pending: string;
  debt: string;
  total_earned: string;
  total_consumed: string;
  next_due_on: string;
}

const USER_ACCOUNTS = `
  SELECT u.user_id, u.status, u.merged_into, u.level_code, u.seq, u.order_count, u.alias_count, u.created_at,
         a.wallet, a.available, a.frozen, a.pending, a.debt, a.total_earned, a.total_consumed, a.next_due_on
  FROM points_user u LEFT JOIN points_account a ON a.user_id = u.user_id
  WHERE u.user_id IN (?) ORDER BY u.user_id`;

/** Reads users for posting and writes what was decided, each as one statement for the whole set. */
@Injectable()
export class LedgerRepository {
  /** Users with their accounts, by id; with `lock`, holding each user's row until the end of the transaction. */
  async loadUsers(db: Queryable, userIds: readonly string[], lock: boolean): Promise<Map<string, LoadedUser>> {
    const loaded = new Map<string, LoadedUser>();
    if (userIds.length === 0) return loaded;
    const sql = lock ? `${USER_ACCOUNTS} FOR UPDATE` : USER_ACCOUNTS;
    for (const row of await db.rows<UserAccountRow>(sql, [userIds])) {
      let entry = loaded.get(row.user_id);
      if (!entry) {
        entry = { user: userOf(row), accounts: [] };
        loaded.set(row.user_id, entry);
      }
      if (row.wallet !== null) entry.accounts.push(accountOf(row, row.wallet));
    }
    return loaded;
  }

  /** Every lot of some users with something left, by user. */
  async loadLots(db: Queryable, userIds: readonly string[]): Promise<Map<string, Map<string, Lot>>> {
    const byUser = new Map(userIds.map((id) => [id, new Map<string, Lot>()]));
    if (userIds.length === 0) return byUser;
    const rows = await db.rows<{
      user_id: string;
      wallet: string;
      book: LotBook;
      expires_on: string;
      ref: string;
      remaining: string;
    }>('SELECT user_id, wallet, book, expires_on, ref, remaining FROM points_lot WHERE user_id IN (?)', [userIds]);
    for (const row of rows) {
      const lot = { wallet: row.wallet, book: row.book, expiresOn: row.expires_on, ref: row.ref };
      const key = lotKey(lot.wallet, lot.book, lot.expiresOn, lot.ref);
      byUser.get(row.user_id)?.set(key, { ...lot, remaining: int(row.remaining) });
    }
    return byUser;
  }

  /** Open holds of some users, and besides the holds named, whatever their state. */
  async loadHolds(
    db: Queryable,
    userIds: readonly string[],
    holdNos: readonly string[],
  ): Promise<[string, HoldState][]> {
    const open = `SELECT ${HOLD_COLUMNS} FROM points_hold WHERE user_id IN (?) AND status = 'OPEN'`;
    const named = `SELECT ${HOLD_COLUMNS} FROM points_hold WHERE hold_no IN (?) AND status <> 'OPEN'`;
    const rows = userIds.length ? await db.rows<HoldRow>(open, [userIds]) : [];
    if (holdNos.length) rows.push(...(await db.rows<HoldRow>(named, [holdNos])));
    return rows.map((row) => [row.user_id, holdOf(row)]);
  }

  /** Whose a hold is. */
  async holdOwner(db: Queryable, holdNo: string): Promise<string | undefined> {
    const rows = await db.rows<{ user_id: string }>('SELECT user_id FROM points_hold WHERE hold_no = ?', [holdNo]);
    return rows[0]?.user_id;
  }

  /** Points every name and counter of a merged user at the one who stays. The caller holds both rows. */
  async moveNames(db: Queryable, fromUserId: string, intoUserId: string, now: Date): Promise<void> {
    await db.run('UPDATE points_user SET merged_into = ? WHERE merged_into = ?', [intoUserId, fromUserId]);
    await db.run('UPDATE user_alias SET user_id = ? WHERE user_id = ?', [intoUserId, fromUserId]);
    const alias = [fromUserId, intoUserId, sqlTime(now)];
    await db.run('INSERT INTO user_alias (alias, user_id, merged_at) VALUES (?, ?, ?)', alias);
    // What both have used of a limit, the one who stays has used.
    await db.run(
      `INSERT INTO usage_counter (user_id, counter, period, times, points)
       SELECT ?, counter, period, times, points FROM usage_counter u WHERE u.user_id = ?
       ON DUPLICATE KEY UPDATE times = usage_counter.times + VALUES(times),
         points = usage_counter.points + VALUES(points)`,
      [intoUserId, fromUserId],
    );
    await db.run('DELETE FROM usage_counter WHERE user_id = ?', [fromUserId]);
  }

  /** Users of whom something is due: a lot expires or becomes active, or a hold is past its time. */
  async dueUsers(db: Queryable, today: string, now: Date, limit: number): Promise<string[]> {
    const lots = await db.rows<{ user_id: string }>(
      'SELECT DISTINCT user_id FROM points_account WHERE next_due_on <= ? ORDER BY next_due_on LIMIT ?',
      [today, limit],
    );
    const holds = await db.rows<{ user_id: string }>(
      `SELECT DISTINCT user_id FROM points_hold WHERE status = 'OPEN' AND expires_at <= ? LIMIT ?`,
      [sqlTime(now), limit],
    );
    return [...new Set([...lots, ...holds].map((row) => row.user_id))];
  }

  /** Users merged into some users, by survivor. */
  async loadAliases(db: Queryable, userIds: readonly string[]): Promise<Map<string, string[]>> {
    const aliases = new Map<string, string[]>();
    if (userIds.length === 0) return aliases;
    const sql = 'SELECT alias, user_id FROM user_alias WHERE user_id IN (?) ORDER BY alias';
    for (const row of await db.rows<{ alias: string; user_id: string }>(sql, [userIds])) {
      aliases.set(row.user_id, [...(aliases.get(row.user_id) ?? []), row.alias]);
    }
    return aliases;
  }

  async loadUsage(db: Queryable, keys: readonly (readonly [userId: string, counter: string, period: string])[]) {
    const used = new Map<string, { times: number; points: number }>();
    if (keys.length === 0) return used;
    // One range a user and counter; a row constructor IN would not be a range on MariaDB.
    const where = keys.map(() => '(user_id = ? AND counter = ? AND period = ?)').join(' OR ');
    const rows = await db.rows<{ user_id: string; counter: string; period: string; times: string; points: string }>(
      `SELECT user_id, counter, period, times, points FROM usage_counter WHERE ${where}`,
      keys.flat(),
    );
    for (const row of rows) {
      used.set(`${row.user_id}|${row.counter}|${row.period}`, { times: int(row.times), points: int(row.points) });
    }
    return used;
  }

  async addUsage(db: Queryable, deltas: readonly (readonly [string, string, string, number, number])[]): Promise<void> {
    if (deltas.length === 0) return;
    await db.run(
      `INSERT INTO usage_counter (user_id, counter, period, times, points) VALUES ?
       ON DUPLICATE KEY UPDATE times = times + VALUES(times), points = points + VALUES(points)`,
      [deltas],
    );
  }

  /** Writes everything that changed in these ledgers. Raises when a row is not as it was read under the lock. */
  async save(db: Queryable, ledgers: readonly UserLedger[], batchNo: string): Promise<void> {
    const entries = ledgers.flatMap((ledger) => ledger.entries);
    entries.sort((a, b) => (a.transactionNo < b.transactionNo ? -1 : 1));
    // Nobody waits for another, so they travel to the database together.
    await Promise.all([
      this.saveUsers(db, ledgers),
      this.saveAccounts(db, ledgers),
      this.saveLots(db, ledgers),
      this.saveHolds(db, ledgers),
      ...(entries.length > 0 ? [this.insertEntries(db, entries, batchNo), this.insertBatch(db, entries, batchNo)] : []),
    ]);
  }

  private async saveUsers(db: Queryable, ledgers: readonly UserLedger[]): Promise<void> {
    const created = ledgers.filter((ledger) => ledger.isNew);
    const changed = ledgers.filter((ledger) => !ledger.isNew && !isEqual(ledger.user, ledger.before.user));
    await Promise.all([this.insertUsers(db, created), this.updateUsers(db, changed)]);
  }

  private async insertUsers(db: Queryable, created: readonly UserLedger[]): Promise<void> {
    if (created.length > 0) {
      const rows = created.map(({ user }) => [
        user.userId,
        user.status,
        user.mergedInto,
        user.level,
        user.seq,
        user.orderCount,
        user.aliasCount,
        sqlTime(new Date(user.createdAtMs)),
      ]);
      const columns = 'user_id, status, merged_into, level_code, seq, order_count, alias_count, created_at';
      await db.run(`INSERT INTO points_user (${columns}) VALUES ?`, [
        rows.sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1)),
      ]);
    }
  }

  private async updateUsers(db: Queryable, changed: readonly UserLedger[]): Promise<void> {
    if (changed.length === 0) return;
    const rows = changed.map(({ user, before }) => [
      user.userId,
      before.user.seq,
      user.seq,
      user.orderCount,
      user.status,
      user.mergedInto,
      user.aliasCount,
      user.level,
    ]);
    const matched = await db.run(
      `UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
         user_id VARCHAR(64) CHARACTER SET ascii PATH '$[0]', seq_before BIGINT PATH '$[1]', seq BIGINT PATH '$[2]',
         order_count INT PATH '$[3]', status VARCHAR(8) CHARACTER SET ascii PATH '$[4]',
         merged_into VARCHAR(64) CHARACTER SET ascii PATH '$[5]', alias_count INT PATH '$[6]', level_code VARCHAR(32) CHARACTER SET ascii PATH '$[7]')) d
       STRAIGHT_JOIN points_user u ON u.user_id = d.user_id
       SET u.seq = d.seq, u.order_count = d.order_count, u.status = d.status, u.merged_into = d.merged_into,
           u.alias_count = d.alias_count, u.level_code = d.level_code
       WHERE u.seq = d.seq_before`,
      [JSON.stringify(rows)],
    );
    expectAll('points_user', matched, rows.length);
  }

  private async saveAccounts(db: Queryable, ledgers: readonly UserLedger[]): Promise<void> {
    const created: unknown[][] = [];
    const changed: unknown[][] = [];
    for (const ledger of ledgers) {
      for (const account of ledger.accounts.values()) {
        const before = ledger.before.accounts.get(account.wallet);
        if (!before) created.push([ledger.user.userId, ...accountValues(account)]);
        else if (!isEqual(before, account)) {
          changed.push([ledger.user.userId, ...accountValues(account), ...bookValues(before)]);
        }
      }
    }
    await Promise.all([this.insertAccounts(db, created), this.updateAccounts(db, changed)]);
  }

  private async insertAccounts(db: Queryable, created: unknown[][]): Promise<void> {
    const columns = `user_id, wallet, available, frozen, pending, debt, total_earned, total_consumed, next_due_on`;
    if (created.length > 0) await db.run(`INSERT INTO points_account (${columns}) VALUES ?`, [created]);
  }

  private async updateAccounts(db: Queryable, changed: unknown[][]): Promise<void> {
    if (changed.length === 0) return;
    const matched = await db.run(
      `UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
         user_id VARCHAR(64) CHARACTER SET ascii PATH '$[0]', wallet VARCHAR(32) CHARACTER SET ascii PATH '$[1]',
         available BIGINT PATH '$[2]', frozen BIGINT PATH '$[3]', pending BIGINT PATH '$[4]', debt BIGINT PATH '$[5]',
         total_earned BIGINT PATH '$[6]', total_consumed BIGINT PATH '$[7]',
         next_due_on VARCHAR(10) CHARACTER SET ascii PATH '$[8]',
         available0 BIGINT PATH '$[9]', frozen0 BIGINT PATH '$[10]', pending0 BIGINT PATH '$[11]',
         debt0 BIGINT PATH '$[12]')) d
       STRAIGHT_JOIN points_account a ON a.user_id = d.user_id AND a.wallet = d.wallet
       SET a.available = d.available, a.frozen = d.frozen, a.pending = d.pending, a.debt = d.debt,
           a.total_earned = d.total_earned, a.total_consumed = d.total_consumed, a.next_due_on = d.next_due_on
       WHERE a.available = d.available0 AND a.frozen = d.frozen0 AND a.pending = d.pending0 AND a.debt = d.debt0`,
      [JSON.stringify(changed)],
    );
    expectAll('points_account', matched, changed.length);
  }

  private async saveLots(db: Queryable, ledgers: readonly UserLedger[]): Promise<void> {
    const filled: unknown[][] = [];
    const taken: unknown[][] = [];
    const emptied: unknown[] = [];
    for (const { user, lots, lotChanges } of ledgers) {
      for (const [key, { wallet, book, expiresOn, ref, remaining }] of lotChanges) {
        const row = [user.userId, wallet, book, expiresOn, ref];
        if (remaining > 0) filled.push([...row, remaining]);
        else if (remaining < 0) taken.push([...row, -remaining]);
        if (remaining < 0 && lots?.get(key)?.remaining === 0) emptied.push(...row);
      }
    }
    // In this order: what is emptied must have been taken before.
    await Promise.all([this.fillLots(db, filled), this.takeLots(db, taken), this.deleteLots(db, emptied)]);
  }

  private async fillLots(db: Queryable, filled: unknown[][]): Promise<void> {
    if (filled.length === 0) return;
    await db.run(
      `INSERT INTO points_lot (user_id, wallet, book, expires_on, ref, remaining) VALUES ?
       ON DUPLICATE KEY UPDATE remaining = remaining + VALUES(remaining)`,
      [filled],
    );
  }

  private async takeLots(db: Queryable, taken: unknown[][]): Promise<void> {
    if (taken.length === 0) return;
    const matched = await db.run(
      `UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
         user_id VARCHAR(64) CHARACTER SET ascii PATH '$[0]', wallet VARCHAR(32) CHARACTER SET ascii PATH '$[1]',
         book VARCHAR(10) CHARACTER SET ascii PATH '$[2]', expires_on DATE PATH '$[3]',
         ref VARCHAR(21) CHARACTER SET ascii PATH '$[4]', taken BIGINT PATH '$[5]')) d
       STRAIGHT_JOIN points_lot l ON l.user_id = d.user_id AND l.wallet = d.wallet AND l.book = d.book
         AND l.expires_on = d.expires_on AND l.ref = d.ref
       SET l.remaining = l.remaining - d.taken WHERE l.remaining >= d.taken`,
      [JSON.stringify(taken)],
    );
    expectAll('points_lot', matched, taken.length);
  }

  private async deleteLots(db: Queryable, emptied: unknown[]): Promise<void> {
    if (emptied.length === 0) return;
    const one = '(user_id = ? AND wallet = ? AND book = ? AND expires_on = ? AND ref = ?)';
    const where = Array.from({ length: emptied.length / 5 }, () => one).join(' OR ');
    await db.run(`DELETE FROM points_lot WHERE remaining = 0 AND (${where})`, emptied);
  }

  private async saveHolds(db: Queryable, ledgers: readonly UserLedger[]): Promise<void> {
    const rows = ledgers.flatMap(({ user, holds, before }) =>
      changedHolds(holds, before.holds).map((held) => [
        held.holdNo,
        user.userId,
        held.wallet,
        held.bizNo,
        held.points,
        held.captured,
        held.status,
        sqlTime(new Date(held.expiresAtMs)),
        sqlTime(new Date(held.createdAtMs)),
        held.endedAtMs === null ? null : sqlTime(new Date(held.endedAtMs)),
      ]),
    );
    if (rows.length === 0) return;
    await db.run(
      `INSERT INTO points_hold
         (hold_no, user_id, wallet, biz_no, points, captured, status, expires_at, created_at, ended_at) VALUES ?
       ON DUPLICATE KEY UPDATE user_id = VALUES(user_id), captured = VALUES(captured), status = VALUES(status),
         ended_at = VALUES(ended_at)`,
      [rows],
    );
  }

  private async insertEntries(db: Queryable, entries: readonly BookEntry[], batchNo: string): Promise<void> {
    const rows = entries.map((entry) => [
      entry.transactionNo,
      recordedAt(entry.transactionNo),
      entry.userId,
      entry.seq,
      entry.wallet,
      entry.debitBook,
      entry.creditBook,
      entry.points,
      entry.availableBefore,
      entry.availableAfter,
      entry.businessType,
      entry.businessNo,
      entry.eventNo ?? null,
      entry.ruleCode ?? null,
      entry.ruleSetVersion ?? null,
      entry.relatedNo ?? null,
      JSON.stringify(entry.lots),
      entry.lotRef,
      batchNo,
      sqlTime(new Date(entry.occurredAtMs)),
      entry.remark ?? null,
      entry.actor,
    ]);
    await db.run(
      `INSERT INTO points_transaction
         (transaction_no, recorded_at, user_id, seq, wallet, debit_book, credit_book, points, available_before,
          available_after, business_type, business_no, event_no, rule_code, rule_set_version, related_no, lots, lot_ref,
          batch_no, occurred_at, remark, actor) VALUES ?`,
      [rows],
    );
  }

  private async insertBatch(db: Queryable, entries: readonly BookEntry[], batchNo: string): Promise<void> {
    const first = entries[0]?.transactionNo;
    const last = entries.at(-1)?.transactionNo;
    const points = entries.reduce((sum, entry) => sum + BigInt(entry.points), 0n);
    const row = [batchNo, recordedAt(batchNo), first, last, entries.length, String(points), hashOf(entries)];
    await db.run(
      'INSERT INTO posting_batch (batch_no, recorded_at, first_no, last_no, transactions, points, hash) VALUES (?)',
      [row],
    );
  }
}

/** SHA-256 over what each row of a batch says, in the order of their numbers: what a seal stands for. */
export function hashOf(entries: readonly BookEntry[]): string {
  const hash = createHash('sha256');
  for (const e of entries) {
    hash.update(hashedLine(e, JSON.stringify(e.lots)));
  }
  return hash.digest('hex');
}

/** A row's recording time is the time in its number, so a number alone finds its partition. */
export function recordedAt(id: string): string {
  const ms = idTimeMs(id);
  if (ms === undefined) throw new Error(`not a number of ours: ${id}`);
  return sqlTime(new Date(ms));
}

function expectAll(table: string, matched: number, expected: number): void {
  if (matched !== expected) throw new Error(`${table}: ${matched} of ${expected} rows were as they had been read`);
}

function accountValues(a: AccountState): unknown[] {
  return [a.wallet, a.available, a.frozen, a.pending, a.debt, a.totalEarned, a.totalConsumed, a.nextDueOn];
}

function bookValues(a: AccountState): unknown[] {
  return [a.available, a.frozen, a.pending, a.debt];
}

/** Whether two flat records have equal fields. */
function isEqual<T extends object>(a: T, b: T): boolean {
  return (Object.keys(a) as (keyof T)[]).every((name) => a[name] === b[name]);
}

function changedHolds(now: ReadonlyMap<string, HoldState>, before: ReadonlyMap<string, HoldState>): HoldState[] {
  return [...now.values()].filter((held) => {
    const was = before.get(held.holdNo);
    return !was || !isEqual(held, was);
  });
}

function userOf(row: UserAccountRow): UserState {
  return {
    userId: row.user_id,
    status: row.status,
    mergedInto: row.merged_into,
    level: row.level_code,
    seq: int(row.seq),
    orderCount: int(row.order_count),
    aliasCount: int(row.alias_count),
    createdAtMs: Date.parse(`${row.created_at.replace(' ', 'T')}Z`),
  };
}

function accountOf(row: UserAccountRow, wallet: string): AccountState {
  return {
    wallet,
    available: int(row.available),
    frozen: int(row.frozen),
    pending: int(row.pending),
    debt: int(row.debt),
    totalEarned: int(row.total_earned),
    totalConsumed: int(row.total_consumed),
    nextDueOn: row.next_due_on,
  };
}

export const HOLD_COLUMNS =
  'hold_no, user_id, wallet, biz_no, points, captured, status, expires_at, created_at, ended_at';

export interface HoldRow {
  hold_no: string;
  user_id: string;
  wallet: string;
  biz_no: string;
  points: string;
  captured: string;
  status: HoldState['status'];
  expires_at: string;
  created_at: string;
  ended_at: string | null;
}

export function holdOf(row: HoldRow): HoldState {
  const ms = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`);
  return {
    holdNo: row.hold_no,
    wallet: row.wallet,
    bizNo: row.biz_no,
    points: int(row.points),
    captured: int(row.captured),
    status: row.status,
    expiresAtMs: ms(row.expires_at),
    createdAtMs: ms(row.created_at),
    endedAtMs: row.ended_at === null ? null : ms(row.ended_at),
  };
}
