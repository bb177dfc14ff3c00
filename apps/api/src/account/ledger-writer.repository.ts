import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { idTimeMs, type Queryable, sqlTime } from '../platform/index.js';
import type { AccountState, BookEntry, HoldState } from './domain/book-entry.js';
import { hashedLine } from './domain/seal.js';
import type { UserLedger } from './domain/user-ledger.js';

/** Writes what a set has decided, each table as one statement, guarded by what was read under the lock. */
@Injectable()
export class LedgerWriter {
  async addUsage(db: Queryable, deltas: readonly (readonly [string, string, string, number, number])[]): Promise<void> {
    if (deltas.length === 0) return;
    await db.run(
      `INSERT INTO usage_counter (user_id, counter, period, times, points) VALUES ?
       ON DUPLICATE KEY UPDATE times = times + VALUES(times), points = points + VALUES(points)`,
      [deltas],
    );
  }

  async addBudgets(db: Queryable, deltas: readonly (readonly [key: string, points: number])[], now: Date) {
    if (deltas.length === 0) return;
    await db.run(
      `INSERT INTO budget_counter (budget_key, points, updated_at) VALUES ?
       ON DUPLICATE KEY UPDATE points = points + VALUES(points), updated_at = VALUES(updated_at)`,
      [deltas.map(([key, points]) => [key, points, sqlTime(now)])],
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
