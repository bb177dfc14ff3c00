import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Attempts, afterFailure, lockedForSeconds } from './lockout.js';

const START = new Date('2026-01-15T08:00:00Z');
const later = (ms: number) => new Date(START.getTime() + ms);

function failTimes(times: number, now = START): Attempts {
  let state = afterFailure(undefined, now);
  for (let i = 1; i < times; i++) state = afterFailure(state, now);
  return state;
}

describe('lock-out', () => {
  test('four failures are free, then every one doubles the wait up to an hour', () => {
    const waits = Array.from({ length: 14 }, (_, i) => lockedForSeconds(failTimes(i + 1), START));
    expect(waits).toEqual([0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
  });

  test('the wait ends by itself', () => {
    const locked = failTimes(5);
    expect(lockedForSeconds(locked, later(29_001))).toBe(1);
    expect(lockedForSeconds(locked, later(30_000))).toBe(0);
  });

  test('a day without a failure forgets them', () => {
    const day = 24 * 3600 * 1000;
    expect(afterFailure(failTimes(9), later(day - 1)).failures).toBe(10);
    expect(afterFailure(failTimes(9), later(day)).failures).toBe(1);
  });

  test('a row without failures, or none at all, locks nobody', () => {
    expect(lockedForSeconds(undefined, START)).toBe(0);
    expect(lockedForSeconds({ failures: 0, failedAt: START, lockedUntil: null }, START)).toBe(0);
  });

  test('however attempts are spread, guesses in a day stay few', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 600_000 }), { minLength: 1, maxLength: 500 }), (gapsMs) => {
        let state: Attempts | undefined;
        let at = 0;
        let guesses = 0;
        for (const gap of gapsMs) {
          at += gap;
          if (at >= 24 * 3600 * 1000) break;
          if (lockedForSeconds(state, later(at)) > 0) continue;
          state = afterFailure(state, later(at));
          guesses++;
        }
        expect(guesses).toBeLessThanOrEqual(4 + 8 + 24);
      }),
    );
  });
});
