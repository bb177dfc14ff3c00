import type { RuleChange, RuleSetReview } from '@jifen/contracts';
import type { RuleSet } from '@jifen/rules';
import { Injectable } from '@nestjs/common';
import { WalletRepository } from '../account/index.js';
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
    private readonly wallets: WalletRepository,
    private readonly programme: ProgrammeSettings,
  ) {}

  /** What differs between two rule sets, in sentences; times are the programme's. */
  changes(before: RuleSet, after: RuleSet): RuleChange[] {
    return changesBetween(before, after, { timeZone: this.programme.current.timeZone });
  }

  /** What the policy, the event types and the wallets say now. */
  async context(now: Date): Promise<ReviewContext> {
    const { rateGuardBps } = await this.store.policy.find(this.database);
    const [eventTypes, wallets] = await Promise.all([this.eventTypes.codes(), this.wallets.codes()]);
    return { nowMs: now.getTime(), guardBps: rateGuardBps, eventTypes, wallets };
  }

  /**
   * Everything there is to say about a JSON value that should be a rule set and take the place of the live one; `at`
   * is where it stands in what the client sent. Stores nothing.
   */
  async review(json: unknown, at: string, live: RuleSet, now: Date): Promise<RuleSetReview> {
    const problems = problemsOf(json, at);
    if (problems.length > 0) return { problems, warnings: [] };
    return { problems, warnings: warningsOf(json as RuleSet, at, await this.context(now), live) };
  }
}
