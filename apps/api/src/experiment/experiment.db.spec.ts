import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Redemptions } from '../account/index.js';
import { Clock, type Queryable, sqlTime } from '../platform/index.js';
import { openTestDatabase, type TestDatabase } from '../testing/database.js';
import { type Experiment, ExperimentRepository } from './experiment.repository.js';
import { ExperimentOutcomes } from './experiment-outcomes.js';

const START = '2026-03-01T00:00:00.000Z';
const END = '2026-03-31T00:00:00.000Z';
const repository = new ExperimentRepository();
let t: TestDatabase;
beforeAll(async () => {
  t = await openTestDatabase();
});
afterAll(() => t?.close());
afterEach(async () => {
  for (const table of ['experiment', 'experiment_group', 'experiment_user', 'points_user', 'points_transaction']) {
    await t.database.run(`DELETE FROM ${table}`);
  }
});

const experiment = (code: string, more: Partial<Experiment> = {}): Experiment => ({
  ...{ code, name: code, status: 'DRAFT', createdAt: START, createdBy: 'test', revision: 1 },
  ...{ startedAt: null, endedAt: null, winner: null, endReason: null },
  groups: ['Z', 'A'].map((group, index) => ({ code: group, name: group, weight: index + 1, ruleSet: 'main' })),
  ...more,
});
const tally = (rows: (string | number)[][]) =>
  t.database.run('INSERT INTO experiment_user (experiment, group_code, user_id, events, points) VALUES ?', [rows]);
const counting = () => new ExperimentOutcomes(t.database, repository, new Redemptions(), new Clock());

describe('experiments in the database', () => {
  test('come back as they were written, groups in their order', async () => {
    const first = experiment('first');
    await repository.insert(t.database, first);
    await repository.insert(t.database, experiment('second'));
    expect(await repository.find(t.database, 'first')).toEqual(first);
    const changed = { ...first, name: 'Other', revision: 2, groups: [...first.groups].reverse() };
    await repository.replace(t.database, changed);
    expect(await repository.page(t.database, '', 1)).toEqual([changed]);
    expect((await repository.page(t.database, 'first', 9)).map(({ code }) => code)).toEqual(['second']);
    expect(await repository.find(t.database, 'third')).toBeUndefined();
  });

  test('two cannot run', async () => {
    const running = { status: 'RUNNING', startedAt: START } as const;
    for (const code of ['first', 'second']) await repository.insert(t.database, experiment(code));
    await repository.advance(t.database, experiment('first', running));
    await expect(repository.advance(t.database, experiment('second', running))).rejects.toMatchObject({ errno: 1062 });
    await repository.advance(t.database, experiment('first', { ...running, status: 'ENDED', endedAt: END }));
    await repository.advance(t.database, experiment('second', running));
  });

  test('sums are exact where squares leave BIGINT', async () => {
    const points = fc.bigInt({ min: 0n, max: BigInt(Number.MAX_SAFE_INTEGER) });
    await fc.assert(
      fc.asyncProperty(fc.array(points, { minLength: 1, maxLength: 50 }), async (all) => {
        await t.database.run('DELETE FROM experiment_user');
        await tally(all.map((each, index) => ['big', 'A', `user-${index}`, 2, String(each)]));
        await tally([['other', 'A', 'user-0', 1, 7]]);
        const sums = (await repository.sums(t.database, 'big')).get('A');
        expect(sums).toEqual({
          users: all.length,
          events: 2 * all.length,
          sum: all.reduce((a, b) => a + b),
          sumOfSquares: all.reduce((total, each) => total + each * each, 0n),
        });
      }),
      { numRuns: 25 },
    );
  });
});

describe('who redeemed', () => {
  /** More users than one query asks for; every third spends, at a time out of the list. */
  const USERS = 4_500;
  const TIMES = ['2026-02-28T23:59:59.999Z', START, '2026-03-15T12:00:00.000Z', END, '2026-03-31T00:00:00.001Z'];

  async function spendings(db: Queryable): Promise<number> {
    const users: unknown[][] = [];
    const rows: unknown[][] = [];
    let within = 0;
    for (let n = 0; n < USERS; n++) {
      const userId = `user-${n}`;
      users.push([userId, 'ACTIVE', sqlTime(new Date(START))]);
      if (n % 3 > 0) continue;
      const at = TIMES[(n / 3) % TIMES.length] as string;
      const isSpent = n % 2 === 0;
      if (isSpent && at >= START && at <= END) within += 1;
      const no = String(n).padStart(20, '0');
      const head = [no, sqlTime(new Date(at)), userId, 1, 'points', 'AVAILABLE', isSpent ? 'REDEEMED' : 'EXPIRED'];
      rows.push([...head, 1, 1, 0, isSpent ? 'DEDUCTION' : 'EXPIRY', 'b', '[]', '', no, sqlTime(new Date(at)), 'test']);
    }
    await db.run('INSERT INTO points_user (user_id, status, created_at) VALUES ?', [users]);
    await db.run(
      `INSERT INTO points_transaction (transaction_no, recorded_at, user_id, seq, wallet, debit_book, credit_book, points,
         available_before, available_after, business_type, business_no, lots, lot_ref, batch_no, occurred_at, actor)
       VALUES ?`,
      [rows],
    );
    return within;
  }

  test('are counted page by page, from the start to the end of the experiment', async () => {
    const ended = experiment('ended', { status: 'ENDED', startedAt: START, endedAt: END });
    await repository.insert(t.database, ended);
    await repository.advance(t.database, ended);
    const within = await spendings(t.database);
    await tally(Array.from({ length: USERS }, (_, n) => ['ended', 'A', `user-${n}`, 1, n % 7]));
    const { groups } = await counting().of('ended');
    expect(groups.map(({ code }) => code)).toEqual(['Z', 'A']);
    expect(groups[0]).toMatchObject({ users: 0, redeemedUsers: 0, difference: null });
    expect(groups[1]).toMatchObject({
      users: USERS,
      events: USERS,
      redeemedUsers: within,
      redemptionRateBps: Math.floor((within * 10_000) / USERS),
      // Nothing can be said against a group without users.
      difference: { pointsPerUser: null, redemptionRate: null },
    });
  });

  test('are looked up along the index of the statement, not in everybody’s transactions', async () => {
    await spendings(t.database);
    const asked: string[] = [];
    const watched: Queryable = {
      run: (sql, params) => t.database.run(sql, params),
      rows: async (sql, params) => {
        const plan = await t.database.rows<{ table: string; key: string | null }>(
          `EXPLAIN FORMAT=TRADITIONAL ${sql}`,
          params,
        );
        for (const { table, key } of plan) if (table === 't') asked.push(String(key));
        return t.database.rows(sql, params);
      },
    };
    for (const users of [10, 2_000]) {
      const ids = Array.from({ length: users }, (_, n) => `user-${n}`);
      await new Redemptions().countOf(watched, ids, new Date(START), new Date(END));
    }
    // Each list is looked up in the ledger and in its archive.
    expect(asked).toHaveLength(2 * (1 + 2_000 / 500));
    expect(new Set(asked)).toEqual(new Set(['points_transaction_statement']));
  });

  test('who asks while somebody counts gets the same answer', async () => {
    await repository.insert(t.database, experiment('shared'));
    const outcomes = counting();
    const [one, other] = await Promise.all([outcomes.of('shared'), outcomes.of('shared')]);
    expect(other).toBe(one);
    await expect(outcomes.of('nowhere')).rejects.toMatchObject({ code: 'EXPERIMENT_NOT_FOUND' });
  });
});
