import { Injectable } from '@nestjs/common';
import type { Clock } from './clock.js';
import { type Database, type Queryable, sqlTime } from './database.js';
import type { Ids } from './ids.js';
import type { Jobs } from './jobs.js';

/**
 * What others must know is written beside the change itself and handed on afterwards: claimed with SKIP LOCKED, given
 * to every consumer of its topic in the claiming transaction, with a receipt a consumer and message, and then taken
 * off the list. A consumer's effect and its receipt commit together, so it happens once.
 */
export interface OutboxMessage {
  outboxNo: string;
  topic: string;
  payload: Record<string, unknown>;
}
export type Consumer = (tx: Queryable, message: OutboxMessage) => Promise<void>;

const CLAIM = 100;
const QUEUE = 'outbox';

@Injectable()
export class Outbox {
  private readonly consumers = new Map<string, Map<string, Consumer>>();

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Registers a consumer of a topic under a name that never changes, because receipts carry it. */
  subscribe(topic: string, name: string, consumer: Consumer): void {
    const named = this.consumers.get(topic) ?? new Map<string, Consumer>();
    this.consumers.set(topic, named.set(name, consumer));
  }

  /** Starts handing on. Called once, after every consumer has subscribed. */
  start(): void {
    this.jobs.onWake(QUEUE, () => this.deliver());
    this.jobs.recurring('outbox', 1_000, () => this.deliver());
  }

  /** Writes a message in the caller's transaction. Call `announce` after the commit. */
  async add(tx: Queryable, topic: string, payload: Record<string, unknown>, now: Date): Promise<void> {
    const row = [this.ids.next(now.getTime()), topic, JSON.stringify(payload), sqlTime(now)];
    await tx.run('INSERT INTO outbox (outbox_no, topic, payload, created_at) VALUES (?, ?, ?, ?)', row);
  }

  /** Wakes the deliverer; losing the wake-up costs a second, never a message. */
  announce(): void {
    void this.jobs.wake(QUEUE);
  }

  /** Hands on everything that waits. */
  async deliver(): Promise<void> {
    while ((await this.deliverSome()) === CLAIM);
  }

  private async deliverSome(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const rows = await tx.rows<{ outbox_no: string; topic: string; payload: string }>(
        'SELECT outbox_no, topic, payload FROM outbox ORDER BY outbox_no LIMIT ? FOR UPDATE SKIP LOCKED',
        [CLAIM],
      );
      if (rows.length === 0) return 0;
      const now = sqlTime(this.clock.now());
      const receipts: string[][] = [];
      for (const row of rows) {
        const message = { outboxNo: row.outbox_no, topic: row.topic, payload: JSON.parse(row.payload) };
        for (const [name, consumer] of this.consumers.get(row.topic) ?? []) {
          await consumer(tx, message);
          receipts.push([name, row.outbox_no, now]);
        }
      }
      if (receipts.length > 0)
        await tx.run('INSERT INTO outbox_receipt (consumer, outbox_no, at) VALUES ?', [receipts]);
      await tx.run('DELETE FROM outbox WHERE outbox_no IN (?)', [rows.map((row) => row.outbox_no)]);
      return rows.length;
    });
  }
}
