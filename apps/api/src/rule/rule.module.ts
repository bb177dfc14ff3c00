import { Module } from '@nestjs/common';
import { AccountModule } from '../account/index.js';
import { EventModule } from '../event/index.js';
import { IdentityModule } from '../identity/index.js';
import { Candidates } from './candidates.js';
import { DueSchedules } from './due-schedules.js';
import { RuleFacts } from './facts.js';
import { Promotion } from './promotion.js';
import { PublishRequestRepository } from './publish-request.repository.js';
import { PublishRequestsController } from './publish-requests.controller.js';
import { PublishRequests } from './publish-requests.js';
import { Publisher } from './publisher.js';
import { PublishingController } from './publishing.controller.js';
import { Publishing } from './publishing.js';
import { Rollouts } from './rollouts.js';
import { RuleRepository } from './rule.repository.js';
import { RuleDraftRepository } from './rule-draft.repository.js';
import { RuleDraftsController } from './rule-drafts.controller.js';
import { RuleDrafts } from './rule-drafts.js';
import { RuleHistory } from './rule-history.js';
import { RuleHistoryRepository } from './rule-history.repository.js';
import { RulePolicy } from './rule-policy.js';
import { RulePolicyRepository } from './rule-policy.repository.js';
import { RuleReview } from './rule-review.js';
import { RuleSetRepository } from './rule-set.repository.js';
import { RuleSetsController } from './rule-sets.controller.js';
import { RuleSets } from './rule-sets.js';
import { RuleSources } from './rule-sources.js';
import { RuleStore } from './rule-store.js';
import { Rules } from './rules.js';
import { WholeSets } from './whole-sets.js';

@Module({
  imports: [AccountModule, EventModule, IdentityModule],
  controllers: [RuleSetsController, RuleDraftsController, PublishingController, PublishRequestsController],
  providers: [
    ...[PublishRequestRepository, RuleDraftRepository, RuleHistoryRepository, RulePolicyRepository, RuleSetRepository],
    Candidates,
    ...[RuleStore, Publishing, RuleReview, RuleSets, RuleHistory, RuleDrafts, Publisher, WholeSets, Rollouts],
    ...[PublishRequests, RulePolicy, DueSchedules],
    Promotion,
    RuleFacts,
    RuleRepository,
    RuleSources,
    Rules,
  ],
  exports: [Candidates, Promotion, RuleFacts, RuleSources, Rules],
})
export class RuleModule {}
