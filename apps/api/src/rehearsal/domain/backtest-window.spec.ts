import { describe, expect, test } from '@jest/globals';
import { addDays, localDate } from '@jifen/rules';
import fc from 'fast-check';
import { earlierOf } from './backtest-earlier.js';
import { daysBetween, daysOf, rangeOfDays } from './backtest-window.js';

const ZONES = ['Asia/Shanghai', 'UTC', 'Europe/London', 'America/New_York', 'Pacific/Auckland', 'Asia/Beirut'];
const day = fc.integer({ min: 0, max: 40_000 }).map((n) => addDays('1960-01-01', n));

describe('days as instants', () => {
  test('begin and end where the local date changes', () => {
    fc.assert(
      fc.property(day, fc.nat(40), fc.constantFrom(...ZONES), (fromDay, more, timeZone) => {
        const toDay = addDays(fromDay, more);
        const { fromMs, toMs } = rangeOfDays(fromDay, toDay, timeZone);
        expect(localDate(fromMs, timeZone)).toBe(fromDay);
        expect(localDate(fromMs - 1, timeZone) < fromDay).toBe(true);
        expect(localDate(toMs - 1, timeZone)).toBe(toDay);
        expect(localDate(toMs, timeZone) > toDay).toBe(true);
      }),
    );
  });

  test('are what the calendar says: Shanghai is eight hours early, London changes its clock', () => {
    expect(rangeOfDays('2026-11-01', '2026-11-30', 'Asia/Shanghai')).toEqual({
      fromMs: Date.UTC(2026, 9, 31, 16),
      toMs: Date.UTC(2026, 10, 30, 16),
    });
    const { fromMs, toMs } = rangeOfDays('2026-10-25', '2026-10-25', 'Europe/London');
    expect(toMs - fromMs).toBe(25 * 3_600_000);
  });

  test('Samoa had no 30 December 2011: no instant belongs to it', () => {
    const { fromMs, toMs } = rangeOfDays('2011-12-30', '2011-12-30', 'Pacific/Apia');
    expect(toMs - fromMs).toBe(0);
    expect(localDate(fromMs, 'Pacific/Apia')).toBe('2011-12-31');
  });

  test('are listed and counted with both ends', () => {
    expect(daysOf('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
    expect(daysBetween('2026-02-27', '2026-03-01')).toBe(3);
    expect(daysBetween('2026-03-01', '2026-02-27')).toBe(-1);
  });
});

describe('what counts of before the first day', () => {
  const base = { name: { 'zh-CN': 'x', 'en-US': 'x' }, trigger: 'SIGNED_IN', rounding: 'floor' } as const;
  const limit = (...periods: ('day' | 'week' | 'month' | 'lifetime')[]) =>
    periods.map((period) => ({ kind: 'period' as const, period, times: 1 }));
  const rule = (code: string, limits: ReturnType<typeof limit>) => {
    return { ...base, code, award: { kind: 'fixed' as const, points: 1 }, limits } as never;
  };
  const ruleSet = {
    rules: [
      rule('DAY', limit('day')),
      rule('WEEK', limit('week', 'day')),
      rule('MONTH', limit('week', 'month')),
      rule('LIFE', limit('lifetime', 'month')),
      rule('FREE', []),
    ],
  };

  test('goes back to the beginning of the week, of the month, or of everything', () => {
    // A Friday; its week began on Monday the 16th.
    const earlier = earlierOf(ruleSet, '2026-11-20', 'UTC');
    const toMs = Date.UTC(2026, 10, 20);
    expect(earlier).toEqual([
      { ruleCodes: ['WEEK'], range: { fromMs: Date.UTC(2026, 10, 16), toMs } },
      { ruleCodes: ['MONTH'], range: { fromMs: Date.UTC(2026, 10, 1), toMs } },
      { ruleCodes: ['LIFE'], range: { fromMs: Date.UTC(1000, 0, 3), toMs } },
    ]);
  });

  test('is only what is for life where week and month begin on that day', () => {
    expect(earlierOf(ruleSet, '2026-06-01', 'Asia/Shanghai').map(({ ruleCodes }) => ruleCodes)).toEqual([['LIFE']]);
  });
});
