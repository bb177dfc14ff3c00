import { describe, expect, it } from '@jest/globals';
import { problemText } from './problem-text.js';
import { aRule } from './testing.js';
import { validateRuleSet } from './validate.js';

/** A rule with any JSON in place of some of its fields. */
function broken(changes: Record<string, unknown>): unknown {
  return { rules: [{ ...aRule(), ...changes }] };
}

describe('hostile documents', () => {
  it('are survived', () => {
    let deep: unknown = { kind: 'field', field: 'order.amount', op: 'gt', value: 0 };
    for (let i = 0; i < 50_000; i++) {
      deep = { kind: 'not', of: deep };
    }
    expect(validateRuleSet(broken({ conditions: deep }))).toEqual([expect.objectContaining({ code: 'TOO_DEEP' })]);
    expect(validateRuleSet({ rules: Array.from({ length: 2000 }, () => ({ x: 1 })) })).toHaveLength(200);
    expect(validateRuleSet({ rules: Array.from({ length: 2001 }, () => 1) })).toHaveLength(1);
  });
});

describe('problems in words', () => {
  it('have a text for every code, in both languages', () => {
    const jsons = [
      broken({ x: 1, code: '?', award: { kind: 'fixed', points: 0 } }),
      broken({ limits: [{ kind: 'period', period: 'day' }], validity: { kind: 'fixed_date', date: 'x' } }),
      broken({
        conditions: { kind: 'field', field: 'nope', op: 'eq', value: 1 },
        effectiveFrom: '2026-01-02T00:00:00Z',
        effectiveTo: '2026-01-01T00:00:00Z',
      }),
    ];
    for (const problem of jsons.flatMap(validateRuleSet)) {
      for (const locale of ['zh-CN', 'en-US'] as const) {
        expect(problemText(problem, locale)).not.toMatch(/[{}]|^[A-Z_]+$/);
      }
    }
    expect(problemText({ pointer: '', code: 'OUT_OF_RANGE', params: { min: 1, max: 9 } }, 'en-US')).toBe(
      'must be from 1 to 9',
    );
    expect(problemText({ pointer: '', code: 'OUT_OF_RANGE', params: { min: 1, max: 9 } }, 'zh-CN')).toBe(
      '应在 1 至 9 之间',
    );
  });
});
