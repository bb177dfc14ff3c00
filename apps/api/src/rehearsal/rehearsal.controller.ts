import { PreviewParams, PreviewRequest, PreviewResult } from '@jifen/contracts';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { Audit } from '../identity/index.js';
import { type Caller, Endpoint, Who } from '../platform/index.js';
import { Rehearsal } from './rehearsal.js';

@Controller('api/v1/admin/rule-sets')
export class RehearsalController {
  constructor(
    private readonly rehearsal: Rehearsal,
    private readonly audit: Audit,
  ) {}

  @Post(':code/preview')
  @Endpoint({
    summary: 'See what an event would give under other rules',
    description:
      'Nothing is written. A version, the draft or rules sent along, beside the rules that are live for this user (of ' +
      'the user’s group, while an experiment runs); ' +
      'with the facts of the user or made-up ones, now or at another time. Limits and budgets are used as they are now.',
    access: { permission: 'rules:read' },
    params: PreviewParams,
    body: PreviewRequest,
    answer: PreviewResult,
    errors: [
      'RULE_SET_NOT_FOUND',
      'RULE_DRAFT_NOT_FOUND',
      'RULE_SET_INVALID',
      'EVENT_TYPE_UNKNOWN',
      'EVENT_TYPE_UNSUPPORTED',
      'CURRENCY_UNKNOWN',
      'ORDER_TOTAL_MISMATCH',
      'POINTS_OUT_OF_RANGE',
      'EXPERIMENT_GROUP_UNKNOWN',
    ],
  })
  preview(
    @Param() { code }: PreviewParams,
    @Body() body: PreviewRequest,
    @Who() caller: Caller,
  ): Promise<PreviewResult> {
    this.audit.unchanged(caller);
    return this.rehearsal.preview(code, body);
  }
}
