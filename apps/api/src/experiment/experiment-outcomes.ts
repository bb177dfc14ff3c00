import {
  type ExperimentDifference,
  type ExperimentGroupResult,
  type ExperimentResults,
  JifenError,
} from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Redemptions } from '../account/index.js';
import { Clock, Database, type Queryable } from '../platform/index.js';
import { meanOf, newcombeInterval, welchInterval } from './domain/statistics.js';
import { type Experiment, ExperimentRepository, type GroupSums } from './experiment.repository.js';

/** Users whose redemptions are looked up with one query. */
const PAGE = 2_000;
/** An answer that took this long to find is kept for a while, so that counting is never more than a tenth of the time. */
const SLOW_MS = 200;
const KEPT_FOR = 10;
const NOTHING: GroupSums = { users: 0, events: 0, sum: 0n, sumOfSquares: 0n };

interface Kept {
  results: Promise<ExperimentResults>;
  untilMs: number;
}

/** What the groups of an experiment did, and how sure their differences are. */
@Injectable()
export class ExperimentOutcomes {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly database: Database,
    private readonly repository: ExperimentRepository,
    private readonly redemptions: Redemptions,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts every group and compares it with the first one; `asOf` says when that was. Whoever asks while others are
   * counting waits for their answer. Raises EXPERIMENT_NOT_FOUND.
   */
  async of(code: string): Promise<ExperimentResults> {
    const known = this.kept.get(code);
    if (known && performance.now() < known.untilMs) return known.results;
    const startedAt = performance.now();
    const kept: Kept = { results: this.count(code), untilMs: Number.POSITIVE_INFINITY };
    this.kept.set(code, kept);
    try {
      const results = await kept.results;
      const tookMs = performance.now() - startedAt;
      if (tookMs < SLOW_MS) this.kept.delete(code);
      else kept.untilMs = performance.now() + tookMs * KEPT_FOR;
      return results;
    } catch (error) {
      this.kept.delete(code);
      throw error;
    }
  }

  private async count(code: string): Promise<ExperimentResults> {
    const now = this.clock.now();
    // At one moment, so that nobody has redeemed who does not take part yet.
    return this.database.snapshot(async (db) => {
      const experiment = await this.repository.find(db, code);
      if (!experiment) throw new JifenError('EXPERIMENT_NOT_FOUND', { code });
      const sums = await this.repository.sums(db, code);
      const groups: ExperimentGroupResult[] = [];
      let first: Counted | undefined;
      for (const { code: group } of experiment.groups) {
        const own = sums.get(group) ?? NOTHING;
        const counted = { ...own, hits: own.users > 0 ? await this.redeemed(db, experiment, group, now) : 0 };
        groups.push({ code: group, ...viewOf(counted), difference: first ? difference(first, counted) : null });
        first ??= counted;
      }
      return { asOf: now.toISOString(), groups };
    });
  }

  /** Users of a group who spent points between the start and the end of the experiment. */
  private async redeemed(db: Queryable, experiment: Experiment, group: string, now: Date): Promise<number> {
    const { code, startedAt, endedAt } = experiment;
    const from = startedAt === null ? now : new Date(startedAt);
    const until = endedAt === null ? now : new Date(endedAt);
    let count = 0;
    let after = '';
    for (;;) {
      const users = await this.repository.users(db, code, group, after, PAGE);
      if (users.length > 0) count += await this.redemptions.countOf(db, users, from, until);
      if (users.length < PAGE) return count;
      after = users.at(-1) ?? after;
    }
  }
}

interface Counted extends GroupSums {
  hits: number;
}

function viewOf(counted: Counted): Omit<ExperimentGroupResult, 'code' | 'difference'> {
  const { users, events, sum, hits } = counted;
  return {
    users,
    events,
    points: Number(sum),
    pointsPerUser: meanOf(counted),
    redeemedUsers: hits,
    redemptionRateBps: users === 0 ? 0 : Math.floor((hits * 10_000) / users),
  };
}

function difference(first: Counted, counted: Counted): ExperimentDifference {
  return { pointsPerUser: welchInterval(first, counted), redemptionRate: newcombeInterval(first, counted) };
}
