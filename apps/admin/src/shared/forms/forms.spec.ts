import { describe, expect, test } from '@jest/globals';
import {
  CreateApiClientRequest,
  CreateOperatorRequest,
  ERRORS,
  FIELD_ERROR_CODES,
  GrantRequest,
} from '@jifen/contracts';
import { problemOf } from '../api/problem.js';
import { common } from '../i18n/common.js';
import type { Translate } from '../i18n/i18n.js';
import { type Locale, tableOf } from '../i18n/texts.js';
import { fieldErrorText, placedErrorText, placeText } from './error-texts.js';
import { rulesOf } from './schema-rules.js';
import { pathOfPointer, placeErrors } from './server-errors.js';
import { problemTitle } from './use-submit.js';

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

describe('every code of the contracts', () => {
  const spoken = (locale: Locale): Translate => {
    const table = tableOf(common, locale);
    return (key, params = {}) =>
      (table[key.replace('common.', '')] ?? '').replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name]));
  };
  const hasChinese = (text: string) => /\p{Script=Han}/u.test(text);

  test.each(Object.keys(ERRORS))('%s has a name in both languages', (code) => {
    const problem = problemOf(409, { code });
    expect(hasChinese(problemTitle(problem, 'zh-CN', spoken('zh-CN')))).toBe(true);
    const english = problemTitle(problem, 'en-US', spoken('en-US'));
    expect([english.length > 3, hasChinese(english)]).toEqual([true, false]);
  });

  test.each(FIELD_ERROR_CODES)('%s of a field is said in both languages', (code) => {
    const error = { pointer: '/x', code, detail: 'must have 3 of them' };
    expect(hasChinese(fieldErrorText(error, spoken('zh-CN'), 'zh-CN'))).toBe(true);
    const english = fieldErrorText(error, spoken('en-US'), 'en-US');
    expect([english.length > 3, hasChinese(english)]).toEqual([true, false]);
  });
});

describe('the server’s errors', () => {
  const error = (pointer: string) => ({ pointer, code: 'minimum', detail: 'must be >= 1' });

  test('are said by their code, with the number that the sentence names; else by the sentence', () => {
    const said = (code: string, detail: string) => fieldErrorText({ pointer: '/x', code, detail }, t, 'en-US');
    expect(said('minimum', 'must be >= -1.5')).toBe('common.fieldMin -1.5');
    expect(said('maxLength', 'must NOT have more than 200 characters')).toBe('common.fieldMaxLength 200');
    expect(said('maximum', 'is too much')).toBe('common.fieldRange');
    expect(said('additionalProperties', 'is not known here')).toBe('common.fieldUnknown');
    expect(said('NEVER_LIVE', 'must be a version …')).toBe('common.fieldNeverLive');
    expect(said('toString', 'as it is')).toBe('as it is');
  });

  test('are said as the server says them, where it does so in both languages', () => {
    const text = { 'zh-CN': '应在 1 至 9 之间', 'en-US': 'must be from 1 to 9' };
    const told = { pointer: '/x', code: 'OUT_OF_RANGE', detail: text['en-US'], text };
    expect(fieldErrorText(told, t, 'zh-CN')).toBe(text['zh-CN']);
    expect(fieldErrorText(told, t, 'en-US')).toBe(text['en-US']);
  });

  test('stand after their place', () => {
    expect(placeText('/items/0/sku')).toBe('items › 1 › sku');
    expect(placeText('?limit')).toBe('limit');
    expect(placedErrorText(error(''), t, 'zh-CN')).toBe('common.fieldMin 1');
    expect(placedErrorText(error('/points'), t, 'zh-CN')).toBe('common.labelled');
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
