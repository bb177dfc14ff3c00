import type { BacktestBudget, BacktestDay, BacktestResult, BacktestRule } from '@jifen/contracts';
import { addExact, type Evaluation, ExactOverflowError, mulDivCeil, type RuleSet } from '@jifen/rules';
import type { People } from './backtest-people.js';
import { daysOf } from './backtest-window.js';

/** So many budgets are shown day by day, so that a result stays of a size that can be stored and sent. */
const BUDGETS_BY_DAY = 50;
/** Rules that are shown; rule sets may have 1,000, and rules of former versions come on top. */
const RULES_SHOWN = 2_000;

interface Budget {
  budget: number;
  usedBefore: number;
  used: number;
  exhaustedOn: string | null;
  byDay: Map<string, number>;
}

/** Sums of a replay that do not depend on who the users are. */
export class Tally {
  private events = 0;
  private awards = 0;
  private points = 0;
  private postedPoints = 0;
  private profilesOfToday = 0;
  private readonly rules = new Map<string, BacktestRule>();
  private readonly days = new Map<string, BacktestDay>();
  private readonly budgets = new Map<string, Budget>();
  private readonly skipped = new Map<string, number>();

  constructor(private readonly task: { ruleSet: RuleSet; fromDay: string; toDay: string }) {
    const { ruleSet, fromDay, toDay } = task;
    for (const day of daysOf(fromDay, toDay)) this.days.set(day, { day, events: 0, points: 0, postedPoints: 0 });
    for (const { code, budget } of ruleSet.rules) {
      this.ruleOf(code);
      if (!budget) continue;
      const fresh = { budget: budget.points, usedBefore: 0, used: 0, exhaustedOn: null, byDay: new Map() };
      this.budgets.set(code, fresh);
    }
  }

  /** An event that is left out, and why. */
  skip(reason: string): void {
    this.skipped.set(reason, (this.skipped.get(reason) ?? 0) + 1);
  }

  /** An event is evaluated with a profile that was not kept with it. */
  profileOfToday(): void {
    this.profilesOfToday++;
  }

  /** Points that a rule had given before the first day. */
  earlierBudget(ruleCode: string, points: number): void {
    const budget = this.budgets.get(ruleCode);
    if (!budget) return;
    budget.usedBefore = addExact(budget.usedBefore, points);
    budget.used = addExact(budget.used, points);
  }

  /** Points that were taken from a budget so far; `key` is `rule:CODE`. */
  budgetUsed(key: string): number {
    return this.budgets.get(key.slice('rule:'.length))?.used ?? 0;
  }

  /** One event: what it gives and what was posted. Raises ExactOverflowError. */
  add(
    day: string,
    evaluation: Evaluation,
    posted: readonly { ruleCode?: string; points: number }[],
    postedPoints: number,
  ): void {
    this.events++;
    this.awards += evaluation.awards.length;
    this.points = addExact(this.points, evaluation.points);
    this.postedPoints = addExact(this.postedPoints, postedPoints);
    for (const { ruleCode, points } of evaluation.awards) {
      const rule = this.ruleOf(ruleCode);
      rule.awards++;
      rule.points += points;
    }
    for (const { ruleCode, points } of posted) {
      if (ruleCode === undefined) continue;
      const rule = this.ruleOf(ruleCode);
      rule.postedAwards++;
      rule.postedPoints += points;
    }
    for (const { key, points } of evaluation.budget) this.useBudget(key.slice('rule:'.length), day, points);
    const sums = this.days.get(day);
    if (!sums) return;
    sums.events++;
    sums.points += evaluation.points;
    sums.postedPoints += postedPoints;
  }

  /** Everything together. */
  result(people: ReturnType<People['summary']>): BacktestResult {
    const { events, awards, points, postedPoints } = this;
    const changeBps = postedPoints === 0 ? null : changeOf(points, postedPoints);
    const { fromDay } = this.task;
    const { users, usersUp, usersDown, usersSame, gains, losses, distribution } = people;
    return {
      events,
      users,
      awards,
      points,
      postedPoints,
      changeBps,
      byRule: [...this.rules.values()].slice(0, RULES_SHOWN),
      byDay: [...this.days.values()],
      gains,
      losses,
      usersUp,
      usersDown,
      usersSame,
      budgets: [...this.budgets].map(([ruleCode, budget], index) =>
        budgetView(ruleCode, budget, index < BUDGETS_BY_DAY, fromDay),
      ),
      distribution,
      skipped: [...this.skipped].map(([reason, skipped]) => ({ reason, events: skipped })),
      ...(this.profilesOfToday > 0 ? { profilesOfToday: this.profilesOfToday } : {}),
    };
  }

  private useBudget(ruleCode: string, day: string, points: number): void {
    const budget = this.budgets.get(ruleCode);
    if (!budget) return;
    budget.used = addExact(budget.used, points);
    budget.byDay.set(day, (budget.byDay.get(day) ?? 0) + points);
    if (budget.used >= budget.budget) budget.exhaustedOn ??= day;
  }

  private ruleOf(ruleCode: string): BacktestRule {
    let rule = this.rules.get(ruleCode);
    if (!rule) {
      rule = { ruleCode, awards: 0, points: 0, postedAwards: 0, postedPoints: 0 };
      this.rules.set(ruleCode, rule);
    }
    return rule;
  }
}

/** Rounded up: a threshold that is passed by a hair is passed. What cannot be told is more than enough. */
function changeOf(points: number, postedPoints: number): number {
  try {
    return mulDivCeil(points - postedPoints, 10_000, postedPoints);
  } catch (error) {
    if (error instanceof ExactOverflowError) return Number.MAX_SAFE_INTEGER;
    throw error;
  }
}

function budgetView(ruleCode: string, budget: Budget, shown: boolean, firstDay: string): BacktestBudget {
  const { usedBefore, used } = budget;
  const exhaustedOn = budget.exhaustedOn ?? (used >= budget.budget ? firstDay : null);
  let upTo = usedBefore;
  const days = [...budget.byDay].sort(([a], [b]) => (a < b ? -1 : 1));
  const byDay = days.map(([day, points]) => {
    upTo += points;
    return { day, used: upTo };
  });
  return { ruleCode, budget: budget.budget, usedBefore, used, exhaustedOn, byDay: shown ? byDay : [] };
}
