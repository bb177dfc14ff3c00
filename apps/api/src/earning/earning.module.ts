import { Module } from '@nestjs/common';
import { AccountModule } from '../account/index.js';
import { EventModule } from '../event/index.js';
import { IdentityModule } from '../identity/index.js';
import { RuleModule } from '../rule/index.js';
import { AcceptedEvents } from './accepted-events.js';
import { AdminEarningController } from './admin-earning.controller.js';
import { DirectPostings } from './direct-postings.js';
import { EventIntake } from './event-intake.js';
import { EventPosting } from './event-posting.js';
import { EventsController } from './events.controller.js';
import { ExplanationsController } from './explanations.controller.js';
import { Explanations } from './explanations.js';
import { PostingsController } from './postings.controller.js';
import { SearchController } from './search.controller.js';

@Module({
  imports: [AccountModule, EventModule, RuleModule, IdentityModule],
  controllers: [EventsController, ExplanationsController, PostingsController, AdminEarningController, SearchController],
  providers: [AcceptedEvents, DirectPostings, EventIntake, EventPosting, Explanations],
  exports: [DirectPostings, EventIntake],
})
export class EarningModule {}
