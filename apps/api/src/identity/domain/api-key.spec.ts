import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { KEY_RANDOM_BYTES, keyPrefix, keyText, looksLikeKey, makeKey, parseKey } from './api-key.js';

const random = fc.uint8Array({ minLength: KEY_RANDOM_BYTES, maxLength: KEY_RANDOM_BYTES }).map((bytes) => {
  // Bytes that are passed over are rarer in truth than in a generator that loves 255.
  return Buffer.from(bytes.map((byte) => byte % 248));
});

describe('API keys', () => {
  test('what is made can be read back', () => {
    fc.assert(
      fc.property(random, (bytes) => {
        const key = makeKey(bytes);
        const text = keyText(key);
        expect(text).toMatch(/^jf_live_[0-9A-Za-z]{12}[A-Za-z0-9_-]{43}$/);
        expect(parseKey(text)).toEqual(key);
        expect(looksLikeKey(text)).toBe(true);
        expect(text.startsWith(keyPrefix(key.keyId))).toBe(true);
        expect(keyPrefix(key.keyId)).toHaveLength(12);
      }),
    );
  });

  test('the secret is all of its 32 random bytes', () => {
    const key = makeKey(Buffer.from(Array.from({ length: KEY_RANDOM_BYTES }, (_, i) => i)));
    expect(Buffer.from(key.secret, 'base64url')).toEqual(Buffer.from(Array.from({ length: 32 }, (_, i) => i)));
  });

  test('bytes that would favour some characters are passed over', () => {
    const bytes = Buffer.alloc(KEY_RANDOM_BYTES, 61);
    bytes.fill(255, 32, 40);
    expect(makeKey(bytes).keyId).toBe('zzzzzzzzzzzz');
    expect(() => makeKey(Buffer.alloc(KEY_RANDOM_BYTES, 255))).toThrow('not enough random bytes');
  });

  test.each([
    '',
    'jf_',
    'jf_live_',
    `jf_live_${'a'.repeat(54)}`,
    `jf_live_${'a'.repeat(56)}`,
    `jf_test_${'a'.repeat(55)}`,
  ])('%p is no key', (text) => expect(parseKey(text)).toBeUndefined());
});
