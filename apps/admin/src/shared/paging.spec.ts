import { expect, test } from '@jest/globals';
import { pageSize, trailOf, withCursor } from './paging.js';

test('a history state of unknown origin gives no trail', () => {
  expect(trailOf({ trail: ['', 'a'] })).toEqual(['', 'a']);
  for (const state of [null, undefined, 'x', {}, { trail: 'a' }, { trail: [1] }]) expect(trailOf(state)).toEqual([]);
});

test('the cursor is replaced, the filters stay', () => {
  expect(withCursor('?q=a&cursor=x', 'y')).toBe('?q=a&cursor=y');
  expect(withCursor('?q=a&cursor=x', '')).toBe('?q=a');
  expect(withCursor('?cursor=x', '')).toBe('');
});

test('only the offered page sizes are taken', () => {
  expect([null, 20, 50, 100, 7, -1, 1e9].map(pageSize)).toEqual([20, 20, 50, 100, 20, 20, 20]);
});
