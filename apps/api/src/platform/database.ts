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

const RETRIED_ERRORS = new Set([1213, 1205, 1020, 3101, 1290, 1836]);
/** The server has become read-only (a fail-over): asking the same connection again would ask the same server. */
const READ_ONLY_ERRORS = new Set([1290, 1836]);
const LOST_CONNECTION = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_ENQUEUE_AFTER_QUIT',
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'ER_SERVER_SHUTDOWN',
  'POOL_CLOSED',
]);
/** 1040, 1203 and 1226: no connection to be had. 1317: somebody killed what we were doing. */
const LOST_ERRNO = new Set([1040, 1053, 1077, 1079, 1203, 1226, 1317, 1927, 4031, 2006, 2013]);
/** Errors of the driver that carry neither a code nor a number. */
const LOST_MESSAGE = /connection is in closed state|Pool is closed|No connections available|Queue limit reached/;
const DUPLICATE_KEY = 1062;

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

export class Database {
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

interface Statement {
  sql: string;
  params: readonly unknown[];
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * The statements of one transaction. Those that are asked for without waiting for each other travel together, in
 * order, as one packet: a set of a dozen statements costs four trips. They fail together, too: the server goes on to
 * none behind one that failed. The next packet waits for the one before.
 *
 * After an error that ends a transaction the connection would go on without one: what follows would be committed by
 * itself. So nothing follows, even when `work` has caught the error.
 */
class Transaction implements Queryable {
  private ended: unknown;
  private waiting: Statement[] = [];
  private isSending = false;

  constructor(private readonly runner: QueryRunner) {}

  /** What has to come before everything else; it travels with the first statement. */
  begin(statements: readonly string[]): void {
    // When one of them fails, so does the first statement of `work`, which says so.
    for (const sql of statements) this.query(sql, []).catch(() => undefined);
  }

  async rows<T>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    return (await this.query(sql, params)) as T[];
  }

  async run(sql: string, params: readonly unknown[] = []): Promise<number> {
    return ((await this.query(sql, params)) as { affectedRows: number }).affectedRows;
  }

  refuseIfEnded(): void {
    if (this.ended !== undefined) throw this.ended;
  }

  /** Nothing may follow; what waits is not sent any more. */
  end(error: unknown): void {
    this.ended ??= error;
    for (const statement of this.waiting.splice(0)) statement.reject(this.ended);
  }

  private async query(sql: string, params: readonly unknown[]): Promise<unknown> {
    this.refuseIfEnded();
    const result = new Promise<unknown>((resolve, reject) => this.waiting.push({ sql, params, resolve, reject }));
    if (!this.isSending) {
      this.isSending = true;
      // Runs when every promise of this turn has gone on, so whatever they ask for comes along.
      process.nextTick(() => void this.send());
    }
    return result;
  }

  private async send(): Promise<void> {
    while (this.waiting.length > 0) {
      const packet = this.waiting.splice(0);
      try {
        const sql = packet.map((statement) => statement.sql).join(';\n');
        const params = packet.flatMap((statement) => statement.params);
        const result: unknown = await this.runner.query(sql, params);
        if (packet.length === 1) packet[0]?.resolve(result);
        else for (const [i, statement] of packet.entries()) statement.resolve((result as unknown[])[i]);
      } catch (error) {
        for (const statement of packet) statement.reject(error);
        if (isRetryable(error) || isConnectionLost(error)) this.end(error);
      }
    }
    this.isSending = false;
  }
}

interface DriverError {
  errno?: number;
  code?: string;
  message?: string;
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
  const { code, errno, message } = driverError(error);
  return LOST_CONNECTION.has(code ?? '') || LOST_ERRNO.has(errno ?? 0) || LOST_MESSAGE.test(message ?? '');
}

function isReadOnly(error: unknown): boolean {
  return READ_ONLY_ERRORS.has(driverError(error).errno ?? 0);
}

/** An integer column: the driver hands BIGINT over as text, because a double would round it without a word. */
export function int(value: unknown): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error(`not a safe integer: ${String(value)}`);
  return number;
}

/** Times as text: the rows of a set share theirs, and a Date takes its time to be written out. */
const times = new Map<number, string>();
const TIMES_KEPT = 1_000;

/** A DATETIME(3) parameter in UTC. */
export function sqlTime(at: Date): string {
  const ms = at.getTime();
  const known = times.get(ms);
  if (known !== undefined) return known;
  if (times.size >= TIMES_KEPT) times.clear();
  const text = at.toISOString().slice(0, 23).replace('T', ' ');
  times.set(ms, text);
  return text;
}

/** A DATETIME(3) column (sessions run in UTC, dates arrive as text) as RFC 3339. */
export function isoTime(value: string): string {
  return `${value.slice(0, 10)}T${value.slice(11)}${value.length === 19 ? '.000' : ''}Z`;
}
