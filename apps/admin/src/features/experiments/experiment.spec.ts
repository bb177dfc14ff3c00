import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  doubleCodes,
  formatDifference,
  formatPointDifference,
  formatShare,
  groupsBody,
  intervalDomain,
  shares,
  verdict,
} from './experiment.js';

describe('groups', () => {
  test('share the users by weight', () => {
    expect(shares([{ weight: 1 }, { weight: 3 }])).toEqual([0.25, 0.75]);
    expect(shares([{ weight: null }, { weight: 3 }])).toEqual([null, 1]);
    expect(shares([{ weight: 0 }])).toEqual([null]);
    expect(formatShare(1 / 3, 'en-US')).toBe('33.3%');
    expect(formatShare(null, 'en-US')).toBe('—');
  });

  test('add up to all users', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 2, maxLength: 10 }), (weights) => {
        const sum = shares(weights.map((weight) => ({ weight }))).reduce<number>((all, one) => all + (one ?? 0), 0);
        expect(sum).toBeCloseTo(1, 9);
      }),
    );
  });

  test('must not have a code twice', () => {
    expect([...doubleCodes([{ code: 'a' }, { code: 'B' }, { code: ' A ' }, { code: '' }, { code: '' }])]).toEqual([2]);
  });

  test('are sent without the spaces around what was typed', () => {
    expect(groupsBody([{ code: ' A ', name: ' As before', weight: 50, ruleSet: 'main' }])).toEqual([
      { code: 'A', name: 'As before', weight: 50, ruleSet: 'main' },
    ]);
  });
});

describe('an interval', () => {
  const of = (low: number, high: number) => ({ estimate: (low + high) / 2, low, high });

  test('shows a difference only when it leaves out 0', () => {
    expect([of(1, 2), of(-2, -1), of(-1, 2), of(0, 2), of(-1, 0)].map(verdict)).toEqual([
      'higher',
      'lower',
      'unclear',
      'unclear',
      'unclear',
    ]);
  });

  test('lies within the drawn values, and so does 0', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value)), (pairs) => {
        const intervals = pairs.map(([a, b]) => of(Math.min(a, b), Math.max(a, b)));
        const [low, high] = intervalDomain(intervals);
        expect(low).toBeLessThanOrEqual(0);
        expect(high).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThan(high);
        for (const interval of intervals) {
          expect(low).toBeLessThanOrEqual(interval.low);
          expect(high).toBeGreaterThanOrEqual(interval.high);
        }
      }),
    );
  });

  test('is written with signs', () => {
    expect(formatDifference(12.5, 'en-US')).toBe('+12.5');
    expect(formatDifference(-1234.5, 'en-US')).toBe('−1,230');
    expect(formatDifference(0, 'en-US')).toBe('0');
    expect(formatPointDifference(0.05, 'en-US')).toBe('+5');
    expect(formatPointDifference(-0.01234, 'zh-CN')).toBe('−1.23');
  });
});
