import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { orderBaseRuleSet } from '@jifen/rules';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { DirectPostings } from '../earning/direct-postings.js';
import { AdminDatabase, Clock, Database, int } from '../platform/index.js';
import { Reconciliation } from '../reconciliation/reconciliation.js';
import { type LedgerApp, openLedgerApp } from '../testing/ledger-app.js';
import { toEarlyInMonth } from '../testing/ledger-months.js';
import { Accounts } from './account.js';
import { type ArchivedMonth, type ArchiveRun, archiveLedger } from './archive.js';
import { LedgerArchive } from './ledger-archive.js';
import { addMonthPartitions, partitionsOf } from './partition.repository.js';
import { Sealer } from './sealer.js';

jest.setTimeout(300_000);
const DAY_MS = 86_400_000;
const MONTH_MS = 31 * DAY_MS;
const ACTOR = 'client:test';

let t: LedgerApp;
let direct: DirectPostings;
let posted = 0;

beforeAll(async () => {
  t = await openLedgerApp(orderBaseRuleSet(), { LEDGER_RETENTION_MONTHS: '2' });
  direct = t.app.get(DirectPostings);
  for (let month = 0; month < 5; month++) {
    await addMonthPartitions(t.database, new Date(t.nowMs()));
    for (let n = 0; n < 40; n++) await grant();
    t.travel(MONTH_MS);
  }
  toEarlyInMonth(t);
  await addMonthPartitions(t.database, new Date(t.nowMs()));
  await t.app.get(Sealer).sealAll();
});
afterAll(() => t?.close());
afterEach(async () => {
  await t.app.get(Sealer).sealAll();
  const found = await t.app.get(Reconciliation).check();
  expect(found.filter(({ violations, name }) => violations > 0 && name !== 'due-lots-taken')).toEqual([]);
  expect(await statement()).toEqual(Array.from({ length: posted }, (_, n) => posted - n));
});

async function grant(through = direct): Promise<void> {
  posted += 1;
  const body = { bizNo: `g${posted}`, points: 7, reason: 'test', validDays: 3000 };
  await through.grant('ann', body, ACTOR);
}

/** Places of ann's rows as the pages of the statement show them. */
async function statement(): Promise<number[]> {
  const seqs: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await t.app.get(Accounts).transactions('ann', { limit: 50, ...(cursor ? { cursor } : {}) });
    seqs.push(...page.items.map(({ seq }) => seq));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return seqs;
}

/** Goes on until it has had every table: on a busy machine a second may not be enough. */
async function archive(run: Partial<ArchiveRun> = {}): Promise<ArchivedMonth[]> {
  const options = { now: new Date(t.nowMs()), retentionMonths: 2, setSize: 5, ...run };
  for (;;) {
    const done = (await t.app.get(AdminDatabase).run((db) => archiveLedger(db, options))) ?? [];
    if (!done.some(({ state }) => state === 'busy')) return done;
  }
}
const rowsOf = async (table: string) =>
  int((await t.database.rows<{ n: string }>(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.n);

/** Posts through a process whose clock is behind. */
async function grantLate(ageMs: number): Promise<void> {
  const slow = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
  try {
    slow.get(Clock).now = () => new Date(t.nowMs() - ageMs);
    await grant(slow.get(DirectPostings));
  } finally {
    await slow.close();
  }
}

describe('the archive', () => {
  test('moves while points are posted to the same user, and a statement never misses a row or shows one twice', async () => {
    let isOver = false;
    const posting = (async () => {
      while (!isOver) await grant();
    })();
    const reading = (async () => {
      while (!isOver) {
        const seqs = await statement();
        expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, n) => seqs.length - n));
      }
    })();
    await Promise.all([archive(), archive()]).finally(() => {
      isOver = true;
    });
    await Promise.all([posting, reading]);
    const rows = await rowsOf('points_transaction_archive');
    expect(rows).toBeGreaterThanOrEqual(80);
    const [noted] = await t.database.rows<{ n: string }>('SELECT SUM(rows_moved) AS n FROM ledger_archive');
    expect(int(noted?.n)).toBe(rows);
  });

  test('takes a row that lands late in an emptied month, once its batch is sealed', async () => {
    const archived = await rowsOf('points_transaction_archive');
    await grantLate(4 * MONTH_MS);
    const states = (await archive()).map(({ state }) => state);
    expect(states.filter((state) => state === 'unsealed')).toHaveLength(1);
    expect(await rowsOf('points_transaction_archive')).toBe(archived);
    await t.app.get(Sealer).sealAll();
    // It had been empty for a day, but is not any more.
    const again = await archive({ now: new Date(t.nowMs() + 2 * DAY_MS) });
    expect(again.map(({ moved }) => moved).reduce((a, b) => a + b, 0)).toBe(1);
    expect(again.filter(({ state }) => state === 'moved')).toHaveLength(1);
    expect(await rowsOf('points_transaction_archive')).toBe(archived + 1);
  });

  test('drops under a lock, so that what lands at that moment is not dropped along', async () => {
    const old = (await archive()).map(({ name }) => name);
    expect(old.length).toBeGreaterThan(0);
    await Promise.all([archive({ now: new Date(t.nowMs() + 4 * DAY_MS) }), grantLate(4 * MONTH_MS)]);
    await t.app.get(Sealer).sealAll();
    expect((await rowsOf('points_transaction')) + (await rowsOf('points_transaction_archive'))).toBe(posted);
    for (const days of [5, 7]) await archive({ now: new Date(t.nowMs() + days * DAY_MS) });
    const left = (await partitionsOf(t.database, 'points_transaction')).map(({ name }) => name);
    expect(left.filter((name) => old.includes(name))).toEqual([]);
    expect((await rowsOf('points_transaction')) + (await rowsOf('points_transaction_archive'))).toBe(posted);
  });

  test('takes a row that lands in a month whose partition is gone with the month after it', async () => {
    const first = (await partitionsOf(t.database, 'points_transaction'))[0];
    await grantLate(6 * MONTH_MS);
    await t.app.get(Sealer).sealAll();
    const [late] = await t.database.rows<{ is_older: string }>(
      `SELECT recorded_at < ? - INTERVAL 2 MONTH AS is_older FROM points_transaction PARTITION (${first?.name}) WHERE seq = ?`,
      [first?.below, posted],
    );
    expect(Number(late?.is_older)).toBe(1);
    t.travel(3 * MONTH_MS);
    await addMonthPartitions(t.database, new Date(t.nowMs()));
    const done = await t.app.get(LedgerArchive).run();
    expect(done[0]).toMatchObject({ name: first?.name, left: 0 });
    const moved = await t.database.rows('SELECT seq FROM points_transaction_archive WHERE seq = ?', [posted]);
    expect(moved).toHaveLength(1);
  });

  test('goes on when its connection is cut between two sets', async () => {
    for (let n = 0; n < 20; n++) await grant();
    await t.app.get(Sealer).sealAll();
    t.travel(4 * MONTH_MS);
    await addMonthPartitions(t.database, new Date(t.nowMs()));
    const archived = await rowsOf('points_transaction_archive');
    const own = await t.app.get(AdminDatabase).run(async (db: Database) => {
      let sets = 0;
      const rest = async () => {
        sets += 1;
        if (sets > 2) return;
        const [me] = await db.rows<{ id: string }>('SELECT CONNECTION_ID() AS id');
        await t.database.run(`KILL CONNECTION ${int(me?.id)}`);
      };
      await archiveLedger(db, { now: new Date(t.nowMs()), retentionMonths: 2, setSize: 5, rest });
      return sets;
    });
    expect(own).toBeGreaterThan(3);
    expect(await rowsOf('points_transaction_archive')).toBeGreaterThanOrEqual(archived + 20);
  });
});
