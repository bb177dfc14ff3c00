import { Module } from '@nestjs/common';
import { AccountModule } from '../account/index.js';
import { EventModule } from '../event/index.js';
import { IdentityModule } from '../identity/index.js';
import { BacktestRepository } from './backtest.repository.js';
import { BacktestRunner } from './backtest-runner.js';
import { BacktestsController } from './backtests.controller.js';
import { BacktestAuthors, Backtests } from './backtests.js';
import { Candidates } from './candidates.js';
import { ExperimentRepository } from './experiment.repository.js';
import { ExperimentOutcomes } from './experiment-outcomes.js';
import { ExperimentTally } from './experiment-tally.repository.js';
import { ExperimentWinner } from './experiment-winner.js';
import { ExperimentsController } from './experiments.controller.js';
import { Experiments } from './experiments.js';
import { RuleFacts } from './facts.js';
import { InForceRepository } from './in-force.repository.js';
import { PublishRequestRepository } from './publish-request.repository.js';
import { Publishing } from './publishing.js';
import { RehearsalController } from './rehearsal.controller.js';
import { Rehearsal } from './rehearsal.js';
import { RehearsalTime } from './rehearsal-time.js';
import { RuleRepository } from './rule.repository.js';
import { RuleDraftRepository } from './rule-draft.repository.js';
import { RuleHistoryRepository } from './rule-history.repository.js';
import { RulePolicyRepository } from './rule-policy.repository.js';
import { RuleSetRepository } from './rule-set.repository.js';
import { Rules } from './rules.js';

@Module({
  imports: [AccountModule, EventModule, IdentityModule],
  controllers: [BacktestsController, ExperimentsController, RehearsalController],
  providers: [
    ...[PublishRequestRepository, RuleDraftRepository, RuleHistoryRepository, RulePolicyRepository, RuleSetRepository],
    Publishing,
    ...[BacktestAuthors, BacktestRepository, BacktestRunner, Backtests, Candidates],
    ...[Rehearsal, RehearsalTime],
    ExperimentOutcomes,
    ExperimentRepository,
    ExperimentTally,
    ExperimentWinner,
    Experiments,
    InForceRepository,
    RuleFacts,
    RuleRepository,
    Rules,
  ],
  exports: [RuleFacts, Rules],
})
export class RuleModule {}
