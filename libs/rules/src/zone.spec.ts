import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  addMonths,
  dateOfDay,
  dayOfDate,
  endOfMonth,
  endOfYear,
  isDate,
  isTimeZone,
  localDate,
  localParts,
  NEVER,
  utcOffsetMs,
} from './zone.js';

const ZONES = [
  'UTC',
  'Asia/Shanghai',
  'Europe/London',
  'America/Sao_Paulo',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Africa/Casablanca',
  'Africa/Monrovia',
  'Europe/Dublin',
  'Asia/Gaza',
];

const formats = new Map(
  ZONES.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }),
  ]),
);

/** `2026-11-22 08:26:05`, from Intl directly. */
function intlText(ms: number, timeZone: string): string {
  return formats.get(timeZone)?.format(ms) ?? '';
}

function ourText(ms: number, timeZone: string): string {
  return new Date(ms + utcOffsetMs(ms, timeZone)).toISOString().slice(0, 19).replace('T', ' ');
}

describe('local days', () => {
  it('agree with Intl at any instant from 1900 to 2100', () => {
    const instant = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2100, 0, 1) });
    fc.assert(
      fc.property(instant, fc.constantFrom(...ZONES), (ms, zone) => {
        const wanted = intlText(ms, zone);
        expect(ourText(ms, zone)).toBe(wanted);
        expect(localDate(ms, zone)).toBe(wanted.slice(0, 10));
        const { year, month, day, hour, minute } = localParts(ms, zone);
        expect([year, month, day, hour, minute]).toEqual(wanted.slice(0, 16).split(/[- :]/).map(Number));
      }),
      { numRuns: 3000 },
    );
  });

  it.each(ZONES)('agree with Intl to the millisecond around every change of offset in %s', (zone) => {
    for (const year of [1941, 1972, 1986, 1991, 1997, 2011, 2018, 2024, 2026]) {
      let before = Date.UTC(year, 0, 1);
      for (let ms = before; ms < Date.UTC(year + 1, 0, 1); ms += 12 * 3_600_000) {
        expect(ourText(ms, zone)).toBe(intlText(ms, zone));
        if (utcOffsetMs(ms, zone) !== utcOffsetMs(before, zone)) {
          const change = bisect(before, ms, zone);
          for (const near of [change - 900_000, change - 1, change, change + 1, change + 899_999]) {
            expect(ourText(near, zone)).toBe(intlText(near, zone));
          }
        }
        before = ms;
      }
    }
  });

  it('knows the summer time that China had from 1986 to 1991', () => {
    expect(localDate(Date.UTC(1988, 5, 30, 15, 30), 'Asia/Shanghai')).toBe('1988-07-01');
    expect(localDate(Date.UTC(1998, 5, 30, 15, 30), 'Asia/Shanghai')).toBe('1998-06-30');
  });

  it('jumps over the day that Samoa left out', () => {
    const change = Date.UTC(2011, 11, 30, 10);
    expect(localDate(change - 1, 'Pacific/Apia')).toBe('2011-12-29');
    expect(localDate(change, 'Pacific/Apia')).toBe('2011-12-31');
  });

  it.each([
    ['2026-01-01T00:00:00Z', 4, 1, 2026],
    ['2021-01-03T23:59:59Z', 7, 53, 2020],
    ['2024-12-30T00:00:00Z', 1, 1, 2025],
    ['2026-11-22T12:00:00Z', 7, 47, 2026],
    ['2020-12-31T12:00:00Z', 4, 53, 2020],
    ['1969-12-31T12:00:00Z', 3, 1, 1970],
  ])('%s is ISO weekday %d of week %d of %d', (instant, isoWeekday, isoWeek, isoWeekYear) => {
    expect(localParts(Date.parse(instant), 'UTC')).toMatchObject({ isoWeekday, isoWeek, isoWeekYear });
  });

  it('refuses unknown zones and instants', () => {
    for (const zone of ['Mars/Olympus', '', '+08:00', 'Asia/Shanghai ', '__proto__']) {
      expect(isTimeZone(zone)).toBe(false);
      expect(() => localDate(0, zone)).toThrow(RangeError);
    }
    expect(isTimeZone('Asia/Shanghai')).toBe(true);
    for (const ms of [Number.NaN, Number.POSITIVE_INFINITY, 8.64e15, 0.5, -8.64e15]) {
      expect(() => localDate(ms, 'UTC')).toThrow(RangeError);
    }
  });
});

describe('dates', () => {
  it('count days like UTC dates do', () => {
    fc.assert(
      fc.property(fc.integer({ min: dayOfDate('0001-01-01'), max: dayOfDate(NEVER) }), (day) => {
        const text = dateOfDay(day);
        expect(text).toBe(new Date(day * 86_400_000).toISOString().slice(0, 10));
        expect(dayOfDate(text)).toBe(day);
      }),
    );
  });

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2026-10-31', 1, '2026-11-30'],
    ['2026-12-15', 1, '2027-01-15'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-03-31', 24, '2028-03-31'],
    ['2026-01-01', 0, '2026-01-01'],
    ['9999-06-01', 12, NEVER],
  ])('%s and %d months are %s', (date, months, wanted) => {
    expect(addMonths(date, months)).toBe(wanted);
  });

  it('add days, end months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2100-02-28', 1)).toBe('2100-03-01');
    expect(addDays('2026-11-22', 365)).toBe('2027-11-22');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(addDays('9999-12-30', 400)).toBe(NEVER);
    expect(endOfYear('2026-11-22')).toBe('2026-12-31');
    expect(endOfYear('2026-11-22', 1)).toBe('2027-12-31');
    expect(endOfYear('9999-01-01', 1)).toBe(NEVER);
    expect(endOfMonth('2026-01-31', 1)).toBe('2026-02-28');
    expect(endOfMonth('2026-11-22', 12)).toBe('2027-11-30');
    expect(endOfMonth('2026-11-01')).toBe('2026-11-30');
  });

  it('are refused when they do not exist', () => {
    for (const text of [
      '2026-02-29',
      '2100-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-04-31',
      '0000-01-01',
      '2026-1-1',
      'x',
    ]) {
      expect(isDate(text)).toBe(false);
      expect(() => addDays(text, 1)).toThrow(RangeError);
    }
    expect(isDate('2000-02-29')).toBe(true);
    expect(() => addDays('0001-01-01', -1)).toThrow(RangeError);
  });
});

/** The first millisecond with the later offset. */
function bisect(early: number, late: number, zone: string): number {
  let [low, high] = [early, late];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const same = intlOffset(middle, zone) === intlOffset(early, zone);
    [low, high] = same ? [middle, high] : [low, middle];
  }
  return high;
}

function intlOffset(ms: number, zone: string): number {
  return Date.parse(`${intlText(ms, zone).replace(' ', 'T')}Z`) - Math.floor(ms / 1000) * 1000;
}
