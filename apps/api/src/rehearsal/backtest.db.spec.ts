import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BacktestResult } from '@jifen/contracts';
import { Ids } from '../platform/index.js';
import { openTestDatabase, type TestDatabase } from '../testing/database.js';
import { BacktestRepository } from './backtest.repository.js';

const LEASE_MS = 60_000;
const NOW = new Date('2026-11-22T04:00:00Z');

let db: TestDatabase;
const repository = new BacktestRepository();
const ids = new Ids();
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.database.run('DELETE FROM backtest');
});

async function queued(): Promise<string> {
  const backtestNo = ids.next(NOW.getTime());
  const days = { fromDay: '2026-10-01', toDay: '2026-10-31' };
  const rules = { ruleSet: 'main', version: 3, digest: 'd'.repeat(64), json: '{"rules":[]}' };
  const backtest = { backtestNo, ...rules, ...days, title: '双倍', requestedBy: 'operator:1' };
  await repository.insert(db.database, backtest, NOW);
  return backtestNo;
}
const claim = (lease: string, leaseMs = LEASE_MS) => repository.claim(db.database, lease, leaseMs, NOW);
const leaseOf = () => ids.next(NOW.getTime());
const find = async (backtestNo: string) => {
  const found = await repository.find(db.database, backtestNo);
  if (!found) throw new Error('it is gone');
  return found;
};
const RESULT = { events: 7 } as BacktestResult;

describe('backtests that wait', () => {
  test('are kept as they were asked for', async () => {
    const backtestNo = await queued();
    expect(await find(backtestNo)).toEqual({
      backtestNo,
      ruleSet: 'main',
      version: 3,
      digest: 'd'.repeat(64),
      title: '双倍',
      fromDay: '2026-10-01',
      toDay: '2026-10-31',
      status: 'QUEUED',
      totalEvents: null,
      doneEvents: 0,
      cancelAsked: false,
      problem: null,
      requestedBy: 'operator:1',
      requestedAt: '2026-11-22T04:00:00.000Z',
      startedAt: null,
      finishedAt: null,
    });
    expect(await repository.waiting(db.database)).toBe(1);
  });

  test('are taken once each, the oldest first, by however many ask at once', async () => {
    const waiting = [await queued(), await queued(), await queued()];
    const taken = await Promise.all([1, 2, 3, 4, 5].map(() => claim(leaseOf())));
    const numbers = taken.map((each) => each?.backtestNo).filter((each) => each !== undefined);
    expect(numbers.sort()).toEqual(waiting);
    expect(taken.find(Boolean)).toMatchObject({ ruleSet: { rules: [] }, fromDay: '2026-10-01', toDay: '2026-10-31' });
    expect(await repository.waiting(db.database)).toBe(0);
  });
});

describe('a backtest that somebody runs', () => {
  const beat = (backtestNo: string, lease: string, leaseMs = LEASE_MS) =>
    repository.beat(db.database, { backtestNo, lease, leaseMs }, { total: 9, done: 4 });

  test('goes on while it beats, is told to stop, and ends', async () => {
    const backtestNo = await queued();
    const lease = leaseOf();
    await claim(lease);
    expect(await beat(backtestNo, lease)).toBe('go on');
    expect(await find(backtestNo)).toMatchObject({ status: 'RUNNING', totalEvents: 9, doneEvents: 4 });
    await repository.askToCancel(db.database, backtestNo);
    expect(await beat(backtestNo, lease)).toBe('cancel');
    await repository.finish(db.database, backtestNo, lease, { status: 'CANCELLED' }, NOW);
    expect(await find(backtestNo)).toMatchObject({ status: 'CANCELLED', finishedAt: NOW.toISOString() });
    expect(await beat(backtestNo, lease)).toBe('lost');
  });

  test('is taken over when its lease has run out; who had it writes nothing any more', async () => {
    const backtestNo = await queued();
    const [first, second] = [leaseOf(), leaseOf()];
    await claim(first, 0);
    expect((await claim(second))?.backtestNo).toBe(backtestNo);
    expect(await find(backtestNo)).toMatchObject({ status: 'RUNNING', totalEvents: null, doneEvents: 0 });
    expect(await beat(backtestNo, first)).toBe('lost');
    await repository.finish(db.database, backtestNo, first, { status: 'FAILED', problem: 'late' }, NOW);
    await repository.giveBack(db.database, backtestNo, first);
    expect(await claim(leaseOf())).toBeUndefined();
    await repository.finish(db.database, backtestNo, second, { status: 'DONE', events: 7, result: RESULT }, NOW);
    expect(await find(backtestNo)).toMatchObject({ status: 'DONE', totalEvents: 7, doneEvents: 7, problem: null });
    expect(await repository.result(db.database, backtestNo)).toEqual(RESULT);
  });

  test('is given back at once by a process that ends in good order', async () => {
    const backtestNo = await queued();
    const lease = leaseOf();
    await claim(lease);
    expect(await claim(leaseOf())).toBeUndefined();
    await repository.giveBack(db.database, backtestNo, lease);
    expect((await claim(leaseOf()))?.backtestNo).toBe(backtestNo);
  });

  test('that was to be cancelled and whose process died is not begun anew', async () => {
    const backtestNo = await queued();
    await claim(leaseOf(), 0);
    await repository.askToCancel(db.database, backtestNo);
    expect(await repository.lock(db.database, backtestNo)).toEqual({ status: 'RUNNING', isRunning: false });
    expect(await claim(leaseOf())).toBeUndefined();
    expect((await find(backtestNo)).status).toBe('CANCELLED');
  });
});
