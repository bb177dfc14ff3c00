import type { AwardSpec, Condition, Rule, RuleSet } from './rule.js';

const STREAK = 'user.streakDays';

/** The event types of which some rule reads `user.streakDays`: to know them takes a look into the user's history. */
export function streakTriggers(ruleSet: RuleSet): ReadonlySet<string> {
  return new Set(ruleSet.rules.filter(readsStreak).map((rule) => rule.trigger));
}

function readsStreak({ conditions, award, multipliers = [] }: Rule): boolean {
  return inAward(award) || [conditions, ...multipliers.map((one) => one.conditions)].some(inCondition);
}

function inCondition(condition: Condition | undefined): boolean {
  switch (condition?.kind) {
    case 'all':
    case 'any':
      return condition.of.some(inCondition);
    case 'not':
      return inCondition(condition.of);
    case 'field':
      return condition.field === STREAK;
    default:
      return false;
  }
}

function inAward(award: AwardSpec): boolean {
  if (award.kind === 'streak') {
    return award.field === STREAK;
  }
  return 'base' in award && award.base.kind === 'field' && award.base.field === STREAK;
}
