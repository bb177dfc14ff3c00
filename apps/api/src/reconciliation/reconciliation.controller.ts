import { PageQuery, ReconciliationRunPage, ReconciliationRunView } from '@jifen/contracts';
import { Controller, Get, Post, Query } from '@nestjs/common';
import { Audit } from '../identity/index.js';
import { type Caller, Endpoint, Who } from '../platform/index.js';
import { Reconciliation } from './reconciliation.js';

@Controller('api/v1/admin/reconciliation/runs')
export class ReconciliationController {
  constructor(
    private readonly reconciliation: Reconciliation,
    private readonly audit: Audit,
  ) {}

  @Get()
  @Endpoint({
    summary: 'Runs of the reconciliation',
    description:
      'Newest first, each with the invariants it checked. A check that holds and yet counts rows tells of something ' +
      'that is late, not wrong.',
    access: { permission: 'reconciliation:read' },
    query: PageQuery,
    answer: ReconciliationRunPage,
    errors: ['INVALID_CURSOR'],
  })
  page(@Query() query: PageQuery): Promise<ReconciliationRunPage> {
    return this.reconciliation.page(query);
  }

  @Post()
  @Endpoint({
    summary: 'Check the whole ledger now',
    description: 'Runs in the background, on one snapshot. While a run is under way, that one is answered.',
    access: { permission: 'reconciliation:run' },
    answer: ReconciliationRunView,
    status: 202,
  })
  async start(@Who() caller: Caller): Promise<ReconciliationRunView> {
    const { run, isNew } = await this.reconciliation.start(caller.actor, (db, runNo, now) =>
      this.audit.record(db, caller, { action: 'reconciliation.run', subject: `reconciliation:${runNo}` }, now),
    );
    if (!isNew) this.audit.unchanged(caller);
    return run;
  }
}
