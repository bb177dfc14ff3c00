import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { instantOf, wallOf } from './wall-time.js';

const zones = fc.constantFrom('Asia/Shanghai', 'UTC', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe');
const SECOND_MS = 1000;

test('what the wall shows is the instant again, but for the hour that comes twice', () => {
  fc.assert(
    fc.property(zones, fc.integer({ min: 1_500_000_000, max: 2_000_000_000 }), (zone, seconds) => {
      const iso = new Date(seconds * SECOND_MS).toISOString();
      const again = instantOf(wallOf(iso, zone), zone) ?? '';
      expect(wallOf(again, zone)).toBe(wallOf(iso, zone));
      expect(Date.parse(again)).toBeLessThanOrEqual(seconds * SECOND_MS);
    }),
  );
});

test('a day in the programme’s zone', () => {
  expect(instantOf('2026-11-28T00:00', 'Asia/Shanghai')).toBe('2026-11-27T16:00:00Z');
  expect(wallOf('2026-11-27T16:00:00Z', 'Asia/Shanghai')).toBe('2026-11-28T00:00');
  expect(wallOf('2026-11-27T16:00:05Z', 'Asia/Shanghai')).toBe('2026-11-28T00:00:05');
});

test('the hour that comes twice is its first, the one that is left out is beside it', () => {
  expect(instantOf('2026-11-01T01:30', 'America/New_York')).toBe('2026-11-01T05:30:00Z');
  expect(instantOf('2026-03-08T02:30', 'America/New_York')).toBe('2026-03-08T07:30:00Z');
});

test('what is no date and time is nothing', () => {
  expect(instantOf('', 'UTC')).toBeUndefined();
  expect(instantOf('2026-13-01T00:00', 'UTC')).toBeUndefined();
  expect(wallOf('x', 'UTC')).toBe('');
  expect(wallOf(undefined, 'UTC')).toBe('');
});
