import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UsageTable, UsageTableFull } from './usage-table.js';

const step = fc.record({
  user: fc.oneof(fc.nat(5), fc.nat(3_000_000)),
  counter: fc.oneof(fc.nat(3), fc.nat(2 ** 21 - 1)),
  times: fc.nat(3),
  points: fc.nat(1_000_000_000_000),
});

describe('counters in a table', () => {
  test('hold what a map of them would hold', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const table = new UsageTable(1_000_000);
        const map = new Map<string, { times: number; points: number }>();
        for (const { user, counter, times, points } of steps) {
          const key = `${user}|${counter}`;
          const before = map.get(key) ?? { times: 0, points: 0 };
          expect(table.get(user, counter)).toEqual(before);
          table.add(user, counter, times, points);
          map.set(key, { times: before.times + times, points: before.points + points });
        }
        for (const { user, counter } of steps) expect(table.get(user, counter)).toEqual(map.get(`${user}|${counter}`));
        expect(table.size).toBe(map.size);
      }),
    );
  });

  test('are kept apart and found again, also when there are very many', () => {
    const table = new UsageTable(1_000_000);
    for (let user = 0; user < 400; user++)
      for (let counter = 0; counter < 500; counter++) table.add(user, counter, 1, user);
    expect(table.size).toBe(200_000);
    for (let user = 0; user < 400; user += 7) expect(table.get(user, user)).toEqual({ times: 1, points: user });
    expect(table.get(400, 0)).toEqual({ times: 0, points: 0 });
  });

  test('end where the memory ends, and what is there can still be counted on', () => {
    const table = new UsageTable(2);
    table.add(1, 1, 1, 1);
    table.add(2, 1, 1, 1);
    expect(() => table.add(3, 1, 1, 1)).toThrow(UsageTableFull);
    table.add(1, 1, 1, 4);
    expect(table.get(1, 1)).toEqual({ times: 2, points: 5 });
    expect(() => table.add(1, 2 ** 21, 1, 1)).toThrow(UsageTableFull);
  });
});
