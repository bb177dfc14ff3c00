import type { Book, BusinessType } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { int, isoTime, type Queryable, sqlTime } from '../platform/index.js';
import type { BookEntry, HoldState, LotPart } from './domain/book-entry.js';
import type { History, MergedUser } from './domain/history.js';
import { HOLD_COLUMNS, type HoldRow, holdOf } from './ledger.repository.js';
import { ofBoth } from './ledger-tables.js';
import { recordedAt } from './ledger-writer.repository.js';

export interface RecordedEntry {
  entry: BookEntry;
  recordedAt: string;
}

interface TransactionRow {
  transaction_no: string;
  recorded_at: string;
  user_id: string;
  seq: string;
  wallet: string;
  debit_book: Book;
  credit_book: Book;
  points: string;
  available_before: string;
  available_after: string;
  business_type: BusinessType;
  business_no: string;
  event_no: string | null;
  rule_code: string | null;
  rule_set_version: number | null;
  related_no: string | null;
  lots: string;
  lot_ref: string;
  occurred_at: string;
  remark: string | null;
  actor: string;
}

const COLUMNS = `transaction_no, recorded_at, user_id, seq, wallet, debit_book, credit_book, points, available_before,
  available_after, business_type, business_no, event_no, rule_code, rule_set_version, related_no, lots, lot_ref,
  occurred_at, remark, actor`;

export interface StatementFilter {
  wallet?: string | undefined;
  businessType?: string | undefined;
  businessNo?: string | undefined;
  /** Posted at this time or later, and before that one. */
  recordedFrom?: Date | undefined;
  recordedTo?: Date | undefined;
  /** Only rows before this place; for the first page, the place behind the user's last row. */
  beforeSeq: number;
}

/** Reads the ledger's rows: statements, single transactions, whole histories. */
@Injectable()
export class StatementRepository {
  /** Rows of a user, newest first. */
  async page(db: Queryable, userId: string, filter: StatementFilter, limit: number): Promise<RecordedEntry[]> {
    const where = ['user_id = ?'];
    const params: unknown[] = [userId];
    const add = (condition: string, value: unknown) => {
      if (value === undefined) return;
      where.push(condition);
      params.push(value);
    };
    add('seq < ?', filter.beforeSeq);
    add('wallet = ?', filter.wallet);
    add('business_type = ?', filter.businessType);
    add('business_no = ?', filter.businessNo);
    // The month partitions outside these times are not looked at.
    add('recorded_at >= ?', filter.recordedFrom && sqlTime(filter.recordedFrom));
    add('recorded_at < ?', filter.recordedTo && sqlTime(filter.recordedTo));
    const read = (table: string) =>
      db.rows<TransactionRow>(
        `SELECT ${COLUMNS} FROM ${table} WHERE ${where.join(' AND ')} ORDER BY seq DESC LIMIT ?`,
        [...params, limit],
      );
    const live = await read('points_transaction');
    // Places have no gaps: a page that has all of its places is whole without the archive.
    const isWhole = live.length === Math.min(limit, filter.beforeSeq - 1);
    if (isWhole && live.every((row, index) => int(row.seq) === filter.beforeSeq - 1 - index)) {
      return live.map(recordedEntryOf);
    }
    // In this order: rows never leave the archive, so one that moves meanwhile is seen twice at most, never missed.
    const archived = await read('points_transaction_archive');
    const rows = new Map([...live, ...archived].map((row) => [row.transaction_no, row]));
    const sorted = [...rows.values()].sort((a, b) => int(b.seq) - int(a.seq));
    return sorted.slice(0, limit).map(recordedEntryOf);
  }

  /** One row by its number. */
  async find(db: Queryable, transactionNo: string): Promise<RecordedEntry | undefined> {
    // The time in the number names the partition; the pair is the primary key.
    const sql = ofBoth((table) => `SELECT ${COLUMNS} FROM ${table} WHERE transaction_no = ? AND recorded_at = ?`);
    const key = [transactionNo, recordedAt(transactionNo)];
    const [row] = await db.rows<TransactionRow>(sql, [...key, ...key]);
    return row && recordedEntryOf(row);
  }

  /** What happened to a user's wallet up to a time, oldest first, and which holds were open then. */
  async history(db: Queryable, userId: string, wallet: string, at: Date): Promise<History> {
    const merges = await this.mergesOf(db, userId, at);
    const names = [userId, ...merges.map((each) => each.userId)];
    const where = 'user_id IN (?) AND wallet = ? AND recorded_at <= ?';
    const sql = ofBoth((table) => `SELECT ${COLUMNS} FROM ${table} WHERE ${where}`);
    const params = [names, wallet, sqlTime(at)];
    const rows = await db.rows<TransactionRow>(`${sql} ORDER BY user_id, seq`, [...params, ...params]);
    const entriesOf = (name: string) =>
      rows.filter((row) => row.user_id === name).map((row) => recordedEntryOf(row).entry);
    const entries = entriesOf(userId);
    const merged = merges.map((each) => ({ ...each, entries: entriesOf(each.userId) }));
    return { entries, openHolds: await this.openHolds(db, entries, at), merged };
  }

  /** Who a name stood for at a time: itself until it was merged away, from then on the one who stayed. */
  async ownerAt(db: Queryable, userId: string, at: Date): Promise<string> {
    const sql = `SELECT COALESCE(first_user_id, user_id) AS into_id FROM user_alias WHERE alias = ? AND merged_at <= ?`;
    for (let owner = userId; ; ) {
      const [merge] = await db.rows<{ into_id: string }>(sql, [owner, sqlTime(at)]);
      if (!merge) return owner;
      owner = merge.into_id;
    }
  }

  /** Holds that were open at a time, of those that some rows have made; their user may be another one by now. */
  private async openHolds(db: Queryable, entries: readonly BookEntry[], at: Date): Promise<HoldState[]> {
    const made = entries.filter(({ creditBook }) => creditBook === 'FROZEN').map(({ lotRef }) => lotRef);
    if (made.length === 0) return [];
    const sql = `SELECT ${HOLD_COLUMNS} FROM points_hold
      WHERE hold_no IN (?) AND created_at <= ? AND (ended_at IS NULL OR ended_at > ?)`;
    return (await db.rows<HoldRow>(sql, [[...new Set(made)], sqlTime(at), sqlTime(at)])).map(holdOf);
  }

  /** Who had been merged into a user by a time, by whatever way. */
  private async mergesOf(db: Queryable, userId: string, at: Date): Promise<Omit<MergedUser, 'entries'>[]> {
    // A user that was merged away itself by now has left its names to the one who stayed.
    const rows = await db.rows<{ alias: string; into_id: string; into_seq: string | null }>(
      `SELECT a.alias, COALESCE(a.first_user_id, a.user_id) AS into_id, a.first_seq AS into_seq FROM user_alias a
       WHERE a.user_id = COALESCE((SELECT s.user_id FROM user_alias s WHERE s.alias = ?), ?) AND a.merged_at <= ?`,
      [userId, userId, sqlTime(at)],
    );
    const intoOf = new Map(rows.map((row) => [row.alias, row.into_id]));
    return rows
      .filter(({ alias }) => stoodForIn(intoOf, alias) === userId)
      .map(({ alias, into_id: into, into_seq: seq }) => {
        // A version that did not note the place merged it: behind everything.
        return { userId: alias, into, intoSeq: seq === null ? Number.MAX_SAFE_INTEGER : int(seq) };
      });
  }
}

/** The end of a chain of merges. */
function stoodForIn(intoOf: ReadonlyMap<string, string>, name: string): string {
  for (let owner = name; ; ) {
    const into = intoOf.get(owner);
    if (into === undefined) return owner;
    owner = into;
  }
}

function recordedEntryOf(row: TransactionRow): RecordedEntry {
  return {
    recordedAt: isoTime(row.recorded_at),
    entry: {
      transactionNo: row.transaction_no,
      userId: row.user_id,
      seq: int(row.seq),
      wallet: row.wallet,
      debitBook: row.debit_book,
      creditBook: row.credit_book,
      points: int(row.points),
      availableBefore: int(row.available_before),
      availableAfter: int(row.available_after),
      businessType: row.business_type,
      businessNo: row.business_no,
      ...(row.event_no === null ? {} : { eventNo: row.event_no }),
      ...(row.rule_code === null ? {} : { ruleCode: row.rule_code }),
      ...(row.rule_set_version === null ? {} : { ruleSetVersion: int(row.rule_set_version) }),
      ...(row.related_no === null ? {} : { relatedNo: row.related_no }),
      lots: JSON.parse(row.lots) as LotPart[],
      lotRef: row.lot_ref,
      occurredAtMs: Date.parse(isoTime(row.occurred_at)),
      ...(row.remark === null ? {} : { remark: row.remark }),
      actor: row.actor,
    },
  };
}
