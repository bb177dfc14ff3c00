import { testerOf } from './condition.js';
import { findField } from './fields.js';
import { parseInstant } from './instant.js';
import type { AwardBase, AwardSpec, Condition, FieldCondition, LineMatch, LinesBase, Scalar } from './rule.js';

/**
 * What has to be true of one field's value. Reviewing a rule asks whether all demands on it can be met at once; the
 * `points` of a demand are the values at which its answer can change, the `members` those that make a list meet it.
 */
export interface Demand {
  readonly field: string;
  readonly holds: (got: unknown) => boolean;
  readonly points: readonly Scalar[];
  readonly members: readonly Scalar[];
  /** A text has to contain this, or must not. */
  readonly part?: { readonly text: string; readonly wanted: boolean };
}

/** Demands put together: all of them, or at least one. */
export type DemandTree = Demand | { readonly mode: 'all' | 'any'; readonly of: readonly DemandTree[] };

/** The demands of a condition, or of its opposite. */
export function conditionDemands(condition: Condition, not = false): DemandTree {
  switch (condition.kind) {
    case 'not':
      return conditionDemands(condition.of, !not);
    case 'field':
      return leafDemand(condition, not);
    default:
      return {
        mode: (condition.kind === 'all') === not ? 'any' : 'all',
        of: condition.of.map((child) => conditionDemands(child, not)),
      };
  }
}

function leafDemand(condition: FieldCondition, not: boolean): Demand {
  const { field, op, value } = condition;
  const test = testerOf(condition);
  if (field === 'order.first') {
    const holds = (count: unknown) => test(count === 0) !== not;
    return { field: 'user.orderCount', holds, points: [0], members: [] };
  }
  const given = Array.isArray(value) ? value : [value];
  const isTime = findField(field)?.type === 'time' && op !== 'exists';
  const points = isTime ? given.map((text) => parseInstant(String(text)) ?? 0) : given;
  const positive = op === 'contains' || op === 'in' ? !not : op === 'nin' && not;
  return {
    field,
    holds: (got) => test(got) !== not,
    points: op === 'exists' || op === 'contains' ? [] : points,
    members: positive ? given : [],
    ...(op === 'contains' && typeof value === 'string' && { part: { text: value, wanted: !not } }),
  };
}

/** The instant of the event lies in the rule's window. */
export function windowDemand(fromMs: number, toMs: number): Demand {
  return {
    field: 'time.occurredAt',
    holds: (ms) => typeof ms === 'number' && ms >= fromMs && ms < toMs,
    points: [fromMs, toMs].filter(Number.isFinite),
    members: [],
  };
}

/** What an award needs to give anything at all, or undefined when it never can. */
export function awardDemands(award: AwardSpec): Demand[] | undefined {
  switch (award.kind) {
    case 'fixed':
      return [];
    case 'items':
      return lineDemands(award.base);
    case 'ratio':
      return baseDemands(award.base, award.fullUnitsOnly ? award.per : 0);
    case 'stepped':
      return baseDemands(award.base, award.steps[0]?.from ?? 0);
    case 'streak': {
      const days = award.at.map((step) => step.days);
      const reached = (got: number) => award.cycleDays !== undefined || days.includes(got);
      const holds = (got: unknown) => typeof got === 'number' && got >= 1 && reached(got);
      return [{ field: award.field, holds, points: [1, ...days], members: [] }];
    }
  }
}

/** More than 0, and at least `min`: an amount in minor units is never less than in major ones. */
function baseDemands(base: AwardBase, min: number): Demand[] | undefined {
  if (base.kind === 'lines') {
    return lineDemands(base);
  }
  const holds = (got: unknown) => typeof got === 'number' && got > 0 && got >= min;
  return [{ field: base.field, holds, points: [0, min], members: [] }];
}

/** At least one line is included and not excluded. */
function lineDemands({ include, exclude }: LinesBase): Demand[] | undefined {
  const some: Demand = {
    field: 'order.lineCount',
    holds: (count) => typeof count === 'number' && count >= 1,
    points: [1],
    members: [],
  };
  if (!include) {
    return [some];
  }
  const categories = left(include, exclude, 'categories');
  const skus = left(include, exclude, 'skus');
  if (categories.length === 0) {
    return skus.length === 0 ? undefined : [some, oneOfLines('order.skus', skus)];
  }
  return skus.length === 0 ? [some, oneOfLines('order.categories', categories)] : [some];
}

function left(include: LineMatch, exclude: LineMatch | undefined, side: keyof LineMatch): string[] {
  const out = new Set(exclude?.[side]);
  return (include[side] ?? []).filter((one) => !out.has(one));
}

function oneOfLines(field: string, values: readonly string[]): Demand {
  const set = new Set<unknown>(values);
  return { field, holds: (got) => Array.isArray(got) && got.some((one) => set.has(one)), points: [], members: values };
}
