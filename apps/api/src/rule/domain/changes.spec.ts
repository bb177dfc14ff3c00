import { describe, expect, test } from '@jest/globals';
import { demoRuleSet, orderBaseRuleSet, type Rule, type RuleSet } from '@jifen/rules';
import { changesBetween } from './changes.js';
import { documentOf, EMPTY_DOCUMENT } from './document.js';

const [base] = orderBaseRuleSet().rules as [Rule];

describe('changes of a rule set', () => {
  test('are one entry a changed part, each with its place and a sentence in both languages', () => {
    const after: RuleSet = { rules: [{ ...base, rounding: 'ceil', validity: { kind: 'never' } }] };
    const changes = changesBetween({ rules: [base] }, after);
    expect(changes.map(({ kind, path, before, after: now }) => [kind, path, before, now])).toEqual([
      ['CHANGED', '/rounding', 'floor', 'ceil'],
      ['CHANGED', '/validity', { kind: 'days', days: 365 }, { kind: 'never' }],
    ]);
    for (const { text } of changes) {
      expect(text['zh-CN']).toMatch(/^ORDER_BASE：.*[\u4e00-\u9fff]/);
      expect(text['en-US']).toMatch(/^ORDER_BASE: [a-z]/);
    }
  });

  test('leave out what was not there', () => {
    const [added] = changesBetween(EMPTY_DOCUMENT.ruleSet, { rules: [base] });
    expect(added).toMatchObject({ kind: 'ADDED', path: '', after: base });
    expect(added).not.toHaveProperty('before');
    const [removed] = changesBetween({ rules: [base] }, EMPTY_DOCUMENT.ruleSet);
    expect(removed).toMatchObject({ kind: 'REMOVED', path: '', before: base });
    expect(removed).not.toHaveProperty('after');
    const [first, ...rest] = demoRuleSet().rules as [Rule, ...Rule[]];
    const moved = changesBetween({ rules: [first, ...rest] }, { rules: [...rest, first] });
    expect(moved).toMatchObject([{ kind: 'MOVED', ruleCode: first.code, before: 0, after: rest.length }]);
  });
});

test('a sentence stays short, however long the rule is', () => {
  const skus = Array.from({ length: 5000 }, (_, i) => `SKU-${i}`);
  const long: Rule = {
    ...base,
    conditions: { kind: 'field', field: 'user.tags', op: 'contains', value: skus.join('') },
  };
  for (const rule of [long, { ...base, conditions: { ...long.conditions, op: 'in', value: skus } } as Rule]) {
    for (const { text } of changesBetween({ rules: [] }, { rules: [rule] })) {
      for (const sentence of Object.values(text)) expect(sentence.length).toBeLessThanOrEqual(2000);
    }
  }
});

test('a document is the same whatever the order of its fields', () => {
  const shuffled = Object.fromEntries(Object.entries(base).reverse()) as unknown as Rule;
  expect(documentOf({ rules: [shuffled] })).toEqual(documentOf({ rules: [base] }));
  expect(documentOf({ rules: [{ ...base, rounding: 'ceil' }] }).digest).not.toBe(documentOf({ rules: [base] }).digest);
  expect(documentOf({ rules: [base] }).digest).toMatch(/^[0-9a-f]{64}$/);
});
