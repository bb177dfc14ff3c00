import { describe, expect, test } from '@jest/globals';
import { JifenError } from '@jifen/contracts';
import fc from 'fast-check';
import { parseBody } from './body-parser.js';

function outcome(body: Buffer | string): unknown {
  try {
    return { value: parseBody(typeof body === 'string' ? Buffer.from(body) : body) };
  } catch (error) {
    if (error instanceof JifenError) return error.code;
    throw error;
  }
}

/** How deep a parsed value is: the plain meaning that the parser's counting has to agree with. */
function depthOf(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

const trickyText = fc.string({ unit: fc.constantFrom('"', '\\', '[', '{', ']', '}', ',', 'u', 'a', '\n', '咖') });
const plain = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'large' },
    fc.oneof(trickyText, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(trickyText, tie('value'), { maxKeys: 2, noNullPrototype: true }),
  ),
})).value;

describe('bodies', () => {
  test('are taken as JSON.parse takes them', () => {
    fc.assert(fc.property(plain, (value) => expect(outcome(JSON.stringify(value))).toEqual({ value })));
    expect(outcome('')).toEqual({ value: undefined });
    expect(outcome('\uFEFF{"a":"咖啡 ☕ 😀"}')).toEqual({ value: { a: '咖啡 ☕ 😀' } });
  });

  test('may be nested 32 deep, whatever stands in their strings', () => {
    fc.assert(
      fc.property(plain, fc.integer({ min: 26, max: 36 }), trickyText, (value, depth, name) => {
        let nested = value;
        for (let i = 0; i < depth; i++) nested = i % 2 ? [name, nested] : { [name]: nested };
        const wanted = depthOf(nested) > 32 ? 'NESTING_TOO_DEEP' : { value: nested };
        expect(outcome(JSON.stringify(nested))).toEqual(wanted);
      }),
    );
    const deep = (count: number) => '['.repeat(count) + ']'.repeat(count);
    expect(outcome(deep(32))).toHaveProperty('value');
    expect(outcome(deep(33))).toBe('NESTING_TOO_DEEP');
    expect(outcome('['.repeat(1024 * 1024))).toBe('NESTING_TOO_DEEP');
    expect(outcome('{"a":'.repeat(200_000))).toBe('NESTING_TOO_DEEP');
    expect(outcome(`${']'.repeat(64)}${'['.repeat(64)}`)).toBe('MALFORMED_JSON');
    expect(outcome(`"${'\\'.repeat(1024 * 1024)}"`)).toHaveProperty('value');
  });

  test('that are not JSON are refused', () => {
    for (const body of [
      '{',
      '{"a":1,}',
      "{'a':1}",
      'undefined',
      'NaN',
      '01',
      '"\n"',
      '"\u0000"',
      '"',
      '"\\"',
      '{}{}',
      ' ',
    ])
      expect(outcome(body)).toBe('MALFORMED_JSON');
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', '\\', '[', '{', '}', ']', ':', ',', '1', 'e', '+') }),
        (text) => {
          let value: unknown;
          try {
            value = text === '' ? undefined : JSON.parse(text);
          } catch {
            expect(outcome(text)).toBe('MALFORMED_JSON');
            return;
          }
          expect([{ value }, 'MALFORMED_JSON']).toContainEqual(outcome(text));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('that are not UTF-8 are refused', () => {
    const bytes: number[][] = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82], [0xf4, 0x90, 0x80, 0x80]];
    for (const wrong of bytes) {
      expect(outcome(Buffer.concat([Buffer.from('{"a":"'), Buffer.from(wrong), Buffer.from('"}')]))).toBe(
        'INVALID_TEXT',
      );
    }
    fc.assert(
      fc.property(fc.uint8Array(), (raw) => {
        expect(() => outcome(Buffer.from(raw))).not.toThrow();
      }),
    );
  });

  test('with NUL or half a surrogate pair are refused, in names, too', () => {
    for (const text of ['\\u0000', 'a\\u0000', '\\ud800', '\\udc00\\ud800', '\\uD83D', '\\ude00'])
      for (const body of [`"${text}"`, `["${text}"]`, `{"${text}":1}`, `{"a":[{"b":"${text}"}]}`])
        expect(outcome(body)).toBe('INVALID_TEXT');
    expect(outcome('"\\ud83d\\ude00"')).toEqual({ value: '😀' });
    expect(outcome('"\\\\u0000"')).toEqual({ value: '\\u0000' });
  });

  test('cannot reach a prototype', () => {
    for (const body of ['{"__proto__":{"admin":true}}', '{"a":[{"\\u005f_proto__":1}]}', '{"__proto\\u005f_":null}'])
      expect(outcome(body)).toBe('MALFORMED_JSON');
    expect(outcome('{"a":"__proto__","constructor":1}')).toEqual({ value: { a: '__proto__', constructor: 1 } });
  });

  test('hold no number beyond a double, which would be stored as null', () => {
    const digits = '9'.repeat(400);
    for (const number of [
      '1e309',
      '-1E+999',
      '1e400',
      digits,
      `-${digits}`,
      `${'9'.repeat(250)}e99`,
      '0.1e310',
      `1e+${digits}`,
    ])
      for (const body of [number, `[${number}]`, `{"data":{"x":${number} }}`])
        expect(outcome(body)).toBe('VALIDATION_FAILED');
    expect(outcome('[1e308,1e-999,1E3,1e003,123e-400]')).toEqual({ value: [1e308, 0, 1000, 1000, 0] });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: -400, max: 400 }),
        fc.boolean(),
        (zeros, exponent, dot) => {
          const number = `1${'0'.repeat(zeros)}${dot ? '.5' : ''}e${exponent}`;
          const value = Number(number);
          expect(outcome(number)).toEqual(Number.isFinite(value) ? { value } : 'VALIDATION_FAILED');
        },
      ),
    );
  });

  test('are refused with a pointer to the place', () => {
    const placeOf = (body: string) => {
      try {
        return parseBody(Buffer.from(body));
      } catch (error) {
        return error instanceof JifenError && error.errors.map(({ pointer }) => pointer);
      }
    };
    expect(placeOf('{"data":{"x":[1,1e400]}}')).toEqual(['/data/x/1']);
    expect(placeOf('-1e400')).toEqual(['']);
    expect(placeOf('{"a/b":["x","\\u0000"]}')).toEqual(['/a~1b/1']);
    expect(placeOf('{"a":{"~\\ud800":1}}')).toEqual(['/a/~0\ufffd']);
    const deep = (count: number) => '['.repeat(count) + ']'.repeat(count);
    expect(placeOf(deep(33))).toEqual(['/0'.repeat(32)]);
    expect(placeOf(`{"a":"[{","b":[{"c":1},2,{"d\\u002f":${deep(30)}}]}`)).toEqual([`/b/2/d~1${'/0'.repeat(29)}`]);
    expect(placeOf('{"a":'.repeat(40))).toEqual(['/a'.repeat(32)]);
  });
});
