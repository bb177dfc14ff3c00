import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { orderBaseRuleSet } from '@jifen/rules';
import { pino } from 'pino';
import { Database, int, openDatabase, type Queryable } from '../platform/index.js';
import { openReader } from '../platform/thread.js';
import { Reconciliation } from '../reconciliation/reconciliation.js';
import type { EarlierAward } from '../rehearsal/domain/backtest-replay.js';
import { awardsOf, pointsBefore } from '../rehearsal/recorded-events.repository.js';
import { serverUrl } from '../testing/database.js';
import { type LedgerApp, openLedgerApp } from '../testing/ledger-app.js';
import { ledgerFaults } from '../testing/ledger-invariants.js';
import { LedgerMonths } from '../testing/ledger-months.js';
import { AccountUpkeep } from './account-jobs.js';
import { type ArchiveRun, archiveLedger, planArchive } from './archive.js';
import { COLUMNS } from './archive.repository.js';
import { partitionsOf } from './partition.repository.js';
import { Redemptions } from './redemption.repository.js';

jest.setTimeout(300_000);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const RETENTION = 3;
const SET_SIZE = 7;

let t: LedgerApp;
let months: LedgerMonths;
/** Another connection, as the archive's own: it may be broken without harm to anybody. */
let admin: Database;
let url: string;
let before: Awaited<ReturnType<LedgerMonths['answers']>>;
let replays: Awaited<ReturnType<LedgerMonths['again']>>;
let awards: Awaited<ReturnType<typeof awardsAsRead>>;

beforeAll(async () => {
  t = await openLedgerApp(orderBaseRuleSet());
  const name = (await t.database.rows<{ name: string }>('SELECT DATABASE() AS name'))[0]?.name ?? '';
  url = Object.assign(new URL(serverUrl()), { pathname: `/${name}` }).href;
  admin = await openDatabase(url, 1, pino({ level: 'silent' }));
  months = new LedgerMonths(t);
  await months.live(6);
  // Old answers are rebuilt out of the rows.
  await t.app.get(AccountUpkeep).run(new Date(t.nowMs() + 31 * DAY_MS));
  before = await months.answers();
  awards = await awardsAsRead();
  replays = await months.again();
});
afterAll(async () => {
  await admin?.close();
  await t?.close();
});

const archive = (run: Partial<ArchiveRun> = {}, database = admin) =>
  archiveLedger(database, { now: new Date(t.nowMs()), retentionMonths: RETENTION, setSize: SET_SIZE, ...run });
const rowsOf = async (table: string) =>
  int((await t.database.rows<{ n: string }>(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.n);
const namesOf = async (table: 'points_transaction' | 'points_transaction_archive') =>
  (await partitionsOf(t.database, table)).map(({ name }) => name);
const broken = async () =>
  (await t.app.get(Reconciliation).check()).filter(
    ({ violations, name }) => violations > 0 && name !== 'due-lots-taken',
  );

/** A database whose statements fail from the n-th on that a transaction sends; the transaction is undone then. */
function failingAt(n: number): { database: Database; failed: () => boolean } {
  let sent = 0;
  const fail = (): void => {
    sent += 1;
    if (sent >= n) throw new Error('interrupted here');
  };
  const through = (db: Queryable): Queryable => ({
    rows: async <T>(sql: string, params?: readonly unknown[]) => {
      fail();
      return db.rows<T>(sql, params);
    },
    run: async (sql, params) => {
      fail();
      return db.run(sql, params);
    },
  });
  const database = Object.assign(Object.create(admin) as Database, {
    ...through(admin),
    transaction: <T>(work: (tx: Queryable) => Promise<T>, options = {}) =>
      admin.transaction((tx) => work(through(tx)), options),
  });
  return { database, failed: () => sent >= n };
}

/** What backtests and experiments take from the ledger. */
async function awardsAsRead() {
  const [from, until] = [months.moments[0], months.moments.at(-1)].map((at) => new Date(String(at)));
  if (!from || !until) throw new Error('nothing has happened');
  const reader = await openReader(url);
  try {
    const each: EarlierAward[] = [];
    const range = { fromMs: from.getTime() - DAY_MS, toMs: until.getTime() };
    for await (const award of awardsOf(reader, ['ORDER_BASE'], range)) each.push(award);
    const keyOf = ({ userId, occurredAtMs }: EarlierAward) => `${userId} ${occurredAtMs}`;
    return {
      each: each.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
      before: await pointsBefore(reader, ['ORDER_BASE'], until.getTime()),
      redeemed: await new Redemptions().countOf(t.database, months.users, from, until),
    };
  } finally {
    reader.close();
  }
}

/** Everything is answered as before anything was moved, and no invariant is broken. */
async function expectUnchanged(): Promise<void> {
  expect(await months.answers()).toEqual(before);
  expect(await broken()).toEqual([]);
}

describe('the archive', () => {
  test('has the columns and keys of the ledger, and every column moves', async () => {
    const columnsOf = (table: string) =>
      t.database.rows<{ name: string }>(
        `SELECT COLUMN_NAME AS name, COLUMN_TYPE, IS_NULLABLE, COLLATION_NAME FROM information_schema.COLUMNS
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY COLUMN_NAME`,
        [table],
      );
    const keysOf = (table: string) =>
      t.database.rows(
        `SELECT INDEX_NAME, NON_UNIQUE, COLUMN_NAME, SEQ_IN_INDEX FROM information_schema.STATISTICS
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY INDEX_NAME, SEQ_IN_INDEX`,
        [table],
      );
    const columns = await columnsOf('points_transaction');
    expect(await columnsOf('points_transaction_archive')).toEqual(columns);
    expect(await keysOf('points_transaction_archive')).toEqual(await keysOf('points_transaction'));
    // What a later version has added has a default and is its own business.
    const names = columns.map(({ name }) => name).filter((name) => name !== 'of_next_version');
    expect(names.sort()).toEqual([...COLUMNS].sort());
  });
});

describe('moving old months', () => {
  test('is planned without touching anything', async () => {
    const plan = await planArchive(admin, new Date(t.nowMs()), RETENTION);
    expect(plan.length).toBeGreaterThan(1);
    expect(plan.some(({ rows, points }) => rows > SET_SIZE && points > 0n)).toBe(true);
    expect(await planArchive(admin, new Date(t.nowMs()), 0)).toEqual([]);
    expect(await archive({ retentionMonths: 0 })).toEqual([]);
    expect(await rowsOf('points_transaction_archive')).toBe(0);
  });

  test('ends after the set under way when it is told to', async () => {
    let sets = 0;
    const done = await archive({ onMoved: () => sets++, isStopping: () => sets > 0 });
    expect(sets).toBe(1);
    expect(done.at(-1)).toMatchObject({ moved: SET_SIZE, state: 'stopped' });
    expect(await rowsOf('points_transaction_archive')).toBe(SET_SIZE);
    await expectUnchanged();
  });

  test('may be cut short at any statement: each row is in one place, and every answer is the same', async () => {
    const total = (await rowsOf('points_transaction')) + (await rowsOf('points_transaction_archive'));
    const places = new Set<number>();
    // Months in which nothing has happened come first, with up to five statements each.
    const silent = (await planArchive(admin, new Date(t.nowMs()), RETENTION)).filter(({ rows }) => rows === 0);
    for (let n = 1; n < 60 + 5 * silent.length; n++) {
      const { database, failed } = failingAt(n);
      const outcome = await archive({}, database).catch((error: unknown) => error);
      expect(failed()).toBe(outcome instanceof Error);
      const archived = await rowsOf('points_transaction_archive');
      expect(archived + (await rowsOf('points_transaction'))).toBe(total);
      if (!places.has(archived)) await expectUnchanged();
      places.add(archived);
    }
    expect(places.size).toBeGreaterThan(3);
  });

  test('goes on until nothing is left, and notes what it moved', async () => {
    await archive();
    expect((await planArchive(admin, new Date(t.nowMs()), RETENTION)).every(({ rows }) => rows === 0)).toBe(true);
    const [noted] = await t.database.rows<{ rows_moved: string; points: string }>(
      'SELECT SUM(rows_moved) AS rows_moved, SUM(points_moved) AS points FROM ledger_archive',
    );
    const [kept] = await t.database.rows<{ points: string }>(
      'SELECT SUM(points) AS points FROM points_transaction_archive',
    );
    expect(int(noted?.rows_moved)).toBe(await rowsOf('points_transaction_archive'));
    expect(noted?.points).toBe(kept?.points);
    await expectUnchanged();
  });

  test('leaves what backtests and experiments read', async () => {
    expect(awards.each.length).toBeGreaterThan(15);
    expect(awards.before).toHaveLength(1);
    expect(awards.redeemed).toBeGreaterThan(0);
    expect(await awardsAsRead()).toEqual(awards);
  });

  test('leaves replays as they were, out of the rows in the archive', async () => {
    expect(await months.again()).toEqual(replays);
    expect(await ledgerFaults(t.database, months.users)).toEqual([]);
  });

  test('keeps an emptied month for a day, for those who began to read before', async () => {
    const emptied = (await planArchive(admin, new Date(t.nowMs()), RETENTION)).map(({ name }) => name);
    const now = new Date(t.nowMs() + DAY_MS - HOUR_MS);
    expect((await archive({ now })).map(({ state }) => state)).toEqual(emptied.map(() => 'empty'));
    expect(await namesOf('points_transaction')).toEqual(expect.arrayContaining(emptied));
  });

  test('does not wait for a long read, and nobody waits behind it', async () => {
    const now = new Date(t.nowMs() + DAY_MS);
    const states = await t.database.snapshot(async (db) => {
      await db.rows('SELECT COUNT(*) FROM points_transaction');
      return (await archive({ now })).map(({ state }) => state);
    });
    expect(states).toEqual(['busy']);
  });

  test('drops what has been empty for a day, and only that', async () => {
    const now = new Date(t.nowMs() + DAY_MS);
    const emptied = (await planArchive(admin, now, RETENTION)).map(({ name }) => name);
    expect((await archive({ now })).map(({ state }) => state)).toEqual(emptied.map(() => 'dropped'));
    const left = await namesOf('points_transaction');
    expect(left.filter((name) => emptied.includes(name))).toEqual([]);
    expect(left).toHaveLength(new Set(left).size);
    expect(await archive({ now })).toEqual([]);
    await expectUnchanged();
  });

  test('does not hide from the reconciliation what goes wrong in the archive', async () => {
    await admin.run('UPDATE points_transaction_archive SET points = points + 1 WHERE user_id = ? AND seq = 1', ['ann']);
    const names = (await broken()).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['books-equal-transactions', 'available-continuous', 'batches-complete', 'batch-hashes']),
    );
    await admin.run('UPDATE points_transaction_archive SET points = points - 1 WHERE user_id = ? AND seq = 1', ['ann']);
    await expectUnchanged();
  });
});
