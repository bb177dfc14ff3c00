import {
  PublishDraftRequest,
  PublishOutcome,
  ReasonRequest,
  RollbackRequest,
  RolloutRequest,
  RuleSetParams,
  RuleSetSummary,
} from '@jifen/contracts';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { type Caller, Clock, Endpoint, Who } from '../platform/index.js';
import { Publisher } from './publisher.js';
import { Rollouts } from './rollouts.js';
import { RuleSets } from './rule-sets.js';

const WRITE = { permission: 'rules:write' } as const;

@Controller('api/v1/admin/rule-sets/:code')
export class PublishingController {
  constructor(
    private readonly publisher: Publisher,
    private readonly rollouts: Rollouts,
    private readonly sets: RuleSets,
    private readonly clock: Clock,
  ) {}

  @Post('publish')
  @Endpoint({
    summary: 'Publish the draft',
    description:
      'At once, at a time, or to a percentage of the users (by a hash of their id). Where the policy wants a second ' +
      'operator, a publish request is made and the draft stays until it is decided.',
    access: WRITE,
    params: RuleSetParams,
    body: PublishDraftRequest,
    answer: PublishOutcome,
    errors: [
      'RULE_SET_NOT_FOUND',
      'RULE_SET_CHANGED',
      'NOTHING_TO_PUBLISH',
      'RULE_CONFIRMATION_REQUIRED',
      'PUBLISH_REQUEST_PENDING',
    ],
  })
  async publish(
    @Param() { code }: RuleSetParams,
    @Body() body: PublishDraftRequest,
    @Who() caller: Caller,
  ): Promise<PublishOutcome> {
    const now = this.clock.now();
    const published = await this.publisher.publish(code, body, caller, now);
    return { ...published, summary: await this.sets.summary(code, now) };
  }

  @Post('rollout')
  @Endpoint({
    summary: 'Change to how many users a rollout goes',
    description: '100 makes the version live for everybody, 0 withdraws it.',
    access: WRITE,
    params: RuleSetParams,
    body: RolloutRequest,
    answer: RuleSetSummary,
    errors: ['RULE_SET_NOT_FOUND', 'ROLLOUT_NOT_RUNNING'],
  })
  async rollOut(
    @Param() { code }: RuleSetParams,
    @Body() { percent, reason }: RolloutRequest,
    @Who() caller: Caller,
  ): Promise<RuleSetSummary> {
    const now = this.clock.now();
    await this.rollouts.rollOut(code, percent, reason, caller, now);
    return this.sets.summary(code, now);
  }

  @Post('unschedule')
  @Endpoint({
    summary: 'Take a schedule back',
    access: WRITE,
    params: RuleSetParams,
    body: ReasonRequest,
    answer: RuleSetSummary,
    errors: ['RULE_SET_NOT_FOUND', 'NOTHING_SCHEDULED'],
  })
  async unschedule(
    @Param() { code }: RuleSetParams,
    @Body() { reason }: ReasonRequest,
    @Who() caller: Caller,
  ): Promise<RuleSetSummary> {
    const now = this.clock.now();
    await this.rollouts.unschedule(code, reason, caller, now);
    return this.sets.summary(code, now);
  }

  @Post('rollback')
  @Endpoint({
    summary: 'Put a former version back in force',
    description: 'At once and for everybody; ends a rollout and a schedule. Needs no second operator.',
    access: WRITE,
    params: RuleSetParams,
    body: RollbackRequest,
    answer: RuleSetSummary,
    errors: ['RULE_SET_NOT_FOUND'],
  })
  async rollBack(
    @Param() { code }: RuleSetParams,
    @Body() { version, reason }: RollbackRequest,
    @Who() caller: Caller,
  ): Promise<RuleSetSummary> {
    const now = this.clock.now();
    await this.rollouts.rollBack(code, version, reason, caller, now);
    return this.sets.summary(code, now);
  }
}
