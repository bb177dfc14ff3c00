import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyRule } from '../testing/arbitraries.js';
import { anyCase, anyUser } from '../testing/situations.js';
import { ruleSetJson } from './canonical.js';
import { compileRuleSet } from './compile.js';
import { evaluate } from './evaluate.js';
import type { Evaluation, RuleEvent, Usage, UserFacts } from './evaluation.js';
import { explain } from './explain.js';
import { budgetKeys, usageKeys } from './limits.js';
import { recomputePoints } from './recompute.js';
import type { Rule, RuleSet } from './rule.js';
import { anOrder, aRule, CLOCK, run } from './testing.js';

/** Properties of rules of every kind, with conditions, multipliers, limits, budgets, groups and validity of every kind. */

const used = fc.record({ times: fc.nat(3), points: fc.nat(15) });

function evaluateWith(set: RuleSet, event: RuleEvent, user: UserFacts, usage: Usage, spent: number): Evaluation {
  const facts = { user, usage: () => usage, budgetUsed: () => spent };
  return evaluate(compileRuleSet(set), event, facts, { ...CLOCK, recordedAtMs: event.occurredAtMs });
}

describe('any rule, any event, any user', () => {
  it('gives whole points within every limit and its budget, and the trace adds up to them', () => {
    let awarded = 0;
    fc.assert(
      fc.property(anyCase, anyUser, used, fc.nat(15), ({ set, event }, user, usage, spent) => {
        const evaluation = evaluateWith(set, event, user, usage, spent);
        let sum = 0;
        for (const trace of evaluation.trace) {
          const rule = set.rules.find(({ code }) => code === trace.ruleCode) as Rule;
          awarded += trace.points > 0 ? 1 : 0;
          expect(Number.isSafeInteger(trace.points) && trace.points >= 0).toBe(true);
          expect(trace.points > 0).toBe(trace.outcome === 'AWARDED');
          expect(recomputePoints(JSON.parse(JSON.stringify(trace)))).toBe(trace.points);
          if (trace.points > 0) {
            expect(trace.points + (rule.budget ? spent : 0)).toBeLessThanOrEqual(rule.budget?.points ?? Infinity);
            for (const limit of rule.limits ?? []) {
              const before = limit.kind === 'event' ? { times: 0, points: 0 } : usage;
              expect(trace.points + before.points).toBeLessThanOrEqual(limit.points ?? Infinity);
              expect(before.times).toBeLessThan((limit.kind === 'period' ? limit.times : undefined) ?? Infinity);
            }
          }
          sum += trace.points;
        }
        expect([evaluation.points, evaluation.awards.reduce((all, { points }) => all + points, 0)]).toEqual([sum, sum]);
        for (const locale of ['zh-CN', 'en-US'] as const) {
          expect(explain(evaluation, locale, set).join('\n')).not.toMatch(/undefined|NaN|\[object/);
        }
      }),
      { numRuns: 3000 },
    );
    expect(awarded).toBeGreaterThan(100);
  });

  it('takes from counters and budgets what it awards, and asks for no others', () => {
    fc.assert(
      fc.property(anyCase, anyUser, ({ set, event }, user) => {
        const compiled = compileRuleSet(set);
        const { awards, usage, budget } = evaluateWith(set, event, user, { times: 0, points: 0 }, 0);
        const given = (key: string) => awards.find(({ ruleCode }) => `rule:${ruleCode}` === key)?.points;
        const rules = awards.map(({ ruleCode }) => set.rules.find(({ code }) => code === ruleCode) as Rule);
        expect(budget.map(({ key }) => key)).toEqual(
          rules.filter((rule) => rule.budget).map(({ code }) => `rule:${code}`),
        );
        for (const delta of [...usage, ...budget]) {
          expect(delta.points).toBe(given(delta.key));
        }
        const keys = budgetKeys(compiled, event);
        expect(budget.every(({ key }) => keys.includes(key))).toBe(true);
        const counters = usageKeys(compiled, event, CLOCK).map(({ key, period }) => `${key} ${period}`);
        expect(new Set(counters).size).toBe(counters.length);
        expect(usage.every(({ key, period, times }) => times === 1 && counters.includes(`${key} ${period}`))).toBe(
          true,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('says the same again, of the canonical text too, and alters nothing that it is given', () => {
    fc.assert(
      fc.property(anyCase, anyUser, used, ({ set, event }, user, usage) => {
        const before = JSON.stringify([set, event, user]);
        const first = evaluateWith(set, event, user, usage, 5);
        expect(evaluateWith(JSON.parse(ruleSetJson(set)), event, user, usage, 5)).toEqual(first);
        expect(JSON.parse(JSON.stringify(first))).toEqual(first);
        expect(JSON.stringify([set, event, user])).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  it('does not care about the order of lines and of tags', () => {
    fc.assert(
      fc.property(anyCase, anyUser, ({ set, event }, user) => {
        const items = event.data['items'];
        const turned = Array.isArray(items) ? { items: [...items].reverse() } : {};
        const usage = { times: 0, points: 0 };
        const first = evaluateWith(set, event, user, usage, 0);
        const second = evaluateWith(set, { ...event, data: { ...event.data, ...turned } }, user, usage, 0);
        expect(second).toEqual(first);
        const others = evaluateWith(set, event, { ...user, tags: [...user.tags].reverse() }, usage, 0);
        expect(others.awards).toEqual(first.awards);
      }),
      { numRuns: 500 },
    );
  });

  it('outside of stacking groups gives what it gives alone', () => {
    fc.assert(
      fc.property(anyCase, anyUser, ({ set, event }, user) => {
        const usage = { times: 0, points: 0 };
        const alone = set.rules.flatMap(
          ({ stackingGroup: _, ...rule }) => evaluateWith({ rules: [rule] }, event, user, usage, 0).awards,
        );
        const loose = { rules: set.rules.map(({ stackingGroup: _, ...rule }) => rule) };
        expect(evaluateWith(loose, event, user, usage, 0).awards).toEqual(alone);
      }),
      { numRuns: 500 },
    );
  });
});

describe('more of what counts', () => {
  const points = fc.integer({ min: 1, max: 50 });
  const field = { kind: 'field', field: 'order.amount' } as const;
  const monotone: fc.Arbitrary<Rule['award']> = fc.oneof(
    fc.record({
      kind: fc.constant('ratio' as const),
      points,
      per: points,
      unit: fc.constantFrom('major' as const, 'minor' as const),
      base: fc.constant(field),
      fullUnitsOnly: fc.boolean(),
    }),
    fc.tuple(points, points, points).map(([a, b, c]) => ({
      kind: 'stepped' as const,
      mode: 'whole' as const,
      unit: 'major' as const,
      base: field,
      steps: [
        { from: a, points: b },
        { from: a + b, points: b + c },
      ],
    })),
    fc.tuple(points, points, points).map(([a, b, c]) => ({
      kind: 'stepped' as const,
      mode: 'marginal' as const,
      unit: 'major' as const,
      base: field,
      steps: [
        { from: a, points: b, per: c },
        { from: a + b, points: c },
      ],
    })),
  );

  it('is never fewer points, through multipliers, rounding, limits and budget', () => {
    const rest = anyRule.map(({ rounding, limits, budget }) => ({
      rounding,
      ...(limits && { limits }),
      ...(budget && { budget }),
    }));
    const rate = fc.integer({ min: 0, max: 30_000 });
    fc.assert(
      fc.property(monotone, rest, rate, fc.nat(20_000), fc.nat(20_000), used, (award, more, rateBps, a, b, usage) => {
        const rule = aRule({ award, ...more, multipliers: [{ code: 'M', rateBps }] });
        const at = (amount: number) =>
          evaluateWith({ rules: [rule] }, anOrder(amount), { userId: 'u1', tags: [], orderCount: 0 }, usage, 3).points;
        expect(at(Math.min(a, b))).toBeLessThanOrEqual(at(Math.max(a, b)));
      }),
      { numRuns: 1000 },
    );
  });

  it('on one line is never fewer points of lines and items', () => {
    const line = fc.record({
      sku: fc.constantFrom('a', 'b'),
      category: fc.constantFrom('fruit', 'milk'),
      lineAmount: fc.nat(5000),
    });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 4 }),
        fc.nat(3),
        fc.nat(5000),
        points,
        (items, at, plus, per) => {
          const rates = [{ match: { categories: ['fruit'] }, rateBps: 12_000 }];
          const rules: Rule['award'][] = [
            { kind: 'items', points: 7, per, unit: 'major', base: { kind: 'lines' }, rates },
            { kind: 'ratio', points: 7, per, unit: 'major', base: { kind: 'lines', exclude: { skus: ['b'] } } },
          ];
          const more = items.map((one, i) =>
            i === at % items.length ? { ...one, lineAmount: one.lineAmount + plus } : one,
          );
          for (const award of rules) {
            const given = (lines: typeof items) => {
              const amount = lines.reduce((sum, { lineAmount }) => sum + lineAmount, 0);
              return run(aRule({ award }), anOrder(amount, { items: lines })).points;
            };
            expect(given(items)).toBeLessThanOrEqual(given(more));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
