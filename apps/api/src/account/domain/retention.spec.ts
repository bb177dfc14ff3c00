import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { behindFrom, EMPTY_FOR_MS, keptFrom, mayDrop } from './retention.js';

const moments = fc.date({
  min: new Date('2026-01-01T00:00:00Z'),
  max: new Date('2100-12-31T23:59:59Z'),
  noInvalidDate: true,
});

describe('what stays in the ledger', () => {
  test('is so many whole months before this one', () => {
    expect(keptFrom(new Date('2026-11-22T07:00:00Z'), 25)).toBe('2024-10-01');
    expect(keptFrom(new Date('2026-03-31T23:59:59.999Z'), 1)).toBe('2026-02-01');
    expect(keptFrom(new Date('2026-01-01T00:00:00Z'), 12)).toBe('2025-01-01');
  });

  test('is everything when the retention is 0', () => {
    expect(keptFrom(new Date('2026-11-22T07:00:00Z'), 0)).toBeUndefined();
  });

  test('is at least the whole of the last months, on any day', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 200 }), (now, months) => {
        const from = new Date(`${keptFrom(now, months)}T00:00:00Z`);
        expect(from.getUTCDate()).toBe(1);
        const between = (now.getUTCFullYear() - from.getUTCFullYear()) * 12 + now.getUTCMonth() - from.getUTCMonth();
        expect(between).toBe(months);
        expect(now.getTime() - from.getTime()).toBeGreaterThanOrEqual(28 * 86_400_000);
      }),
    );
  });
});

describe('what comes before the first day of a month', () => {
  test('is behind the retention from a day on, and not the day before', () => {
    expect(behindFrom('2026-12-01', 1)).toBe('2027-01-01');
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 200 }), (moment, months) => {
        const below = `${moment.toISOString().slice(0, 7)}-01`;
        const from = new Date(`${behindFrom(below, months)}T00:00:00Z`);
        expect(keptFrom(from, months)).toBe(below);
        expect(String(keptFrom(new Date(from.getTime() - 1), months)) < below).toBe(true);
      }),
    );
  });
});

describe('an emptied month', () => {
  test('is dropped when it has been empty for a day, not before', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 3 * EMPTY_FOR_MS }), (emptied, afterMs) => {
        const at = emptied.getTime();
        expect(mayDrop(at, at + afterMs)).toBe(afterMs >= EMPTY_FOR_MS);
      }),
    );
    expect(mayDrop(undefined, Date.now())).toBe(false);
  });
});
