import { describe, expect, test } from '@jest/globals';
import { isNightlyDue } from './nightly.js';

const at = (text: string) => Date.parse(text);
const ZONE = 'Asia/Shanghai';

describe('the nightly run', () => {
  test.each([
    ['2026-03-01T18:59:00Z', false],
    ['2026-03-01T19:00:00Z', true],
    ['2026-03-01T21:59:00Z', true],
    ['2026-03-01T22:00:00Z', false],
    ['2026-03-02T04:00:00Z', false],
  ])('%s, three to six in the morning there: %s', (now, due) => {
    expect(isNightlyDue(at(now), undefined, ZONE)).toBe(due);
  });

  test('once a night', () => {
    const now = at('2026-03-01T20:30:00Z');
    expect(isNightlyDue(now, at('2026-03-01T19:05:00Z'), ZONE)).toBe(false);
    expect(isNightlyDue(now, at('2026-03-01T15:30:00Z'), ZONE)).toBe(true);
    expect(isNightlyDue(now, at('2026-02-28T19:05:00Z'), ZONE)).toBe(true);
  });
});
