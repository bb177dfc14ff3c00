import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { ReconciliationCheck, ReconciliationRunView } from '@jifen/contracts';
import { demoRuleSet } from '@jifen/rules';
import { Sealer } from '../src/account/index.js';
import { linesOf } from '../src/cli/reconcile.js';
import { CHECKS, Reconciliation } from '../src/reconciliation/reconciliation.js';
import { Rules } from '../src/rule/index.js';
import { bearer, openTestApp, type TestApp } from './support.js';

jest.setTimeout(60_000);

const RUNS = '/api/v1/admin/reconciliation/runs';

let t: TestApp;
let reconciliation: Reconciliation;

beforeAll(async () => {
  t = await openTestApp();
  reconciliation = t.app.get(Reconciliation);
  await t.app.get(Rules).publish(demoRuleSet(), 'system', 'with limits');
  await live();
  await t.app.get(Sealer).sealAll();
});
afterAll(() => t?.close());

async function post(path: string, body: object, status = 201) {
  const answer = await t.http
    .post(path)
    .set(...bearer(t.apiKey))
    .send(body)
    .expect(status);
  return answer.body;
}

async function manage(path: string, body: object, status = 200) {
  await t.http
    .post(path)
    .set(...bearer(t.admin.token))
    .send(body)
    .expect(status);
}

/** A little of everything that a ledger knows. */
async function live(): Promise<void> {
  const reason = 'test';
  const occurredAt = new Date().toISOString();
  for (const userId of ['u1', 'u2', 'u3', 'u4']) {
    await post(`/api/v1/users/${userId}/grants`, { bizNo: 'g1', points: 1000, reason });
  }
  await post('/api/v1/users/u1/deductions', { bizNo: 'd1', points: 100, reason });
  await post('/api/v1/users/u1/transfers', { bizNo: 't1', toUserId: 'u2', points: 50 });
  const holds: string[] = [];
  for (const bizNo of ['h1', 'h2', 'h3']) {
    holds.push((await post('/api/v1/users/u1/holds', { bizNo, points: 60, reason })).holdNo);
  }
  await post('/api/v1/users/u3/holds', { bizNo: 'h4', points: 60, reason });
  await post(`/api/v1/holds/${holds[0]}/capture`, { bizNo: 'c1', points: 20 }, 200);
  await post(`/api/v1/holds/${holds[1]}/release`, { bizNo: 'r1' }, 200);
  const data = { orderNo: 'o1', currency: 'CNY', amount: 12_300 };
  await post('/api/v1/events', { eventId: 'e1', type: 'ORDER_COMPLETED', userId: 'u1', occurredAt, data }, 200);
  await post('/api/v1/events', { eventId: 'e2', type: 'SIGNED_IN', userId: 'u1', occurredAt }, 200);
  await post('/api/v1/events', { eventId: 'e3', type: 'SIGNED_IN', userId: 'u1', occurredAt }, 200);
  await t.http
    .post('/api/v1/events')
    .set(...bearer(t.apiKey))
    .set('Prefer', 'respond-async')
    .send({ eventId: 'e4', type: 'SIGNED_IN', userId: 'u2', occurredAt })
    .expect(202);
  await manage('/api/v1/admin/users/u3/merge', { intoUserId: 'u2', reason });
  await post('/api/v1/users/u3/grants', { bizNo: 'g2', points: 5, reason });
  await manage('/api/v1/admin/users/u4/close', { reason });
  await manage('/api/v1/admin/users/u2/grants', { bizNo: 'm1', points: 7, reason }, 201);
}

const brokenOf = (checks: readonly ReconciliationCheck[]) => checks.filter((check) => check.violations > 0);

describe('a ledger as the API leaves it', () => {
  test('holds every invariant', async () => {
    const checks = await reconciliation.check();
    expect(brokenOf(checks)).toEqual([]);
    expect(checks.map((check) => check.name)).toEqual([...CHECKS.map((check) => check.name), 'batch-hashes']);
  });

  test('has book balances that add up to nothing, sealed or not', async () => {
    const sealer = t.app.get(Sealer);
    const before = await sealer.bookBalances();
    await post('/api/v1/users/u5/grants', { bizNo: 'g1', points: 11, reason: 'test' });
    const unsealed = await sealer.bookBalances();
    expect(await sealer.sealAll()).toBe(1);
    expect(await sealer.bookBalances()).toEqual(unsealed);
    expect(await sealer.sealAll()).toBe(0);
    const of = (balances: typeof before, book: string) => balances.find((each) => each.book === book)?.balance ?? 0;
    expect(of(unsealed, 'ISSUED') - of(before, 'ISSUED')).toBe(-11);
    expect(of(unsealed, 'AVAILABLE') - of(before, 'AVAILABLE')).toBe(11);
    expect(of(unsealed, 'TRANSFER_CLEARING')).toBe(0);
    expect(unsealed.reduce((sum, { balance }) => sum + balance, 0)).toBe(0);
  });

  test('may be sealed by several at once: every batch once, without a gap', async () => {
    const sealer = t.app.get(Sealer);
    const grant = (n: number) => post('/api/v1/users/u6/grants', { bizNo: `many-${n}`, points: 1, reason: 'test' });
    const sealed = await Promise.all([
      ...Array.from({ length: 20 }, (_, n) => grant(n).then(() => sealer.sealAll())),
      ...Array.from({ length: 5 }, () => sealer.sealAll()),
    ]);
    expect(sealed.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
    expect(brokenOf(await reconciliation.check())).toEqual([]);
  });
});

interface Canary {
  check: string;
  tables: string[];
  plant: string;
}

const first = (table: string, where: string) =>
  `(SELECT no FROM (SELECT MIN(transaction_no) AS no FROM ${table} WHERE ${where}) first)`;
const aRow = (where: string) => `transaction_no = ${first('points_transaction', where)}`;

/** Each invariant with something that breaks it. */
const CANARIES: Canary[] = [
  {
    check: 'double-entry',
    tables: ['points_transaction'],
    plant: `UPDATE points_transaction SET debit_book = 'ISSUED', credit_book = 'REDEEMED'
      WHERE ${aRow("business_type = 'GRANT'")}`,
  },
  {
    check: 'double-entry',
    tables: ['points_transaction'],
    plant: `UPDATE points_transaction SET credit_book = 'ATTIC' WHERE ${aRow("business_type = 'DEDUCTION'")}`,
  },
  {
    check: 'books-equal-transactions',
    tables: ['points_account'],
    plant: `UPDATE points_account SET available = available + 1 WHERE user_id = 'u1'`,
  },
  {
    check: 'books-equal-transactions',
    tables: ['points_account'],
    plant: `DELETE FROM points_account WHERE user_id = 'u1'`,
  },
  {
    check: 'sequence-without-gaps',
    tables: ['points_transaction'],
    plant: `UPDATE points_transaction SET seq = seq + 100 WHERE user_id = 'u1' AND seq = 3`,
  },
  {
    check: 'sequence-without-gaps',
    tables: ['points_user'],
    plant: `UPDATE points_user SET seq = seq + 1 WHERE user_id = 'u1'`,
  },
  {
    check: 'available-continuous',
    tables: ['points_transaction'],
    plant: `UPDATE points_transaction SET available_before = available_before + 1, available_after = available_after + 1
      WHERE user_id = 'u1' AND seq = 3`,
  },
  {
    check: 'available-continuous',
    tables: ['points_transaction'],
    plant: `UPDATE points_transaction SET points = points + 1 WHERE user_id = 'u1' AND business_type = 'DEDUCTION'`,
  },
  {
    check: 'no-negative-books',
    tables: ['points_transaction'],
    plant: `UPDATE points_transaction SET available_after = -1 WHERE user_id = 'u1' AND seq = 2`,
  },
  {
    check: 'lots-equal-books',
    tables: ['points_lot'],
    plant: `UPDATE points_lot SET remaining = remaining + 1 WHERE user_id = 'u1' AND book = 'AVAILABLE'`,
  },
  {
    check: 'clearing-balanced',
    tables: ['points_transaction'],
    plant: `DELETE FROM points_transaction WHERE business_type = 'TRANSFER' AND user_id = 'u2'`,
  },
  {
    check: 'open-holds-equal-frozen',
    tables: ['points_hold'],
    plant: `UPDATE points_hold SET status = 'RELEASED' WHERE status = 'OPEN' AND user_id = 'u1'`,
  },
  {
    check: 'holds-end-once',
    tables: ['points_hold'],
    plant: `UPDATE points_hold SET captured = captured + 1 WHERE status = 'CAPTURED'`,
  },
  {
    check: 'holds-end-once',
    tables: ['points_hold'],
    plant: `UPDATE points_hold SET ended_at = created_at WHERE status = 'OPEN'`,
  },
  {
    check: 'holds-end-once',
    tables: ['points_transaction'],
    plant: `UPDATE points_transaction r, points_hold h SET r.lot_ref = h.hold_no
      WHERE r.business_type = 'RELEASE' AND r.business_no = 'r1' AND h.biz_no = 'h1'`,
  },
  {
    check: 'hold-lots',
    tables: ['points_lot'],
    plant: `UPDATE points_lot SET ref = 'H00000000000000000000' WHERE book = 'FROZEN' AND user_id = 'u1'`,
  },
  {
    check: 'requests-have-one-effect',
    tables: ['points_transaction'],
    plant: `UPDATE points_transaction SET business_no = 'g0' WHERE user_id = 'u1' AND business_type = 'GRANT'`,
  },
  {
    check: 'requests-have-one-effect',
    tables: ['account_request'],
    plant: `DELETE FROM account_request WHERE user_id = 'u1' AND operation = 'capture'`,
  },
  {
    check: 'answers-say-what-was-posted',
    tables: ['account_request'],
    plant: `UPDATE account_request SET answer = REPLACE(answer, '"points":100', '"points":101')
      WHERE user_id = 'u1' AND operation = 'deduct'`,
  },
  {
    check: 'events-have-effect',
    tables: ['business_event'],
    plant: `UPDATE business_event SET result = REPLACE(result, '"points":173', '"points":174') WHERE event_id = 'e1'`,
  },
  {
    check: 'events-have-effect',
    tables: ['business_event'],
    plant: `UPDATE business_event SET status = 'NO_AWARD' WHERE event_id = 'e1'`,
  },
  {
    check: 'events-have-effect',
    tables: ['business_event'],
    plant: `DELETE FROM business_event WHERE event_id = 'e1'`,
  },
  { check: 'event-keys', tables: ['event_key'], plant: `DELETE FROM event_key WHERE event_id = 'e3'` },
  { check: 'event-keys', tables: ['event_inbox'], plant: `DELETE FROM event_inbox` },
  {
    check: 'awards-once',
    tables: ['points_transaction'],
    plant: `UPDATE points_transaction SET rule_code = 'ORDER_BASE' WHERE rule_code = 'FIRST_ORDER'`,
  },
  {
    check: 'usage-counters',
    tables: ['usage_counter'],
    plant: `UPDATE usage_counter SET times = times + 1 WHERE counter = 'rule:SIGN_IN'`,
  },
  {
    check: 'batches-complete',
    tables: ['posting_batch'],
    plant: `DELETE FROM posting_batch WHERE seal_no = 3`,
  },
  {
    check: 'batches-complete',
    tables: ['posting_batch'],
    plant: `UPDATE posting_batch SET transactions = transactions + 1 WHERE seal_no = 3`,
  },
  {
    check: 'batch-hashes',
    tables: ['points_transaction'],
    plant: `UPDATE points_transaction SET lots = '[["2099-01-01",1000]]' WHERE user_id = 'u1' AND seq = 1`,
  },
  {
    check: 'seal-chain',
    tables: ['posting_batch'],
    plant: `UPDATE posting_batch SET hash = REPEAT('0', 64) WHERE seal_no = 3`,
  },
  {
    check: 'seal-chain',
    tables: ['posting_batch', 'seal_head'],
    plant: `UPDATE posting_batch SET seal_no = NULL, seal = NULL ORDER BY seal_no DESC LIMIT 1`,
  },
  {
    check: 'checkpoints-equal-sealed',
    tables: ['book_checkpoint'],
    plant: `UPDATE book_checkpoint SET balance = balance + 1 WHERE book = 'REDEEMED'`,
  },
];

const WARNINGS: Canary[] = [
  {
    check: 'due-lots-taken',
    tables: ['points_lot'],
    plant: `UPDATE points_lot SET expires_on = '2020-01-01' WHERE user_id = 'u1' AND book = 'AVAILABLE' LIMIT 1`,
  },
  {
    check: 'batches-sealed-in-time',
    tables: ['posting_batch'],
    plant: `UPDATE posting_batch SET recorded_at = '2020-01-01', seal_no = NULL WHERE seal_no = 3`,
  },
];

/** Runs `work` on a ledger with something wrong in it, and puts the tables right again. */
async function spoilt<T>({ tables, plant }: Canary, work: () => Promise<T>): Promise<T> {
  const { database } = t;
  for (const table of tables) {
    await database.run(`CREATE TABLE kept_${table} LIKE ${table}`);
    await database.run(`INSERT INTO kept_${table} SELECT * FROM ${table}`);
  }
  try {
    expect(await database.run(plant)).toBeGreaterThan(0);
    return await work();
  } finally {
    for (const table of tables) {
      await database.run(`DELETE FROM ${table}`);
      await database.run(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
      await database.run(`DROP TABLE kept_${table}`);
    }
  }
}

describe('a ledger with something wrong in it', () => {
  test('every invariant has something that breaks it', () => {
    const tried = new Set([...CANARIES, ...WARNINGS].map(({ check }) => check));
    expect([...tried].sort()).toEqual([...CHECKS.map(({ name }) => name), 'batch-hashes'].sort());
  });

  test.each(CANARIES)('$check: $plant', async (canary) => {
    const broken = await spoilt(canary, async () => brokenOf(await reconciliation.check()));
    const found = broken.find(({ name }) => name === canary.check);
    expect(found).toMatchObject({ ok: false });
    expect(found?.samples.length).toBeGreaterThan(0);
  });

  test.each(WARNINGS)('$check is late, not wrong', async (canary) => {
    const checks = await spoilt(canary, () => reconciliation.check());
    const found = checks.find(({ name }) => name === canary.check);
    expect(found).toMatchObject({ ok: true, violations: 1 });
  });

  test('is whole again afterwards', async () => {
    expect(brokenOf(await reconciliation.check())).toEqual([]);
  });
});

describe('runs', () => {
  const start = async () => {
    const answer = await t.http
      .post(RUNS)
      .set(...bearer(t.admin.token))
      .expect(202);
    return answer.body as ReconciliationRunView;
  };
  const list = async (query = '') => {
    const answer = await t.http
      .get(`${RUNS}${query}`)
      .set(...bearer(t.admin.token))
      .expect(200);
    return answer.body as { items: ReconciliationRunView[]; nextCursor: string | null };
  };
  const ended = async (runNo: string) => {
    for (;;) {
      const run = (await list()).items.find((each) => each.runNo === runNo);
      if (run && run.status !== 'RUNNING') return run;
    }
  };

  test('are begun once, however often they are asked for, and leave an audit entry', async () => {
    const runs = await Promise.all([start(), start(), start()]);
    expect(new Set(runs.map(({ runNo }) => runNo)).size).toBe(1);
    const runNo = runs[0]?.runNo ?? '';
    const run = await ended(runNo);
    expect(run).toMatchObject({ status: 'PASSED' });
    expect(run.checks.length).toBe(CHECKS.length + 1);
    const audit = await t.http.get('/api/v1/admin/audit-log?action=reconciliation.run').set(...bearer(t.admin.token));
    expect(audit.body.items).toHaveLength(1);
    expect(audit.body.items[0]).toMatchObject({ subject: `reconciliation:${runNo}` });
  });

  test('fail when an invariant is broken, and say so', async () => {
    const [canary] = CANARIES.filter(({ check }) => check === 'lots-equal-books');
    const run = await spoilt(canary as Canary, () => reconciliation.runToEnd('system'));
    expect(run.status).toBe('FAILED');
    const text = linesOf(run).join('\n');
    expect(text).toMatch(/lots-equal-books +BROKEN +1/);
    expect(text).toMatch(/"user_id":"u1"/);
    expect((await list('?limit=1')).items[0]?.runNo).toBe(run.runNo);
  });

  test('that died with their process do not keep others from running', async () => {
    await t.database.run(
      `INSERT INTO reconciliation_run (run_no, started_at, started_by, status, running, heartbeat_at, checks)
       VALUES ('0000000000000000DEAD', '2020-01-01', 'system', 'RUNNING', 1, '2020-01-01', '[]')`,
    );
    expect(await reconciliation.runToEnd('system')).toMatchObject({ status: 'PASSED' });
    const page = await list('?limit=200');
    expect(page.items.at(-1)).toMatchObject({ runNo: '0000000000000000DEAD', status: 'ERROR' });
  });

  test('are listed in pages', async () => {
    const { items, nextCursor } = await list('?limit=2');
    expect(items).toHaveLength(2);
    const next = await list(`?limit=2&cursor=${nextCursor}`);
    const numbers = [...items, ...next.items].map(({ runNo }) => runNo);
    expect(numbers).toEqual([...numbers].sort().reverse());
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
