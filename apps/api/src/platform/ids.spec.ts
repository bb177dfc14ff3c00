import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { firstIdOf, Ids, idTimeMs } from './ids.js';

const NOW = Date.UTC(2026, 0, 15, 8, 26);
/** The last millisecond that nine characters hold: in the year 3084. */
const LAST_MS = 32 ** 9 - 1;
const milliseconds = fc.integer({ min: 0, max: LAST_MS });

describe('ids', () => {
  test('a hundred thousand in one millisecond differ and sort as they were made', () => {
    const ids = new Ids();
    const made = Array.from({ length: 100_000 }, () => ids.next(NOW));
    expect(new Set(made).size).toBe(made.length);
    expect(made.every((id, i) => i === 0 || id > (made[i - 1] as string))).toBe(true);
    expect(made[0]).toMatch(/^[0-9A-HJKMNP-TV-Z]{20}$/);
  });

  test('more than a counter holds moves on to the next millisecond', () => {
    const ids = new Ids();
    let last = '';
    for (let i = 0; i <= 32 ** 4; i++) {
      const id = ids.next(NOW);
      if (id <= last) throw new Error(`${id} after ${last}`);
      last = id;
    }
    expect(idTimeMs(last)).toBe(NOW + 1);
    expect(ids.next(NOW + 1) > last).toBe(true);
    expect(idTimeMs(ids.next(NOW + 2))).toBe(NOW + 2);
  });

  test('whatever the clock does, ids of a process rise', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: NOW - 5, max: NOW + 5 }), { minLength: 1 }), (clock) => {
        const ids = new Ids();
        const made = clock.map((ms) => ids.next(ms));
        expect([...made].sort()).toEqual(made);
        expect(new Set(made).size).toBe(made.length);
        expect(made.map(idTimeMs)).toEqual(clock.map((_, i) => Math.max(...clock.slice(0, i + 1))));
      }),
    );
  });

  test('the time can be read back, and ranges begin below every id of their millisecond', () => {
    fc.assert(
      fc.property(
        milliseconds.filter((ms) => ms > 0),
        milliseconds,
        (ms, other) => {
          const id = new Ids().next(ms);
          expect(id).toHaveLength(20);
          expect(idTimeMs(id)).toBe(ms);
          expect(idTimeMs(firstIdOf(other))).toBe(other);
          expect(firstIdOf(ms) <= id).toBe(true);
          expect(Math.sign(other - ms)).toBe(
            firstIdOf(other) === firstIdOf(ms) ? 0 : firstIdOf(other) > firstIdOf(ms) ? 1 : -1,
          );
        },
      ),
    );
  });

  test('processes have names of their own', () => {
    const names = Array.from({ length: 1000 }, () => new Ids().next(NOW).slice(9, 16));
    expect(new Set(names).size).toBe(names.length);
  });

  test('what is no id has no time', () => {
    for (const text of [
      '',
      '0',
      'I0000000000000000000',
      `${firstIdOf(NOW)}0`,
      firstIdOf(NOW).toLowerCase().replace(/0/g, 'u'),
    ])
      expect(idTimeMs(text)).toBeUndefined();
  });
});
