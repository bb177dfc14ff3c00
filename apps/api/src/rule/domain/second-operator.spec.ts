import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type BacktestFinding, type Policy, reviewNeeded } from './second-operator.js';

const policy = (more: Partial<Policy> = {}): Policy => ({
  ...{ rateGuardBps: 100_000, reviewAboveBps: 1000, reviewWithoutBacktest: false },
  ...more,
});
const finding = (changeBps: number | null, points = 100): BacktestFinding => ({ backtestNo: 'B', points, changeBps });

describe('a second operator is needed', () => {
  test('for more than the threshold, not for exactly that much', () => {
    expect(reviewNeeded(policy(), finding(1000))).toBeUndefined();
    expect(reviewNeeded(policy(), finding(1001))).toEqual({
      why: 'INCREASE_ABOVE_THRESHOLD',
      increaseBps: 1001,
      backtestNo: 'B',
    });
    expect(reviewNeeded(policy({ reviewAboveBps: 0 }), finding(0))).toBeUndefined();
    expect(reviewNeeded(policy({ reviewAboveBps: 0 }), finding(-500))).toBeUndefined();
  });

  test('for points where none were posted, and not for none', () => {
    expect(reviewNeeded(policy(), finding(null, 1))).toMatchObject({ increaseBps: null, backtestNo: 'B' });
    expect(reviewNeeded(policy(), finding(null, 0))).toBeUndefined();
  });

  test('for what was not backtested, if the policy says so', () => {
    expect(reviewNeeded(policy(), undefined)).toBeUndefined();
    expect(reviewNeeded(policy({ reviewWithoutBacktest: true }), undefined)).toEqual({
      why: 'NO_BACKTEST',
      increaseBps: null,
      backtestNo: null,
    });
  });

  test('never without a threshold, and the more the lower the threshold', () => {
    const findings = fc.option(fc.integer({ min: -10_000, max: 1_000_000 }), { nil: null }).map((bps) => finding(bps));
    fc.assert(
      fc.property(fc.option(findings, { nil: undefined }), fc.boolean(), fc.nat(), fc.nat(), (found, without, a, b) => {
        const need = (reviewAboveBps: number | null) =>
          reviewNeeded(policy({ reviewAboveBps, reviewWithoutBacktest: without }), found);
        expect(need(null)).toBeUndefined();
        if (need(Math.max(a, b))) expect(need(Math.min(a, b))).toBeDefined();
      }),
    );
  });
});
