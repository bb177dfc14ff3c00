import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { Database, int, Jobs, Outbox, type Queryable } from '../platform/index.js';
import { chain } from './domain/seal.js';
import { POSTED_TOPIC } from './posting-desk.js';
import { type BookBalance, type Moved, SealerRepository } from './sealer.repository.js';

const SET_SIZE = 500;
const SWEEP_MS = 10_000;

/**
 * Numbers posting batches in the order in which it sees them committed and chains their hashes. A batch that commits
 * late gets the next number, not one in between, so what was sealed stays as it is; the checkpoints of the books
 * follow these numbers, and nobody ever locks a book of the programme.
 */
@Injectable()
export class Sealer implements OnModuleInit, OnApplicationBootstrap {
  /** Transactions in which everything that could be seen has been sealed already. */
  private readonly done = new WeakSet<Queryable>();

  constructor(
    private readonly database: Database,
    private readonly repository: SealerRepository,
    private readonly outbox: Outbox,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.outbox.subscribe(POSTED_TOPIC, 'sealer', async (tx) => {
      // One delivery hands over many batches in one transaction; all of them were committed before it.
      if (this.done.has(tx)) return;
      this.done.add(tx);
      await this.sealSome(tx);
    });
  }

  onApplicationBootstrap(): void {
    this.jobs.recurring('account.seal', SWEEP_MS, async () => {
      await this.sealAll();
    });
  }

  /** Seals everything that is committed and has no seal yet. Answers how many batches. */
  async sealAll(): Promise<number> {
    let sealed = 0;
    for (;;) {
      const count = await this.database.transaction((tx) => this.sealSome(tx));
      sealed += count;
      if (count < SET_SIZE) return sealed;
    }
  }

  /** The balance of every book of the programme and of all users together: what is sealed, plus what came since. */
  async bookBalances(): Promise<{ wallet: string; book: string; balance: number }[]> {
    return this.database.snapshot(async (db) => {
      const balances = new Map<string, BookBalance>();
      add(balances, await this.repository.checkpoints(db));
      let after: string | undefined = '';
      while (after !== undefined) {
        const batches = await this.repository.unsealed(db, after, SET_SIZE);
        add(balances, changesOf(await this.repository.moved(db, batches)));
        after = batches.length < SET_SIZE ? undefined : batches.at(-1)?.batchNo;
      }
      const sorted = [...balances].sort(([a], [b]) => (a < b ? -1 : 1));
      return sorted.map(([, { wallet, book, balance }]) => ({ wallet, book, balance: int(balance) }));
    });
  }

  private async sealSome(tx: Queryable): Promise<number> {
    const head = await this.repository.lockHead(tx);
    const batches = await this.repository.unsealed(tx, '', SET_SIZE);
    const sealed = chain(head, batches);
    const last = sealed.at(-1);
    if (!last) return 0;
    await this.repository.seal(tx, sealed);
    await this.repository.addToCheckpoints(tx, changesOf(await this.repository.moved(tx, batches)), last.sealNo);
    return sealed.length;
  }
}

/** What some movements change in each book: a credit adds, a debit takes. */
function changesOf(moved: readonly Moved[]): BookBalance[] {
  const changes = new Map<string, BookBalance>();
  for (const { wallet, debitBook, creditBook, points } of moved) {
    add(changes, [
      { wallet, book: creditBook, balance: points },
      { wallet, book: debitBook, balance: -points },
    ]);
  }
  return [...changes.values()];
}

function add(balances: Map<string, BookBalance>, changes: readonly BookBalance[]): void {
  for (const { wallet, book, balance } of changes) {
    const key = `${wallet}|${book}`;
    balances.set(key, { wallet, book, balance: balance + (balances.get(key)?.balance ?? 0n) });
  }
}
