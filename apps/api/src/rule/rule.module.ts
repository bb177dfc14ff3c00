import { Module } from '@nestjs/common';
import { ExperimentTally } from './experiment-tally.repository.js';
import { RuleFacts } from './facts.js';
import { InForceRepository } from './in-force.repository.js';
import { RuleRepository } from './rule.repository.js';
import { Rules } from './rules.js';

@Module({
  providers: [ExperimentTally, InForceRepository, RuleFacts, RuleRepository, Rules],
  exports: [RuleFacts, Rules],
})
export class RuleModule {}
