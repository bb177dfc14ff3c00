import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openTestDatabase, type TestDatabase } from '../testing/database.js';
import { addMonthPartitions, months } from './partition.repository.js';

let t: TestDatabase;
beforeAll(async () => {
  t = await openTestDatabase();
});
afterAll(() => t?.close());

describe('monthly partitions', () => {
  test('are this month and the three that follow, across the end of a year', () => {
    expect(months(new Date('2026-11-30T23:59:59.999Z'))).toEqual([
      { name: 'p202611', before: '2026-12-01' },
      { name: 'p202612', before: '2027-01-01' },
      { name: 'p202701', before: '2027-02-01' },
      { name: 'p202702', before: '2027-03-01' },
    ]);
  });

  test('follow each other without a gap from any day, also the 31st', () => {
    const min = new Date('2026-01-01T00:00:00Z');
    fc.assert(
      fc.property(fc.date({ min, max: new Date('2100-12-31T23:59:59Z'), noInvalidDate: true }), (now) => {
        const made = months(now);
        expect(made[0]?.name).toBe(`p${now.toISOString().slice(0, 7).replace('-', '')}`);
        made.slice(1).forEach(({ name }, index) => {
          expect(made[index]?.before).toBe(`${name.slice(1, 5)}-${name.slice(5)}-01`);
        });
      }),
    );
  });

  test('are made once', async () => {
    const later = new Date(Date.now() + 400 * 86_400_000);
    expect(await addMonthPartitions(t.database, later)).toHaveLength(4);
    expect(await addMonthPartitions(t.database, later)).toEqual([]);
  });
});
