import { expect, test } from '@jest/globals';
import { readCookie, refreshCookie } from './cookie.js';

test('a cookie is found among others by its whole name', () => {
  expect(readCookie('a=1; jifen_refresh=x.y=z ; b=2', 'jifen_refresh')).toBe('x.y=z');
  expect(readCookie('not_jifen_refresh=1; jifen_refresh2=2', 'jifen_refresh')).toBeUndefined();
  expect(readCookie(undefined, 'jifen_refresh')).toBeUndefined();
});

test('the refresh token is hidden from scripts and from other sites', () => {
  expect(refreshCookie('t', 60, true)).toBe(
    'jifen_refresh=t; Path=/api/v1/admin/auth; Max-Age=60; HttpOnly; SameSite=Strict; Secure',
  );
  expect(refreshCookie('', 0, false)).not.toContain('Secure');
});
