import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileRuleSet } from './compile.js';
import { evaluate } from './evaluate.js';
import type { RuleEvent, Usage } from './evaluation.js';
import { explain } from './explain.js';
import { budgetKeys, usageKeys } from './limits.js';
import { recomputePoints } from './recompute.js';
import type { AwardBase, AwardSpec, Limit, Rule, RuleSet } from './rule.js';
import { anOrder, aRule, CLOCK, NOON_MS, run } from './testing.js';
import { validateRuleSet } from './validate.js';

const points = fc.integer({ min: 1, max: 1000 });
const rateBps = fc.integer({ min: 0, max: 30_000 });
const match = fc.record({ categories: fc.subarray(['fruit', 'juice', 'card'], { minLength: 1 }) });
const base: fc.Arbitrary<AwardBase> = fc.oneof(
  fc.constant<AwardBase>({ kind: 'field', field: 'order.amount' }),
  fc.constant<AwardBase>({ kind: 'field', field: 'order.amount', exclude: ['shipping', 'tax'] }),
  fc.record({ kind: fc.constant('lines' as const), include: match }),
  fc.record({
    kind: fc.constant('lines' as const),
    exclude: match,
    discount: fc.constantFrom('spread' as const, 'ignore' as const),
  }),
);
const unit = fc.constantFrom('major' as const, 'minor' as const);
const award: fc.Arbitrary<AwardSpec> = fc.oneof(
  fc.record({ kind: fc.constant('fixed' as const), points }),
  fc.record({ kind: fc.constant('ratio' as const), points, per: points, unit, base, fullUnitsOnly: fc.boolean() }),
  fc.record({
    kind: fc.constant('stepped' as const),
    mode: fc.constantFrom('whole' as const, 'marginal' as const),
    unit,
    base,
    steps: fc.tuple(points, points, points).map(([a, b, c]) => [
      { from: 0, points: a, per: b },
      { from: c, points: b, per: a },
      { from: c + 100, points: c },
    ]),
  }),
  fc.record({
    kind: fc.constant('items' as const),
    points,
    per: points,
    unit,
    base: fc.record({ kind: fc.constant('lines' as const) }),
    rates: fc.array(fc.record({ match, rateBps }), { maxLength: 3 }),
  }),
);
const limit: fc.Arbitrary<Limit> = fc.oneof(
  fc.record({ kind: fc.constant('event' as const), points }),
  fc.record({
    kind: fc.constant('period' as const),
    period: fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'lifetime' as const),
    times: fc.integer({ min: 1, max: 4 }),
    points,
  }),
);
const level = { kind: 'field' as const, field: 'user.level', op: 'eq' as const, value: 'GOLD' };
const rule: fc.Arbitrary<Rule> = fc
  .record({
    award,
    rounding: fc.constantFrom('floor' as const, 'half_up' as const, 'ceil' as const),
    multipliers: fc.array(rateBps, { maxLength: 3 }),
    limits: fc.uniqueArray(limit, { maxLength: 4, selector: (one) => (one.kind === 'event' ? 'event' : one.period) }),
    budget: fc.option(points, { nil: undefined }),
    group: fc.constantFrom(undefined, 'best' as const, 'first' as const, 'sum' as const),
  })
  .map(({ multipliers, limits, budget, group, ...rest }) =>
    aRule({
      ...rest,
      ...(limits.length > 0 && { limits }),
      ...(budget && { budget: { points: budget } }),
      ...(group && { stackingGroup: { code: group, mode: group } }),
      ...(multipliers.length > 0 && {
        multipliers: multipliers.map((rate, i) => ({
          code: `M${i}`,
          rateBps: rate,
          ...(i === 1 && { conditions: level }),
        })),
      }),
    }),
  );
const ruleSet: fc.Arbitrary<RuleSet> = fc
  .array(rule, { minLength: 1, maxLength: 5 })
  .map((rules) => ({ rules: rules.map((one, i) => ({ ...one, code: `R${i}` })) }));
const line = fc.record({
  sku: fc.constantFrom('A', 'B'),
  category: fc.constantFrom('fruit', 'juice', 'milk'),
  lineAmount: fc.nat(100_000),
});
const order: fc.Arbitrary<RuleEvent> = fc
  .record({
    items: fc.array(line, { maxLength: 5 }),
    shipping: fc.nat(2000),
    tax: fc.nat(500),
    discount: fc.nat(3000),
    currency: fc.constantFrom('CNY', 'JPY', 'KWD'),
  })
  .map((data) => {
    const total = data.items.reduce((sum, { lineAmount }) => sum + lineAmount, data.shipping + data.tax);
    return anOrder(total - Math.min(data.discount, total), data);
  });
const used = fc.record({ times: fc.nat(4), points: fc.nat(1200) });
const facts = (usage: (key: string, period: string) => Usage, budgetUsed?: (key: string) => number) => ({
  user: { userId: 'u1', level: 'GOLD', tags: [], orderCount: 0 },
  usage,
  ...(budgetUsed && { budgetUsed }),
});

describe('any rule set and any order', () => {
  it('is valid, never negative, within its caps, re-adds, and says so in both languages', () => {
    fc.assert(
      fc.property(ruleSet, order, used, fc.nat(1200), (set, event, usage, spent) => {
        expect(validateRuleSet(JSON.parse(JSON.stringify(set)))).toEqual([]);
        const compiled = compileRuleSet(set);
        const asked = new Set(usageKeys(compiled, event, CLOCK).map(({ key, period }) => `${key} ${period}`));
        const budgets = budgetKeys(compiled, event);
        const evaluation = evaluate(
          compiled,
          event,
          facts(
            (key, period) => {
              expect(asked.has(`${key} ${period}`)).toBe(true);
              return usage;
            },
            (key) => {
              expect(budgets).toContain(key);
              return spent;
            },
          ),
          CLOCK,
        );
        let sum = 0;
        for (const trace of evaluation.trace) {
          expect(Number.isSafeInteger(trace.points) && trace.points >= 0).toBe(true);
          expect(recomputePoints(trace)).toBe(trace.points);
          expect((trace.outcome === 'AWARDED') === trace.points > 0).toBe(true);
          checkCaps(
            set.rules.find((one) => one.code === trace.ruleCode),
            trace.points,
            usage,
            spent,
          );
          sum += trace.points;
        }
        expect(evaluation.points).toBe(sum);
        expect(evaluation.awards.reduce((total, one) => total + one.points, 0)).toBe(sum);
        for (const delta of evaluation.usage) {
          expect(asked.has(`${delta.key} ${delta.period}`)).toBe(true);
          expect(delta.points).toBe(evaluation.awards.find((one) => `rule:${one.ruleCode}` === delta.key)?.points);
        }
        for (const delta of evaluation.budget) {
          expect(budgets).toContain(delta.key);
          expect(delta.points).toBe(evaluation.awards.find((one) => `rule:${one.ruleCode}` === delta.key)?.points);
        }
        expect(JSON.parse(JSON.stringify(evaluation))).toStrictEqual(evaluation);
        for (const locale of ['zh-CN', 'en-US'] as const) {
          const text = explain(evaluation, locale, set).join('\n');
          expect(text).toContain(String(sum));
          expect(text).not.toMatch(/undefined|NaN|null|\[object/);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('does not depend on the order of the items, nor on what was evaluated before', () => {
    fc.assert(
      fc.property(ruleSet, order, fc.integer(), (set, event, seed) => {
        const compiled = compileRuleSet(set);
        const items = event.data['items'] as unknown[];
        const turned = [...items.slice(seed % 3), ...items.slice(0, seed % 3)].reverse();
        const usage = () => ({ times: 0, points: 0 });
        const first = evaluate(compiled, event, facts(usage), CLOCK);
        const second = evaluate(compiled, { ...event, data: { ...event.data, items: turned } }, facts(usage), CLOCK);
        expect(second).toEqual(first);
        expect(evaluate(compiled, event, facts(usage), CLOCK)).toEqual(first);
      }),
    );
  });

  it('is monotone in the amount for ratios and marginal steps that do not fall', () => {
    const amounts = fc
      .tuple(fc.nat(10_000_000), fc.nat(10_000_000))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(
        amounts,
        points,
        points,
        fc.boolean(),
        fc.constantFrom('floor', 'half_up', 'ceil'),
        ([low, high], n, per, full, rounding) => {
          const field = { kind: 'field' as const, field: 'order.amount' };
          const ratio = aRule({
            rounding: rounding as Rule['rounding'],
            award: { kind: 'ratio', points: n, per, unit: 'major', base: field, fullUnitsOnly: full },
          });
          expect(run(ratio, anOrder(low)).points).toBeLessThanOrEqual(run(ratio, anOrder(high)).points);
          const steps = [
            { from: 0, points: n, per },
            { from: per, points: n },
            { from: per + 1, points: 2 * n, per },
          ];
          const marginal = aRule({
            rounding: rounding as Rule['rounding'],
            award: { kind: 'stepped', mode: 'marginal', unit: 'major', base: field, steps },
          });
          expect(run(marginal, anOrder(low)).points).toBeLessThanOrEqual(run(marginal, anOrder(high)).points);
        },
      ),
    );
  });

  it('never passes its caps over a whole history of events', () => {
    const offsets = fc.array(fc.integer({ min: 0, max: 40 * 24 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(rule, offsets, fc.nat(100_000), (one, hours, amount) => {
        const compiled = compileRuleSet({ rules: [one] });
        const counters = new Map<string, Usage>();
        let spent = 0;
        for (const hour of hours) {
          const event = { ...anOrder(amount, { items: [] }), occurredAtMs: NOON_MS + hour * 3_600_000 };
          const usage = (key: string, period: string) => counters.get(`${key} ${period}`) ?? { times: 0, points: 0 };
          const evaluation = evaluate(
            compiled,
            event,
            facts(usage, () => spent),
            CLOCK,
          );
          spent += one.budget ? evaluation.points : 0;
          for (const delta of evaluation.usage) {
            const before = usage(delta.key, delta.period);
            counters.set(`${delta.key} ${delta.period}`, {
              times: before.times + 1,
              points: before.points + delta.points,
            });
          }
        }
        expect(spent).toBeLessThanOrEqual(one.budget?.points ?? 0);
        for (const [name, usage] of counters) {
          const letter = name.split(' ')[1]?.[0];
          const cap = one.limits?.find((entry) => entry.kind === 'period' && PERIOD_LETTER[entry.period] === letter);
          if (cap?.kind === 'period') {
            expect(usage.times).toBeLessThanOrEqual(cap.times ?? 0);
            expect(usage.points).toBeLessThanOrEqual(cap.points ?? 0);
          }
        }
      }),
    );
  });
});

const PERIOD_LETTER = { day: 'D', week: 'W', month: 'M', lifetime: 'L' };

function checkCaps(one: Rule | undefined, awarded: number, usage: Usage, budgetUsed: number): void {
  if (one?.budget && awarded > 0) {
    expect(awarded + budgetUsed).toBeLessThanOrEqual(one.budget.points);
  }
  for (const entry of one?.limits ?? []) {
    const spent = entry.kind === 'event' ? { times: 0, points: 0 } : usage;
    if (awarded > 0) {
      expect(awarded + spent.points).toBeLessThanOrEqual(entry.points ?? 0);
      expect(spent.times).toBeLessThan(entry.kind === 'event' ? 1 : (entry.times ?? 0));
    }
  }
}
