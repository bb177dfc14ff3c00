import {
  DiscardRuleDraftQuery,
  RuleDraftView,
  RuleSetParams,
  RuleSetReview,
  SaveRuleDraftRequest,
  ValidateRuleSetRequest,
} from '@jifen/contracts';
import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { type Caller, Clock, Endpoint, Who } from '../platform/index.js';
import { RuleDrafts } from './rule-drafts.js';

const READ = { permission: 'rules:read' } as const;
const WRITE = { permission: 'rules:write' } as const;

@Controller('api/v1/admin/rule-sets/:code')
export class RuleDraftsController {
  constructor(
    private readonly drafts: RuleDrafts,
    private readonly clock: Clock,
  ) {}

  @Get('draft')
  @Endpoint({
    summary: 'The draft of a rule set',
    description: 'While nobody has saved one: the live rules, with revision 0.',
    access: READ,
    params: RuleSetParams,
    answer: RuleDraftView,
    errors: ['RULE_SET_NOT_FOUND'],
  })
  get(@Param() { code }: RuleSetParams): Promise<RuleDraftView> {
    return this.drafts.get(code, this.clock.now());
  }

  @Put('draft')
  @Endpoint({
    summary: 'Save the draft',
    description:
      'On top of the revision that was read. When somebody saved, published or discarded it meanwhile, the ' +
      '409 RULE_SET_CHANGED says who and when, and in `changes` what differs between what was read and what is ' +
      'there now (or, after 20 further saves, between what was sent and what is there).',
    access: WRITE,
    params: RuleSetParams,
    body: SaveRuleDraftRequest,
    answer: RuleDraftView,
    errors: ['RULE_SET_NOT_FOUND', 'RULE_SET_INVALID', 'RULE_SET_CHANGED'],
  })
  save(
    @Param() { code }: RuleSetParams,
    @Body() body: SaveRuleDraftRequest,
    @Who() caller: Caller,
  ): Promise<RuleDraftView> {
    return this.drafts.save(code, body, caller, this.clock.now());
  }

  @Delete('draft')
  @Endpoint({
    summary: 'Throw the draft away',
    access: WRITE,
    params: RuleSetParams,
    query: DiscardRuleDraftQuery,
    status: 204,
    answer: null,
    errors: ['RULE_SET_NOT_FOUND', 'RULE_SET_CHANGED'],
  })
  async discard(
    @Param() { code }: RuleSetParams,
    @Query() { revision }: DiscardRuleDraftQuery,
    @Who() caller: Caller,
  ): Promise<void> {
    await this.drafts.discard(code, Number(revision), caller, this.clock.now());
  }

  @Post('validate')
  @Endpoint({
    summary: 'Check rules without storing them',
    access: READ,
    params: RuleSetParams,
    body: ValidateRuleSetRequest,
    answer: RuleSetReview,
    errors: ['RULE_SET_NOT_FOUND'],
  })
  validate(
    @Param() { code }: RuleSetParams,
    @Body() body: ValidateRuleSetRequest,
    @Who() caller: Caller,
  ): Promise<RuleSetReview> {
    return this.drafts.validate(code, body, caller, this.clock.now());
  }
}
