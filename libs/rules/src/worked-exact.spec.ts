import { describe, expect, it } from '@jest/globals';
import {
  addExact,
  addFractions,
  compareFractions,
  ExactOverflowError,
  fraction,
  mulDivCeil,
  mulDivFloor,
  mulDivHalfUp,
  roundFraction,
  scaleFraction,
  subtractFractions,
  toExact,
} from './exact.js';

const E20 = 10n ** 20n;

describe('whole numbers, worked by hand', () => {
  it.each([
    [7, 3, 2, 10, 11, 11],
    [7, 3, 4, 5, 5, 6],
    [-7, 3, 2, -11, -10, -10],
    [-7, 3, 4, -6, -5, -5],
    [0, -5, 3, 0, 0, 0],
    [-1, 1, 2, -1, 0, 0],
  ])('%d × %d / %d is %d, %d, %d', (a, b, d, floor, halfUp, ceil) => {
    expect(mulDivFloor(a, b, d)).toBe(floor);
    expect(mulDivHalfUp(a, b, d)).toBe(halfUp);
    expect(mulDivCeil(a, b, d)).toBe(ceil);
  });

  it.each([
    [0.5, 1, 1],
    [1, 0.5, 1],
    [1, 1, 0.5],
    [1, 1, 0],
    [1, 1, -1],
    [9_007_199_254_740_992, 1, 1],
  ])('%d × %d / %d is refused', (a, b, d) => {
    expect(() => mulDivFloor(a, b, d)).toThrow(new RangeError(`not safe integers: ${a} × ${b} / ${d}`));
  });

  it('say what left the range', () => {
    expect(() => addExact(9_007_199_254_740_991, 1)).toThrow('9007199254740991 + 1 leaves the safe range');
    expect(() => mulDivFloor(9_007_199_254_740_991, 2, 1)).toThrow('18014398509481982 points leave the safe range');
    expect(new ExactOverflowError('').name).toBe('ExactOverflowError');
  });
});

describe('fractions, worked by hand', () => {
  it('in lowest terms', () => {
    expect(fraction(6, 4)).toEqual({ n: 3, d: 2 });
    expect(fraction(-6, 4)).toEqual({ n: -3, d: 2 });
    expect(fraction(0, 5)).toEqual({ n: 0, d: 1 });
    expect(fraction(3, 7)).toEqual({ n: 3, d: 7 });
  });

  it('added, taken off, scaled, compared', () => {
    expect(addFractions({ n: 1, d: 2 }, { n: 1, d: 3 })).toEqual({ n: 5, d: 6 });
    expect(subtractFractions({ n: 1, d: 2 }, { n: 1, d: 3 })).toEqual({ n: 1, d: 6 });
    expect(scaleFraction({ n: 2, d: 3 }, 3, 4)).toEqual({ n: 1, d: 2 });
    expect(compareFractions({ n: 1, d: 3 }, { n: 1, d: 2 })).toBe(-1);
    expect(compareFractions({ n: 2, d: 4 }, { n: 1, d: 2 })).toBe(0);
    expect(compareFractions({ n: 2, d: 3 }, { n: 1, d: 2 })).toBe(1);
  });

  it('beyond the safe range, small above huge and huge above small', () => {
    expect(fraction(-15n * E20, 10n * E20)).toEqual({ n: -3, d: 2 });
    expect(fraction(0, E20)).toEqual({ n: 0, d: 1 });
    expect(fraction(10, 5n * E20)).toEqual({ n: 1, d: E20 / 2n });
    expect(fraction(5n * E20, 10)).toEqual({ n: E20 / 2n, d: 1 });
    expect(roundFraction({ n: 5, d: E20 }, 'floor')).toBe(0);
    expect(roundFraction({ n: 5, d: E20 }, 'ceil')).toBe(1);
    expect(roundFraction({ n: -5, d: E20 }, 'floor')).toBe(-1);
    expect(roundFraction({ n: 3n * E20, d: 2n * E20 }, 'half_up')).toBe(2);
    expect(() => roundFraction({ n: E20, d: 1 }, 'floor')).toThrow(ExactOverflowError);
    expect(toExact({ n: E20, d: 3 })).toEqual(['100000000000000000000', 3]);
  });
});
