import { expect, test } from '@jest/globals';
import { findingOf } from './finding.js';

test('a finding is what the stored result says, and nothing where it says nothing', () => {
  expect(findingOf('B', null)).toEqual({ backtestNo: 'B', points: 0, changeBps: null });
  const result = { points: 7, changeBps: 12, more: true };
  expect(findingOf('B', result)).toEqual({ backtestNo: 'B', points: 7, changeBps: 12 });
});
