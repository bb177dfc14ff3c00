import { Injectable } from '@nestjs/common';
import { Clock, Database } from '../platform/index.js';
import { LedgerRepository } from './ledger.repository.js';

/** What is given out under a name over all users. */
@Injectable()
export class Budgets {
  constructor(
    private readonly database: Database,
    private readonly repository: LedgerRepository,
    private readonly clock: Clock,
  ) {}

  /** Points given so far, by name; a name under which nothing was given is left out. */
  async used(keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.repository.loadBudgets(this.database, keys, false, this.clock.now());
  }
}
