import { JifenError } from '@jifen/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { AdminDatabase, type Database, LOGGER, type Queryable } from '../platform/index.js';
import type { LedgerTable } from './ledger-tables.js';

const MONTHS_AHEAD = 3;

/**
 * Changing a table waits for every transaction that has touched it, and whoever comes meanwhile waits behind: so it
 * gives up after a second (the least that a server knows), and is tried again at the next occasion.
 */
export async function waitShortly(db: Queryable): Promise<void> {
  await db.run('SET SESSION lock_wait_timeout = 1');
}

/** Monthly partitions of the ledger, made ahead as the admin user: the application's own cannot alter tables. */
@Injectable()
export class PartitionRepository {
  constructor(
    private readonly admin: AdminDatabase,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Makes the partitions that are missing up to some months ahead. */
  async addMonths(now: Date): Promise<void> {
    const made = await this.admin.run(async (db) => {
      await waitShortly(db);
      return unlessBusy(() => addMonthPartitions(db, now));
    });
    if (made === 'busy') this.logger.info('partitions will be made later: a long read holds the ledger');
    else if (made?.length) this.logger.info({ partitions: made }, 'partitions made');
  }
}

/** A partition of the ledger or of its archive. */
export interface Partition {
  name: string;
  /** First day that is no longer in it, `YYYY-MM-DD`; undefined for the open end. */
  below: string | undefined;
}

/** A partition that has an end. */
export type BoundedPartition = Partition & { below: string };

/** The partitions of a table, oldest first. */
export async function partitionsOf(db: Queryable, table: LedgerTable): Promise<Partition[]> {
  const rows = await db.rows<{ name: string; below: string }>(
    `SELECT PARTITION_NAME AS name, PARTITION_DESCRIPTION AS below FROM information_schema.PARTITIONS
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY PARTITION_ORDINAL_POSITION`,
    [table],
  );
  return rows.map(({ name, below }) => ({ name, below: below === 'MAXVALUE' ? undefined : below.slice(1, 11) }));
}

/**
 * Splits the ledger's last, open partition by month, from where the last one before it ends up to some months ahead, so
 * that no partition ever holds several months. Answers the names made.
 */
export async function addMonthPartitions(db: Queryable, now: Date): Promise<string[]> {
  const known = await partitionsOf(db, 'points_transaction');
  const last = known.findLast(({ below }) => below !== undefined)?.below;
  // Only the open end can be split: a clock that lies before what was made already makes nothing.
  const missing = months(last === undefined ? now : new Date(`${last}T00:00:00Z`), now);
  if (missing.length > 0) await splitOpenEnd(db, 'points_transaction', missing);
  return missing.map(({ name }) => name);
}

/** Splits partitions off the open end of a table, oldest first, in one go. */
export async function splitOpenEnd(
  db: Queryable,
  table: LedgerTable,
  parts: readonly BoundedPartition[],
): Promise<void> {
  const bounded = parts.map(({ name, below }) => `PARTITION ${name} VALUES LESS THAN ('${below}')`);
  const all = [...bounded, 'PARTITION pmax VALUES LESS THAN (MAXVALUE)'];
  await db.run(`ALTER TABLE ${table} REORGANIZE PARTITION pmax INTO (${all.join(', ')})`);
}

/**
 * Drops a partition of the ledger that holds nothing. Looked at and dropped under one lock, so that nothing can land in
 * between. Answers `dropped`, `not-empty`, or `busy` when the table could not be had at once.
 */
export async function dropEmptyPartition(admin: Database, name: string): Promise<'dropped' | 'not-empty' | 'busy'> {
  const table = 'points_transaction';
  return unlessBusy(() =>
    // A transaction, because it stays on one connection; the lock ends it, and goes with the connection at the latest.
    admin.transaction(
      async (tx) => {
        await waitShortly(tx);
        await tx.run(`LOCK TABLES ${table} WRITE`);
        try {
          const held = await tx.rows(`SELECT 1 FROM ${table} PARTITION (${name}) LIMIT 1`);
          if (held.length > 0) return 'not-empty';
          await tx.run(`ALTER TABLE ${table} DROP PARTITION ${name}`);
          return 'dropped';
        } finally {
          await tx.run('UNLOCK TABLES');
        }
      },
      { attempts: 1 },
    ),
  );
}

/** The partitions of the month of `from` and of every one after it, up to some ahead of that of `now`; UTC's months. */
export function months(from: Date, now: Date): BoundedPartition[] {
  const count = Math.max(0, monthNo(now) + MONTHS_AHEAD + 1 - monthNo(from));
  const startOf = (n: number) => new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + n, 1)).toISOString();
  return Array.from({ length: count }, (_, n) => {
    return { name: `p${startOf(n).slice(0, 7).replace('-', '')}`, below: startOf(n + 1).slice(0, 10) };
  });
}

function monthNo(at: Date): number {
  return at.getUTCFullYear() * 12 + at.getUTCMonth();
}

/** What `work` answers; `busy` when it could not have a table at once. */
export async function unlessBusy<T>(work: () => Promise<T>): Promise<T | 'busy'> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof JifenError && error.code === 'OVERLOADED') return 'busy';
    throw error;
  }
}
