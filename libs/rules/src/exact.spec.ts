import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addExact,
  addFractions,
  compareFractions,
  ExactOverflowError,
  fraction,
  fromExact,
  mulDivCeil,
  mulDivFloor,
  mulDivHalfUp,
  roundFraction,
  scaleFraction,
  subtractFractions,
  toExact,
} from './exact.js';

const MAX = Number.MAX_SAFE_INTEGER;

describe('a × b / d', () => {
  it.each([
    [2030, 1, 100, 20, 20, 21],
    [2050, 1, 100, 20, 21, 21],
    [2000, 1, 100, 20, 20, 20],
    [1, 1, 3, 0, 0, 1],
    [2, 1, 3, 0, 1, 1],
    [0, 7, 3, 0, 0, 0],
    [-5, 1, 2, -3, -2, -2],
    [-7, 1, 4, -2, -2, -1],
    [MAX, MAX, MAX, MAX, MAX, MAX],
    [MAX, 3, 9, 3002399751580330, 3002399751580330, 3002399751580331],
    [MAX, 1, 2, 4503599627370495, 4503599627370496, 4503599627370496],
    [99_999_999_999, 12_000, 1_000_000, 1_199_999_999, 1_200_000_000, 1_200_000_000],
  ])('%d × %d / %d is %d down, %d half up, %d up', (a, b, d, floor, halfUp, ceil) => {
    expect([mulDivFloor(a, b, d), mulDivHalfUp(a, b, d), mulDivCeil(a, b, d)]).toEqual([floor, halfUp, ceil]);
  });

  it('agrees with BigInt for any safe integers, and refuses what leaves the safe range', () => {
    const int = fc.oneof(fc.maxSafeInteger(), fc.integer());
    const positive = fc.oneof(
      fc.maxSafeNat().filter((n) => n > 0),
      fc.integer({ min: 1, max: 1000 }),
    );
    fc.assert(
      fc.property(int, int, positive, (a, b, d) => {
        const product = BigInt(a) * BigInt(b);
        const divisor = BigInt(d);
        const rest = ((product % divisor) + divisor) % divisor;
        const floor = (product - rest) / divisor;
        const half = rest * 2n >= divisor ? floor + 1n : floor;
        const ceil = rest > 0n ? floor + 1n : floor;
        for (const [ours, wanted] of [
          [mulDivFloor, floor],
          [mulDivHalfUp, half],
          [mulDivCeil, ceil],
        ] as const) {
          if (wanted > BigInt(MAX) || wanted < -BigInt(MAX)) {
            expect(() => ours(a, b, d)).toThrow(ExactOverflowError);
          } else {
            expect(ours(a, b, d)).toBe(Number(wanted));
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses what is no safe integer, and division by zero', () => {
    for (const [a, b, d] of [
      [1.5, 1, 1],
      [1, Number.NaN, 1],
      [MAX + 1, 1, 1],
      [1, 1, 0],
      [1, 1, -1],
    ] as const) {
      expect(() => mulDivFloor(a, b, d)).toThrow(RangeError);
    }
    expect(() => addExact(MAX, 1)).toThrow(ExactOverflowError);
    expect(addExact(MAX, -1)).toBe(MAX - 1);
  });
});

describe('fractions', () => {
  const any = fc.tuple(
    fc.maxSafeInteger(),
    fc
      .maxSafeNat()
      .map((n) => n + 1)
      .filter(Number.isSafeInteger),
  );

  it('stay exact beyond the safe range and come back from storage', () => {
    fc.assert(
      fc.property(any, any, ([a, b], [c, d]) => {
        const sum = addFractions(fraction(a, b), fraction(c, d));
        expect(BigInt(sum.n) * BigInt(b) * BigInt(d)).toBe(
          (BigInt(a) * BigInt(d) + BigInt(c) * BigInt(b)) * BigInt(sum.d),
        );
        expect(compareFractions(subtractFractions(sum, fraction(c, d)), fraction(a, b))).toBe(0);
        expect(fromExact(JSON.parse(JSON.stringify(toExact(sum))))).toEqual(sum);
        expect(typeof sum.n === 'number' ? Number.isSafeInteger(sum.n) : !Number.isSafeInteger(Number(sum.n))).toBe(
          true,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('are kept in lowest terms', () => {
    expect(fraction(2030, 100)).toEqual({ n: 203, d: 10 });
    expect(scaleFraction(fraction(203, 10), 12_000, 10_000)).toEqual({ n: 609, d: 25 });
    expect(fraction(0, 7)).toEqual({ n: 0, d: 1 });
    expect(toExact(scaleFraction({ n: MAX, d: 1 }, MAX, 1))[0]).toBe('81129638414606663681390495662081');
  });

  it('compare', () => {
    expect(compareFractions(fraction(1, 3), fraction(1, 2))).toBe(-1);
    expect(compareFractions(fraction(2, 3), fraction(1, 2))).toBe(1);
    expect(compareFractions(fraction(2, 4), fraction(1, 2))).toBe(0);
  });

  it('round to a safe integer or not at all', () => {
    expect(roundFraction(fraction(609, 25), 'floor')).toBe(24);
    expect(roundFraction(fraction(5, 2), 'half_up')).toBe(3);
    expect(() => roundFraction(scaleFraction({ n: MAX, d: 1 }, 2, 1), 'floor')).toThrow(ExactOverflowError);
  });
});
