import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type FailurePlace, MOST_PLACES, newPlace, operatorSubject, unknownSubject } from './failed-log-in.js';

const OPERATORS = 3;
const place = fc.record<FailurePlace>({
  action: fc.constantFrom('session.fail', 'session.lock'),
  subject: fc.oneof(
    fc.integer({ min: 1, max: OPERATORS }).map((n) => operatorSubject(String(n))),
    fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => unknownSubject(Buffer.from(bytes))),
  ),
  address: fc.ipV4(),
});

describe('where failed log-ins are counted', () => {
  test('however many e-mails and addresses there are, places are few and operators stay apart', () => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 400 }), (failures) => {
        const taken = new Map<string, FailurePlace>();
        const keyOf = ({ action, subject, address }: FailurePlace) => `${action}|${subject}|${address}`;
        for (const failure of failures) {
          if (taken.has(keyOf(failure))) continue;
          const counted = newPlace(failure, taken.size);
          taken.set(keyOf(counted), counted);
          expect(counted.action).toBe(failure.action);
          if (failure.subject.startsWith('operator:')) expect(counted.subject).toBe(failure.subject);
        }
        expect(taken.size).toBeLessThanOrEqual(MOST_PLACES + 2 * (OPERATORS + 1));
      }),
    );
  });

  test('an e-mail that nobody has is not to be read in its subject', () => {
    expect(unknownSubject(Buffer.alloc(32, 0xab))).toBe(`login:${'ab'.repeat(16)}`);
  });
});
