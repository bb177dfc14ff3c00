import { int, isoTime, type Queryable, sqlTime } from '../platform/index.js';
import { type BoundedPartition, partitionsOf, splitOpenEnd, unlessBusy } from './partition.repository.js';

/** Everything a row says; the same in the ledger and in its archive. */
export const COLUMNS: readonly string[] = [
  ...['transaction_no', 'recorded_at', 'user_id', 'seq', 'wallet', 'debit_book', 'credit_book', 'points'],
  ...['available_before', 'available_after', 'business_type', 'business_no', 'event_no', 'rule_code'],
  ...['rule_set_version', 'related_no', 'lots', 'lot_ref', 'batch_no', 'occurred_at', 'remark', 'actor'],
];
const KEY = ['transaction_no', 'recorded_at'];
const IS_SAME = COLUMNS.map((column) => `a.${column} ${KEY.includes(column) ? '=' : '<=>'} t.${column}`).join(' AND ');

/** A month of the ledger that lies behind the retention. */
export interface OldMonth {
  /** Name of its partition. */
  name: string;
  /** First day that is no longer in it, `YYYY-MM-DD`. */
  below: string;
}

/** A partition that lies on both sides of a day, and holds rows from before it. */
export interface Straddling {
  name: string;
  /** First day that is in it, `YYYY-MM-DD`; undefined when none comes before it. */
  from: string | undefined;
  /** First day that is no longer in it; undefined for the open end. */
  below: string | undefined;
  /** Rows from before the day. */
  rows: number;
}

/** What has become of an old month. */
export interface MonthRecord {
  rowsMoved: number;
  pointsMoved: bigint;
  emptiedAtMs: number | undefined;
}

/** Partitions of the ledger that hold nothing from a day on, oldest first. */
export async function oldMonths(db: Queryable, keptFrom: string): Promise<OldMonth[]> {
  const partitions = await partitionsOf(db, 'points_transaction');
  return partitions.filter((one): one is BoundedPartition => one.below !== undefined && one.below <= keptFrom);
}

/**
 * The partition of the ledger in the middle of which a day lies, when it holds rows from before that day. Made by months
 * there is none; one that was not covers several.
 */
export async function straddling(db: Queryable, day: string): Promise<Straddling | undefined> {
  const partitions = await partitionsOf(db, 'points_transaction');
  const index = partitions.findIndex(({ below }) => below === undefined || below > day);
  const [before, found] = [partitions[index - 1], partitions[index]];
  if (!found || before?.below === day) return undefined;
  const [row] = await db.rows<{ held: string }>(
    `SELECT COUNT(*) AS held FROM points_transaction PARTITION (${found.name}) WHERE recorded_at < ?`,
    [day],
  );
  const rows = int(row?.held ?? 0);
  return rows > 0 ? { ...found, from: before?.below, rows } : undefined;
}

/** Makes the archive's partition of a month if it is missing; `busy` when the table could not be had at once. */
export async function openInArchive(db: Queryable, { name, below }: OldMonth): Promise<'open' | 'busy'> {
  const isOpen = async () => {
    const known = await partitionsOf(db, 'points_transaction_archive');
    return known.some((partition) => partition.below !== undefined && partition.below >= below);
  };
  if (await isOpen()) return 'open';
  return unlessBusy(async () => {
    try {
      await splitOpenEnd(db, 'points_transaction_archive', [{ name, below }]);
    } catch (error) {
      // Somebody else may have been first.
      if (!(await isOpen())) throw error;
    }
    return 'open' as const;
  });
}

/** How many rows a month of the ledger still holds, and of how many points they are. */
export async function heldBy(db: Queryable, { name }: OldMonth): Promise<{ rows: number; points: bigint }> {
  const [row] = await db.rows<{ held: string; points: string }>(
    `SELECT COUNT(*) AS held, COALESCE(SUM(points), 0) AS points FROM points_transaction PARTITION (${name})`,
  );
  return { rows: int(row?.held ?? 0), points: BigInt(row?.points ?? 0) };
}

/**
 * Moves up to `limit` rows of a month that come behind a number, oldest first, and notes how many; for one transaction.
 * Rows of batches without a seal stay: the sealer looks for them in the ledger. What arrived is compared with what was
 * there, column by column, before it is deleted. Raises an Error when they differ, which must undo the transaction.
 */
export async function moveRows(
  tx: Queryable,
  month: OldMonth,
  afterNo: string,
  limit: number,
): Promise<{ moved: number; lastNo: string }> {
  const table = `points_transaction PARTITION (${month.name})`;
  // Whoever else moves this month waits here, and then sees what is left.
  await tx.rows('SELECT rows_moved FROM ledger_archive WHERE partition_name = ? FOR UPDATE', [month.name]);
  const rows = await tx.rows<{ transaction_no: string; points: string }>(
    `SELECT t.transaction_no, t.points FROM ${table} AS t STRAIGHT_JOIN posting_batch b ON b.batch_no = t.batch_no
     WHERE t.transaction_no > ? AND t.recorded_at < ? AND b.seal_no IS NOT NULL ORDER BY t.transaction_no LIMIT ?`,
    [afterNo, month.below, limit],
  );
  if (rows.length === 0) return { moved: 0, lastNo: afterNo };
  const numbers = rows.map((row) => row.transaction_no);
  const points = rows.reduce((sum, row) => sum + BigInt(row.points), 0n);
  const columns = COLUMNS.join(', ');
  await tx.run(
    `INSERT INTO points_transaction_archive (${columns}) SELECT ${columns} FROM ${table} WHERE transaction_no IN (?)`,
    [numbers],
  );
  const [same] = await tx.rows<{ arrived: string; points: string }>(
    `SELECT COUNT(*) AS arrived, COALESCE(SUM(a.points), 0) AS points FROM ${table} AS t
     JOIN points_transaction_archive a ON ${IS_SAME} WHERE t.transaction_no IN (?)`,
    [numbers],
  );
  const deleted = await tx.run(`DELETE FROM ${table} WHERE transaction_no IN (?)`, [numbers]);
  if (int(same?.arrived) !== rows.length || BigInt(same?.points ?? 0) !== points || deleted !== rows.length) {
    throw new Error(`${month.name}: of ${rows.length} rows ${same?.arrived} arrived as they were, ${deleted} went`);
  }
  await tx.run(
    'UPDATE ledger_archive SET rows_moved = rows_moved + ?, points_moved = points_moved + ? WHERE partition_name = ?',
    [rows.length, String(points), month.name],
  );
  return { moved: rows.length, lastNo: numbers.at(-1) ?? afterNo };
}

/** Notes that a month is being moved, unless that stands there already. */
export async function noteBegin(db: Queryable, { name, below }: OldMonth, now: Date): Promise<void> {
  await db.run(
    `INSERT INTO ledger_archive (partition_name, below, rows_moved, points_moved, started_at) VALUES (?, ?, 0, 0, ?)
     ON DUPLICATE KEY UPDATE below = VALUES(below)`,
    [name, below, sqlTime(now)],
  );
}

/** Notes since when a month is empty; null when something has landed there again. */
export async function noteEmptied(db: Queryable, { name }: OldMonth, at: Date | null): Promise<void> {
  const sql = 'UPDATE ledger_archive SET emptied_at = ? WHERE partition_name = ?';
  await db.run(sql, [at && sqlTime(at), name]);
}

/** Notes that the ledger has no partition of a month any more. */
export async function noteDropped(db: Queryable, { name }: OldMonth, now: Date): Promise<void> {
  const sql = 'UPDATE ledger_archive SET dropped_at = ? WHERE partition_name = ?';
  await db.run(sql, [sqlTime(now), name]);
}

/** What has become of a month; undefined when nobody has begun with it. */
export async function recordOf(db: Queryable, { name }: OldMonth): Promise<MonthRecord | undefined> {
  const [row] = await db.rows<{ rows_moved: string; points_moved: string; emptied_at: string | null }>(
    'SELECT rows_moved, points_moved, emptied_at FROM ledger_archive WHERE partition_name = ?',
    [name],
  );
  return (
    row && {
      rowsMoved: int(row.rows_moved),
      pointsMoved: BigInt(row.points_moved),
      emptiedAtMs: row.emptied_at === null ? undefined : Date.parse(isoTime(row.emptied_at)),
    }
  );
}
