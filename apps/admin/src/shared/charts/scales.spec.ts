import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { labelled, linear, linePath, nearestIndex, ticks } from './scales.js';

describe('a scale', () => {
  test('is a straight line', () => {
    const y = linear(0, 200, 100, 0);
    expect([y(0), y(100), y(200)]).toEqual([100, 50, 0]);
    expect(linear(5, 5, 0, 10)(5)).toBe(5);
  });
});

describe('ticks', () => {
  test('are round', () => {
    expect(ticks(0, 97, 4)).toEqual([0, 50, 100]);
    expect(ticks(0, 13_912, 4)).toEqual([0, 5000, 10_000, 15_000]);
    expect(ticks(0, 3, 4)).toEqual([0, 1, 2, 3]);
    expect(ticks(0, 0, 4)).toEqual([0, 1]);
    expect(ticks(-0.01, 0.11, 4, false)).toEqual([-0.05, 0, 0.05, 0.1, 0.15]);
    expect(ticks(2, 2, 4, false)).toEqual([2]);
  });

  test('cover the values in even steps, and zero is among them when the values lie on both sides', () => {
    const value = fc.integer({ min: -1_000_000, max: 1_000_000 });
    fc.assert(
      fc.property(value, value, fc.integer({ min: 1, max: 8 }), (a, b, count) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const found = ticks(low, high, count);
        expect(found.at(0)).toBeLessThanOrEqual(low);
        expect(found.at(-1)).toBeGreaterThanOrEqual(high);
        expect(found.length).toBeLessThanOrEqual(count + 3);
        const step = (found[1] ?? 0) - (found[0] ?? 0);
        for (const [index, at] of found.entries()) expect(at).toBeCloseTo((found[0] ?? 0) + index * step, 3);
        if (low < 0 && high > 0) expect(found).toContain(0);
      }),
    );
  });
});

test('labels are thinned out evenly', () => {
  expect(labelled(5, 10)).toEqual([0, 1, 2, 3, 4]);
  expect(labelled(10, 4)).toEqual([0, 3, 6, 9]);
  expect(labelled(0, 4)).toEqual([]);
});

test('a line breaks where a value is missing', () => {
  const points = [{ x: 0, y: 1 }, { x: 1.005, y: 2 }, undefined, { x: 3, y: 4 }];
  expect(linePath(points)).toBe('M0 1L1 2M3 4');
});

test('the pointer finds the nearest place', () => {
  expect(nearestIndex(49, 3, 0, 100)).toBe(1);
  expect(nearestIndex(-5, 3, 0, 100)).toBe(0);
  expect(nearestIndex(500, 3, 0, 100)).toBe(2);
  expect(nearestIndex(5, 1, 0, 100)).toBe(0);
  expect(nearestIndex(5, 0, 0, 100)).toBeUndefined();
});
