import { describe, expect, test } from '@jest/globals';
import { demoRuleSet, orderBaseRuleSet, type RuleSet } from '@jifen/rules';
import { factsBody, factsErrors, factsValuesOf } from './facts-values.js';
import { compareRules, evaluateHere, type KnownFacts, readyRules, ruleEventOf, sameJson } from './local-preview.js';

const clock = { recordedAtMs: Date.UTC(2026, 10, 28), timeZone: 'Asia/Shanghai' };
const nobody: KnownFacts = { user: { userId: '17850', tags: [], orderCount: 3 }, usage: [], budgets: [] };
const body = {
  type: 'ORDER_COMPLETED',
  userId: '17850',
  occurredAt: '2026-11-28T02:00:00Z',
  data: { currency: 'GBP', amount: 13_912 },
};

function give(ruleSet: RuleSet, known = nobody, type = body.type) {
  const event = ruleEventOf({ ...body, type });
  const rules = readyRules(ruleSet);
  if (!event || !rules) throw new Error('the fixture is wrong');
  return evaluateHere(rules, event, known, clock);
}

describe('the engine in the browser', () => {
  test('gives what the rules say', () => {
    expect(give(orderBaseRuleSet())?.points).toBe(139);
  });

  test('knows what was used of limits and budgets', () => {
    const used = { ...nobody, usage: [{ key: 'rule:SIGN_IN', period: 'D2026-11-28', times: 1, points: 10 }] };
    expect(give(demoRuleSet(), nobody, 'SIGNED_IN')?.points).toBe(10);
    expect(give(demoRuleSet(), used, 'SIGNED_IN')?.points).toBe(0);
    const [rule] = orderBaseRuleSet().rules;
    const limited = { rules: rule ? [{ ...rule, budget: { points: 100 } }] : [] };
    expect(give(limited, { ...nobody, budgets: [{ key: 'rule:ORDER_BASE', used: 90 }] })?.points).toBe(10);
  });

  test('does not try rules that have errors, nor an event without a time', () => {
    expect(readyRules({ rules: [{ code: 'A' }] })).toBeUndefined();
    expect(ruleEventOf({ ...body, occurredAt: 'soon' })).toBeUndefined();
  });
});

describe('the comparison with live', () => {
  test('names what is the same, changed, new and gone', () => {
    const live = give(orderBaseRuleSet());
    const demo = give(demoRuleSet());
    if (!live || !demo) throw new Error('the fixture is wrong');
    expect(compareRules(live, live).map((row) => row.change)).toEqual(['same']);
    expect(compareRules(live, demo)).toMatchObject([
      { ruleCode: 'ORDER_BASE', change: 'changed', difference: 0 },
      { ruleCode: 'FIRST_ORDER', change: 'added', difference: 0 },
      { ruleCode: 'FRESH_BONUS', change: 'added', difference: 0 },
    ]);
    expect(compareRules(demo, live)).toMatchObject([
      { change: 'changed' },
      { ruleCode: 'FIRST_ORDER', change: 'removed' },
      { ruleCode: 'FRESH_BONUS', change: 'removed' },
    ]);
    expect(compareRules(undefined, live)).toMatchObject([{ change: 'added', difference: 139 }]);
  });

  test('JSON is the same whatever the order of its members', () => {
    expect(sameJson({ a: [1, { b: 2, c: undefined }] }, { a: [1, { b: 2 }] })).toBe(true);
    expect(sameJson({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
    for (const other of [{ a: 2 }, { a: 1, b: 1 }, [1], null, { b: 1 }]) expect(sameJson({ a: 1 }, other)).toBe(false);
    expect(sameJson([1, 2], [2, 1])).toBe(false);
  });
});

describe('made-up facts', () => {
  test('begin with those of the real user and go back as they were', () => {
    const registeredAtMs = Date.UTC(2026, 0, 1);
    const user = {
      userId: 'a',
      level: 'GOLD',
      tags: ['vip'],
      registeredAtMs,
      orderCount: 3,
      attributes: { city: 'X' },
    };
    const values = factsValuesOf({ ...user, streakDays: 7 });
    expect(factsBody(values)).toEqual({
      level: 'GOLD',
      tags: ['vip'],
      registeredAt: '2026-01-01T00:00:00.000Z',
      attributes: { city: 'X' },
      orderCount: 3,
      streakDays: 7,
    });
    expect(factsErrors(values).size).toBe(0);
  });

  test('of nobody are those of a new user; what cannot be read is left out and told', () => {
    const values = { ...factsValuesOf(undefined), orderCount: 'x', streakDays: '-1', registeredAt: 'soon' };
    expect(factsBody(values)).toEqual({});
    expect([...factsErrors(values)]).toEqual(['facts.orderCount', 'facts.streakDays']);
    expect(factsBody(factsValuesOf(undefined))).toEqual({ orderCount: 0 });
  });
});
