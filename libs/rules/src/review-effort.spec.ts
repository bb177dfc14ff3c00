import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { reviewRuleSet } from './review.js';
import type { Condition, Multiplier, Rule } from './rule.js';
import { aRule } from './testing.js';

/** A review is asked for by hand and on every save, of sets of up to 2,000 rules: its effort grows with them, not faster. */

const NOW = { nowMs: 0 };

/** How often a property of these objects is read while they are reviewed. */
function readsOf<T extends object>(key: keyof T & string): { watched: (target: T) => T; count: () => number } {
  let reads = 0;
  const watched = (target: T): T =>
    new Proxy(target, {
      get: (object, name, receiver) => {
        if (name === key) reads += 1;
        return Reflect.get(object, name, receiver) as unknown;
      },
    });
  return { watched, count: () => reads };
}

describe('the effort of a review', () => {
  test.each(['first', 'best'] as const)('in a group “%s” grows with the rules, not with their pairs', (mode) => {
    const readsFor = (rules: number): number => {
      const { watched, count } = readsOf<Rule>('conditions');
      const group = Array.from({ length: rules }, (_, i): Rule => {
        const conditions: Condition = { kind: 'field', field: 'order.amount', op: 'gte', value: rules - i };
        return watched(
          aRule({ code: `R${i}`, award: { kind: 'fixed', points: 5 }, conditions, stackingGroup: { code: 'G', mode } }),
        );
      });
      expect(reviewRuleSet({ rules: group }, NOW)).toEqual([]);
      return count();
    };
    expect(readsFor(200) / readsFor(100)).toBeLessThan(2.2);
  });
});

describe('the highest rate of multipliers that can hold at once', () => {
  const GUARD_BPS = 30_000;
  const level = fc.constantFrom('A', 'B', undefined);
  const multiplier = fc.record({ rateBps: fc.integer({ min: 1, max: 40_000 }), level, tag: fc.boolean() });

  interface Drawn {
    rateBps: number;
    level: string | undefined;
    tag: boolean;
  }
  const conditionsOf = ({ level: wanted, tag }: Drawn): { conditions?: Condition } => {
    const of: Condition[] = [
      ...(wanted ? [{ kind: 'field', field: 'user.level', op: 'eq', value: wanted } as const] : []),
      ...(tag ? [{ kind: 'field', field: 'user.tags', op: 'contains', value: 'vip' } as const] : []),
    ];
    return of.length > 0 ? { conditions: { kind: 'all', of } } : {};
  };

  /** By trying every set: what has no conditions always holds, two levels never do. */
  function highest(drawn: readonly Drawn[]): number {
    let best = 0;
    for (let set = 0; set < 2 ** drawn.length; set++) {
      const chosen = drawn.filter((one, i) => (set >> i) % 2 === 1 || (!one.level && !one.tag));
      const levels = new Set(chosen.flatMap((one) => (one.level ? [one.level] : [])));
      if (levels.size <= 1)
        best = Math.max(
          best,
          chosen.reduce((so, { rateBps }) => (so * rateBps) / 10_000, 10_000),
        );
    }
    return best;
  }

  test('is that of all sets that were tried', () => {
    fc.assert(
      fc.property(fc.array(multiplier, { maxLength: 7 }), (drawn) => {
        const multipliers = drawn.map((one, i): Multiplier => {
          return { code: `M${i}`, rateBps: one.rateBps, ...conditionsOf(one) };
        });
        const wanted = highest(drawn);
        // Too near to the guard for floating point to tell.
        fc.pre(Math.abs(wanted - GUARD_BPS) > 0.01);
        const found = reviewRuleSet({ rules: [aRule({ multipliers })] }, { nowMs: 0, guardBps: GUARD_BPS });
        const rate = found.find(({ code }) => code === 'RATE_ABOVE_GUARD')?.params['rate'];
        expect(rate !== undefined).toBe(wanted > GUARD_BPS);
        if (rate !== undefined) expect(Number(rate) * 10_000).toBeCloseTo(Math.ceil(wanted - 0.001), 0);
      }),
    );
  });
});
