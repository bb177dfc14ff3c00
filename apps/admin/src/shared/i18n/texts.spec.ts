import { describe, expect, test } from '@jest/globals';
import { backtests } from './backtests.js';
import { common } from './common.js';
import { experiments } from './experiments.js';
import { ledger } from './ledger.js';
import { rehearsal } from './rehearsal.js';
import { ruleForm } from './rule-form.js';
import { publishing, rules } from './rules.js';
import { audit, clients, operators, reconciliation, session } from './system.js';
import { startLocale, type Texts, tableOf } from './texts.js';
import { users } from './users.js';

const all: Record<string, Texts> = {
  ...{ common, users, ledger, session, operators, clients, audit, reconciliation },
  ...{ rules, publishing, ruleForm, rehearsal, backtests, experiments },
};
const placeholders = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe.each(Object.entries(all))('%s', (_, texts) => {
  test.each(Object.entries(texts))('%s says the same in both languages', (key, [zh, en]) => {
    expect(zh.trim()).not.toBe('');
    expect(en.trim()).not.toBe('');
    if (!key.endsWith('_one')) expect(placeholders(zh)).toEqual(placeholders(en));
  });
});

test('the first language is the stored one, else the browser’s', () => {
  expect(startLocale('zh-CN', ['en-US'])).toBe('zh-CN');
  expect(startLocale(null, ['fr-FR', 'zh-TW', 'en'])).toBe('zh-CN');
  expect(startLocale('xx', ['en-GB', 'zh'])).toBe('en-US');
  expect(startLocale(null, ['fr-FR'])).toBe('en-US');
});

test('a table holds one language', () => {
  expect(tableOf({ yes: ['是', 'Yes'] }, 'zh-CN')).toEqual({ yes: '是' });
  expect(tableOf({ yes: ['是', 'Yes'] }, 'en-US')).toEqual({ yes: 'Yes' });
});
