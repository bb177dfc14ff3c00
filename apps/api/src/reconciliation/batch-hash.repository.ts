import { createHash, type Hash } from 'node:crypto';
import type { ReconciliationCheck } from '@jifen/contracts';
import { hashedLine } from '../account/index.js';
import type { Queryable } from '../platform/index.js';
import { outcome, SAMPLES } from './check.js';
import type { LedgerRows } from './ledger-rows.repository.js';

const PAGE = 5_000;
const CHECK = { name: 'batch-hashes', level: 'violation' } as const;

interface Row {
  transaction_no: string;
  user_id: string;
  seq: string;
  wallet: string;
  debit_book: string;
  credit_book: string;
  points: string;
  available_before: string;
  available_after: string;
  business_type: string;
  business_no: string;
  lots: string;
  batch_no: string;
}

interface Batch {
  batch_no: string;
  last_no: string;
  hash: string;
}

/** A batch of which some rows have been read. */
interface Open {
  batch: Batch | undefined;
  hash: Hash;
}

const COLUMNS = `transaction_no, user_id, seq, wallet, debit_book, credit_book, points, available_before,
  available_after, business_type, business_no, lots, batch_no`;

/**
 * Hashes every row again, in the order of their numbers, and compares with what the batches say: the one check that
 * the database cannot do by itself. Batches of several processes overlap, so a few are open at any time.
 */
export async function checkBatchHashes(db: Queryable, ledger: LedgerRows): Promise<ReconciliationCheck> {
  const open = new Map<string, Open>();
  const samples: Record<string, unknown>[] = [];
  let violations = 0;
  const broken = (batchNo: string, said: string | undefined, found: string) => {
    violations += 1;
    if (samples.length < SAMPLES) samples.push({ batch_no: batchNo, hash: said ?? null, recomputed: found });
  };
  let rows: Row[];
  let after = '';
  do {
    rows = await pageOf(db, ledger, after);
    await openBatches(db, rows, open);
    for (const row of rows) {
      const entry = open.get(row.batch_no);
      if (!entry) throw new Error(`batch ${row.batch_no} was not opened`);
      entry.hash.update(lineOf(row));
      if (entry.batch?.last_no !== row.transaction_no) continue;
      const found = entry.hash.digest('hex');
      open.delete(row.batch_no);
      if (found !== entry.batch.hash) broken(row.batch_no, entry.batch.hash, found);
    }
    after = rows.at(-1)?.transaction_no ?? after;
  } while (rows.length === PAGE);
  // What never reached its last row has lost it, or is not known as a batch at all.
  for (const [batchNo, { batch, hash }] of open) broken(batchNo, batch?.hash, hash.digest('hex'));
  return outcome(CHECK, violations, samples);
}

async function pageOf(db: Queryable, { tables }: LedgerRows, after: string): Promise<Row[]> {
  const order = 'ORDER BY transaction_no LIMIT ?';
  const each = tables.map((table) => `(SELECT ${COLUMNS} FROM ${table} WHERE transaction_no > ? ${order})`);
  const params = tables.flatMap(() => [after, PAGE]);
  return db.rows<Row>(`${each.join(' UNION ALL ')} ${order}`, [...params, PAGE]);
}

async function openBatches(db: Queryable, rows: readonly Row[], open: Map<string, Open>): Promise<void> {
  const fresh = [...new Set(rows.map((row) => row.batch_no))].filter((batchNo) => !open.has(batchNo));
  if (fresh.length === 0) return;
  const sql = 'SELECT batch_no, last_no, hash FROM posting_batch WHERE batch_no IN (?)';
  const batches = new Map((await db.rows<Batch>(sql, [fresh])).map((batch) => [batch.batch_no, batch]));
  for (const batchNo of fresh) open.set(batchNo, { batch: batches.get(batchNo), hash: createHash('sha256') });
}

function lineOf(row: Row): string {
  const line = {
    transactionNo: row.transaction_no,
    userId: row.user_id,
    seq: row.seq,
    wallet: row.wallet,
    debitBook: row.debit_book,
    creditBook: row.credit_book,
    points: row.points,
    availableBefore: row.available_before,
    availableAfter: row.available_after,
    businessType: row.business_type,
    businessNo: row.business_no,
  };
  return hashedLine(line, row.lots);
}
