import { describe, expect, it } from '@jest/globals';
import { placeText } from './part-words.js';
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

describe('places in words', () => {
  it.each([
    ['/rules/3', '', ''],
    ['', '', ''],
    ['/rules', '', ''],
    ['/rules/0/award/points', '奖励 › 积分', 'award › points'],
    ['/rules/0/multipliers/0/conditions/of/1/value', '倍率 1 › 条件 2 › 值', 'multiplier 1 › conditions 2 › value'],
    ['/rules/0/conditions/of/1/of/0/value/2', '条件 2.1 › 值 3', 'conditions 2.1 › value 3'],
    ['/rules/0/a~1b~0c', 'a/b~c', 'a/b~c'],
    ['/rulez', 'rulez', 'rulez'],
  ])('%s', (pointer, zh, en) => {
    expect([placeText(pointer, 'zh-CN'), placeText(pointer, 'en-US')]).toEqual([zh, en]);
  });

  it('stand before a problem when the rule set is told', () => {
    const json = broken({ award: { kind: 'fixed', points: 0 } });
    const [problem] = validateRuleSet(json);
    expect(problem && problemText(problem, 'en-US', json)).toBe('R, award › points: must be from 1 to 1000000000');
    expect(problem && problemText(problem, 'zh-CN', json)).toBe('R，奖励 › 积分：应在 1 至 1000000000 之间');
    const nameless = { rules: [7, { code: '' }], x: 1 };
    const said = validateRuleSet(nameless).map((one) => problemText(one, 'en-US', nameless));
    expect(said).toContain('#1: must be of type object');
    expect(said).toContain('#2, trigger: is required');
    expect(said).toContain('x: is not a known field');
    expect(problemText({ pointer: '', code: 'REQUIRED', params: {} }, 'en-US', null)).toBe('is required');
    expect(problemText({ pointer: '/rules/5/x', code: 'NO_SUCH_CODE', params: {} }, 'en-US', {})).toBe(
      '#6, x: NO_SUCH_CODE',
    );
  });
});
