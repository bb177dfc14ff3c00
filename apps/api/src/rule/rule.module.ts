import { Module } from '@nestjs/common';
import { AccountModule } from '../account/index.js';
import { IdentityModule } from '../identity/index.js';
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
import { RuleRepository } from './rule.repository.js';
import { RuleDraftRepository } from './rule-draft.repository.js';
import { RuleHistoryRepository } from './rule-history.repository.js';
import { RulePolicyRepository } from './rule-policy.repository.js';
import { RuleSetRepository } from './rule-set.repository.js';
import { Rules } from './rules.js';

@Module({
  imports: [AccountModule, IdentityModule],
  controllers: [ExperimentsController],
  providers: [
    ...[PublishRequestRepository, RuleDraftRepository, RuleHistoryRepository, RulePolicyRepository, RuleSetRepository],
    Publishing,
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
