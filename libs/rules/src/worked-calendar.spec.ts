import { describe, expect, it } from '@jest/globals';
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
  weekdayOfDay,
} from './zone.js';

describe('days, worked by hand', () => {
  it.each([
    ['1970-01-01', 0, 4],
    ['1969-12-31', -1, 3],
    ['1969-12-28', -4, 7],
    ['1969-12-29', -3, 1],
    ['2000-01-01', 10_957, 6],
    ['2000-02-29', 11_016, 2],
    ['2000-03-01', 11_017, 3],
    ['1900-01-01', -25_567, 1],
    ['1900-03-01', -25_508, 4],
    ['2100-03-01', 47_541, 1],
    ['2026-11-22', 20_779, 7],
  ])('%s is day %d, weekday %d', (date, day, weekday) => {
    expect(dayOfDate(date)).toBe(day);
    expect(dateOfDay(day)).toBe(date);
    expect(weekdayOfDay(day)).toBe(weekday);
  });

  it.each([
    ['0001-01-01'],
    ['0400-12-31'],
    ['0401-01-01'],
    ['2000-12-31'],
    ['2001-01-01'],
    ['2399-12-31'],
    ['2400-02-29'],
    ['2400-12-31'],
    ['9999-12-31'],
  ])('%s is itself again', (date) => {
    expect(dateOfDay(dayOfDate(date))).toBe(date);
    expect(isDate(date)).toBe(true);
  });

  it.each([
    ['x2026-01-01'],
    ['2026-01-01x'],
    ['2026-00-10'],
    ['2026-13-01'],
    ['2026-01-00'],
    ['2026-01-32'],
    ['2026-02-29'],
    ['2026-04-31'],
    ['2026-06-31'],
    ['2026-09-31'],
    ['2026-11-31'],
    ['2100-02-29'],
    ['0000-01-01'],
    ['26-01-01'],
  ])('%s is no day', (date) => {
    expect(isDate(date)).toBe(false);
    expect(() => dayOfDate(date)).toThrow(new RangeError(`not a date: ${date}`));
  });

  it('ends with the year 9999', () => {
    expect(addDays('9999-12-30', 1)).toBe('9999-12-31');
    expect(addDays('9999-12-30', 5)).toBe('9999-12-31');
    expect(addMonths('9999-06-15', 3)).toBe('9999-09-15');
    expect(addMonths('9999-06-15', 12)).toBe('9999-12-31');
    expect(endOfYear('9998-05-05', 1)).toBe('9999-12-31');
    expect(endOfYear('9998-05-05', 2)).toBe('9999-12-31');
    const last = dayOfDate('9999-12-31');
    expect(() => dateOfDay(last + 1)).toThrow(`day ${last + 1} is outside of the years 0001 to 9999`);
    const first = dayOfDate('0001-01-01');
    expect(() => dateOfDay(first - 1)).toThrow(RangeError);
    expect(() => dateOfDay(Number.NaN)).toThrow(RangeError);
  });

  it('months end where they end', () => {
    const ends = Array.from({ length: 12 }, (_, i) => endOfMonth('2026-01-15', i).slice(5));
    expect(ends).toEqual('01-31 02-28 03-31 04-30 05-31 06-30 07-31 08-31 09-30 10-31 11-30 12-31'.split(' '));
  });
});

describe('zones', () => {
  it.each([
    ['UTC', true],
    ['Asia/Shanghai', true],
    ['+08:00', false],
    ['', false],
    ['Asia/Nowhere', false],
  ])('%j: %j', (name, known) => {
    expect(isTimeZone(name)).toBe(known);
  });

  it('refuse what is no instant', () => {
    const said = 'instant outside of the years 0001 to 9999: ';
    expect(() => localDate(0.5, 'UTC')).toThrow(`${said}0.5`);
    expect(() => localDate(Number.NaN, 'UTC')).toThrow(`${said}NaN`);
    expect(() => localDate(-62_135_424_000_001, 'UTC')).toThrow(RangeError);
    expect(() => localDate(253_402_128_000_000, 'UTC')).toThrow(RangeError);
    expect(localDate(-62_135_424_000_000, 'UTC')).toBe('0001-01-03');
    expect(localDate(253_402_127_999_999, 'UTC')).toBe('9999-12-29');
    expect(() => localDate(0, '+08:00')).toThrow('not an IANA time zone: +08:00');
  });

  it('a day in which the clocks change, to the minute', () => {
    const at = (instant: string) => {
      const { day, hour, minute } = localParts(Date.parse(instant), 'Europe/London');
      return [day, hour, minute];
    };
    expect(at('2026-03-29T00:59:59.999Z')).toEqual([29, 0, 59]);
    expect(at('2026-03-29T01:00:00Z')).toEqual([29, 2, 0]);
    expect(at('2026-03-29T22:59:59Z')).toEqual([29, 23, 59]);
    expect(at('2026-03-29T23:00:00Z')).toEqual([30, 0, 0]);
    expect(at('2026-10-25T00:59:59Z')).toEqual([25, 1, 59]);
    expect(at('2026-10-25T01:00:00Z')).toEqual([25, 1, 0]);
    expect(at('2026-10-26T00:00:00Z')).toEqual([26, 0, 0]);
  });

  it('remember more days than they keep', () => {
    for (let day = 0; day < 9000; day++) {
      expect(localDate(day * 86_400_000, 'Asia/Kathmandu')).toBe(dateOfDay(day));
    }
  });
});
