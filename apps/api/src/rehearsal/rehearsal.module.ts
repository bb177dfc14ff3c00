import { Module, type OnModuleInit } from '@nestjs/common';
import { AccountModule } from '../account/index.js';
import { EventModule } from '../event/index.js';
import { IdentityModule } from '../identity/index.js';
import { RuleModule, RuleSources } from '../rule/index.js';
import { BacktestRepository } from './backtest.repository.js';
import { BacktestRunner } from './backtest-runner.js';
import { BacktestsController } from './backtests.controller.js';
import { BacktestAuthors, Backtests } from './backtests.js';
import { RehearsalController } from './rehearsal.controller.js';
import { Rehearsal } from './rehearsal.js';
import { RehearsalTime } from './rehearsal-time.js';

/** Rules are tried out before they count: on one event, and on days of stored ones. */
@Module({
  imports: [AccountModule, EventModule, IdentityModule, RuleModule],
  controllers: [BacktestsController, RehearsalController],
  providers: [BacktestAuthors, BacktestRepository, BacktestRunner, Backtests, Rehearsal, RehearsalTime],
})
export class RehearsalModule implements OnModuleInit {
  constructor(
    private readonly sources: RuleSources,
    private readonly repository: BacktestRepository,
  ) {}

  onModuleInit(): void {
    this.sources.findings = (db, ruleSet, digest) => this.repository.finding(db, ruleSet, digest);
  }
}
