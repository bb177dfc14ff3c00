import { Module } from '@nestjs/common';
import { AccountModule } from './account/index.js';
import { EarningModule } from './earning/index.js';
import { EventModule } from './event/index.js';
import { ExperimentModule } from './experiment/index.js';
import { IdentityModule } from './identity/index.js';
import { PlatformModule } from './platform/index.js';
import { ReconciliationModule } from './reconciliation/index.js';
import { RehearsalModule } from './rehearsal/index.js';
import { RuleModule } from './rule/index.js';

@Module({
  imports: [
    PlatformModule,
    IdentityModule,
    AccountModule,
    EventModule,
    RuleModule,
    ExperimentModule,
    RehearsalModule,
    EarningModule,
    ReconciliationModule,
  ],
})
export class AppModule {}
