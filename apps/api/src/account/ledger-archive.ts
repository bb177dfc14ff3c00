import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { Counter, Gauge } from 'prom-client';
import { AdminDatabase, Clock, CONFIG, type Config, Jobs, LOGGER, Metrics } from '../platform/index.js';
import { type ArchivedMonth, archiveLedger } from './archive.js';

/** Looked at so often; there is something to do once a month. A table that was busy is free an hour later. */
const EVERY_MS = 3_600_000;
const LONGEST_REST_MS = 1_000;
const SILENT = new Set<ArchivedMonth['state']>(['empty']);

/** Moves old months of the ledger into the archive, on one replica, at half speed at most. */
@Injectable()
export class LedgerArchive implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private isStopping = false;
  private readonly moved: Counter;
  private readonly left: Gauge;

  constructor(
    private readonly admin: AdminDatabase,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.moved = new Counter({
      name: 'jifen_ledger_archived_rows_total',
      help: 'Rows of the ledger that this process has moved into the archive',
      registers: [metrics.registry],
    });
    this.left = new Gauge({
      name: 'jifen_ledger_unarchived_rows',
      help: 'Rows older than the retention that the last run of this process left in the ledger',
      registers: [metrics.registry],
    });
  }

  onApplicationBootstrap(): void {
    if (this.config.ledgerRetentionMonths === 0) return;
    this.jobs.recurring('account.archive', EVERY_MS, async () => {
      await this.run();
    });
  }

  beforeApplicationShutdown(): void {
    this.isStopping = true;
  }

  /**
   * Moves what is older than the retention. Answers what was done with each month; nothing without a user that may
   * alter tables (`DATABASE_ADMIN_URL`).
   */
  async run(): Promise<ArchivedMonth[]> {
    const done = await this.admin.run((db) =>
      archiveLedger(db, {
        now: this.clock.now(),
        retentionMonths: this.config.ledgerRetentionMonths,
        rest: async (tookMs) => {
          await sleep(Math.min(tookMs, LONGEST_REST_MS));
        },
        isStopping: () => this.isStopping,
        onMoved: (_month, rows) => this.moved.inc(rows),
      }),
    );
    for (const month of done ?? []) {
      if (!SILENT.has(month.state)) this.logger.info({ ...month }, 'old month of the ledger');
    }
    this.left.set((done ?? []).reduce((sum, month) => sum + month.left, 0));
    return done ?? [];
  }
}
