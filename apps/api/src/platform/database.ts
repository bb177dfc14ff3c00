import { setTimeout as sleep } from 'node:timers/promises';
import { JifenError } from '@jifen/contracts';
import { type Logger } from 'pino';
import type { DataSource, QueryRunner } from 'typeorm';

/**
 * The one way to the database. A transaction is run again as a whole after a deadlock, a lock-wait timeout or a lost
 * connection: nothing inside it may have an effect outside the database, and everything in it is keyed.
 * (After 1213 the server has rolled back and left the connection in autocommit, after 1205 it may not have rolled
 * back at all; going on in either state would keep half a transfer.)
 */
export interface Queryable {
  /** Rows of a SELECT. */
  rows<T>(sql: string, params?: readonly unknown[]): Promise<T[]>;
  /** Runs a change; answers how many rows matched. */
  run(sql: string, params?: readonly unknown[]): Promise<number>;
}

const RETRIED_ERRORS = new Set([1213, 1205, 1020, 3101, 1290]);
const LOST_CONNECTION = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_ENQUEUE_AFTER_QUIT',
  'ER_SERVER_SHUTDOWN',
  'POOL_CLOSED',
]);
const LOST_ERRNO = new Set([1053, 1077, 1079, 1927, 4031, 2006, 2013]);
const DUPLICATE_KEY = 1062;

export interface RetryPolicy {
  attempts: number;
  /** After this long a lost connection is given up (milliseconds). */
  patienceMs: number;
  /** A duplicate key means that somebody else was first and the next run will see it. */
  retryDuplicates: boolean;
}
const DEFAULT_RETRY: RetryPolicy = { attempts: 10, patienceMs: 4_000, retryDuplicates: false };

export class Database {
  /** How often transactions were run again, for the metrics. */
  retries = 0;

  constructor(
    readonly dataSource: DataSource,
    private readonly logger: Logger,
  ) {}

  /** Rows of a SELECT outside a transaction. Raises DATABASE_UNAVAILABLE. */
  async rows<T>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    return this.translate(() => this.dataSource.query<T[]>(sql, [...params]));
  }

  /** One change, committed by itself; answers how many rows matched. Raises DATABASE_UNAVAILABLE. */
  async run(sql: string, params: readonly unknown[] = []): Promise<number> {
    const result = await this.translate(() => this.dataSource.query<{ affectedRows: number }>(sql, [...params]));
    return result.affectedRows;
  }

  /**
   * Runs `work` in a transaction and again from the start when the database asks for it or the connection is lost,
   * also at COMMIT: `work` must find out by its keys what has already happened.
   * Raises what `work` raises, DATABASE_UNAVAILABLE, or OUTCOME_UNKNOWN when a lost COMMIT could not be resolved.
   */
  async transaction<T>(work: (tx: Queryable) => Promise<T>, options: Partial<RetryPolicy> = {}): Promise<T> {
    const policy = { ...DEFAULT_RETRY, ...options };
    const startedAt = performance.now();
    let unknown = false;
    for (let attempt = 1; ; attempt++) {
      const state = { committing: false };
      try {
        return await this.once(work, state);
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

  private async once<T>(work: (tx: Queryable) => Promise<T>, state: { committing: boolean }): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.connect();
      await runner.query('START TRANSACTION');
      try {
        const result = await work(queryableOf(runner));
        state.committing = true;
        await runner.query('COMMIT');
        return result;
      } catch (error) {
        // A rollback that fails means that the connection is gone, and with it the transaction.
        await runner.query('ROLLBACK').catch(() => undefined);
        throw error;
      }
    } finally {
      await runner.release().catch(() => undefined);
    }
  }

  private async translate<T>(call: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call();
      } catch (error) {
        if (!isConnectionLost(error)) throw error;
        if (attempt >= 3) throw new JifenError('DATABASE_UNAVAILABLE');
        await sleep(50 * attempt);
      }
    }
  }
}

function queryableOf(runner: QueryRunner): Queryable {
  return {
    rows: <T>(sql: string, params: readonly unknown[] = []) => runner.query(sql, [...params]) as Promise<T[]>,
    run: async (sql, params = []) => {
      const result = (await runner.query(sql, [...params])) as { affectedRows: number };
      return result.affectedRows;
    },
  };
}

interface DriverError {
  errno?: number;
  code?: string;
}

function driverError(error: unknown): DriverError {
  const outer = error as { driverError?: DriverError } & DriverError;
  return outer?.driverError ?? outer ?? {};
}

export function isDuplicateKey(error: unknown): boolean {
  return driverError(error).errno === DUPLICATE_KEY;
}

export function isRetryable(error: unknown): boolean {
  return RETRIED_ERRORS.has(driverError(error).errno ?? 0);
}

export function isConnectionLost(error: unknown): boolean {
  const { code, errno } = driverError(error);
  return LOST_CONNECTION.has(code ?? '') || LOST_ERRNO.has(errno ?? 0);
}

/** An integer column: the driver hands BIGINT over as text, because a double would round it without a word. */
export function int(value: unknown): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error(`not a safe integer: ${String(value)}`);
  return number;
}

/** A DATETIME(3) parameter in UTC. */
export function sqlTime(at: Date): string {
  return at.toISOString().slice(0, 23).replace('T', ' ');
}

/** A DATETIME(3) column (sessions run in UTC, dates arrive as text) as RFC 3339. */
export function isoTime(value: string): string {
  return `${value.slice(0, 10)}T${value.slice(11)}${value.length === 19 ? '.000' : ''}Z`;
}
