import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Clock } from './clock.js';
import type { Database } from './database.js';
import { firstIdOf, type Ids } from './ids.js';
import type { Jobs } from './jobs.js';
import { type Queryable, sqlTime } from './queryable.js';

/**
 * What others must know is written beside the change itself and handed on afterwards: claimed with SKIP LOCKED and
 * given to every consumer of its topic; a receipt a consumer and message commits together with the consumer's
 * effect, so it happens once. A message leaves the list when all of its consumers have it. One that fails is tried
 * again at every sweep and holds up nobody else. Topics that this version does not know are left alone: beside it
 * runs the next one.
 */
export interface OutboxMessage {
  outboxNo: string;
  topic: string;
  payload: Record<string, unknown>;
}
/** Has its effect through `tx` only, because the whole transaction may be run again. */
export type Consumer = (tx: Queryable, message: OutboxMessage) => Promise<void>;

interface Row {
  outbox_no: string;
  topic: string;
  payload: string;
}

/** Consumer, message, when. */
type Receipt = [string, string, string];

const CLAIM = 100;
const QUEUE = 'outbox';
/** Under load one delivery, with its own durable commit, serves what many sets of postings have announced. */
const FOLD_MS = 250;
const RECEIPTS_KEPT_MS = 90 * 86_400_000;

@Injectable()
export class Outbox implements OnApplicationBootstrap {
  private readonly consumers = new Map<string, Map<string, Consumer>>();

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly logger: Logger,
  ) {}

  /** Registers a consumer of a topic (in `onModuleInit`) under a name that never changes, because receipts carry it. */
  subscribe(topic: string, name: string, consumer: Consumer): void {
    const named = this.consumers.get(topic) ?? new Map<string, Consumer>();
    this.consumers.set(topic, named.set(name, consumer));
  }

  /** Starts handing on, after every module has been initialised and has subscribed its consumers. */
  onApplicationBootstrap(): void {
    this.jobs.onWake(QUEUE, () => this.deliver());
    this.jobs.recurring('outbox', 1_000, () => this.deliver());
    this.jobs.recurring('outbox-receipts', 3_600_000, () => this.forgetReceipts());
  }

  /**
   * Writes a message in the caller's transaction; a topic that nobody consumes is not written. Call `announce` after
   * the commit.
   */
  async add(tx: Queryable, topic: string, payload: Record<string, unknown>, now: Date): Promise<void> {
    if (!this.consumers.has(topic)) return;
    const row = [this.ids.next(now.getTime()), topic, JSON.stringify(payload), sqlTime(now)];
    await tx.run('INSERT INTO outbox (outbox_no, topic, payload, created_at) VALUES (?, ?, ?, ?)', row);
  }

  /** Wakes the deliverer; losing the wake-up costs a second, never a message. */
  announce(): void {
    void this.jobs.wake(QUEUE, FOLD_MS);
  }

  /** Hands on everything that waits; answers when each message was tried once. */
  async deliver(): Promise<void> {
    const topics = [...this.consumers.keys()];
    if (topics.length === 0) return;
    let after: string | undefined = '';
    while (after !== undefined) after = await this.deliverSome(topics, after);
  }

  /** One set of messages behind `after`; answers where to go on. When the set fails, each is tried by itself. */
  private async deliverSome(topics: string[], after: string): Promise<string | undefined> {
    try {
      const numbers = await this.database.transaction(async (tx) => {
        const rows = await tx.rows<Row>(
          `SELECT outbox_no, topic, payload FROM outbox WHERE topic IN (?) AND outbox_no > ?
           ORDER BY outbox_no LIMIT ? FOR UPDATE SKIP LOCKED`,
          [topics, after, CLAIM],
        );
        const received = await this.receiptsOf(tx, rows);
        const receipts: Receipt[] = [];
        for (const row of rows) receipts.push(...(await this.hand(tx, row, received)));
        await write(tx, receipts);
        await remove(tx, rows);
        return rows.map((row) => row.outbox_no);
      });
      return numbers.length < CLAIM ? undefined : numbers.at(-1);
    } catch (error) {
      this.logger.warn({ err: error }, 'a set of outbox messages failed; trying them one by one');
    }
    const waiting = await this.database.rows<Row>(
      'SELECT outbox_no, topic, payload FROM outbox WHERE topic IN (?) AND outbox_no > ? ORDER BY outbox_no LIMIT ?',
      [topics, after, CLAIM],
    );
    for (const row of waiting) await this.deliverOne(row);
    return waiting.length < CLAIM ? undefined : waiting.at(-1)?.outbox_no;
  }

  /** Each consumer in a transaction of its own, so that one that fails does not take the others with it. */
  private async deliverOne(row: Row): Promise<void> {
    const names = this.namesOf([row]);
    for (const name of names) {
      const handed = this.claimed(row, async (tx) => {
        await write(tx, await this.hand(tx, row, await this.receiptsOf(tx, [row]), name));
      });
      await handed.catch((error: unknown) => {
        const { outbox_no: outboxNo } = row;
        this.logger.warn({ err: error, outboxNo, consumer: name }, 'outbox message could not be handed on');
      });
    }
    const finished = this.claimed(row, async (tx) => {
      if ((await this.receiptsOf(tx, [row])).size === names.length) await remove(tx, [row]);
    });
    await finished.catch((error: unknown) => this.logger.warn({ err: error }, 'outbox message could not be removed'));
  }

  /** Runs `work` while holding the message; does nothing when somebody else has it or it is gone. */
  private async claimed(row: Row, work: (tx: Queryable) => Promise<void>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const claim = 'SELECT outbox_no FROM outbox WHERE outbox_no = ? FOR UPDATE SKIP LOCKED';
      if ((await tx.rows(claim, [row.outbox_no])).length > 0) await work(tx);
    });
  }

  /** Gives a message to the consumers (or to one of them) that have no receipt for it; answers their receipts. */
  private async hand(tx: Queryable, row: Row, received: ReadonlySet<string>, only?: string): Promise<Receipt[]> {
    const message = { outboxNo: row.outbox_no, topic: row.topic, payload: JSON.parse(row.payload) };
    const receipts: Receipt[] = [];
    for (const [name, consumer] of this.consumers.get(row.topic) ?? []) {
      if ((only !== undefined && only !== name) || received.has(`${name}/${row.outbox_no}`)) continue;
      await consumer(tx, message);
      receipts.push([name, row.outbox_no, sqlTime(this.clock.now())]);
    }
    return receipts;
  }

  private async receiptsOf(tx: Queryable, rows: readonly Row[]): Promise<Set<string>> {
    if (rows.length === 0) return new Set();
    const receipts = await tx.rows<{ consumer: string; outbox_no: string }>(
      'SELECT consumer, outbox_no FROM outbox_receipt WHERE consumer IN (?) AND outbox_no IN (?)',
      [this.namesOf(rows), rows.map((row) => row.outbox_no)],
    );
    return new Set(receipts.map((receipt) => `${receipt.consumer}/${receipt.outbox_no}`));
  }

  private namesOf(rows: readonly Row[]): string[] {
    return [...new Set(rows.flatMap((row) => [...(this.consumers.get(row.topic)?.keys() ?? [])]))];
  }

  /** A receipt is of use as long as its message is there, and for checks some time after. */
  private async forgetReceipts(): Promise<void> {
    const before = firstIdOf(this.clock.now().getTime() - RECEIPTS_KEPT_MS);
    const sql = `DELETE FROM outbox_receipt WHERE consumer = ? AND outbox_no < ?
                 AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.outbox_no = outbox_receipt.outbox_no) LIMIT 1000`;
    for (const name of new Set([...this.consumers.values()].flatMap((named) => [...named.keys()]))) {
      while ((await this.database.run(sql, [name, before])) === 1000);
    }
  }
}

async function write(tx: Queryable, receipts: readonly Receipt[]): Promise<void> {
  if (receipts.length > 0) await tx.run('INSERT INTO outbox_receipt (consumer, outbox_no, at) VALUES ?', [receipts]);
}

async function remove(tx: Queryable, rows: readonly Row[]): Promise<void> {
  if (rows.length > 0) await tx.run('DELETE FROM outbox WHERE outbox_no IN (?)', [rows.map((row) => row.outbox_no)]);
}
