import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lineOf, placeOfFault } from './json-place.js';

describe('where a text stops being JSON', () => {
  test('the place of a fault is the first character that cannot stand there', () => {
    const places: [string, number, number][] = [
      ['{"a": 1,}', 1, 9],
      ['[1 2]', 1, 4],
      ['{"a"\n 1}', 2, 2],
      ['[1}', 1, 3],
      ['"a', 1, 1],
      ['1 1', 1, 3],
      ['{1: 2}', 1, 2],
      ['[,]', 1, 2],
      ['', 1, 1],
    ];
    for (const [text, line, column] of places) expect(placeOfFault(text)).toEqual({ line, column });
  });

  test('JSON has no fault, anything else has one', () => {
    const isJson = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const cut = fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 }));
    const broken = cut.map(([text, at, put]) => text.slice(0, at % (text.length + 1)) + put + text.slice(at % 7));
    fc.assert(
      fc.property(fc.oneof(fc.json(), broken, fc.stringMatching(/^[[\]{}",:1 ]{0,8}$/)), (text) => {
        expect(placeOfFault(text) === undefined).toBe(isJson(text));
      }),
    );
  });
});

describe('the line of a value', () => {
  const text = '{\n  "rules": [\n    {"code": "A"},\n    {\n      "a/b": [1,\n      2]\n    }\n  ]\n}';

  test('is where it begins', () => {
    const lines: [string, number][] = [
      ['', 1],
      ['/rules', 2],
      ['/rules/0/code', 3],
      ['/rules/1', 4],
      ['/rules/1/a~1b', 5],
      ['/rules/1/a~1b/1', 6],
    ];
    for (const [pointer, line] of lines) expect([pointer, lineOf(text, pointer)]).toEqual([pointer, line]);
  });

  test('of what is missing is that of what lacks it', () => {
    expect(lineOf(text, '/rules/1/name/zh-CN')).toBe(4);
    expect(lineOf(text, '/rules/7')).toBe(2);
    expect(lineOf('[]', '/nothing')).toBe(1);
  });

  test('is found for every value of any JSON', () => {
    const walk = (value: unknown, pointer: string): string[] => {
      const within =
        typeof value === 'object' && value !== null
          ? Object.entries(value).flatMap(([name, inner]) =>
              walk(inner, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
            )
          : [];
      return [pointer, ...within];
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const lines = JSON.stringify(value, null, 1);
        // One value a line, in the order in which they are written.
        const found = walk(value, '').map((pointer) => lineOf(lines, pointer));
        expect(found).toEqual([...found].sort((a, b) => a - b));
        expect(new Set(found).size).toBe(found.length);
      }),
    );
  });
});
