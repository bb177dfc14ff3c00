import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock, Database, Jobs } from '../platform/index.js';
import { LedgerRepository } from './ledger.repository.js';
import { LedgerSets } from './ledger-sets.js';
import { PartitionRepository } from './partition.repository.js';
import { PostingDesk } from './posting-desk.js';
import { RequestJournal } from './request-journal.repository.js';

const SET_SIZE = 200;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ANSWERS_KEPT_DAYS = 30;

/** Upkeep of the account's tables. */
@Injectable()
export class AccountUpkeep {
  constructor(
    private readonly database: Database,
    private readonly journal: RequestJournal,
    private readonly partitions: PartitionRepository,
    private readonly sets: LedgerSets,
  ) {}

  /** The day of a moment in the programme's time zone. */
  today(now: Date): string {
    return this.sets.time(now).today;
  }

  /** Forgets stored answers past their time, and looks ahead for the months to come. */
  async run(now: Date): Promise<void> {
    const before = new Date(now.getTime() - ANSWERS_KEPT_DAYS * DAY);
    while ((await this.journal.forgetAnswers(this.database, before, 1000)) === 1000);
    await this.partitions.addMonths(now);
  }
}

/** Does what time brings. Everything here may come late or twice: opening a user does what is due anyway. */
@Injectable()
export class AccountJobs implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: Jobs,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly desk: PostingDesk,
    private readonly ledgers: LedgerRepository,
    private readonly upkeep: AccountUpkeep,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.recurring('account.settle', MINUTE, async () => {
      await this.settleDue();
    });
    this.jobs.recurring('account.upkeep', 60 * MINUTE, () => this.upkeep.run(this.clock.now()));
  }

  /** Expires, activates and lets go whatever is due, in sets. Answers how many users were opened. */
  async settleDue(): Promise<number> {
    let opened = 0;
    for (;;) {
      const now = this.clock.now();
      const users = await this.ledgers.dueUsers(this.database, this.upkeep.today(now), now, SET_SIZE);
      if (users.length === 0) return opened;
      await this.desk.change({ userIds: users, lots: true }, async (_db, set) => {
        for (const userId of users) set.own(userId).touched = true;
      });
      opened += users.length;
    }
  }
}
