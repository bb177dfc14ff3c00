import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  burnDown,
  changeBps,
  everyDay,
  formatChange,
  isOpen,
  PRESETS,
  presetDays,
  progressPercent,
  ranSeconds,
} from './backtest.js';

describe('progress', () => {
  test('reaches 100 only at the end', () => {
    expect(progressPercent({ status: 'QUEUED', totalEvents: null, doneEvents: 0 })).toBeUndefined();
    expect(progressPercent({ status: 'RUNNING', totalEvents: 600, doneEvents: 599 })).toBe(99);
    expect(progressPercent({ status: 'RUNNING', totalEvents: 600, doneEvents: 700 })).toBe(99);
    expect(progressPercent({ status: 'RUNNING', totalEvents: 0, doneEvents: 0 })).toBe(0);
    expect(progressPercent({ status: 'DONE', totalEvents: 0, doneEvents: 0 })).toBe(100);
    expect([isOpen({ status: 'QUEUED' }), isOpen({ status: 'CANCELLED' })]).toEqual([true, false]);
  });

  test('takes so many seconds', () => {
    const startedAt = '2026-01-01T00:00:00.000Z';
    expect(ranSeconds({ startedAt, finishedAt: '2026-01-01T00:00:01.240Z' })).toBe(1.2);
    expect(ranSeconds({ startedAt, finishedAt: null })).toBeUndefined();
  });
});

describe('days', () => {
  const day = { day: '2010-12-02', events: 3, points: 40, postedPoints: 20 };

  test('without events are zeros', () => {
    expect(everyDay([day], '2010-12-01', '2010-12-03').map((each) => each.points)).toEqual([0, 40, 0]);
    expect(everyDay([day], '2010-12-03', '2010-12-01')).toEqual([]);
    expect(everyDay([day], 'x', '2010-12-01')).toEqual([]);
  });

  test('of a budget keep what was left the day before, and end at zero', () => {
    const budget = {
      ...{ ruleCode: 'A', budget: 100, usedBefore: 10, used: 100, exhaustedOn: '2010-12-04' },
      byDay: [
        { day: '2010-12-02', used: 60 },
        { day: '2010-12-04', used: 120 },
      ],
    };
    expect(burnDown(budget, '2010-12-01', '2010-12-04').map((each) => each.left)).toEqual([90, 40, 40, 0]);
  });

  test('of a preset lie within those that have events and end with the last', () => {
    const stored = { fromDay: '2010-12-01', toDay: '2011-08-31' };
    expect(presetDays('all', stored, 1000)).toEqual(stored);
    expect(presetDays('all', stored, 10)).toEqual({ fromDay: '2011-08-22', toDay: '2011-08-31' });
    expect(presetDays('week', stored, 1000)).toEqual({ fromDay: '2011-08-25', toDay: '2011-08-31' });
    const short = { fromDay: '2011-08-30', toDay: '2011-08-31' };
    for (const preset of PRESETS) expect(presetDays(preset, short, 1000)).toEqual(short);
  });
});

describe('the change', () => {
  test('is signed, and nothing can be a percentage of nothing', () => {
    expect(formatChange(changeBps(100, 120), 'en-US')).toBe('+20%');
    expect(formatChange(changeBps(100, 66), 'zh-CN')).toBe('−34%');
    expect(formatChange(changeBps(3, 4), 'en-US')).toBe('+33.33%');
    expect(formatChange(changeBps(100, 100), 'en-US')).toBe('0%');
    expect(formatChange(changeBps(0, 5), 'en-US')).toBe('—');
  });

  test('has the sign of the difference', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), fc.nat({ max: 10 ** 9 }), (before, after) => {
        const bps = changeBps(before, after) ?? 0;
        if (Math.abs(after - before) * 10_000 >= before) expect(Math.sign(bps)).toBe(Math.sign(after - before));
      }),
    );
  });
});
