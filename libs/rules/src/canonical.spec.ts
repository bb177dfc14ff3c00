import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyRuleSet } from '../testing/arbitraries.js';
import { canonicalRuleSet, ruleSetJson } from './canonical.js';
import { demoRuleSet, orderBaseRuleSet } from './starter.js';
import { validateRuleSet } from './validate.js';

/** The same JSON with the fields of every object in another order. */
function shuffled(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) {
    return value.map((member) => shuffled(member, seed));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value).map(([name, member]) => [name, shuffled(member, seed)] as const);
  const turn = seed % entries.length;
  const turned = [...entries.slice(turn), ...entries.slice(0, turn)];
  return Object.fromEntries(seed % 2 === 0 ? turned : turned.reverse());
}

describe('the canonical text of a rule set', () => {
  it('is the same for any order of fields, reads back the same and is its own canonical form', () => {
    fc.assert(
      fc.property(anyRuleSet, fc.nat(30), (set, seed) => {
        expect(validateRuleSet(JSON.parse(JSON.stringify(set)))).toEqual([]);
        const text = ruleSetJson(set);
        expect(JSON.parse(text)).toEqual(set);
        expect(canonicalRuleSet(set)).toEqual(set);
        expect(ruleSetJson(shuffled(set, seed) as typeof set)).toBe(text);
        expect(ruleSetJson(JSON.parse(text))).toBe(text);
        expect(`${JSON.stringify(canonicalRuleSet(set), undefined, 2)}\n`).toBe(text);
      }),
      { numRuns: 400 },
    );
  });

  it('keeps the order of lists', () => {
    const [first, ...rest] = demoRuleSet().rules;
    const turned = { rules: [...rest, ...(first ? [first] : [])] };
    expect(JSON.parse(ruleSetJson(turned))).toEqual(turned);
    expect(ruleSetJson(turned)).not.toBe(ruleSetJson(demoRuleSet()));
  });

  it('has no undefined fields, no −0, and puts a field that it does not know last', () => {
    const [rule] = orderBaseRuleSet().rules;
    const set = { rules: [{ zzz: 1, aaa: 2, ...rule, wallet: undefined, award: { points: -0, kind: 'fixed' } }] };
    const text = ruleSetJson(set as never);
    expect(text).toContain('"points": 0');
    expect(text).not.toContain('-0');
    expect(text).not.toContain('wallet');
    expect(text.trimEnd()).toMatch(/"aaa": 2,\s+"zzz": 1\s+\}\s+\]\s+\}$/);
  });

  it('looks like this', () => {
    expect(ruleSetJson({ rules: [] })).toBe('{\n  "rules": []\n}\n');
    expect(ruleSetJson(orderBaseRuleSet())).toBe(`{
  "rules": [
    {
      "code": "ORDER_BASE",
      "name": {
        "zh-CN": "消费积分",
        "en-US": "Points on orders"
      },
      "trigger": "ORDER_COMPLETED",
      "status": "ACTIVE",
      "award": {
        "kind": "ratio",
        "points": 1,
        "per": 1,
        "unit": "major",
        "base": {
          "kind": "field",
          "field": "order.amount"
        }
      },
      "rounding": "floor",
      "validity": {
        "kind": "days",
        "days": 365
      }
    }
  ]
}
`);
  });

  it('names every field that the rules of this test have, in the documented order', () => {
    const order: string[] = [];
    fc.assert(
      fc.property(anyRuleSet, (set) => {
        for (const rule of canonicalRuleSet(set).rules) {
          const names = Object.keys(rule);
          expect(names).toEqual(RULE_FIELDS.filter((name) => names.includes(name)));
          order.push(...names);
        }
      }),
    );
    expect([...new Set(order)].sort()).toEqual([...RULE_FIELDS].sort());
  });
});

const RULE_FIELDS = [
  'code',
  'name',
  'trigger',
  'status',
  'effectiveFrom',
  'effectiveTo',
  'conditions',
  'award',
  'multipliers',
  'rounding',
  'stackingGroup',
  'limits',
  'budget',
  'validity',
  'validFrom',
  'activationDelayDays',
  'wallet',
];
