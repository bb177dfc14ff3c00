import { describe, expect, test } from '@jest/globals';
import { CreateApiClientRequest, CreateOperatorRequest, GrantRequest } from '@jifen/contracts';
import { fieldErrorText, placedErrorText, placeText } from './error-texts.js';
import { rulesOf } from './schema-rules.js';
import { pathOfPointer, placeErrors } from './server-errors.js';

const t = (key: string, params: Readonly<Record<string, string | number>> = {}): string =>
  `${key}${'n' in params ? ` ${params['n']}` : ''}`;

describe('rules out of the contract', () => {
  test('a number of points is required, whole and within bounds', () => {
    expect(rulesOf(GrantRequest, 'points', t).map((rule) => rule.message)).toEqual([
      'common.fieldRequired',
      'common.fieldInteger',
      'common.fieldMin 1',
      'common.fieldMax 9000000000000',
    ]);
  });

  test('a required text must not be blank', () => {
    expect(rulesOf(GrantRequest, 'reason', t)[0]).toMatchObject({ required: true, whitespace: true });
  });

  test('an optional field may be empty', () => {
    expect(rulesOf(GrantRequest, 'validDays', t).some((rule) => rule.required)).toBe(false);
  });

  test('lengths and patterns are taken over', () => {
    expect(rulesOf(CreateOperatorRequest, 'password', t).map((rule) => rule.min ?? rule.max)).toContain(12);
    const pattern = rulesOf(CreateApiClientRequest, 'source', t).find((rule) => rule.pattern)?.pattern;
    expect(pattern?.test('web-shop')).toBe(true);
    expect(pattern?.test('Web Shop')).toBe(false);
  });

  test('a field that the contract does not have is a mistake of ours', () => {
    expect(() => rulesOf(GrantRequest, 'point', t)).toThrow('no field point');
  });
});

describe('the server’s errors', () => {
  const error = (pointer: string) => ({ pointer, code: 'minimum', detail: 'must be >= 1' });

  test('are said by their code, with the number that the sentence names; else by the sentence', () => {
    const said = (code: string, detail: string) => fieldErrorText({ pointer: '/x', code, detail }, t);
    expect(said('minimum', 'must be >= -1.5')).toBe('common.fieldMin -1.5');
    expect(said('maxLength', 'must NOT have more than 200 characters')).toBe('common.fieldMaxLength 200');
    expect(said('maximum', 'is too much')).toBe('is too much');
    expect(said('additionalProperties', 'is not known here')).toBe('common.fieldUnknown');
    expect(said('NEVER_LIVE', 'must be a version …')).toBe('common.fieldNeverLive');
    expect(said('toString', 'as it is')).toBe('as it is');
  });

  test('stand after their place', () => {
    expect(placeText('/items/0/sku')).toBe('items › 1 › sku');
    expect(placeText('?limit')).toBe('limit');
    expect(placedErrorText(error(''), t)).toBe('common.fieldMin 1');
    expect(placedErrorText(error('/points'), t)).toBe('common.labelled');
  });

  test('pointers become paths', () => {
    expect(pathOfPointer('/items/0/sku')).toEqual(['items', 0, 'sku']);
    expect(pathOfPointer('/a~1b/c~0d')).toEqual(['a/b', 'c~d']);
    expect(pathOfPointer('?limit')).toBeUndefined();
  });

  test('go to the fields that the form has, the rest stays', () => {
    const placed = placeErrors(
      [error('/points'), error('/roles/0'), error('/roles/1'), error('/bizNo'), error('?q')],
      ['points', 'roles'],
    );
    expect(placed.fields.map((field) => [field.name, field.errors.length])).toEqual([
      [['points'], 1],
      [['roles'], 2],
    ]);
    expect(placed.rest.map((rest) => rest.pointer)).toEqual(['/bizNo', '?q']);
  });
});
