import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/index.js';
import { NightlyRun } from './nightly-run.js';
import { ReconciliationController } from './reconciliation.controller.js';
import { Reconciliation } from './reconciliation.js';
import { RunRepository } from './run.repository.js';

@Module({
  imports: [IdentityModule],
  controllers: [ReconciliationController],
  providers: [NightlyRun, Reconciliation, RunRepository],
  exports: [Reconciliation],
})
export class ReconciliationModule {}
