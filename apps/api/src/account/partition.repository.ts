import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { CONFIG, type Config, LOGGER, openDatabase } from '../platform/index.js';

const MONTHS_AHEAD = 3;

/** Monthly partitions of the ledger, made ahead as the admin user: the application's own cannot alter tables. */
@Injectable()
export class PartitionRepository {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Makes the partitions of this month and the next ones where they are missing. Answers the names made. */
  async addMonths(now: Date): Promise<string[]> {
    if (!this.config.databaseAdminUrl) return [];
    const admin = await openDatabase(this.config.databaseAdminUrl, 1, this.logger);
    try {
      const rows = await admin.rows<{ name: string }>(
        `SELECT PARTITION_NAME AS name FROM information_schema.PARTITIONS
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'points_transaction'`,
      );
      const known = new Set(rows.map((row) => row.name));
      const made: string[] = [];
      for (const { name, before } of months(now)) {
        if (known.has(name)) continue;
        await admin.run(
          `ALTER TABLE points_transaction REORGANIZE PARTITION pmax INTO (
             PARTITION ${name} VALUES LESS THAN ('${before}'), PARTITION pmax VALUES LESS THAN (MAXVALUE))`,
        );
        made.push(name);
      }
      if (made.length > 0) this.logger.info({ partitions: made }, 'partitions made');
      return made;
    } finally {
      await admin.close();
    }
  }
}

/** Names and upper bounds of the partitions of a month and the ones that follow it. */
export function months(now: Date): { name: string; before: string }[] {
  return Array.from({ length: MONTHS_AHEAD + 1 }, (_, ahead) => {
    const start = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
    const end = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead + 1, 1));
    return { name: `p${start.toISOString().slice(0, 7).replace('-', '')}`, before: end.toISOString().slice(0, 10) };
  });
}
