import { expect, test } from '@jest/globals';
import { KEY_PATTERN } from '@jifen/contracts';
import fc from 'fast-check';
import { businessNo } from './ids.js';

test('a business number is a key, whatever the random bytes', () => {
  const random = fc.uint8Array({ minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(random, (bytes) => {
      const no = businessNo('deduct', Date.UTC(2026, 10, 22), bytes);
      expect(no).toMatch(new RegExp(KEY_PATTERN));
      expect(no).toMatch(/^deduct-20261122-[0-9A-Z]{12}$/);
    }),
  );
});
