import { describe, expect, it } from '@jest/globals';
import type { Award, Evaluation, RuleOutcome, UsageDelta, ZeroReason } from '../src/evaluation.js';
import { explain } from '../src/explain.js';
import { recomputePoints } from '../src/recompute.js';
import type { FieldCondition, Rule } from '../src/rule.js';
import { run, type Situation } from '../src/testing.js';

/**
 * Tables of cases worked by hand. What a case expects is written down as a person found it on paper; `why` holds the
 * arithmetic. Nothing that is expected here may ever be computed.
 */

export interface Case extends Situation {
  /** The arithmetic, for the reader and as the test's title. */
  why: string;
  rules: Rule | Rule[];
  event: Parameters<typeof run>[1];
  /** Total of all rules. */
  points: number;
  /** Of each rule in order; left out: the one rule awarded. */
  outcomes?: RuleOutcome[];
  /** Why the first rule gave nothing. */
  reason?: ZeroReason;
  /** The parts of the first rule's trace that matter. */
  trace?: Record<string, unknown>;
  /** Last day of the first award. */
  expiresOn?: string;
  /** First day of the first award. */
  activatesOn?: string | null;
  /** What the counters are charged with. */
  charged?: UsageDelta[];
  /** A phrase of the explanation in English. */
  says?: string;
}

/** Runs a table; `shared` holds what all of its cases have in common. */
export function workedByHand<S extends Partial<Case>>(
  group: string,
  shared: S,
  cases: (Omit<Case, keyof S> & Partial<Case>)[],
): void {
  describe(group, () => {
    it.each(cases.map((one) => ({ ...shared, ...one }) as unknown as Case))('$why', (one) => {
      const evaluation = run(one.rules, one.event, one);
      expect(evaluation.trace.map((trace) => trace.outcome)).toEqual(one.outcomes ?? ['AWARDED']);
      expect(evaluation.points).toBe(one.points);
      const [first] = evaluation.trace;
      expect(first?.reason).toBe(one.reason);
      expect(first ?? {}).toMatchObject(one.trace ?? {});
      expectReadded(evaluation);
      expectDates(evaluation.awards[0], one);
      if (one.charged) {
        expect(evaluation.usage).toEqual(one.charged);
      }
      const said = explain(evaluation, 'en-US').join(' ');
      expect(said).toContain(one.says ?? `Total: ${one.points} point`);
    });
  });
}

/** The stored record alone gives the same points again, also after a trip through JSON. */
function expectReadded(evaluation: Evaluation): void {
  const stored = JSON.parse(JSON.stringify(evaluation)) as Evaluation;
  expect(stored).toEqual(evaluation);
  expect(stored.trace.map(recomputePoints)).toEqual(evaluation.trace.map((trace) => trace.points));
  const awarded = evaluation.trace.filter((trace) => trace.outcome === 'AWARDED');
  expect(evaluation.awards.map((award) => [award.ruleCode, award.points])).toEqual(
    awarded.map((trace) => [trace.ruleCode, trace.points]),
  );
}

function expectDates(award: Award | undefined, { expiresOn, activatesOn }: Case): void {
  if (expiresOn !== undefined) {
    expect(award?.expiresOn).toBe(expiresOn);
  }
  if (activatesOn !== undefined) {
    expect(award?.activatesOn).toBe(activatesOn);
  }
}

/** A comparison, shortly. */
export function field(path: string, op: FieldCondition['op'], value: FieldCondition['value']): FieldCondition {
  return { kind: 'field', field: path, op, value };
}

/** 2026-11-22T12:00:00+08:00 and the like in milliseconds. */
export function at(instant: string): number {
  return Date.parse(instant);
}
