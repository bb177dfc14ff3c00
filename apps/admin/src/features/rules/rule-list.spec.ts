import { describe, expect, test } from '@jest/globals';
import { demoRuleSet, type Rule, validateRuleSet } from '@jifen/rules';
import fc from 'fast-check';
import { merged, placeServerErrors, problemsOf, sameAs, textsAt, textsOf } from './field-problems.js';
import { copyOf, freeCode, marksOf, moved, removedOf, stateOf, withRule } from './rule-list.js';
import { TEMPLATES } from './templates.js';

const { rules } = demoRuleSet();
const [first, second, third] = rules as [Rule, Rule, Rule];

describe('the state of a rule', () => {
  const dates = { effectiveFrom: '2026-10-01T00:00:00+08:00', effectiveTo: '2026-10-08T00:00:00+08:00' };
  const seen = (status: Rule['status'], iso: string) => stateOf({ status, ...dates }, Date.parse(iso));

  test('follows its dates; the first instant is in, the last is out', () => {
    expect(seen('ACTIVE', '2026-09-30T15:59:59Z')).toBe('UPCOMING');
    expect(seen('ACTIVE', '2026-09-30T16:00:00Z')).toBe('ACTIVE');
    expect(seen('ACTIVE', '2026-10-07T16:00:00Z')).toBe('OVER');
    expect(seen('PAUSED', '2026-10-07T16:00:00Z')).toBe('PAUSED');
    expect(stateOf({ status: 'ACTIVE' }, 0)).toBe('ACTIVE');
  });

  test('is used up once its budget has been given, unless something else stops it', () => {
    const budget = { points: 100 };
    expect(stateOf({ status: 'ACTIVE', budget }, 0, 99)).toBe('ACTIVE');
    expect(stateOf({ status: 'ACTIVE', budget }, 0, 100)).toBe('USED_UP');
    expect(stateOf({ status: 'PAUSED', budget }, 0, 100)).toBe('PAUSED');
    expect(stateOf({ status: 'ACTIVE' }, 0, 100)).toBe('ACTIVE');
  });
});

describe('against the live rules', () => {
  test('one that moved up is one move, not one for each that it passed', () => {
    expect([...marksOf([third, first, second], [first, second, third])]).toEqual([[third.code, 'MOVED']]);
  });

  test('added, changed and removed are told; a change outweighs a move', () => {
    const changed: Rule = { ...second, status: 'PAUSED' };
    const draft = [changed, first, { ...third, code: 'NEW' }];
    expect([...marksOf(draft, [first, second, third])]).toEqual([
      [changed.code, 'CHANGED'],
      ['NEW', 'ADDED'],
    ]);
    expect(removedOf(draft, [first, second, third])).toEqual([third]);
  });

  test('any order of the same rules leaves some unmoved, and none differs from itself', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(rules, { minLength: 1 }), (draft) => {
        const marks = marksOf(draft, rules);
        expect(marks.size).toBeLessThan(draft.length);
        expect(marksOf(draft, draft).size).toBe(0);
      }),
    );
  });
});

describe('changing the list', () => {
  test('moves by one and stays at the ends', () => {
    expect(moved(rules, 1, -1).slice(0, 2)).toEqual([second, first]);
    expect(moved(rules, 0, -1)).toEqual(rules);
    expect(moved(rules, rules.length - 1, 1)).toEqual(rules);
  });

  test('puts a rule where it was, or at the end', () => {
    expect(withRule(rules, second.code, { ...second, code: 'RENAMED' })[1]?.code).toBe('RENAMED');
    expect(withRule(rules, undefined, first).at(-1)).toBe(first);
  });

  test('finds a code that is free, whatever the case', () => {
    expect(freeCode('FRUIT', [])).toBe('FRUIT');
    expect(freeCode('fruit', [{ code: 'FRUIT' }, { code: 'Fruit_2' }])).toBe('fruit_3');
    expect(freeCode('A'.repeat(40), [{ code: 'A'.repeat(32) }])).toHaveLength(32);
  });

  test('a copy is valid beside its original, and paused', () => {
    const copy = copyOf(first, rules);
    expect(copy.status).toBe('PAUSED');
    expect(validateRuleSet({ rules: [...rules, copy] })).toEqual([]);
  });
});

test.each(TEMPLATES.map((template) => [template.key, template] as const))('the template %s is valid', (_, { rule }) => {
  expect(validateRuleSet({ rules: [rule] })).toEqual([]);
});

describe('problems', () => {
  test('are those of the edited rule, by their place in it', () => {
    const problems = problemsOf({ ...first, code: second.code, award: { kind: 'fixed', points: 0 } }, [second]);
    const texts = textsOf(problems, 'en-US');
    expect([...texts.keys()].sort()).toEqual(['/award/points', '/code']);
    expect(textsAt(texts, '/award')).toEqual([]);
    expect(textsAt(texts, '/award', true)).toHaveLength(1);
    expect(textsOf(problems, 'zh-CN').get('/award/points')?.[0]).toContain('应在');
  });

  test('a code that is there already names the other rule by its place in the whole list', () => {
    const others = [first, third];
    const [problem] = problemsOf({ ...second, code: third.code }, others);
    const same = problem && sameAs(problem, others, [first, second, third], 'zh-CN');
    expect(same).toEqual({ n: 3, name: third.name['zh-CN'] });
    expect(sameAs({ pointer: '', code: 'REQUIRED', params: {} }, others, rules, 'en-US')).toBeUndefined();
  });

  test('what the check here says stands for what the server says of the same place', () => {
    const both = merged(new Map([['/code', ['必填']]]), new Map(Object.entries({ '/code': ['x'], '/name': ['y'] })));
    expect(Object.fromEntries(both)).toEqual({ '/code': ['必填'], '/name': ['y'] });
  });

  test('of the server go to their rule', () => {
    const error = (pointer: string) => ({ pointer, code: 'X', detail: pointer });
    const placed = placeServerErrors(
      [error('/ruleSet/rules/1/award/points'), error('/ruleSet/rules/10/code'), error('/rules/1'), error('/revision')],
      1,
    );
    expect([...placed.own.keys()]).toEqual(['/award/points', '']);
    expect(placed.rest.map((one) => one.pointer)).toEqual(['/ruleSet/rules/10/code', '/revision']);
  });
});
