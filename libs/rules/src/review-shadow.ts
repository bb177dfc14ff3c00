import { conditionDemands, type DemandTree } from './demand.js';
import type { Finding } from './finding.js';
import { type Bounds, pointBounds } from './point-bounds.js';
import type { Reach } from './review-reach.js';
import type { Rule } from './rule.js';
import { satisfiable } from './satisfiable.js';
import type { Work } from './witness.js';

/** Rules that another rule of their stacking group always displaces. */

interface Member {
  readonly reach: Reach;
  readonly index: number;
  readonly bounds: Bounds;
  readonly always: boolean;
  /** That its conditions do not hold; of a rule that always awards and has some. */
  readonly opposite: DemandTree | undefined;
}

/**
 * The shadowed rules by their index. In a group `first` a rule is shadowed by an earlier one that awards whenever it
 * would itself, in a group `best` by one that then always gives more (or, standing earlier, as much).
 */
export function shadowFindings(reaches: readonly Reach[], work: Work): Map<number, Finding> {
  const groups = new Map<string, Member[]>();
  reaches.forEach((reach, index) => {
    const { rule } = reach;
    if (rule.stackingGroup && rule.stackingGroup.mode !== 'sum') {
      const key = `${rule.trigger} ${rule.stackingGroup.code}`;
      const bounds = pointBounds(rule);
      const members = groups.get(key) ?? [];
      const always = alwaysAwards(rule, bounds);
      const opposite = always && rule.conditions ? conditionDemands(rule.conditions, true) : undefined;
      members.push({ reach, index, bounds, always, opposite });
      groups.set(key, members);
    }
  });
  const found = new Map<number, Finding>();
  for (const members of groups.values()) {
    const always = members.filter((member) => member.always);
    for (const member of members) {
      const by = always.find((other) => displaces(other, member) && covers(other, member.reach, work));
      if (by) {
        const params = { by: by.reach.rule.code, group: member.reach.rule.stackingGroup?.code ?? '' };
        found.set(member.index, { pointer: '/stackingGroup', code: 'SHADOWED', params });
      }
    }
  }
  return found;
}

/** Once its conditions hold, nothing stands between the rule and at least one point. */
function alwaysAwards(
  { status, award, limits = [], budget, validity, validFrom, activationDelayDays }: Rule,
  bounds: Bounds,
) {
  const lasts =
    validity.kind === 'never' ||
    (validity.kind !== 'fixed_date' && validFrom !== 'OCCURRED' && (!activationDelayDays || validFrom === 'ACTIVATED'));
  return (
    status === 'ACTIVE' &&
    award.kind === 'fixed' &&
    bounds.min >= 1 &&
    lasts &&
    budget === undefined &&
    limits.every((limit) => limit.kind === 'event')
  );
}

function displaces(by: Member, member: Member): boolean {
  if (by.index === member.index) {
    return false;
  }
  const earlier = by.index < member.index;
  if (member.reach.rule.stackingGroup?.mode === 'first') {
    return earlier;
  }
  return earlier ? by.bounds.min >= member.bounds.max : by.bounds.min > member.bounds.max;
}

/** Whether `by` is in effect and its conditions hold wherever the other rule can award. */
function covers({ reach: by, opposite }: Member, other: Reach, work: Work): boolean {
  if (by.fromMs > other.fromMs || by.toMs < other.toMs) {
    return false;
  }
  return !opposite || (work.left > 0 && !satisfiable([...other.demands, opposite], other.rule.trigger, work));
}
