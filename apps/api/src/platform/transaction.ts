import type { QueryRunner } from 'typeorm';
import { isConnectionLost, isRetryable } from './database-errors.js';
import type { Queryable } from './queryable.js';

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
export class Transaction implements Queryable {
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
