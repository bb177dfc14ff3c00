import { partJson } from './canonical.js';
import type { Limit, Multiplier, Rule, RuleSet } from './rule.js';

/** One part of a rule that differs; `before` or `after` is left out where the rule had or has no such part. */
export interface PartChange {
  /**
   * JSON pointer of the field within the rule. Multipliers and limits are told apart by what they are, not by their
   * place: `/multipliers/GOLD`, `/limits/day`; `/multipliers` and `/limits` alone mean their order.
   */
  path: string;
  before?: unknown;
  after?: unknown;
}

/** One difference between two rule sets. Indexes count from 0; `from` and `to` are places in the old and new set. */
export type RuleSetChange =
  | { kind: 'ADDED'; ruleCode: string; index: number; rule: Rule }
  | { kind: 'REMOVED'; ruleCode: string; index: number; rule: Rule }
  | { kind: 'MOVED'; ruleCode: string; from: number; to: number }
  | { kind: 'CHANGED'; ruleCode: string; parts: PartChange[] };

/**
 * What differs between two valid rule sets, rules told apart by their code: first what was removed, then the rules of
 * the new set in their order. As few rules as possible are said to have moved. Equal sets differ in nothing.
 */
export function diffRuleSets(before: RuleSet, after: RuleSet): RuleSetChange[] {
  const changes: RuleSetChange[] = [];
  const old = new Map(before.rules.map((rule, index) => [rule.code, { rule, index }]));
  const kept = new Set(after.rules.map((rule) => rule.code));
  before.rules.forEach((rule, index) => {
    if (!kept.has(rule.code)) {
      changes.push({ kind: 'REMOVED', ruleCode: rule.code, index, rule });
    }
  });
  const moved = movedCodes(
    after.rules.flatMap(({ code }) => (old.has(code) ? [{ code, at: old.get(code)?.index ?? 0 }] : [])),
  );
  after.rules.forEach((rule, index) => {
    const was = old.get(rule.code);
    if (!was) {
      changes.push({ kind: 'ADDED', ruleCode: rule.code, index, rule });
      return;
    }
    if (moved.has(rule.code)) {
      changes.push({ kind: 'MOVED', ruleCode: rule.code, from: was.index, to: index });
    }
    const parts = diffRules(was.rule, rule);
    if (parts.length > 0) {
      changes.push({ kind: 'CHANGED', ruleCode: rule.code, parts });
    }
  });
  return changes;
}

/** Those outside of the longest ascending run of old places (patience sorting): the rest kept its order. */
function movedCodes(rules: readonly { code: string; at: number }[]): Set<string> {
  const ends: number[] = [];
  const previous: (number | undefined)[] = [];
  rules.forEach(({ at }, i) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((rules[ends[middle] as number]?.at as number) < at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    previous.push(low > 0 ? ends[low - 1] : undefined);
    ends[low] = i;
  });
  const moved = new Set(rules.map(({ code }) => code));
  for (let i = ends.at(-1); i !== undefined; i = previous[i]) {
    moved.delete(rules[i]?.code as string);
  }
  return moved;
}

const FIELDS_OF_RULE: readonly (keyof Rule)[] = [
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

/** The parts in which two rules differ, in the order of a rule's fields; the codes are not compared. */
export function diffRules(before: Rule, after: Rule): PartChange[] {
  return FIELDS_OF_RULE.flatMap((field) => {
    if (field === 'multipliers') {
      return diffLists('/multipliers', before.multipliers ?? [], after.multipliers ?? [], multiplierKey);
    }
    if (field === 'limits') {
      return diffLists('/limits', before.limits ?? [], after.limits ?? [], limitKey);
    }
    return diffPart(`/${field}`, before[field], after[field]);
  });
}

function diffPart(path: string, before: unknown, after: unknown): PartChange[] {
  if (partJson(before) === partJson(after)) {
    return [];
  }
  return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

function diffLists<T>(path: string, before: readonly T[], after: readonly T[], key: (one: T) => string): PartChange[] {
  const old = new Map(before.map((one) => [key(one), one]));
  const now = new Map(after.map((one) => [key(one), one]));
  const parts = [...new Set([...old.keys(), ...now.keys()])].flatMap((name) =>
    diffPart(`${path}/${name}`, old.get(name), now.get(name)),
  );
  const stayed = [...old.keys()].filter((name) => now.has(name));
  const nowStayed = [...now.keys()].filter((name) => old.has(name));
  return [...parts, ...diffPart(path, stayed, nowStayed)];
}

function multiplierKey({ code }: Multiplier): string {
  return code;
}

function limitKey(limit: Limit): string {
  return limit.kind === 'event' ? 'event' : limit.period;
}
