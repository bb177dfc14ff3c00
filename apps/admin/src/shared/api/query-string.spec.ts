import { expect, test } from '@jest/globals';
import { KEY_PATTERN } from '@jifen/contracts';
import fc from 'fast-check';
import { path, queryString } from './query-string.js';

test('empty values are left out of the query', () => {
  expect(queryString({ q: 'a b', status: null, cursor: undefined, empty: '', limit: 20 })).toBe('?q=a+b&limit=20');
  expect(queryString({ q: null })).toBe('');
});

// fast-check knows no lookahead, so the two forbidden keys are taken out afterwards.
const key = fc.stringMatching(/^[A-Za-z0-9._:@-]{1,64}$/).filter((text) => new RegExp(KEY_PATTERN).test(text));

test('every key that the contract allows survives the path', () => {
  fc.assert(
    fc.property(key, (userId) => {
      const url = new URL(path('/users/:userId/events', { userId }), 'http://console');
      expect(url.pathname.split('/').map(decodeURIComponent)).toEqual(['', 'users', userId, 'events']);
    }),
  );
});

test('a missing value is a mistake of ours', () => {
  expect(() => path('/users/:userId', {})).toThrow('No value for :userId');
});
