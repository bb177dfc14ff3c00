import {
  addDays,
  budgetKeys,
  type Evaluation,
  type Facts,
  localDate,
  type RuleEvent,
  type UsageKey,
  type UserFacts,
  usageKeys,
  usesStreak,
} from '@jifen/rules';
import { Injectable } from '@nestjs/common';
import type { LedgerSet, Needs } from '../account/index.js';
import { ProgrammeSettings } from '../platform/index.js';
import { RuleSources } from './rule-sources.js';
import type { LiveRules, Selection } from './rules.js';

/** Days in a row are counted from the start, also while no rule asks for them yet. */
const ALWAYS_COUNTED = 'SIGNED_IN';

/** What rules look at besides the event: read from the working set of a posting, and written back to it. */
@Injectable()
export class RuleFacts {
  constructor(
    private readonly programme: ProgrammeSettings,
    private readonly sources: RuleSources,
  ) {}

  /** What the working set has to load for an event. */
  needs(rules: LiveRules, event: RuleEvent, recordedAtMs: number): Pick<Needs, 'usage' | 'budgets' | 'profile'> {
    const { timeZone } = this.programme.current;
    const usage = usageKeys(rules.compiled, event, { recordedAtMs, timeZone });
    return {
      usage: this.countsStreak(rules, event) ? [...usage, ...this.streakDays(event)] : usage,
      budgets: budgetKeys(rules.compiled, event),
      profile: rules.needsProfile,
    };
  }

  /** What is true of the user of an event, this event not counted; the days in a row count it. */
  of(set: LedgerSet, rules: LiveRules, event: RuleEvent): Facts {
    const { user } = set.ledger(event.userId);
    const profile = set.profile(event.userId);
    const facts: UserFacts = {
      userId: user.userId,
      tags: profile?.tags ?? [],
      orderCount: user.orderCount,
      ...(user.level === null ? {} : { level: user.level }),
      ...(profile?.registeredAt === undefined ? {} : { registeredAtMs: Date.parse(profile.registeredAt) }),
      ...(profile ? { attributes: profile.attributes } : {}),
      ...(this.countsStreak(rules, event) ? { streakDays: this.streak(set, event).days } : {}),
    };
    return {
      user: facts,
      usage: (key, period) => set.usage(event.userId, key, period),
      budgetUsed: (key) => set.budgetUsed(key),
    };
  }

  /** Takes what an evaluation has used: counters of limits, budgets, the day of a streak, the experiment's tally. */
  use(set: LedgerSet, { rules, experiment }: Selection, event: RuleEvent, evaluation: Evaluation): void {
    for (const { key, period, times, points } of evaluation.usage) {
      set.addUsage(event.userId, key, period, times, points);
    }
    for (const { key, points } of evaluation.budget) set.addBudget(key, points);
    if (this.countsStreak(rules, event)) {
      const { today, days, isNew } = this.streak(set, event);
      if (isNew) set.addUsage(event.userId, today.key, today.period, days, 0);
    }
    const tally = this.sources.experiments?.tally;
    if (experiment && tally) {
      const { code, group } = experiment;
      // Under the name of who stayed: that is who was drawn.
      const { userId } = set.ledger(event.userId).user;
      set.also(tally, { experiment: code, group, userId, points: evaluation.points });
    }
  }

  private countsStreak(rules: LiveRules, event: RuleEvent): boolean {
    return event.type === ALWAYS_COUNTED || usesStreak(rules.compiled, event.type);
  }

  /** A day's counter holds how many days in a row it was: one more than the day before. */
  private streak(set: LedgerSet, event: RuleEvent): { today: UsageKey; days: number; isNew: boolean } {
    const [today, yesterday] = this.streakDays(event);
    const sofar = set.usage(event.userId, today.key, today.period).times;
    if (sofar > 0) return { today, days: sofar, isNew: false };
    return { today, days: set.usage(event.userId, yesterday.key, yesterday.period).times + 1, isNew: true };
  }

  private streakDays(event: RuleEvent): [today: UsageKey, yesterday: UsageKey] {
    const { timeZone } = this.programme.current;
    const key = `streak:${event.type}`;
    // By the calendar, not by 24 hours: a day of a change of clocks has 23 or 25.
    const today = localDate(event.occurredAtMs, timeZone);
    return [
      { key, period: `D${today}` },
      { key, period: `D${addDays(today, -1)}` },
    ];
  }
}
