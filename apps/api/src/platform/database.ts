import { setTimeout as sleep } from 'node:timers/promises';
import { JifenError } from '@jifen/contracts';
import { type Logger } from 'pino';
import type { DataSource, QueryRunner } from 'typeorm';
import { isConnectionLost, isDuplicateKey, isReadOnly, isRetryable } from './database-errors.js';
import type { Queryable } from './queryable.js';
import { Transaction } from './transaction.js';

export interface RetryPolicy {
  attempts: number;
  /** After this long a lost connection is given up (milliseconds). */
  patienceMs: number;
  /** A duplicate key means that somebody else was first and the next run will see it. */
  retryDuplicates: boolean;
}
const DEFAULT_RETRY: RetryPolicy = { attempts: 10, patienceMs: 4_000, retryDuplicates: false };

interface Kind {
  begin: readonly string[];
  end: string;
}
const WRITING: Kind = { begin: ['START TRANSACTION'], end: 'COMMIT' };
const READING: Kind = {
  begin: ['SET TRANSACTION ISOLATION LEVEL REPEATABLE READ', 'START TRANSACTION READ ONLY'],
  end: 'ROLLBACK',
};

/**
 * The one way to the database. A transaction is run again as a whole after a deadlock, a lock-wait timeout or a lost
 * connection: nothing inside it may have an effect outside the database, and everything in it is keyed.
 * (After 1213 the server has rolled back and left the connection in autocommit, after 1205 it may not have rolled
 * back at all; going on in either state would keep half a transfer.)
 */
export class Database implements Queryable {
  /** How often transactions were run again, for the metrics. */
  retries = 0;

  constructor(
    readonly dataSource: DataSource,
    private readonly logger: Logger,
  ) {}

  /** Rows of a SELECT outside a transaction. Raises DATABASE_UNAVAILABLE or OVERLOADED. */
  async rows<T>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    return this.single<T[]>(sql, params, true);
  }

  /**
   * One change, committed by itself; answers how many rows matched. It is never made twice: when the connection is
   * lost on the way, this raises OUTCOME_UNKNOWN. Raises DATABASE_UNAVAILABLE or OVERLOADED when nothing was changed.
   */
  async run(sql: string, params: readonly unknown[] = []): Promise<number> {
    return (await this.single<{ affectedRows: number }>(sql, params, false)).affectedRows;
  }

  /**
   * Runs `work` in a transaction and again from the start when the database asks for it or the connection is lost,
   * also at COMMIT: `work` must find out by its keys what has already happened.
   * Raises what `work` raises, DATABASE_UNAVAILABLE, or OUTCOME_UNKNOWN when a lost COMMIT could not be resolved.
   */
  async transaction<T>(work: (tx: Queryable) => Promise<T>, options: Partial<RetryPolicy> = {}): Promise<T> {
    return this.repeat({ ...DEFAULT_RETRY, ...options }, (state) => this.once(WRITING, work, state));
  }

  /** Closes every connection; nothing can be asked afterwards. */
  async close(): Promise<void> {
    await this.dataSource.destroy();
  }

  /** Reads several things as they were at one moment. Raises what `work` raises, or DATABASE_UNAVAILABLE. */
  async snapshot<T>(work: (db: Queryable) => Promise<T>): Promise<T> {
    return this.repeat(DEFAULT_RETRY, (state) => this.once(READING, work, state));
  }

  private async repeat<T>(policy: RetryPolicy, run: (state: { committing: boolean }) => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    let unknown = false;
    for (let attempt = 1; ; attempt++) {
      const state = { committing: false };
      try {
        return await run(state);
      } catch (error) {
        const lost = isConnectionLost(error);
        if (!lost && !isRetryable(error) && !(policy.retryDuplicates && isDuplicateKey(error))) throw error;
        unknown ||= lost && state.committing;
        const outOfTime = performance.now() - startedAt > policy.patienceMs;
        if (attempt >= policy.attempts || outOfTime) {
          this.logger.error({ err: error, attempt }, 'transaction given up');
          throw new JifenError(unknown ? 'OUTCOME_UNKNOWN' : lost ? 'DATABASE_UNAVAILABLE' : 'OVERLOADED');
        }
        this.retries++;
        await sleep(Math.random() * Math.min(400, 8 * 2 ** attempt) + (lost ? 100 : 0));
      }
    }
  }

  private async once<T>(kind: Kind, work: (tx: Queryable) => Promise<T>, state: { committing: boolean }): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const tx = new Transaction(runner);
    try {
      await runner.connect();
      tx.begin(kind.begin);
      const result = await work(tx);
      tx.refuseIfEnded();
      state.committing = kind === WRITING;
      await tx.run(kind.end);
      return result;
    } catch (error) {
      tx.end(error);
      await rollBack(runner, error);
      throw error;
    } finally {
      await runner.release().catch(() => undefined);
    }
  }

  /** One statement outside a transaction. The server has undone it whole after a deadlock or a lock-wait timeout. */
  private async single<T>(sql: string, params: readonly unknown[], isRepeatable: boolean): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const runner = this.dataSource.createQueryRunner();
      let sent = false;
      try {
        await runner.connect();
        sent = true;
        return (await runner.query(sql, [...params])) as T;
      } catch (error) {
        const lost = isConnectionLost(error);
        if (lost && sent && !isRepeatable) throw new JifenError('OUTCOME_UNKNOWN');
        if (!lost && !isRetryable(error)) throw error;
        if (attempt >= 3) throw new JifenError(lost ? 'DATABASE_UNAVAILABLE' : 'OVERLOADED');
        if (isReadOnly(error)) await discard(runner);
      } finally {
        await runner.release().catch(() => undefined);
      }
      await sleep(50 * attempt);
    }
  }
}

/**
 * Ends a transaction that failed. A connection that cannot say that it has rolled back, or that leads to a server
 * which no longer takes writes, is thrown away: nobody else may inherit what is open in it.
 */
async function rollBack(runner: QueryRunner, cause: unknown): Promise<void> {
  const done = await runner.query('ROLLBACK').then(
    () => true,
    () => false,
  );
  if (!done || isReadOnly(cause)) await discard(runner);
}

async function discard(runner: QueryRunner): Promise<void> {
  const connection = (await runner.connect().catch(() => undefined)) as { destroy(): void } | undefined;
  connection?.destroy();
}
