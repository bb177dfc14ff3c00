import { Injectable } from '@nestjs/common';
import { int, type Queryable } from '../platform/index.js';
import type { SealedBatch, SealHead } from './domain/seal.js';
import { recordedAt } from './ledger-writer.repository.js';

export interface UnsealedBatch {
  batchNo: string;
  firstNo: string;
  lastNo: string;
  hash: string;
}

/** What some batches moved between two books. */
export interface Moved {
  wallet: string;
  debitBook: string;
  creditBook: string;
  points: bigint;
}

export interface BookBalance {
  wallet: string;
  book: string;
  balance: bigint;
}

/** Seals of posting batches, and the books' balances through the last sealed one. */
@Injectable()
export class SealerRepository {
  /** The end of the chain, held until the end of the transaction: one sealer at a time. */
  async lockHead(db: Queryable): Promise<SealHead> {
    const sql = 'SELECT seal_no, seal FROM seal_head WHERE id = 1 FOR UPDATE';
    const [row] = await db.rows<{ seal_no: string; seal: string }>(sql);
    if (!row) throw new Error('seal_head has lost its row');
    return { sealNo: int(row.seal_no), seal: row.seal };
  }

  /** Committed batches without a seal, oldest number first. */
  async unsealed(db: Queryable, afterBatchNo: string, limit: number): Promise<UnsealedBatch[]> {
    const rows = await db.rows<{ batch_no: string; first_no: string; last_no: string; hash: string }>(
      `SELECT batch_no, first_no, last_no, hash FROM posting_batch
       WHERE seal_no IS NULL AND batch_no > ? ORDER BY batch_no LIMIT ?`,
      [afterBatchNo, limit],
    );
    return rows.map((row) => {
      return { batchNo: row.batch_no, firstNo: row.first_no, lastNo: row.last_no, hash: row.hash };
    });
  }

  /** What the rows of some batches moved. Their numbers lie close together, so one range of rows is read. */
  async moved(db: Queryable, batches: readonly UnsealedBatch[]): Promise<Moved[]> {
    const numbers = batches.flatMap((batch) => [batch.firstNo, batch.lastNo]).sort();
    const [firstNo, lastNo] = [numbers[0], numbers.at(-1)];
    if (firstNo === undefined || lastNo === undefined) return [];
    const rows = await db.rows<{ wallet: string; debit_book: string; credit_book: string; points: string }>(
      `SELECT wallet, debit_book, credit_book, SUM(points) AS points FROM points_transaction
       WHERE transaction_no BETWEEN ? AND ? AND recorded_at BETWEEN ? AND ? AND batch_no IN (?)
       GROUP BY wallet, debit_book, credit_book`,
      [firstNo, lastNo, recordedAt(firstNo), recordedAt(lastNo), batches.map((batch) => batch.batchNo)],
    );
    return rows.map(({ wallet, debit_book: debitBook, credit_book: creditBook, points }) => {
      return { wallet, debitBook, creditBook, points: BigInt(points) };
    });
  }

  /** Writes the seals of some batches; the last one becomes the end of the chain. */
  async seal(db: Queryable, sealed: readonly SealedBatch[]): Promise<void> {
    const last = sealed.at(-1);
    if (!last) return;
    const rows = sealed.map(({ batchNo, sealNo, seal }) => [batchNo, sealNo, seal]);
    const matched = await db.run(
      `UPDATE JSON_TABLE(?, '$[*]' COLUMNS (
         batch_no CHAR(20) CHARACTER SET ascii PATH '$[0]', seal_no BIGINT PATH '$[1]',
         seal CHAR(64) CHARACTER SET ascii PATH '$[2]')) d
       STRAIGHT_JOIN posting_batch b ON b.batch_no = d.batch_no
       SET b.seal_no = d.seal_no, b.seal = d.seal WHERE b.seal_no IS NULL`,
      [JSON.stringify(rows)],
    );
    if (matched !== rows.length) throw new Error(`posting_batch: ${matched} of ${rows.length} were still unsealed`);
    await db.run('UPDATE seal_head SET seal_no = ?, seal = ? WHERE id = 1', [last.sealNo, last.seal]);
  }

  /** Moves the checkpoints on by what was sealed. */
  async addToCheckpoints(db: Queryable, changes: readonly BookBalance[], sealNo: number): Promise<void> {
    if (changes.length === 0) return;
    const rows = changes.map(({ wallet, book, balance }) => [wallet, book, String(balance), sealNo]);
    await db.run(
      `INSERT INTO book_checkpoint (wallet, book, balance, seal_no) VALUES ?
       ON DUPLICATE KEY UPDATE balance = balance + VALUES(balance), seal_no = VALUES(seal_no)`,
      [rows],
    );
  }

  /** The balance of every book as far as it is sealed. */
  async checkpoints(db: Queryable): Promise<BookBalance[]> {
    const rows = await db.rows<{ wallet: string; book: string; balance: string }>(
      'SELECT wallet, book, balance FROM book_checkpoint ORDER BY wallet, book',
    );
    return rows.map(({ wallet, book, balance }) => ({ wallet, book, balance: BigInt(balance) }));
  }
}
