import { describe, expect, test } from '@jest/globals';
import type { AccountView } from '@jifen/contracts';
import fc from 'fast-check';
import { MERGED_FIGURES, mergedAccounts } from './merge-values.js';
import { recordedRange } from './statement-range.js';

const points = fc.nat(1_000_000);
const account = fc.record({
  wallet: fc.constantFrom('points', 'coins'),
  ...{ available: points, pending: points, frozen: points, debt: points, totalEarned: points, totalConsumed: points },
}) as unknown as fc.Arbitrary<AccountView>;
const accounts = fc.uniqueArray(account, { selector: ({ wallet }) => wallet });

describe('a merge', () => {
  test('loses nothing: everything adds up, and what is available repays what is owed', () => {
    fc.assert(
      fc.property(accounts, accounts, (from, into) => {
        const merges = mergedAccounts(from, into);
        const worth = (all: readonly Pick<AccountView, 'available' | 'debt'>[]) =>
          all.reduce((sum, each) => sum + each.available - each.debt, 0);
        expect(worth(merges.map(({ after }) => after))).toBe(worth(from) + worth(into));
        for (const { wallet, after, repaid } of merges) {
          expect(Math.min(after.available, after.debt)).toBe(0);
          const both = [...from, ...into].filter((each) => each.wallet === wallet);
          for (const figure of MERGED_FIGURES) {
            const sum = both.reduce((total, each) => total + each[figure], 0);
            expect(after[figure]).toBe(figure === 'available' || figure === 'debt' ? sum - repaid : sum);
          }
        }
        expect(merges.map(({ wallet }) => wallet).sort()).toEqual(
          [...new Set([...from, ...into].map(({ wallet }) => wallet))].sort(),
        );
      }),
    );
  });
});

describe('days of a statement', () => {
  test('begin and end where the programme is', () => {
    expect(recordedRange('2026-03-01', '2026-03-01', 'Asia/Shanghai')).toEqual({
      recordedFrom: '2026-02-28T16:00:00Z',
      recordedTo: '2026-03-01T16:00:00Z',
    });
    // The clocks go forward that night, so the day has 23 hours.
    expect(recordedRange('2026-03-29', '2026-03-29', 'Europe/Berlin')).toEqual({
      recordedFrom: '2026-03-28T23:00:00Z',
      recordedTo: '2026-03-29T22:00:00Z',
    });
  });

  test('are no bounds when they are no days', () => {
    expect(recordedRange(null, '2026-02-30', 'UTC')).toEqual({ recordedFrom: null, recordedTo: null });
  });
});
