import { Injectable } from '@nestjs/common';
import { type Journal, type JournalOutcome, type JournalRecord, type Queryable, sqlTime } from '../platform/index.js';

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
    const where = entries.map(() => '(user_id = ? AND operation = ? AND biz_no = ?)').join(' OR ');
    const rows = await db.rows<{
      user_id: string;
      operation: string;
      biz_no: string;
      fingerprint: string;
      answer: string | null;
    }>(
      `SELECT user_id, operation, biz_no, fingerprint, answer FROM account_request WHERE ${where}`,
      entries.flatMap(({ userId, operation, bizNo }) => [userId, operation, bizNo]),
    );
    for (const row of rows) {
      const entry = { userId: row.user_id, operation: row.operation, bizNo: row.biz_no, fingerprint: row.fingerprint };
      const answer = row.answer === null ? await rebuilt(db, entry) : JSON.parse(row.answer);
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
    ]);
    const columns = 'user_id, operation, biz_no, fingerprint, recorded_at, answer';
    await db.run(`INSERT INTO account_request (${columns}) VALUES ?`, [rows]);
  }

  /** Lets go of stored answers older than a day given; the keys and fingerprints stay. Answers how many. */
  async forgetAnswers(db: Queryable, before: Date, limit: number): Promise<number> {
    const sql = 'UPDATE account_request SET answer = NULL WHERE answer IS NOT NULL AND recorded_at < ? LIMIT ?';
    return db.run(sql, [sqlTime(before), limit]);
  }
}

/** An old answer out of the ledger's rows: everything but the account as it was then. */
async function rebuilt(db: Queryable, { userId, bizNo }: AccountRequest): Promise<unknown> {
  const rows = await db.rows<{ transaction_no: string; points: string; lot_ref: string }>(
    `SELECT transaction_no, points, lot_ref FROM points_transaction
     WHERE user_id = ? AND business_no = ? ORDER BY seq`,
    [userId, bizNo],
  );
  const transactions = rows.map((row) => ({ transactionNo: row.transaction_no, points: Number(row.points) }));
  const [first] = rows;
  const holdNo = first?.lot_ref.startsWith('H') ? first.lot_ref : undefined;
  return { bizNo, ...(holdNo ? { holdNo } : {}), points: Number(first?.points ?? 0), transactions };
}
