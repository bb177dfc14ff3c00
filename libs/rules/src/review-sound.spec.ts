import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyRuleSet, conditionOf } from '../testing/arbitraries.js';
import { anyEvent, anyUser } from '../testing/situations.js';
import { compileRuleSet } from './compile.js';
import { conditionDemands } from './demand.js';
import { evaluate } from './evaluate.js';
import type { Evaluation, RuleEvent, UserFacts } from './evaluation.js';
import type { RuleWarning } from './finding.js';
import { reviewRuleSet } from './review.js';
import type { Condition, Rule, RuleSet } from './rule.js';
import { satisfiable } from './satisfiable.js';
import { aRule } from './testing.js';

const UNREACHABLE = new Set([
  'WINDOW_OVER',
  'MULTIPLIED_BY_ZERO',
  'NO_LINE_COUNTS',
  'NEVER_SPENDABLE',
  'NEVER_HOLDS',
  'NEVER_IN_WINDOW',
  'NOTHING_TO_AWARD',
  'SHADOWED',
]);
const ZONES = ['Asia/Shanghai', 'UTC', 'America/New_York', 'Pacific/Kiritimati'];
const zone = fc.constantFrom(...ZONES);

function evaluateAt(set: RuleSet, event: RuleEvent, user: UserFacts, timeZone: string): Evaluation {
  const facts = { user, usage: () => ({ times: 0, points: 0 }) };
  return evaluate(compileRuleSet(set), event, facts, { recordedAtMs: event.occurredAtMs, timeZone });
}

/** The part of the set that a warning points at. */
function resolve(set: RuleSet, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], set);
}

function ruleOf(set: RuleSet, warning: RuleWarning): Rule {
  return set.rules.find(({ code }) => code === warning.params['rule']) as Rule;
}

describe('a review is sound', () => {
  it('a rule that awards is never called unreachable, a multiplier that holds never dead', () => {
    let awarded = 0;
    let flagged = 0;
    fc.assert(
      fc.property(
        anyRuleSet,
        fc.array(anyEvent, { minLength: 4, maxLength: 4 }),
        anyUser,
        zone,
        (set, events, user, timeZone) => {
          for (const event of events) {
            const warnings = reviewRuleSet(set, { nowMs: event.occurredAtMs, guardBps: 1e9 });
            const said = (codes: ReadonlySet<string>) =>
              warnings.filter(({ code }) => codes.has(code)).map(({ params }) => params['rule']);
            const unreachable = said(UNREACHABLE);
            const dead = warnings.filter(({ code }) => code === 'MULTIPLIER_NEVER_HOLDS');
            const { trace } = evaluateAt(set, event, user, timeZone);
            flagged += unreachable.length;
            for (const { ruleCode, outcome, multipliers = [] } of trace) {
              if (outcome === 'AWARDED') {
                awarded += 1;
                expect(unreachable).not.toContain(ruleCode);
                const held = multipliers.filter((one) => one.held).map(({ code }) => `${ruleCode} ${code}`);
                for (const { params } of dead) {
                  expect(held).not.toContain(`${params['rule']} ${params['multiplier']}`);
                }
              }
            }
          }
        },
      ),
      { numRuns: 1500 },
    );
    expect(awarded).toBeGreaterThan(200);
    expect(flagged).toBeGreaterThan(1000);
  });

  it('a branch that plays a part is never called dead', () => {
    fc.assert(
      fc.property(anyRuleSet, anyEvent, anyUser, zone, (set, event, user, timeZone) => {
        for (const warning of reviewRuleSet(set, { nowMs: event.occurredAtMs })) {
          if (warning.code === 'BRANCH_NEVER_HOLDS') {
            const rule = ruleOf(set, warning);
            const branch = resolve(set, warning.pointer) as Condition;
            const both: Condition = { kind: 'all', of: [rule.conditions as Condition, branch] };
            const { trace } = evaluateAt({ rules: [{ ...rule, conditions: both }] }, event, user, timeZone);
            expect(trace[0]?.outcome).not.toBe('AWARDED');
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('conditions that hold for some event can be met, and so can their opposite where they do not', () => {
    const cases = fc
      .constantFrom('ORDER_COMPLETED', 'STUDIED')
      .chain((trigger) => fc.tuple(fc.constant(trigger), conditionOf(trigger)));
    let met = 0;
    fc.assert(
      fc.property(cases, anyEvent, anyUser, zone, ([trigger, conditions], some, user, timeZone) => {
        const event = { ...some, type: trigger, data: { ...some.data, amount: 5 } };
        const rule = aRule({ trigger, conditions, award: { kind: 'fixed', points: 1 } });
        const holds = evaluateAt({ rules: [rule] }, event, user, timeZone).points > 0;
        met += holds ? 1 : 0;
        expect(satisfiable([conditionDemands(conditions, !holds)], trigger, { left: 1e6 })).toBe(true);
      }),
      { numRuns: 5000 },
    );
    expect(met).toBeGreaterThan(1000);
  });

  it('a limit that is said to change nothing changes nothing, one that is said to cut always cuts', () => {
    fc.assert(
      fc.property(anyRuleSet, anyEvent, anyUser, (set, event, user) => {
        for (const warning of reviewRuleSet(set, { nowMs: event.occurredAtMs })) {
          const rule = ruleOf(set, warning);
          const run = (one: Rule) => evaluateAt({ rules: [one] }, event, user, 'UTC');
          if (warning.code === 'LIMIT_NEVER_CUTS') {
            const at = Number(warning.pointer.split('/').at(-1));
            const limits = (rule.limits ?? []).filter((_, i) => i !== at);
            expect(run({ ...rule, limits }).points).toBe(run(rule).points);
          }
          if (warning.code === 'ABOVE_LIMIT' && rule.award.kind === 'fixed') {
            const [trace] = run(rule).trace;
            expect(trace?.outcome === 'AWARDED' && !trace.caps).toBe(false);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});
