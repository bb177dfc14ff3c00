import { awardDemands, conditionDemands, type Demand, type DemandTree, windowDemand } from './demand.js';
import { ORDER_TRIGGERS } from './fields.js';
import type { Finding } from './finding.js';
import { parseInstant } from './instant.js';
import type { Condition, Rule, Validity } from './rule.js';
import { clashingField, satisfiable } from './satisfiable.js';
import type { Work } from './witness.js';
import { dayOfDate } from './zone.js';

/** Rules, and parts of rules, that nothing can ever reach. Each finding is certain. */

const DAY_MS = 86_400_000;
/** No zone is further from UTC, with an hour for clocks that differ. */
const MARGIN_MS = 17 * 3_600_000;

/** A rule with what has to hold for it to award anything. */
export interface Reach {
  readonly rule: Rule;
  readonly fromMs: number;
  readonly toMs: number;
  readonly demands: readonly DemandTree[];
}

/** What has to hold for a rule to award: its window, its conditions, and something to count. */
export function reachOf(rule: Rule): Reach {
  const fromMs = instantOf(rule.effectiveFrom) ?? Number.NEGATIVE_INFINITY;
  const toMs = instantOf(rule.effectiveTo) ?? Number.POSITIVE_INFINITY;
  const demands: DemandTree[] = [
    ...(rule.conditions ? [conditionDemands(rule.conditions)] : []),
    windowDemand(fromMs, toMs),
    ...givingDemands(rule),
  ];
  return { rule, fromMs, toMs, demands };
}

function instantOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseInstant(text);
}

/** An order of 0 gives nothing, nor does a multiplier of 0 that holds. */
function givingDemands({ trigger, award, multipliers = [] }: Rule): DemandTree[] {
  const amount: Demand = { field: 'order.amount', holds: (got) => got !== 0, points: [0], members: [] };
  const nothing = multipliers.flatMap(({ rateBps, conditions }) =>
    rateBps === 0 && conditions ? [conditionDemands(conditions, true)] : [],
  );
  return [...(awardDemands(award) ?? []), ...(ORDER_TRIGGERS.includes(trigger) ? [amount] : []), ...nothing];
}

/** The first reason why the rule can never award, if there is one, and parts of it that never play a part. */
export function reachFindings(reach: Reach, nowMs: number, work: Work): Finding[] {
  const never = neverAwards(reach, nowMs, work);
  return never ? [never] : [...deadMultipliers(reach, work), ...deadBranches(reach, work)];
}

function neverAwards({ rule, fromMs, toMs, demands }: Reach, nowMs: number, work: Work): Finding | undefined {
  if (toMs <= nowMs) {
    return { pointer: '/effectiveTo', code: 'WINDOW_OVER', params: { to: rule.effectiveTo ?? '' } };
  }
  const zero = (rule.multipliers ?? []).findIndex(({ rateBps, conditions }) => rateBps === 0 && !conditions);
  if (zero >= 0) {
    return { pointer: `/multipliers/${zero}/rateBps`, code: 'MULTIPLIED_BY_ZERO', params: {} };
  }
  if (!awardDemands(rule.award)) {
    return { pointer: '/award/base', code: 'NO_LINE_COUNTS', params: {} };
  }
  if (neverSpendable(rule, Math.max(nowMs, fromMs))) {
    return { pointer: '/validity', code: 'NEVER_SPENDABLE', params: {} };
  }
  const { trigger, conditions } = rule;
  const own = conditions ? [conditionDemands(conditions)] : [];
  if (!satisfiable(own, trigger, work)) {
    const field = clashingField(own, trigger, work) ?? '';
    return { pointer: '/conditions', code: 'NEVER_HOLDS', params: { field } };
  }
  if (!satisfiable([...own, windowDemand(fromMs, toMs)], trigger, work)) {
    return { pointer: '/conditions', code: 'NEVER_IN_WINDOW', params: {} };
  }
  if (!satisfiable(demands, trigger, work)) {
    return { pointer: conditions ? '/conditions' : '/award', code: 'NOTHING_TO_AWARD', params: {} };
  }
  return undefined;
}

/** Whether points of the rule that are recorded at `fromMs` or later would always expire before they can be used. */
function neverSpendable({ validity, validFrom, activationDelayDays: delay = 0 }: Rule, fromMs: number): boolean {
  if (validity.kind === 'fixed_date') {
    const usable = Number.isFinite(fromMs)
      ? Math.floor((fromMs - MARGIN_MS) / DAY_MS) + delay
      : Number.NEGATIVE_INFINITY;
    return dayOfDate(validity.date) < usable;
  }
  return validFrom !== 'ACTIVATED' && mostDays(validity) < delay - 1;
}

/** No validity lasts longer than this from the day on which it starts. */
function mostDays(validity: Validity): number {
  switch (validity.kind) {
    case 'days':
      return validity.days;
    case 'months':
      return validity.months * 31;
    case 'end_of_month':
      return (validity.months + 1) * 31;
    case 'end_of_year':
      return ((validity.years ?? 0) + 1) * 366;
    default:
      return Number.POSITIVE_INFINITY;
  }
}

function deadMultipliers({ rule, demands }: Reach, work: Work): Finding[] {
  const { multipliers = [] } = rule;
  return multipliers.flatMap(({ code, rateBps, conditions }, i) => {
    // That it does not hold is a demand of a rule with × 0: it must not be turned against the multiplier itself.
    const others =
      rateBps === 0 ? reachOf({ ...rule, multipliers: multipliers.filter((_, k) => k !== i) }).demands : demands;
    return conditions && !satisfiable([...others, conditionDemands(conditions)], rule.trigger, work)
      ? [{ pointer: `/multipliers/${i}/conditions`, code: 'MULTIPLIER_NEVER_HOLDS', params: { multiplier: code } }]
      : [];
  });
}

/** Members of an ANY that cannot hold together with the rest of the rule. */
function deadBranches({ rule, demands }: Reach, work: Work): Finding[] {
  const found: Finding[] = [];
  const walk = (condition: Condition, pointer: string): void => {
    if (condition.kind !== 'all' && condition.kind !== 'any') {
      return;
    }
    condition.of.forEach((child, i) => {
      const at = `${pointer}/of/${i}`;
      const dead =
        condition.kind === 'any' &&
        condition.of.length > 1 &&
        !satisfiable([...demands, conditionDemands(child)], rule.trigger, work);
      if (dead) {
        found.push({ pointer: at, code: 'BRANCH_NEVER_HOLDS', params: {} });
      } else {
        walk(child, at);
      }
    });
  };
  if (rule.conditions) {
    walk(rule.conditions, '/conditions');
  }
  return found;
}
