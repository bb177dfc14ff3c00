import type { UserStatus } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { int, type Queryable, sqlTime } from '../platform/index.js';
import type { AccountState, HoldState, Lot, LotBook, UserState } from './domain/book-entry.js';
import { lotKey } from './domain/user-ledger.js';

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

/** Reads users for posting, each table with one statement for the whole set. */
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

  /**
   * Points every name and counter of a merged user at the one who stays, whose last row so far is `intoSeq`. The caller
   * holds both rows.
   */
  async moveNames(db: Queryable, fromUserId: string, intoUserId: string, intoSeq: number, now: Date): Promise<void> {
    await db.run('UPDATE points_user SET merged_into = ? WHERE merged_into = ?', [intoUserId, fromUserId]);
    await db.run('UPDATE user_alias SET user_id = ? WHERE user_id = ?', [intoUserId, fromUserId]);
    const alias = [fromUserId, intoUserId, sqlTime(now), intoUserId, intoSeq];
    await db.run('INSERT INTO user_alias (alias, user_id, merged_at, first_user_id, first_seq) VALUES (?)', [alias]);
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

  /**
   * Points that all users together have had of some budgets; with `lock`, nobody else takes from them until the end of
   * the transaction. One that nobody has had anything of is begun, because a row that is not there cannot be locked.
   */
  async loadBudgets(db: Queryable, keys: readonly string[], lock: boolean, now: Date): Promise<Map<string, number>> {
    if (keys.length === 0) return new Map();
    const begun = lock
      ? db.run(
          `INSERT INTO budget_counter (budget_key, points, updated_at) VALUES ?
           ON DUPLICATE KEY UPDATE points = points`,
          [keys.map((key) => [key, 0, sqlTime(now)])],
        )
      : undefined;
    const sql = 'SELECT budget_key, points FROM budget_counter WHERE budget_key IN (?)';
    const [rows] = await Promise.all([db.rows<{ budget_key: string; points: string }>(sql, [keys]), begun]);
    return new Map(rows.map((row) => [row.budget_key, int(row.points)]));
  }
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
