import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Interval, meanOf, newcombeInterval, type Sample, studentQuantile, welchInterval } from './statistics.js';

const sampleOf = (values: readonly number[]): Sample => ({
  users: values.length,
  sum: values.reduce((total, value) => total + BigInt(value), 0n),
  sumOfSquares: values.reduce((total, value) => total + BigInt(value) ** 2n, 0n),
});
const points = fc.integer({ min: 0, max: 9_000_000_000_000 });
const group = fc.array(points, { minLength: 2, maxLength: 30 }).map(sampleOf);
const share = fc
  .tuple(fc.integer({ min: 2, max: 1_000_000 }), fc.nat())
  .map(([users, seed]) => ({ users, hits: seed % (users + 1) }));
const holds = ({ low, estimate, high }: Interval) => low <= estimate && estimate <= high;

describe("Student's quantile", () => {
  // Abramowitz & Stegun, table 26.10, column Q = 0.025.
  test.each([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [5, 2.571],
    [10, 2.228],
    [20, 2.086],
    [30, 2.042],
    [60, 2.0],
    [120, 1.98],
    [2_000_000, 1.96],
  ])('with %d degrees of freedom is %d, as in the tables', (freedom, quantile) => {
    expect(studentQuantile(freedom)).toBeCloseTo(quantile, 3);
  });

  test('is exact where it can be worked out by hand: tan(0.475π) for one degree, 0.95·√(2/(1 − 0.95²)) for two', () => {
    expect(studentQuantile(1)).toBeCloseTo(Math.tan(0.475 * Math.PI), 9);
    expect(studentQuantile(2)).toBeCloseTo(0.95 * Math.sqrt(2 / (1 - 0.95 ** 2)), 9);
  });

  test('falls with the degrees of freedom, down to the normal one, without a step', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 2e6, noNaN: true }),
        fc.double({ min: 1, max: 2, noNaN: true }),
        (freedom, factor) => {
          const [wide, narrow] = [studentQuantile(freedom), studentQuantile(freedom * factor)];
          expect(wide).toBeGreaterThanOrEqual(narrow - 1e-8);
          expect(narrow).toBeGreaterThan(1.9599);
        },
      ),
    );
    expect(studentQuantile(999_999)).toBeCloseTo(studentQuantile(1_000_000), 5);
  });
});

describe('the difference of means (Welch)', () => {
  test("is what R's documentation gives for Student's sleep data", () => {
    // t.test(extra ~ group, data = sleep): 95 percent confidence interval −3.3654832 0.2054832; here in tenths of hours.
    const first = sampleOf([7, -16, -2, -12, -1, 34, 37, 8, 0, 20]);
    const second = sampleOf([19, 8, 11, 1, -1, 44, 55, 16, 46, 34]);
    const interval = welchInterval(first, second);
    expect(interval?.estimate).toBeCloseTo(15.8, 12);
    expect(interval?.low).toBeCloseTo(-2.054832, 5);
    expect(interval?.high).toBeCloseTo(33.654832, 5);
  });

  test('by hand: 0 2 and 10 14 differ by 11 ± 6.1881·√5 with 1.4706 degrees of freedom', () => {
    // s² = 2 and 8, v = 1 and 4, ν = 25 / (1 + 16) = 1.470588…
    const interval = welchInterval(sampleOf([0, 2]), sampleOf([10, 14])) as Interval;
    expect(interval.estimate).toBe(11);
    expect(interval.high - 11).toBeCloseTo(studentQuantile(25 / 17) * Math.sqrt(5), 9);
    expect(11 - interval.low).toBeCloseTo(interval.high - 11, 9);
  });

  test('needs two users in each group', () => {
    const two = sampleOf([1, 2]);
    expect(welchInterval(sampleOf([1]), two)).toBeNull();
    expect(welchInterval(two, sampleOf([]))).toBeNull();
    expect(meanOf(sampleOf([]))).toBe(0);
    expect(meanOf(two)).toBe(1.5);
  });

  test('nothing scatters: the interval is the difference itself', () => {
    expect(welchInterval(sampleOf([5, 5, 5]), sampleOf([10, 10]))).toEqual({ estimate: 5, low: 5, high: 5 });
  });

  test('holds the estimate and turns round with the groups', () => {
    fc.assert(
      fc.property(group, group, (first, second) => {
        const there = welchInterval(first, second) as Interval;
        const back = welchInterval(second, first) as Interval;
        expect(holds(there)).toBe(true);
        expect(back.estimate).toBeCloseTo(-there.estimate, 6);
        expect(back.low / (1 + Math.abs(back.low))).toBeCloseTo(-there.high / (1 + Math.abs(there.high)), 9);
      }),
    );
  });

  test('points that everybody has more change nothing but the means', () => {
    const few = fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(few, few, fc.integer({ min: 1, max: 1_000_000_000 }), (first, second, more) => {
        const plain = welchInterval(sampleOf(first), sampleOf(second)) as Interval;
        const lifted = welchInterval(
          sampleOf(first.map((value) => value + more)),
          sampleOf(second.map((value) => value + more)),
        ) as Interval;
        // The exact sums keep small differences between large numbers.
        expect(lifted.estimate).toBeCloseTo(plain.estimate, 9);
        expect(lifted.low).toBeCloseTo(plain.low, 6);
      }),
    );
  });

  test('covers the truth about 95 times out of 100, also with few users whose points scatter unequally', () => {
    // A generator of its own (mulberry32), so that the count is always the same.
    const random = randomFrom(20_261_122);
    let covered = 0;
    const runs = 2_000;
    for (let run = 0; run < runs; run++) {
      const first = sampleOf(Array.from({ length: 12 }, () => bell(random, 100, 10)));
      const second = sampleOf(Array.from({ length: 25 }, () => bell(random, 130, 60)));
      const { low, high } = welchInterval(first, second) as Interval;
      if (low <= 30 && 30 <= high) covered += 1;
    }
    // The standard error of the count is √(2000 · 0.95 · 0.05) ≈ 9.7.
    expect(Math.abs(covered - 1_900)).toBeLessThan(30);
  });
});

describe('the difference of proportions (Newcombe)', () => {
  // Newcombe (1998), table II, method 10; he subtracts the second from the first.
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('%d/%d − %d/%d lies from %d … as published', (hits, users, otherHits, otherUsers, low, high) => {
    const interval = newcombeInterval({ users: otherUsers, hits: otherHits }, { users, hits }) as Interval;
    expect(interval.estimate).toBeCloseTo(hits / users - otherHits / otherUsers, 12);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test('needs two users in each group', () => {
    expect(newcombeInterval({ users: 1, hits: 1 }, { users: 5, hits: 1 })).toBeNull();
    expect(newcombeInterval({ users: 5, hits: 1 }, { users: 0, hits: 0 })).toBeNull();
  });

  test('holds the estimate, stays within −1 and 1 and turns round with the groups', () => {
    fc.assert(
      fc.property(share, share, (first, second) => {
        const there = newcombeInterval(first, second) as Interval;
        const back = newcombeInterval(second, first) as Interval;
        expect(holds(there)).toBe(true);
        expect(there.low >= -1 && there.high <= 1).toBe(true);
        expect(back.low).toBeCloseTo(-there.high, 9);
        expect(back.high).toBeCloseTo(-there.low, 9);
      }),
    );
  });

  test('the same shares of ten times the users are told more exactly', () => {
    fc.assert(
      fc.property(share, share, (first, second) => {
        const widthOf = ({ low, high }: Interval) => high - low;
        const few = newcombeInterval(first, second) as Interval;
        const tenfold = ({ users, hits }: typeof first) => ({ users: users * 10, hits: hits * 10 });
        const many = newcombeInterval(tenfold(first), tenfold(second)) as Interval;
        expect(widthOf(many)).toBeLessThan(widthOf(few));
      }),
    );
  });
});

function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number of a normal distribution (Box and Muller). */
function bell(random: () => number, mean: number, deviation: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.round(mean + deviation * normal);
}
