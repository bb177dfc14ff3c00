import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, fingerprintOf } from './idempotency.js';

/** Rebuilds a value with the fields of every object in another order. */
function shuffle(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffle(item, seed));
  if (value === null || typeof value !== 'object') return value;
  const fields = Object.entries(value).map(([name, field]) => [name, shuffle(field, seed)] as const);
  const turned = fields
    .slice(seed % Math.max(1, fields.length))
    .concat(fields.slice(0, seed % Math.max(1, fields.length)));
  const copy = {};
  for (const [name, field] of seed % 2 ? turned.reverse() : turned)
    Object.defineProperty(copy, name, { value: field, enumerable: true, configurable: true, writable: true });
  return copy;
}

describe('canonical JSON', () => {
  test('does not depend on the order of fields', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(100), (value, seed) => {
        expect(canonicalJson(shuffle(value, seed))).toBe(canonicalJson(value));
        expect(fingerprintOf(shuffle(value, seed))).toBe(fingerprintOf(value));
      }),
    );
  });

  test('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('differs where values differ', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
        const same = canonicalJson(a) === canonicalJson(b);
        let equal = true;
        try {
          expect(JSON.parse(JSON.stringify(a))).toStrictEqual(JSON.parse(JSON.stringify(b)));
        } catch {
          equal = false;
        }
        expect(same).toBe(equal);
      }),
    );
  });

  test('numbers are one however they were written; order of lists and types of values count', () => {
    const parsed = (text: string) => fingerprintOf(JSON.parse(text));
    expect(parsed('{"points":1e3}')).toBe(parsed('{ "points" : 1000.0 }'));
    expect(parsed('[-0]')).toBe(parsed('[0]'));
    expect(parsed('{"n":"\\u0041"}')).toBe(parsed('{"n":"A"}'));
    const different = [
      '{"points":1}',
      '{"points":"1"}',
      '{"points":true}',
      '{"points":null}',
      '{}',
      '[1,2]',
      '[2,1]',
      '"{}"',
    ];
    expect(new Set(different.map(parsed)).size).toBe(different.length);
  });

  test('a field that is undefined is a field left out', () => {
    expect(canonicalJson({ bizNo: 'a', wallet: undefined })).toBe('{"bizNo":"a"}');
    expect(canonicalJson(undefined)).toBe('null');
  });
});
