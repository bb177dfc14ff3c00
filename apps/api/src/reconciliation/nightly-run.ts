import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock, Jobs, ProgrammeSettings } from '../platform/index.js';
import { isNightlyDue } from './domain/nightly.js';
import { Reconciliation } from './reconciliation.js';

const LOOK_MS = 10 * 60_000;

/** Reconciles every night by the programme's clock. */
@Injectable()
export class NightlyRun implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly programme: ProgrammeSettings,
    private readonly reconciliation: Reconciliation,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.recurring('reconciliation.nightly', LOOK_MS, async () => {
      const nowMs = this.clock.now().getTime();
      const lastStartMs = await this.reconciliation.lastStartMs();
      if (!isNightlyDue(nowMs, lastStartMs, this.programme.current.timeZone)) return;
      await this.reconciliation.runToEnd('system');
    });
  }
}
