import { expect, test } from '@jest/globals';
import { type Finding, findingOf, worstOf } from './finding.js';

const finding = (backtestNo: string, changeBps: number | null, more: Partial<Finding> = {}): Finding => {
  return { backtestNo, events: 9, points: 100, changeBps, ...more };
};

test('a finding is what the stored result says, and nothing where it says nothing', () => {
  expect(findingOf('B', null)).toEqual({ backtestNo: 'B', events: 0, points: 0, changeBps: null });
  const result = { events: 3, points: 7, changeBps: 12, more: true };
  expect(findingOf('B', result)).toEqual({ backtestNo: 'B', events: 3, points: 7, changeBps: 12 });
});

test('the greatest increase counts, whatever was run after it', () => {
  expect(worstOf([finding('C', 10), finding('B', 900), finding('A', 900)])?.backtestNo).toBe('B');
  expect(worstOf([finding('C', 9000), finding('B', null)])?.backtestNo).toBe('B');
  expect(worstOf([finding('C', -5), finding('B', null, { points: 0 })])?.backtestNo).toBe('B');
});

test('what met no event has shown nothing', () => {
  expect(worstOf([finding('C', null, { events: 0, points: 0 }), finding('B', 40)])?.backtestNo).toBe('B');
  expect(worstOf([finding('C', null, { events: 0, points: 0 })])).toBeUndefined();
  expect(worstOf([])).toBeUndefined();
});
