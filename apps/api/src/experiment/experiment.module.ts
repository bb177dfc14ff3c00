import { Module, type OnModuleInit } from '@nestjs/common';
import { AccountModule } from '../account/index.js';
import { IdentityModule } from '../identity/index.js';
import { RuleModule, RuleSources } from '../rule/index.js';
import { ExperimentRepository } from './experiment.repository.js';
import { ExperimentOutcomes } from './experiment-outcomes.js';
import { ExperimentTally } from './experiment-tally.repository.js';
import { ExperimentsController } from './experiments.controller.js';
import { Experiments } from './experiments.js';

@Module({
  imports: [AccountModule, IdentityModule, RuleModule],
  controllers: [ExperimentsController],
  providers: [ExperimentOutcomes, ExperimentRepository, ExperimentTally, Experiments],
  exports: [Experiments],
})
export class ExperimentModule implements OnModuleInit {
  constructor(
    private readonly sources: RuleSources,
    private readonly repository: ExperimentRepository,
    private readonly tally: ExperimentTally,
  ) {}

  onModuleInit(): void {
    this.sources.experiments = { running: (db) => this.repository.running(db), tally: this.tally };
  }
}
