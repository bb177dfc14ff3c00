import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { describeRule } from '../src/describe.js';
import { reviewRuleSet } from '../src/review.js';
import type { Rule } from '../src/rule.js';
import { aRule, NOON_MS } from '../src/testing.js';
import { validateRuleSet } from '../src/validate.js';

const page = readFileSync(new URL('../../../docs/rules.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

describe('the examples of docs/rules.md', () => {
  it('are many', () => {
    expect(examples.length).toBeGreaterThan(20);
  });

  it.each(examples)('are valid and reachable: %s', (json) => {
    const rule = { ...aRule(), ...(JSON.parse(json) as Partial<Rule>) };
    expect(validateRuleSet({ rules: [rule] })).toEqual([]);
    expect(reviewRuleSet({ rules: [rule] }, { nowMs: NOON_MS - 30 * 86_400_000 })).toEqual([]);
    expect(describeRule(rule, 'en-US').length).toBeGreaterThan(2);
  });
});
