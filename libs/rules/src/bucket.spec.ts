import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bucketOf, inRollout, pickGroup } from './bucket.js';

/** Σ (got − expected)² / expected: for n cells about n − 1, hardly ever above n + 5 √(2 n). */
function unevenness(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

const prefixes = fc.stringMatching(/^[A-Za-z0-9._:@-]{0,20}$/);

describe('buckets', () => {
  it('never change', () => {
    expect(['', 'a', '17850', 'user-1', 'user-2', '用户一', '\ud83c\udf4e', 'x'.repeat(64)].map(bucketOf)).toEqual([
      6689, 5699, 444, 2300, 7150, 5697, 4254, 4729,
    ]);
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((n) => inRollout(`u${n}`, 'v7', 50))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      true,
    ]);
    const groups = [
      { code: 'A', weight: 1 },
      { code: 'B', weight: 2 },
    ];
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((n) => pickGroup(`u${n}`, 'X', groups)).join('')).toBe('BBABABBA');
  });

  it('are even for users numbered in a row, whatever stands before the number', () => {
    fc.assert(
      fc.property(prefixes, fc.nat(1_000_000), (prefix, from) => {
        const counts = new Array<number>(100).fill(0);
        for (let i = 0; i < 10_000; i++) {
          const cell = Math.floor(bucketOf(`${prefix}${from + i}`) / 100);
          counts[cell] = (counts[cell] ?? 0) + 1;
        }
        expect(counts).toHaveLength(100);
        expect(unevenness(counts, 100)).toBeLessThan(180);
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  it('of different salts have nothing to do with each other', () => {
    fc.assert(
      fc.property(prefixes, prefixes, (one, other) => {
        fc.pre(one !== other);
        const counts = [0, 0, 0, 0];
        for (let i = 0; i < 10_000; i++) {
          const cell = (inRollout(`${i}`, one, 50) ? 2 : 0) + (inRollout(`${i}`, other, 50) ? 1 : 0);
          counts[cell] = (counts[cell] ?? 0) + 1;
        }
        expect(unevenness(counts, 2500)).toBeLessThan(25);
      }),
      { numRuns: 20, seed: 1 },
    );
  });
});

it('a bucket is a whole number from 0 to 9999', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const bucket = bucketOf(text);
      expect(Number.isInteger(bucket) && bucket >= 0 && bucket < 10_000).toBe(true);
    }),
  );
});

describe('a rollout', () => {
  it('keeps whoever is in when it grows; 0 is nobody and 100 everybody', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(10_000), fc.nat(10_000), (user, salt, a, b) => {
        const [low, high] = [Math.min(a, b) / 100, Math.max(a, b) / 100];
        expect(!inRollout(user, salt, low) || inRollout(user, salt, high)).toBe(true);
        expect([inRollout(user, salt, 0), inRollout(user, salt, 100)]).toEqual([false, true]);
      }),
    );
  });

  it('takes hundredths of a percent as they are written', () => {
    const share = (percent: number) =>
      Array.from({ length: 100_000 }, (_, i) => inRollout(`${i}`, 's', percent)).filter(Boolean).length;
    expect(Math.abs(share(0.07) - 70)).toBeLessThan(40);
    expect(Math.abs(share(10) - 10_000)).toBeLessThan(400);
  });
});

describe('groups of an experiment', () => {
  it('are picked in proportion to their weights', () => {
    fc.assert(
      fc.property(
        prefixes,
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
        (code, weights) => {
          const groups = weights.map((weight, i) => ({ code: `G${i}`, weight: weight * 700_000_001 }));
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          const counts = new Map<string, number>();
          for (let i = 0; i < 5000; i++) {
            const group = pickGroup(`user-${i}`, code, groups);
            counts.set(group, (counts.get(group) ?? 0) + 1);
          }
          weights.forEach((weight, i) => {
            const expected = (5000 * weight) / total;
            expect(Math.abs((counts.get(`G${i}`) ?? 0) - expected)).toBeLessThan(5 * Math.sqrt(expected));
          });
        },
      ),
      { numRuns: 20, seed: 1 },
    );
  });

  it('need positive whole weights', () => {
    for (const weights of [[], [0], [1, -1], [0.5], [Number.NaN]]) {
      const groups = weights.map((weight, i) => ({ code: `G${i}`, weight }));
      expect(() => pickGroup('u', 'X', groups)).toThrow(RangeError);
    }
  });
});
