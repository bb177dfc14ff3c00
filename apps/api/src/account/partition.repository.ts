import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { AdminDatabase, LOGGER, type Queryable } from '../platform/index.js';

const MONTHS_AHEAD = 3;

/** Monthly partitions of the ledger, made ahead as the admin user: the application's own cannot alter tables. */
@Injectable()
export class PartitionRepository {
  constructor(
    private readonly admin: AdminDatabase,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Makes the partitions of this month and the next ones where they are missing. */
  async addMonths(now: Date): Promise<void> {
    const made = await this.admin.run((db) => addMonthPartitions(db, now));
    if (made?.length) this.logger.info({ partitions: made }, 'partitions made');
  }
}

/** Splits the ledger's last, open partition by month, up to some months ahead. Answers the names made. */
export async function addMonthPartitions(db: Queryable, now: Date): Promise<string[]> {
  const rows = await db.rows<{ name: string }>(
    `SELECT PARTITION_NAME AS name FROM information_schema.PARTITIONS
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'points_transaction'`,
  );
  const known = new Set(rows.map((row) => row.name));
  const last =
    [...known]
      .filter((name) => /^p\d{6}$/.test(name))
      .sort()
      .at(-1) ?? '';
  // Only the open end can be split: a clock that lies before what was made already makes nothing.
  const made = months(now).filter(({ name }) => name > last);
  for (const { name, before } of made) {
    await db.run(
      `ALTER TABLE points_transaction REORGANIZE PARTITION pmax INTO (
         PARTITION ${name} VALUES LESS THAN ('${before}'), PARTITION pmax VALUES LESS THAN (MAXVALUE))`,
    );
  }
  return made.map(({ name }) => name);
}

/** Names and upper bounds of the partitions of a month and the ones that follow it. */
export function months(now: Date): { name: string; before: string }[] {
  return Array.from({ length: MONTHS_AHEAD + 1 }, (_, ahead) => {
    const start = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
    const end = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead + 1, 1));
    return { name: `p${start.toISOString().slice(0, 7).replace('-', '')}`, before: end.toISOString().slice(0, 10) };
  });
}
