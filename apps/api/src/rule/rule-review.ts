import type { RuleChange, RuleSetReview, RuleWarningView } from '@jifen/contracts';
import type { RuleSet } from '@jifen/rules';
import { Injectable } from '@nestjs/common';
import { EventTypes } from '../event/index.js';
import { Database, ProgrammeSettings } from '../platform/index.js';
import { changesBetween } from './domain/changes.js';
import { problemsOf, type ReviewContext, warningsOf } from './domain/check.js';
import { RuleStore } from './rule-store.js';

/** Looks a rule set over before anybody gets it. */
@Injectable()
export class RuleReview {
  constructor(
    private readonly database: Database,
    private readonly store: RuleStore,
    private readonly eventTypes: EventTypes,
    private readonly programme: ProgrammeSettings,
  ) {}

  /** What differs between two rule sets, in sentences; times are the programme's. */
  changes(before: RuleSet, after: RuleSet): RuleChange[] {
    return changesBetween(before, after, { timeZone: this.programme.current.timeZone });
  }

  /** What the policy and the event types say now. */
  async context(now: Date): Promise<ReviewContext> {
    const { rateGuardBps } = await this.store.policy.find(this.database);
    return { nowMs: now.getTime(), guardBps: rateGuardBps, eventTypes: await this.eventTypes.codes() };
  }

  /** What looks like a slip in a valid rule set; `at` is where it stands in what the client sent. */
  async warnings(ruleSet: RuleSet, at: string, now: Date): Promise<RuleWarningView[]> {
    return warningsOf(ruleSet, at, await this.context(now));
  }

  /** Everything there is to say about a JSON value that should be a rule set. Stores nothing. */
  async review(json: unknown, at: string, now: Date): Promise<RuleSetReview> {
    const problems = problemsOf(json, at);
    const warnings = problems.length > 0 ? [] : await this.warnings(json as RuleSet, at, now);
    return { problems, warnings };
  }
}
