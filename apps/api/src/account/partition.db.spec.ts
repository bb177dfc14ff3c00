import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openTestDatabase, type TestDatabase } from '../testing/database.js';
import { addMonthPartitions, months, partitionsOf } from './partition.repository.js';

let t: TestDatabase;
beforeAll(async () => {
  t = await openTestDatabase();
});
afterAll(() => t?.close());

/** The first days of the months from one to another, both included. */
function firstDays(from: string, to: string): string[] {
  const days = [from];
  for (let at = new Date(from); at.toISOString().slice(0, 10) < to; ) {
    at = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
    days.push(at.toISOString().slice(0, 10));
  }
  return days;
}

describe('monthly partitions', () => {
  test('are this month and the three that follow, across the end of a year', () => {
    const now = new Date('2026-11-30T23:59:59.999Z');
    expect(months(now, now)).toEqual([
      { name: 'p202611', below: '2026-12-01' },
      { name: 'p202612', below: '2027-01-01' },
      { name: 'p202701', below: '2027-02-01' },
      { name: 'p202702', below: '2027-03-01' },
    ]);
  });

  test('follow each other without a gap from any day to any other, also the 31st', () => {
    const min = new Date('2026-01-01T00:00:00Z');
    const days = fc.date({ min, max: new Date('2100-12-31T23:59:59Z'), noInvalidDate: true });
    fc.assert(
      fc.property(days, days, (from, now) => {
        const made = months(from, now);
        const end = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 4, 1)).toISOString().slice(0, 10);
        const first = `${from.toISOString().slice(0, 7)}-01`;
        expect(made.map(({ below }) => below)).toEqual(first < end ? firstDays(first, end).slice(1) : []);
        for (const [n, { name }] of made.entries()) {
          expect(`${name.slice(1, 5)}-${name.slice(5)}-01`).toBe(made[n - 1]?.below ?? first);
        }
      }),
    );
  });

  test('are there one a month from the first day on, also before the day of the first start', async () => {
    const bounds = (await partitionsOf(t.database, 'points_transaction')).map(({ below }) => below);
    const [first, last] = [bounds[0] ?? '', bounds.at(-2) ?? ''];
    expect(first < new Date().toISOString() && last > new Date().toISOString()).toBe(true);
    expect(bounds).toEqual([...firstDays(first, last), undefined]);
  });

  test('are made once, also those between the last one and now', async () => {
    const [last] = (await partitionsOf(t.database, 'points_transaction')).slice(-2);
    const later = new Date(Date.now() + 400 * 86_400_000);
    const made = await addMonthPartitions(t.database, later);
    expect(made.length).toBeGreaterThan(12);
    const bounds = (await partitionsOf(t.database, 'points_transaction')).map(({ below }) => below);
    expect(bounds.slice(-made.length - 2)).toEqual([...firstDays(last?.below ?? '', bounds.at(-2) ?? ''), undefined]);
    expect(await addMonthPartitions(t.database, later)).toEqual([]);
    expect(await addMonthPartitions(t.database, new Date(0))).toEqual([]);
  });
});
