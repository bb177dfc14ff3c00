import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isDay, isInstant } from './instant.js';

const FIRST = new Date('1000-01-02T00:00:00Z');
const LAST = new Date('9999-12-30T23:59:59.999Z');
const two = (number: number) => String(number).padStart(2, '0');

describe('days and instants', () => {
  test('every time whose day has four digits in any zone is an instant, and its day a day', () => {
    fc.assert(
      fc.property(fc.date({ min: FIRST, max: LAST, noInvalidDate: true }), (date) => {
        const text = date.toISOString();
        expect(isInstant(text)).toBe(true);
        expect(isDay(text.slice(0, 10))).toBe(true);
      }),
    );
  });

  test('days are those of the calendar', () => {
    fc.assert(
      fc.property(fc.nat(10_500), fc.nat(13), fc.nat(32), (year, month, day) => {
        const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
        const date = new Date(`${text}T00:00:00Z`);
        const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
        expect(isDay(text)).toBe(exists && year >= 1000 && year <= 9999);
      }),
      { numRuns: 2000 },
    );
    for (const text of ['2012-02-29', '2000-02-29', '9999-12-31']) expect(isDay(text)).toBe(true);
    for (const text of ['2011-02-29', '1900-02-29', '2010-02-30', '2010-2-3', '2010-12-01 ', '', '20101201'])
      expect(isDay(text)).toBe(false);
  });

  test('an instant lies within the range in UTC, too, whatever its offset', () => {
    const offset = fc.tuple(fc.constantFrom('+', '-'), fc.nat(23), fc.nat(59));
    fc.assert(
      fc.property(
        fc.constantFrom('1000-01-01', '1000-01-02', '9999-12-30', '9999-12-31', '2026-01-15'),
        fc.nat(23),
        offset,
        (day, hour, [sign, hours, minutes]) => {
          const text = `${day}T${two(hour)}:30:00${sign}${two(hours)}:${two(minutes)}`;
          const at = new Date(text);
          expect(isInstant(text)).toBe(at >= FIRST && at <= LAST);
        },
      ),
    );
  });

  test('nothing else is an instant', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'0123456789-:TZ+. ') }), (text) => !isInstant(text)));
    for (const text of [
      '2010-12-01T08:26:00z',
      '2010-12-01t08:26:00Z',
      '2010-12-01T08:26Z',
      '2010-12-01T08:26:00.Z',
      ' 2010-12-01T08:26:00Z',
    ])
      expect(isInstant(text)).toBe(false);
  });
});
