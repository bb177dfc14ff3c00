import { expect, test } from '@jest/globals';
import { redact } from './redact.js';

test('secrets are left out wherever they stand, the rest stays as it is', () => {
  const value = {
    name: 'Ada',
    password: 'x',
    passwordHash: 'y',
    nested: [{ apiKey: 'jf_live_…', keyId: 'k1', refreshToken: 't' }, 1, null],
    passwordChanged: true,
  };
  expect(redact(value)).toEqual({
    name: 'Ada',
    password: '[redacted]',
    passwordHash: '[redacted]',
    nested: [{ apiKey: '[redacted]', keyId: 'k1', refreshToken: '[redacted]' }, 1, null],
    passwordChanged: true,
  });
  expect(value.password).toBe('x');
});
