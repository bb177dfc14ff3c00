import { expect, it } from '@jest/globals';
import { compileRuleSet, usesStreak } from './compile.js';
import type { Condition, Rule } from './rule.js';
import { aRule } from './testing.js';

const days: Condition = { kind: 'field', field: 'user.streakDays', op: 'gte', value: 7 };
const other: Condition = { kind: 'field', field: 'user.orderCount', op: 'gte', value: 7 };
const of = (field: string): Rule['award'] => ({
  kind: 'ratio',
  points: 1,
  per: 1,
  unit: 'each',
  base: { kind: 'field', field },
});

it.each<[string, Partial<Rule>, boolean]>([
  ['nowhere', {}, false],
  ['in another condition', { conditions: other }, false],
  ['in a condition', { conditions: days }, true],
  ['deep in a condition', { conditions: { kind: 'any', of: [other, { kind: 'not', of: days }] } }, true],
  ['not deep in a condition', { conditions: { kind: 'all', of: [other, { kind: 'not', of: other }] } }, false],
  [
    'in a multiplier',
    {
      multipliers: [
        { code: 'A', rateBps: 1 },
        { code: 'B', rateBps: 1, conditions: days },
      ],
    },
    true,
  ],
  ['as what is counted', { award: of('user.streakDays') }, true],
  ['not as what is counted', { award: of('data.streakDays') }, false],
  ['in a streak', { award: { kind: 'streak', field: 'user.streakDays', at: [{ days: 1, points: 1 }] } }, true],
  ['not in a streak of the event', { award: { kind: 'streak', field: 'data.n', at: [{ days: 1, points: 1 }] } }, false],
])('days in a row are read %s: %j', (_, changes, read) => {
  const compiled = compileRuleSet({ rules: [aRule({ ...changes, trigger: 'SIGNED_IN' }), aRule({ code: 'B' })] });
  expect(usesStreak(compiled, 'SIGNED_IN')).toBe(read);
  expect(usesStreak(compiled, 'ORDER_COMPLETED')).toBe(false);
  expect(usesStreak(compiled, 'OTHER')).toBe(false);
});
