import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { CONFIG, type Config, Database, Jobs, LOGGER } from '../platform/index.js';
import { type BacktestEnd, BacktestRepository, type ClaimedBacktest } from './backtest.repository.js';
import type { BacktestInput, BacktestMessage } from './backtest-worker.js';
import type { BacktestProblem } from './domain/backtest-problem.js';
import { RehearsalTime } from './rehearsal-time.js';

export const BACKTEST_QUEUE = 'backtests';
/** The time that a backtest stands still when the process that runs it dies. */
const LEASE_MS = 15_000;
const BEAT_MS = 700;
/** Of the thread's own heap; arrays of counters come on top, up to the sizes that a replay is given. */
const HEAP_MB = 2_048;

/** How a run ended; undefined: not, and whoever takes it up begins anew. */
type Outcome = BacktestEnd | undefined;

/**
 * Runs backtests, one at a time in this process, in a thread of its own. A backtest is leased to the process that runs
 * it; when the process dies, another one finds the lease run out and begins anew.
 */
@Injectable()
export class BacktestRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private current: Promise<void> | undefined;
  private stop: (() => void) | undefined;
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly repository: BacktestRepository,
    private readonly jobs: Jobs,
    private readonly time: RehearsalTime,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.onWake(BACKTEST_QUEUE, () => this.look());
    this.jobs.recurring('backtests.sweep', 1_000, () => this.look());
  }

  /** Begins the next backtest, unless one is running here; does not wait for its end. */
  async look(): Promise<void> {
    if (this.current || this.stopping) return;
    const lease = this.time.nextNo();
    let claimed: ClaimedBacktest | undefined;
    let release: () => void = () => undefined;
    // Taken before the first wait: two looks at once must not take two.
    this.current = new Promise((resolve) => {
      release = resolve;
    });
    try {
      claimed = await this.repository.claim(this.database, lease, LEASE_MS, this.time.now());
    } finally {
      if (!claimed) {
        this.current = undefined;
        release();
      }
    }
    if (!claimed) return;
    void this.runToEnd(claimed, lease).finally(() => {
      this.current = undefined;
      release();
      // There may be more of them.
      void this.look().catch((error: unknown) => this.logger.warn({ err: error }, 'no look for further backtests'));
    });
  }

  /** What is running is given back; another replica, or this one when it is back, begins it anew. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    this.stop?.();
    await this.current;
  }

  private async runToEnd(claimed: ClaimedBacktest, lease: string): Promise<void> {
    const { backtestNo } = claimed;
    try {
      const outcome = await this.run(claimed, lease);
      if (outcome) await this.repository.finish(this.database, backtestNo, lease, outcome, this.time.now());
      else if (this.stopping) await this.repository.giveBack(this.database, backtestNo, lease);
    } catch (error) {
      this.logger.error({ err: error, backtestNo }, 'a backtest was cut short; its lease will run out');
    }
  }

  private async run({ backtestNo, ruleSet, fromDay, toDay }: ClaimedBacktest, lease: string): Promise<Outcome> {
    const task = { ruleSet, fromDay, toDay, timeZone: this.time.timeZone };
    const workerData: BacktestInput = { databaseUrl: this.config.databaseUrl, task };
    const limits = { maxOldGenerationSizeMb: HEAP_MB };
    const worker = new Worker(threadFile(), { workerData, resourceLimits: limits, execArgv: [] });
    const progress: { total: number | null; done: number } = { total: null, done: 0 };
    let outcome: Outcome;
    worker.on('message', (message: BacktestMessage) => {
      if (message.kind === 'total') progress.total = message.events;
      else if (message.kind === 'progress') progress.done = message.events;
      else if (message.kind === 'impossible') outcome = { status: 'FAILED', problem: message.problem };
      else outcome = { status: 'DONE', events: message.events, result: message.result };
    });
    worker.on('error', (error) => {
      if ((error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY') {
        outcome = { status: 'FAILED', problem: 'OUT_OF_MEMORY' satisfies BacktestProblem };
      } else this.logger.warn({ err: error, backtestNo }, 'the thread of a backtest ended');
    });
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    this.stop = () => void worker.terminate();
    if (this.stopping) this.stop();
    const beat = async () => {
      const key = { backtestNo, lease, leaseMs: LEASE_MS };
      const answer = await this.repository.beat(this.database, key, progress);
      if (answer === 'go on') return;
      // Whoever was quicker has the last word: what is done is done.
      if (answer === 'cancel') outcome ??= { status: 'CANCELLED' };
      await worker.terminate();
    };
    const beats = setInterval(() => {
      beat().catch((error: unknown) => this.logger.warn({ err: error, backtestNo }, 'a backtest could not report'));
    }, BEAT_MS);
    try {
      await ended;
    } finally {
      clearInterval(beats);
      this.stop = undefined;
    }
    return outcome;
  }
}

/** The compiled thread: it runs without a compiler also where this file is run from its source. */
function threadFile(): string {
  const url = new URL('./backtest-worker.js', import.meta.url);
  return fileURLToPath(url).replace(/[\\/]src([\\/]rehearsal[\\/][^\\/]+)$/, '/dist$1');
}
