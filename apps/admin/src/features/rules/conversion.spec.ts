import { describe, expect, test } from '@jest/globals';
import { type Condition, demoRuleSet, opsOf, type Rule, validateRuleSet } from '@jifen/rules';
import fc from 'fast-check';
import { majorText, minorOf } from '../../shared/money.js';
import { conditionsOf, tidyTree, treeOf } from './condition-tree.js';
import { asKind, fitValue, isOpen, shapeOf } from './condition-values.js';
import { currencyOf } from './rule-currency.js';
import { formOf, ruleOf } from './rule-form.js';

const counter = () => {
  let last = 0;
  return () => `n${++last}`;
};

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    kind: fc.constant('field' as const),
    field: fc.constantFrom('order.amount', 'user.orderCount', 'data.minutes'),
    op: fc.constantFrom('eq' as const, 'lt' as const, 'gte' as const),
    value: fc.integer({ min: -5000, max: 100_000 }),
  }),
  fc.record({
    kind: fc.constant('field' as const),
    field: fc.constantFrom('order.categories', 'user.tags', 'user.level'),
    op: fc.constantFrom('in' as const, 'nin' as const),
    value: fc.array(fc.constantFrom('fruit', 'juice', 'GOLD'), { minLength: 1, maxLength: 3 }),
  }),
  fc.constant<Condition>({ kind: 'field', field: 'time.date', op: 'between', value: ['2026-10-01', '2026-10-07'] }),
  fc.constant<Condition>({ kind: 'field', field: 'user.level', op: 'exists', value: false }),
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.record({ kind: fc.constant('not' as const), of: tie('condition') }),
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      of: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }),
    }),
  ),
}));

function at(json: unknown, pointer: string): unknown {
  const parts = pointer.split('/').slice(1);
  return parts.reduce<unknown>((value, part) => (value as Record<string, unknown>)[part], json);
}

describe('conditions', () => {
  test('are the same after a visit to the query builder', () => {
    fc.assert(
      fc.property(condition, (given) => {
        const tree = tidyTree(treeOf(given, counter()), counter());
        expect(conditionsOf(tree).json).toEqual(given);
      }),
    );
  });

  test('have each node at its pointer', () => {
    fc.assert(
      fc.property(condition, (given) => {
        const tree = treeOf(given, counter());
        const { json, pointers } = conditionsOf(tree);
        const nodes = [tree, ...tree.rules];
        for (const node of nodes) {
          const found = at(json, pointers.get(node.id) ?? '?') as Record<string, unknown>;
          if ('field' in node) expect(found['field']).toBe(node.field);
          else if (!node.bare) expect(found['kind']).toBe(node.not ? 'not' : node.combinator === 'or' ? 'any' : 'all');
        }
      }),
    );
  });

  test('that ask nothing are left out, and what was not entered is missing', () => {
    const empty = treeOf(undefined, counter());
    expect(conditionsOf(empty).json).toBeUndefined();
    const tree = tidyTree({ ...empty, rules: [{ field: 'order.amount', operator: '=' }] }, counter());
    expect(conditionsOf(tree).json).toEqual({ kind: 'field', field: 'order.amount', op: 'eq' });
  });

  test('a group that the query builder has made gets its parts', () => {
    const made = tidyTree({ combinator: 'or', rules: [{ rules: [] }, 'and'] }, counter());
    expect(made).toEqual({
      id: 'n1',
      combinator: 'or',
      not: false,
      bare: false,
      rules: [{ id: 'n2', combinator: 'and', not: false, bare: false, rules: [] }],
    });
  });
});

describe('the value of a comparison', () => {
  test('takes the shape that the comparison wants and keeps what fits', () => {
    expect(fitValue('string', 'in', 'GOLD')).toEqual(['GOLD']);
    expect(fitValue('string', 'eq', ['GOLD', 'SILVER'])).toBe('GOLD');
    expect(fitValue('integer', 'between', 5)).toEqual([5, null]);
    expect(fitValue('integer', 'between', [1, 9])).toEqual([1, 9]);
    expect(fitValue('money', 'gte', 'much')).toBeNull();
    expect(fitValue('boolean', 'exists', 'GOLD')).toBe(true);
    expect(fitValue('date', 'eq', '2026-02-30')).toBeNull();
  });

  test('is open until all of it is there', () => {
    expect([null, '', [1, null], [], false, 0].map((value) => isOpen(value as never))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test('of a free field changes its kind', () => {
    expect(asKind('12', 'number')).toBe(12);
    expect(asKind(['1', 'x'], 'number')).toEqual([1, 0]);
    expect(asKind(12, 'text')).toBe('12');
    expect(asKind('true', 'boolean')).toBe(true);
  });

  test('every comparison of every type has one', () => {
    for (const type of ['money', 'integer', 'string', 'boolean', 'enum', 'list', 'time', 'date', 'clock'] as const) {
      for (const op of opsOf(type)) {
        const value = fitValue(type, op, undefined);
        expect(Array.isArray(value)).toBe(shapeOf(op) === 'list' || shapeOf(op) === 'pair');
      }
    }
  });
});

describe('money', () => {
  test('comes back to the last unit, for any number of digits', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 4 }), (amountMinor, exponent) => {
        expect(minorOf(majorText(amountMinor, exponent), exponent)).toBe(amountMinor === 0 ? 0 : amountMinor);
      }),
    );
  });

  test('is refused when it is finer than the currency', () => {
    expect(minorOf('20.3', 2)).toBe(2030);
    expect(minorOf('20.300', 2)).toBe(2030);
    expect(minorOf('20.305', 2)).toBeUndefined();
    expect(minorOf('-0', 2)).toBe(0);
    for (const text of ['', 'x', '1e5', '.5', '99999999999999999']) expect(minorOf(text, 2)).toBeUndefined();
  });

  test('is read in the currency that the rule asks for', () => {
    const asks: Condition = { kind: 'field', field: 'order.currency', op: 'eq', value: 'GBP' };
    expect(currencyOf({ kind: 'all', of: [asks] })).toBe('GBP');
    expect(currencyOf(undefined)).toBe('CNY');
    expect(currencyOf(undefined, { rules: [{ conditions: { kind: 'not', of: asks } } as Rule] })).toBe('GBP');
  });
});

const limits = fc.constantFrom<Rule['limits']>(
  undefined,
  [{ kind: 'event', points: 100 }],
  [{ kind: 'period', period: 'day', times: 3 }],
);
const awards = fc.constantFrom<Rule['award']>(
  { kind: 'fixed', points: 5 },
  { kind: 'ratio', points: 1, per: 1, unit: 'major', base: { kind: 'lines', include: { categories: ['fruit'] } } },
  { kind: 'ratio', points: 1, per: 1, unit: 'major', base: { kind: 'field', field: 'order.amount', exclude: ['tax'] } },
  {
    kind: 'stepped',
    mode: 'marginal',
    unit: 'major',
    base: { kind: 'field', field: 'order.amount' },
    steps: [
      { from: 0, points: 0 },
      { from: 100, points: 1, per: 1 },
    ],
  },
  { kind: 'items', points: 1, per: 1, unit: 'minor', base: { kind: 'lines' }, rates: [] },
  { kind: 'streak', field: 'user.streakDays', at: [{ days: 7, points: 50 }], cycleDays: 30 },
);
const rule: fc.Arbitrary<Rule> = fc
  .record({ base: fc.constantFrom(...demoRuleSet().rules), condition: fc.option(condition), limits, awards })
  .map(({ base, condition: asked, limits: limit, awards: award }) => ({
    ...base,
    award,
    ...(asked ? { conditions: asked, multipliers: [{ code: 'VIP', rateBps: 12_000, conditions: asked }] } : {}),
    ...(limit ? { limits: limit } : {}),
    budget: { points: 1000 },
    effectiveFrom: '2026-10-01T00:00:00+08:00',
  }));

describe('a rule', () => {
  test('is the same after a visit to the form', () => {
    fc.assert(
      fc.property(rule, (given) => {
        expect(ruleOf(formOf(given, counter())).json).toEqual(given);
      }),
    );
  });

  test('with gaps names them where they are', () => {
    const [base] = demoRuleSet().rules as [Rule];
    const form = formOf(base, counter());
    const gaps = ruleOf({
      ...form,
      name: { 'zh-CN': '', 'en-US': 'Fruit' },
      award: { kind: 'fixed', points: null },
      budget: { points: null },
    });
    const problems = validateRuleSet({ rules: [gaps.json] }).map(({ pointer, code }) => `${pointer} ${code}`);
    expect(problems).toEqual(
      expect.arrayContaining([
        '/rules/0/name/zh-CN REQUIRED',
        '/rules/0/award/points REQUIRED',
        '/rules/0/budget/points REQUIRED',
      ]),
    );
  });
});
