import {
  JifenError,
  type PageQuery,
  type ReconciliationCheck,
  type ReconciliationRunPage,
  type ReconciliationRunView,
} from '@jifen/contracts';
import { localDate } from '@jifen/rules';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import {
  Clock,
  Database,
  decodeCursor,
  Ids,
  LOGGER,
  ProgrammeSettings,
  pageOf,
  type Queryable,
} from '../platform/index.js';
import { BATCH_CHECKS } from './batch-checks.repository.js';
import { checkBatchHashes } from './batch-hash.repository.js';
import { BOOK_CHECKS } from './book-checks.repository.js';
import { type Check, runCheck } from './check.js';
import { HOLD_CHECKS } from './hold-checks.repository.js';
import { ledgerRows } from './ledger-rows.repository.js';
import { REQUEST_CHECKS } from './request-checks.repository.js';
import { RunRepository, type RunStatus } from './run.repository.js';

/** Every invariant that the database can check by itself, in the order in which they are run. */
export const CHECKS: readonly Check[] = [...BOOK_CHECKS, ...HOLD_CHECKS, ...REQUEST_CHECKS, ...BATCH_CHECKS];

const BEAT_MS = 10_000;
/** A run that gave no sign of life for so long has died with its process. */
const DEAD_MS = 60_000;
const POLL_MS = 100;
const LIST = 'reconciliation-runs';

/** Told of a run that begins, in its transaction, so that an audit entry stands or falls with it. */
export type RunWitness = (db: Queryable, runNo: string, now: Date) => Promise<void>;

/** Checks that the ledger is right, all of it, from the rows alone; one run at a time, under load if need be. */
@Injectable()
export class Reconciliation implements OnApplicationShutdown {
  private current: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly runs: RunRepository,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly programme: ProgrammeSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Runs every check on one snapshot and answers what each found; stores nothing. `onProgress` hears of the results
   * so far. Raises DATABASE_UNAVAILABLE, and SHUTTING_DOWN when the process ends meanwhile.
   */
  async check(
    onProgress: (checks: readonly ReconciliationCheck[]) => Promise<void> = async () => undefined,
  ): Promise<ReconciliationCheck[]> {
    const now = this.clock.now();
    const time = { now, today: localDate(now.getTime(), this.programme.current.timeZone) };
    return this.database.snapshot(async (db) => {
      const results: ReconciliationCheck[] = [];
      const add = async (result: ReconciliationCheck) => {
        results.push(result);
        await onProgress(results);
        if (this.stopping) throw new JifenError('SHUTTING_DOWN');
      };
      const ledger = await ledgerRows(db);
      for (const check of CHECKS) await add(await runCheck(db, check, time, ledger));
      await add(await checkBatchHashes(db, ledger));
      return results;
    });
  }

  /**
   * Begins a run in the background, or answers the one that is under way. `startedBy` is an actor; `witness` is
   * called when a run begins. Raises DATABASE_UNAVAILABLE.
   */
  async start(startedBy: string, witness?: RunWitness): Promise<{ run: ReconciliationRunView; isNew: boolean }> {
    const now = this.clock.now();
    const started = await this.database.transaction(
      async (tx) => {
        const running = await this.runs.lockRunning(tx);
        if (running) {
          if (now.getTime() - running.heartbeatAtMs < DEAD_MS) return { run: running.run, isNew: false };
          await this.runs.finish(tx, running.run.runNo, 'ERROR', now);
        }
        const runNo = this.ids.next(now.getTime());
        await this.runs.begin(tx, runNo, startedBy, now);
        await witness?.(tx, runNo, now);
        const startedAt = now.toISOString();
        return { run: { runNo, startedAt, finishedAt: null, status: 'RUNNING', checks: [] }, isNew: true };
      },
      { retryDuplicates: true },
    );
    if (started.isNew) this.current = this.execute(started.run.runNo);
    return started;
  }

  /** Begins a run, or joins the one that is under way, and answers it when it has ended. Raises what `start` raises. */
  async runToEnd(startedBy: string): Promise<ReconciliationRunView> {
    const { run } = await this.start(startedBy);
    for (;;) {
      const found = await this.runs.find(this.database, run.runNo);
      if (!found) throw new Error(`run ${run.runNo} has disappeared`);
      if (found.status !== 'RUNNING') return found;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Runs, newest first. Raises INVALID_CURSOR. */
  async page({ cursor, limit = 20 }: PageQuery): Promise<ReconciliationRunPage> {
    const before = decodeCursor(LIST, cursor)?.[0];
    const beforeNo = before === undefined ? undefined : String(before);
    const runs = await this.runs.page(this.database, beforeNo, limit + 1);
    return pageOf(
      LIST,
      runs,
      limit,
      (run) => run,
      (run) => [run.runNo],
    );
  }

  /** When the last run began, in milliseconds; undefined when there was none. */
  async lastStartMs(): Promise<number | undefined> {
    return this.runs.lastStartMs(this.database);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.current;
  }

  private async execute(runNo: string): Promise<void> {
    const now = () => this.clock.now();
    const beat = setInterval(() => {
      void this.runs.beat(this.database, runNo, now()).catch(() => undefined);
    }, BEAT_MS);
    beat.unref();
    let status: RunStatus = 'ERROR';
    try {
      const checks = await this.check((sofar) => this.runs.progress(this.database, runNo, sofar, now()));
      status = checks.every((check) => check.ok) ? 'PASSED' : 'FAILED';
      const broken = checks.filter((check) => !check.ok).map(({ name, violations }) => ({ name, violations }));
      if (broken.length > 0) this.logger.error({ runNo, broken }, 'the ledger breaks its invariants');
    } catch (error) {
      this.logger.error({ err: error, runNo }, 'a reconciliation run was cut short');
    } finally {
      clearInterval(beat);
      await this.runs.finish(this.database, runNo, status, now()).catch((error: unknown) => {
        this.logger.error({ err: error, runNo }, 'the end of a reconciliation run could not be stored');
      });
    }
  }
}
