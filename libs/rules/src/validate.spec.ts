import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileRuleSet } from './compile.js';
import type { Rule } from './rule.js';
import { demoRuleSet, orderBaseRuleSet } from './starter.js';
import { aRule } from './testing.js';
import { isRuleSet, validateRuleSet } from './validate.js';

/** A rule with any JSON in place of some of its fields. */
function broken(changes: Record<string, unknown>): unknown {
  return { rules: [{ ...aRule(), ...changes }] };
}

const condition = (field: unknown, op: unknown, value: unknown) => ({
  conditions: { kind: 'field', field, op, value },
});
const amount = { kind: 'field', field: 'order.amount' };
const ratio = (changes: object) => ({
  award: { kind: 'ratio', points: 1, per: 1, unit: 'major', base: amount, ...changes },
});
const stepped = (changes: object) => ({
  award: { kind: 'stepped', mode: 'whole', unit: 'major', base: amount, steps: [{ from: 0, points: 1 }], ...changes },
});

describe('a rule set in JSON', () => {
  it('is accepted when it is one', () => {
    expect(validateRuleSet({ rules: [] })).toEqual([]);
    for (const set of [orderBaseRuleSet(), demoRuleSet()]) {
      expect(validateRuleSet(JSON.parse(JSON.stringify(set)))).toEqual([]);
      expect(isRuleSet(set)).toBe(true);
    }
  });

  it.each<[string, unknown, string, string]>([
    ['no object', null, '', 'WRONG_TYPE'],
    ['a list', [], '', 'WRONG_TYPE'],
    ['no rules', {}, '/rules', 'REQUIRED'],
    ['an unknown field', { rules: [], rulez: [] }, '/rulez', 'UNKNOWN_FIELD'],
    ['a name to escape', { rules: [], 'a/b~c': 1 }, '/a~1b~0c', 'UNKNOWN_FIELD'],
    ['a prototype', JSON.parse('{"rules":[],"__proto__":1}'), '/__proto__', 'UNKNOWN_FIELD'],
    ['a rule that is none', { rules: [7] }, '/rules/0', 'WRONG_TYPE'],
    ['an unknown field of a rule', broken({ priority: 1 }), '/rules/0/priority', 'UNKNOWN_FIELD'],
    ['a code with a blank', broken({ code: 'A B' }), '/rules/0/code', 'BAD_FORMAT'],
    ['a code too long', broken({ code: 'A'.repeat(33) }), '/rules/0/code', 'BAD_FORMAT'],
    ['a name in one language', broken({ name: { 'en-US': 'x' } }), '/rules/0/name/zh-CN', 'REQUIRED'],
    ['an empty name', broken({ name: { 'en-US': '', 'zh-CN': 'x' } }), '/rules/0/name/en-US', 'WRONG_LENGTH'],
    ['NUL in a name', broken({ name: { 'en-US': 'a\0', 'zh-CN': 'x' } }), '/rules/0/name/en-US', 'BAD_FORMAT'],
    ['half a character', broken({ name: { 'en-US': '\ud83d', 'zh-CN': 'x' } }), '/rules/0/name/en-US', 'BAD_FORMAT'],
    ['a status', broken({ status: 'active' }), '/rules/0/status', 'NOT_ALLOWED'],
    ['a rounding', broken({ rounding: 'round' }), '/rules/0/rounding', 'NOT_ALLOWED'],
    [
      'an instant without zone',
      broken({ effectiveFrom: '2026-11-11T00:00:00' }),
      '/rules/0/effectiveFrom',
      'BAD_FORMAT',
    ],
    ['a day that is none', broken({ effectiveFrom: '2026-02-30T00:00:00Z' }), '/rules/0/effectiveFrom', 'BAD_FORMAT'],
    [
      'a window that is empty',
      broken({ effectiveFrom: '2026-11-11T00:00:00+08:00', effectiveTo: '2026-11-10T16:00:00Z' }),
      '/rules/0/effectiveTo',
      'EMPTY_WINDOW',
    ],
    ['an empty budget', broken({ budget: { points: 0 } }), '/rules/0/budget/points', 'OUT_OF_RANGE'],
    ['a budget too large', broken({ budget: { points: 1e12 + 1 } }), '/rules/0/budget/points', 'OUT_OF_RANGE'],
    ['a budget of nothing', broken({ budget: {} }), '/rules/0/budget/points', 'REQUIRED'],
    ['a budget per day', broken({ budget: { points: 1, period: 'day' } }), '/rules/0/budget/period', 'UNKNOWN_FIELD'],
    ['an award of no kind', broken({ award: { points: 1 } }), '/rules/0/award/kind', 'REQUIRED'],
    [
      'an award of another kind',
      broken({ award: { kind: 'toString', points: 1 } }),
      '/rules/0/award/kind',
      'NOT_ALLOWED',
    ],
    ['no points', broken({ award: { kind: 'fixed', points: 0 } }), '/rules/0/award/points', 'OUT_OF_RANGE'],
    ['half a point', broken({ award: { kind: 'fixed', points: 0.5 } }), '/rules/0/award/points', 'WRONG_TYPE'],
    [
      'a field too many',
      broken({ award: { kind: 'fixed', points: 1, per: 1 } }),
      '/rules/0/award/per',
      'UNKNOWN_FIELD',
    ],
    ['per nothing', broken(ratio({ per: 0 })), '/rules/0/award/per', 'OUT_OF_RANGE'],
    ['money each', broken(ratio({ unit: 'each' })), '/rules/0/award/unit', 'NOT_ALLOWED'],
    ['lines each', broken(ratio({ unit: 'each', base: { kind: 'lines' } })), '/rules/0/award/unit', 'NOT_ALLOWED'],
    [
      'a number in major units',
      broken(ratio({ base: { kind: 'field', field: 'order.quantity' } })),
      '/rules/0/award/unit',
      'NOT_ALLOWED',
    ],
    [
      'points per text',
      broken(ratio({ base: { kind: 'field', field: 'user.level' } })),
      '/rules/0/award/base/field',
      'NOT_NUMERIC',
    ],
    [
      'an unknown base',
      broken(ratio({ base: { kind: 'field', field: 'order.total' } })),
      '/rules/0/award/base/field',
      'NO_SUCH_FIELD',
    ],
    [
      'shipping twice',
      broken(ratio({ base: { ...amount, exclude: ['tax', 'tax'] } })),
      '/rules/0/award/base/exclude/1',
      'DUPLICATE',
    ],
    [
      'less of another field',
      broken(ratio({ base: { kind: 'field', field: 'order.tax', exclude: ['tax'] } })),
      '/rules/0/award/base/exclude',
      'NOT_OF_FIELD',
    ],
    [
      'lines without orders',
      broken({ trigger: 'SIGNED_IN', ...ratio({ base: { kind: 'lines' } }) }),
      '/rules/0/award/base',
      'FIELD_NOT_OF_TRIGGER',
    ],
    [
      'a match of nothing',
      broken(ratio({ base: { kind: 'lines', include: {} } })),
      '/rules/0/award/base/include',
      'MATCHES_NOTHING',
    ],
    [
      'steps that fall',
      broken(
        stepped({
          steps: [
            { from: 5, points: 1 },
            { from: 5, points: 2 },
          ],
        }),
      ),
      '/rules/0/award/steps/1/from',
      'NOT_ASCENDING',
    ],
    [
      'a streak beyond its cycle',
      broken({ award: { kind: 'streak', field: 'user.streakDays', cycleDays: 7, at: [{ days: 8, points: 1 }] } }),
      '/rules/0/award/at/0/days',
      'OUT_OF_RANGE',
    ],
    [
      'two multipliers of a code',
      broken({
        multipliers: [
          { code: 'A', rateBps: 1 },
          { code: 'A', rateBps: 2 },
        ],
      }),
      '/rules/0/multipliers/1/code',
      'DUPLICATE',
    ],
    [
      'a multiplier of 101',
      broken({ multipliers: [{ code: 'A', rateBps: 1_010_000 }] }),
      '/rules/0/multipliers/0/rateBps',
      'OUT_OF_RANGE',
    ],
    [
      'a multiplier asking nonsense',
      broken({ multipliers: [{ code: 'A', rateBps: 1, ...condition('x', 'eq', 1) }] }),
      '/rules/0/multipliers/0/conditions/field',
      'NO_SUCH_FIELD',
    ],
    [
      'a limit of nothing',
      broken({ limits: [{ kind: 'period', period: 'day' }] }),
      '/rules/0/limits/0',
      'LIMITS_NOTHING',
    ],
    [
      'a day limited twice',
      broken({
        limits: [
          { kind: 'period', period: 'day', times: 1 },
          { kind: 'period', period: 'day', points: 1 },
        ],
      }),
      '/rules/0/limits/1',
      'DUPLICATE',
    ],
    [
      'a validity of no days',
      broken({ validity: { kind: 'days', days: 0 } }),
      '/rules/0/validity/days',
      'OUT_OF_RANGE',
    ],
    [
      'a date that is none',
      broken({ validity: { kind: 'fixed_date', date: '2026-02-29' } }),
      '/rules/0/validity/date',
      'BAD_FORMAT',
    ],
    [
      'points that die before they live',
      broken({ validity: { kind: 'days', days: 7 }, activationDelayDays: 8 }),
      '/rules/0/activationDelayDays',
      'EXPIRES_BEFORE_ACTIVE',
    ],
    ['a group of no mode', broken({ stackingGroup: { code: 'G' } }), '/rules/0/stackingGroup/mode', 'REQUIRED'],
  ])('%s is refused where it stands', (_, json, pointer, code) => {
    expect(validateRuleSet(json)).toContainEqual(expect.objectContaining({ pointer, code }));
  });

  it.each<[unknown, unknown, unknown, string, string]>([
    ['order.total', 'eq', 1, 'field', 'NO_SUCH_FIELD'],
    ['constructor', 'eq', 1, 'field', 'NO_SUCH_FIELD'],
    ['data.*', 'eq', 1, 'field', 'NO_SUCH_FIELD'],
    ['data.a b', 'eq', 1, 'field', 'NO_SUCH_FIELD'],
    ['order.amount', 'like', 1, 'op', 'NOT_ALLOWED'],
    ['order.amount', 'contains', 1, 'op', 'NOT_ALLOWED'],
    ['user.level', 'gt', 'A', 'op', 'NOT_ALLOWED'],
    ['user.tags', 'eq', 'vip', 'op', 'NOT_ALLOWED'],
    ['order.amount', 'eq', '1', 'value', 'WRONG_TYPE'],
    ['order.amount', 'eq', 1.5, 'value', 'WRONG_TYPE'],
    ['order.amount', 'eq', [1], 'value', 'WRONG_TYPE'],
    ['order.amount', 'eq', null, 'value', 'WRONG_TYPE'],
    ['order.amount', 'in', 1, 'value', 'WRONG_TYPE'],
    ['order.amount', 'in', [], 'value', 'WRONG_LENGTH'],
    ['order.amount', 'in', [1, 'x'], 'value/1', 'WRONG_TYPE'],
    ['order.amount', 'between', [1], 'value', 'WRONG_TYPE'],
    ['order.amount', 'between', [2, 1], 'value', 'RANGE_REVERSED'],
    ['data.x', 'between', [1, 'b'], 'value', 'RANGE_REVERSED'],
    ['order.amount', 'exists', 'yes', 'value', 'WRONG_TYPE'],
    ['order.first', 'eq', 'true', 'value', 'WRONG_TYPE'],
    ['time.weekday', 'eq', 8, 'value', 'NOT_ALLOWED'],
    ['time.weekday', 'in', [7, 0], 'value/1', 'NOT_ALLOWED'],
    ['time.date', 'eq', '2026-13-01', 'value', 'WRONG_TYPE'],
    ['time.clock', 'lt', '24:00', 'value', 'WRONG_TYPE'],
    ['user.registeredAt', 'lt', '2026-11-22', 'value', 'WRONG_TYPE'],
    ['user.registeredAt', 'between', ['2026-11-22T00:00:00Z', '2026-11-22T00:00:00+08:00'], 'value', 'RANGE_REVERSED'],
  ])('the condition %s %s %j is refused at its %s', (field, op, value, at, code) => {
    const problems = validateRuleSet(broken(condition(field, op, value)));
    expect(problems).toEqual([expect.objectContaining({ pointer: `/rules/0/conditions/${at}`, code })]);
  });

  it('points into trees of conditions', () => {
    const bad = { kind: 'field', field: 'nope', op: 'eq', value: 1 };
    const conditions = { kind: 'all', of: [{ kind: 'not', of: { kind: 'any', of: [bad] } }] };
    expect(validateRuleSet(broken({ conditions }))[0]?.pointer).toBe('/rules/0/conditions/of/0/of/of/0/field');
  });

  it('refuses fields that events of the rule do not have', () => {
    const json = broken({
      trigger: 'SIGNED_IN',
      award: { kind: 'fixed', points: 1 },
      ...condition('order.amount', 'gt', 0),
    });
    expect(validateRuleSet(json)).toEqual([expect.objectContaining({ code: 'FIELD_NOT_OF_TRIGGER' })]);
  });

  it('refuses two rules of a code, whatever their case, and a group of two modes', () => {
    const group = (code: string, mode: string) => ({ ...aRule({ code }), stackingGroup: { code: 'G', mode } });
    const problems = validateRuleSet({ rules: [group('A', 'best'), group('a', 'first')] });
    expect(problems.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/rules/1/code', 'DUPLICATE'],
      ['/rules/1/stackingGroup/mode', 'MODE_DIFFERS'],
    ]);
  });

  it('answers anything at all, and what it accepts compiles', () => {
    const demo = JSON.stringify(demoRuleSet().rules);
    const leafOf = fc.oneof(fc.jsonValue(), fc.constantFrom('fixed', 'ratio', 'order.amount', 'day', 1, 10, true, []));
    const names = fc.constantFrom(
      'code',
      'award',
      'conditions',
      'limits',
      'validity',
      'status',
      'multipliers',
      'effectiveTo',
      'wallet',
      'x',
    );
    fc.assert(
      fc.property(fc.nat(8), names, leafOf, (index, name, value) => {
        const rules = JSON.parse(demo) as Record<string, unknown>[];
        rules[index] = { ...rules[index], [name]: value };
        const json: unknown = { rules };
        if (isRuleSet(json)) {
          expect(compileRuleSet(json).byTrigger.size).toBeGreaterThan(0);
        }
        expect(validateRuleSet(value).length).toBeGreaterThan(0);
      }),
    );
  });
});

it('the starter rules are what they promise', () => {
  const [base] = orderBaseRuleSet().rules as [Rule];
  expect(orderBaseRuleSet().rules).toHaveLength(1);
  expect(base).toMatchObject({ code: 'ORDER_BASE', rounding: 'floor', validity: { kind: 'days', days: 365 } });
});
