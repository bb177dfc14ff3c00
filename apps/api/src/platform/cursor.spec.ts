import { describe, expect, test } from '@jest/globals';
import { JifenError } from '@jifen/contracts';
import fc from 'fast-check';
import { decodeCursor, encodeCursor, pageOf } from './cursor.js';

const value = fc.oneof(fc.string({ unit: 'binary' }), fc.maxSafeInteger());
const values = fc.array(value, { maxLength: 4 });

function refusal(list: string, cursor: string): string {
  try {
    return JSON.stringify(decodeCursor(list, cursor));
  } catch (error) {
    if (error instanceof JifenError) return error.code;
    throw error;
  }
}

describe('cursors', () => {
  test('give back what they were made of', () => {
    fc.assert(
      fc.property(fc.string(), values, (list, after) => {
        expect(decodeCursor(list, encodeCursor(list, after))).toEqual(after.map((v) => (Object.is(v, -0) ? 0 : v)));
      }),
    );
    expect(decodeCursor('transactions/17850', undefined)).toBeUndefined();
  });

  test('of another list or another user are refused', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), values, (list, other, after) => {
        fc.pre(list !== other);
        expect(refusal(other, encodeCursor(list, after))).toBe('INVALID_CURSOR');
      }),
    );
  });

  test('that somebody has touched are refused', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.string({ minLength: 1, maxLength: 3 }), (after, at, text) => {
        const cursor = encodeCursor('lots/17850', after);
        const place = at % (cursor.length + 1);
        const touched = cursor.slice(0, place) + text + cursor.slice(place);
        expect(refusal('lots/17850', touched)).toBe('INVALID_CURSOR');
        expect(refusal('lots/17850', cursor.slice(0, at % cursor.length))).toBe('INVALID_CURSOR');
      }),
    );
  });

  test('that are garbage are refused, whatever they hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => expect(refusal('lots', text)).toBe('INVALID_CURSOR')),
    );
    const forge = (body: unknown) => encodeCursor('lots', body as never);
    for (const body of [null, {}, 7, [null], [[]], [{}], 'text'])
      expect(refusal('lots', forge(body))).toBe('INVALID_CURSOR');
  });

  test('pages end where the rows end', () => {
    const rows = [1, 2, 3, 4, 5].map((seq) => ({ seq }));
    const page = (from: number, limit: number) =>
      pageOf(
        'seqs',
        rows.slice(from, from + limit + 1),
        limit,
        (row) => row.seq,
        (row) => [row.seq],
      );
    const first = page(0, 2);
    expect(first.items).toEqual([1, 2]);
    expect(decodeCursor('seqs', first.nextCursor ?? '')).toEqual([2]);
    expect(page(4, 2)).toEqual({ items: [5], nextCursor: null });
    expect(page(3, 2)).toEqual({ items: [4, 5], nextCursor: null });
    expect(page(5, 2)).toEqual({ items: [], nextCursor: null });
  });
});
