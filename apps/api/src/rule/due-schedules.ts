import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock, Database, Jobs } from '../platform/index.js';
import { Publishing } from './publishing.js';
import { RuleSetRepository } from './rule-set.repository.js';
import { Rules } from './rules.js';

const EVERY_MS = 1_000;

/**
 * Writes down that a schedule has come. The rules are in force by the clock already, so nothing waits for this; it
 * makes the version the live one for everything that reads the tables, with its place in the history.
 */
@Injectable()
export class DueSchedules implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly sets: RuleSetRepository,
    private readonly publishing: Publishing,
    private readonly rules: Rules,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.recurring('rules.due-schedules', EVERY_MS, () => this.run());
  }

  /** Takes every schedule that has come; once, however many replicas do so. */
  async run(): Promise<void> {
    const now = this.clock.now();
    const codes = await this.sets.due(this.database, now);
    for (const code of codes) await this.database.transaction((db) => this.publishing.lock(db, code, now));
    if (codes.length > 0) await this.rules.changed();
  }
}
