import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileDateFormat } from './dates.js';
import { localToInstant } from './zone.js';

function read(format: string, zone: string, text: string): string {
  const result = compileDateFormat(format, zone)(text);
  return typeof result === 'number' ? new Date(result).toISOString() : result;
}

describe('compileDateFormat', () => {
  it.each([
    ['M/D/YYYY H:mm', 'Europe/London', '12/1/2010 8:26', '2010-12-01T08:26:00.000Z'],
    ['M/D/YYYY H:mm', 'Europe/London', '8/31/2011 17:45', '2011-08-31T16:45:00.000Z'],
    ['D/M/YYYY', 'Europe/London', '1/12/2010', '2010-12-01T00:00:00.000Z'],
    ['D/M/YYYY', 'Asia/Shanghai', '1/12/2010', '2010-11-30T16:00:00.000Z'],
    ['DD.MM.YY HH:mm:ss', 'UTC', '05.07.24 23:59:59', '2024-07-05T23:59:59.000Z'],
    ['YYYY年M月D日', 'Asia/Shanghai', '2024年2月29日', '2024-02-28T16:00:00.000Z'],
    ['YYYYMMDD[T]HHmm', 'UTC', '20240229T0101', '2024-02-29T01:01:00.000Z'],
    ['M/D/YYYY h:mm A', 'UTC', '1/2/2024 12:05 am', '2024-01-02T00:05:00.000Z'],
    ['YYYY-MM-DD HH:mm:ss.SSS Z', 'UTC', '2024-01-02 03:04:05.678 +08:00', '2024-01-01T19:04:05.678Z'],
    ['ISO', 'Europe/London', '2011-07-01', '2011-06-30T23:00:00.000Z'],
    ['ISO', 'Europe/London', '2011-07-01T10:00:00Z', '2011-07-01T10:00:00.000Z'],
    ['ISO', 'Europe/London', '2011-07-01 10:00', '2011-07-01T09:00:00.000Z'],
  ])('%s in %s reads %s', (format, zone, text, instant) => {
    expect(read(format, zone, text)).toBe(instant);
  });

  it.each([
    ['M/D/YYYY', '13/1/2010'],
    ['D/M/YYYY', '30/2/2010'],
    ['D/M/YYYY', '29/2/2011'],
    ['D/M/YYYY', '1/12/10'],
    ['D/M/YYYY', '1/12/2010 8:26'],
    ['MM/DD/YYYY', '1/2/2010'],
    ['D/M/YYYY H:mm', '1/2/2010 24:00'],
    ['D/M/YYYY', '0/1/2010'],
    ['ISO', '2010-12-1'],
    ['ISO', ''],
  ])('%s refuses %j', (format, text) => expect(read(format, 'UTC', text)).toBe('BAD_DATE'));

  it('takes the first of an hour that happens twice and refuses one that does not happen', () => {
    expect(read('ISO', 'Europe/London', '2011-10-30 01:30')).toBe('2011-10-30T00:30:00.000Z');
    expect(read('ISO', 'Europe/London', '2011-03-27 01:30')).toBe('NONEXISTENT_TIME');
    expect(read('ISO', 'Europe/London', '2011-03-27 02:00')).toBe('2011-03-27T01:00:00.000Z');
  });

  it.each(['YYYY-MM', 'M/D/YYYY M', 'h:mm D/M/YYYY'])('refuses the format %s', (format) => {
    expect(() => compileDateFormat(format, 'UTC')).toThrow(RangeError);
  });

  it('refuses an unknown zone', () => expect(() => compileDateFormat('ISO', 'Mars/Olympus')).toThrow(RangeError));
});

describe('localToInstant', () => {
  const zoneNames = ['Europe/London', 'Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];

  it('gives an instant whose wall clock shows the local time again', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zoneNames),
        fc.integer({ min: 0, max: Date.UTC(2037, 0, 1) / 1000 }),
        (timeZone, seconds) => {
          const instant = localToInstant(seconds * 1000, timeZone);
          if (instant === undefined) return;
          const shown = new Date(instant).toLocaleString('sv-SE', { timeZone });
          expect(shown).toBe(new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' '));
        },
      ),
    );
  });
});
