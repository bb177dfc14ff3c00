import type { Book, BusinessType } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import {
  int,
  isoTime,
  type Journal,
  type JournalOutcome,
  type JournalRecord,
  type Queryable,
  sqlTime,
} from '../platform/index.js';
import type { LotPart } from './domain/book-entry.js';
import { ofBoth } from './ledger-tables.js';
import { transactionSummary } from './views.js';

/** Key of a write on a user's account. */
export interface AccountRequest {
  userId: string;
  operation: string;
  bizNo: string;
  fingerprint: string;
}

/** Keys of account writes, kept for good; the answers go after 30 days and are then rebuilt from the rows. */
@Injectable()
export class RequestJournal implements Journal<AccountRequest> {
  keyOf({ userId, operation, bizNo }: AccountRequest): string {
    return `${userId}|${operation}|${bizNo}`;
  }

  nameOf({ bizNo }: AccountRequest): string {
    return bizNo;
  }

  /** The part of a posting that says under which key it stands. */
  keyed(userId: string, operation: string, bizNo: string, fingerprint: string) {
    return {
      journal: this as Journal<never>,
      fingerprint,
      entry: (name: string): AccountRequest => ({ userId: name || userId, operation, bizNo, fingerprint }),
    };
  }

  async find(db: Queryable, entries: readonly AccountRequest[]): Promise<Map<string, JournalRecord>> {
    const found = new Map<string, JournalRecord>();
    if (entries.length === 0) return found;
    // One look-up a key: as a long OR, the optimizer would weigh every key before it read the first row.
    const keys = entries.map(({ userId, operation, bizNo }) => [userId, operation, bizNo]);
    const rows = await db.rows<{
      user_id: string;
      operation: string;
      biz_no: string;
      fingerprint: string;
      recorded_at: string;
      answer: string | null;
    }>(
      `SELECT r.user_id, r.operation, r.biz_no, r.fingerprint, r.recorded_at, r.answer
       FROM JSON_TABLE(?, '$[*]' COLUMNS (
         user_id VARCHAR(64) CHARACTER SET ascii PATH '$[0]', operation VARCHAR(16) CHARACTER SET ascii PATH '$[1]',
         biz_no VARCHAR(64) CHARACTER SET ascii PATH '$[2]')) k
       STRAIGHT_JOIN account_request r
         ON r.user_id = k.user_id AND r.operation = k.operation AND r.biz_no = k.biz_no`,
      [JSON.stringify(keys)],
    );
    for (const row of rows) {
      const entry = { userId: row.user_id, operation: row.operation, bizNo: row.biz_no, fingerprint: row.fingerprint };
      const answer = row.answer === null ? await rebuilt(db, entry, row.recorded_at) : JSON.parse(row.answer);
      found.set(this.keyOf(entry), { fingerprint: row.fingerprint, answer, first: row.biz_no });
    }
    return found;
  }

  async write(db: Queryable, outcomes: readonly JournalOutcome<AccountRequest>[]): Promise<void> {
    const rows = outcomes.map(({ entry, answer, recordedAt }) => [
      entry.userId,
      entry.operation,
      entry.bizNo,
      entry.fingerprint,
      sqlTime(recordedAt),
      JSON.stringify(answer),
      sqlTime(recordedAt),
    ]);
    const columns = 'user_id, operation, biz_no, fingerprint, recorded_at, answer, answered_at';
    await db.run(`INSERT INTO account_request (${columns}) VALUES ?`, [rows]);
  }

  /** Lets go of stored answers older than a day given; the keys and fingerprints stay. Answers how many. */
  async forgetAnswers(db: Queryable, before: Date, limit: number): Promise<number> {
    const sql = `UPDATE account_request SET answer = NULL, answered_at = NULL
      WHERE answered_at < ? ORDER BY answered_at LIMIT ?`;
    return db.run(sql, [sqlTime(before), limit]);
  }
}

interface RebuiltRow {
  transaction_no: string;
  business_type: BusinessType;
  debit_book: Book;
  credit_book: Book;
  points: string;
  lots: string;
  lot_ref: string;
}

/** Rows that the answer of an operation named; of anything else all but what followed by itself. */
const NAMED_ROWS: Readonly<Record<string, string>> = {
  grant: `business_type = 'GRANT'`,
  'manual-grant': `business_type = 'MANUAL_GRANT'`,
  deduct: `business_type = 'DEDUCTION'`,
  'manual-deduct': `business_type = 'MANUAL_DEDUCTION'`,
  hold: `business_type = 'HOLD'`,
  capture: `business_type IN ('CAPTURE', 'RELEASE')`,
  release: `business_type IN ('CAPTURE', 'RELEASE') AND actor <> 'system'`,
  transfer: `business_type = 'TRANSFER' AND debit_book = 'AVAILABLE'`,
};
const OTHER_ROWS = `business_type NOT IN ('DEBT_REPAYMENT', 'EXPIRY')`;

/**
 * An old answer out of the ledger's rows: everything but the account as it was then. The rows were made at the time
 * of the request or, by a clock that stepped back, soon after it.
 */
async function rebuilt(
  db: Queryable,
  { userId, operation, bizNo }: AccountRequest,
  recordedAt: string,
): Promise<unknown> {
  const sql = ofBoth(
    (table) => `SELECT seq, transaction_no, business_type, debit_book, credit_book, points, lots, lot_ref FROM ${table}
     WHERE user_id = ? AND business_no = ? AND recorded_at >= ? AND recorded_at < DATE_ADD(?, INTERVAL 1 DAY)
       AND ${NAMED_ROWS[operation] ?? OTHER_ROWS}`,
  );
  const params = [userId, bizNo, recordedAt, recordedAt];
  const rows = await db.rows<RebuiltRow>(`${sql} ORDER BY seq`, [...params, ...params]);
  // What came back from a capture is told from what was let go under the same number by the hold.
  const taken = rows.find((row) => row.business_type === 'CAPTURE')?.lot_ref;
  const own = rows.filter((row) => {
    if (operation === 'capture') return row.lot_ref === taken;
    return operation !== 'release' || row.lot_ref !== taken;
  });
  const transactions = own.map((row) =>
    transactionSummary({
      transactionNo: row.transaction_no,
      points: int(row.points),
      debitBook: row.debit_book,
      creditBook: row.credit_book,
      lots: JSON.parse(row.lots) as LotPart[],
      lotRef: row.lot_ref,
    }),
  );
  const posted = { bizNo, points: transactions[0]?.points ?? 0, transactions };
  const holdNo = own[0]?.lot_ref;
  if (operation !== 'hold' || holdNo === undefined) return posted;
  const [held] = await db.rows<{ expires_at: string }>('SELECT expires_at FROM points_hold WHERE hold_no = ?', [
    holdNo,
  ]);
  return { ...posted, holdNo, status: 'OPEN', ...(held ? { expiresAt: isoTime(held.expires_at) } : {}) };
}
