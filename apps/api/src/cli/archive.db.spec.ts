import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '../testing/database.js';
import { archive } from './archive.js';

let t: TestDatabase;
beforeAll(async () => {
  t = await openTestDatabase();
  // As a version that did not look back made them: one partition for all months before the first start.
  await t.database.run(
    `ALTER TABLE points_transaction REORGANIZE PARTITION p202601, p202602, p202603, p202604 INTO (
       PARTITION p202604 VALUES LESS THAN ('2026-05-01'))`,
  );
  await addRow(1, '2026-02-10');
  await addRow(2, '2026-04-10');
});
afterAll(() => t?.close());

/** A sealed posting of a day, as far as the archive looks at it. */
async function addRow(seq: number, day: string): Promise<void> {
  const no = String(seq).padStart(20, '0');
  await t.database.run(
    `INSERT INTO posting_batch (batch_no, recorded_at, first_no, last_no, transactions, points, hash, seal_no, seal)
     VALUES (?)`,
    [[no, day, no, no, 1, 7, '', seq, '']],
  );
  await t.database.run(
    `INSERT INTO points_transaction (transaction_no, recorded_at, user_id, seq, wallet, debit_book, credit_book, points,
       available_before, available_after, business_type, business_no, lots, lot_ref, batch_no, occurred_at, actor)
     VALUES (?)`,
    [[no, day, 'ann', seq, 'points', 'ISSUED', 'AVAILABLE', 7, 0, 7, 'GRANT', no, '[]', '', no, day, 'system']],
  );
}

async function said(day: string, isCommit: boolean): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const options = { isCommit, months: 2, now: new Date(`${day}T12:00:00Z`), say: (line: string) => lines.push(line) };
  return { code: await archive(t.url, options), lines };
}

describe('the command, with a partition of several months', () => {
  test('says what stays, from when on it may move, and moves nothing of it before', async () => {
    const stays =
      'p202604 (from 2026-01-01, before 2026-05-01): 1 rows are from before 2026-04-01 and stay; ' +
      'a partition moves as a whole, on 2026-07-01';
    const { code, lines } = await said('2026-06-30', false);
    expect(code).toBe(0);
    expect(lines).toContain(stays);
    const moved = await said('2026-06-30', true);
    expect(moved.lines[0]).toBe(stays);
    expect(moved.lines.filter((line) => line.includes('p202604'))).toHaveLength(1);
  });

  test('says nothing when none of its rows is from behind the retention', async () => {
    expect((await said('2026-04-30', false)).lines.join()).not.toContain('p202604');
  });

  test('moves all of it on that day', async () => {
    const { code, lines } = await said('2026-07-01', true);
    expect(code).toBe(0);
    expect(lines.filter((line) => line.includes('p202604'))).toEqual([
      expect.stringMatching(/^p202604 \(before 2026-05-01\): 2 rows moved, 0 left/),
    ]);
  });

  test('says of rows in the open end that nobody has split it', async () => {
    await addRow(3, '2090-01-05');
    const { lines } = await said('2090-05-05', false);
    expect(lines[0]).toMatch(/^pmax \(from \d{4}-\d\d-01, without an end\): 1 rows .* once it has been split: npm run/);
  });
});
