import {
  ApproveRequest,
  PublishRequestPage,
  PublishRequestParams,
  PublishRequestQuery,
  PublishRequestView,
  ReasonRequest,
  RulePolicyView,
} from '@jifen/contracts';
import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { type Caller, Clock, Endpoint, Who } from '../platform/index.js';
import { PublishRequests } from './publish-requests.js';
import { RulePolicy } from './rule-policy.js';

const READ = { permission: 'rules:read' } as const;
const REVIEW = { permission: 'rules:review' } as const;

@Controller('api/v1/admin')
export class PublishRequestsController {
  constructor(
    private readonly requests: PublishRequests,
    private readonly policy: RulePolicy,
    private readonly clock: Clock,
  ) {}

  @Get('publish-requests')
  @Endpoint({
    summary: 'Publications that a second operator decides, newest first',
    access: READ,
    query: PublishRequestQuery,
    answer: PublishRequestPage,
    errors: ['INVALID_CURSOR'],
  })
  page(@Query() query: PublishRequestQuery): Promise<PublishRequestPage> {
    return this.requests.page(query);
  }

  @Get('publish-requests/:requestNo')
  @Endpoint({
    summary: 'One publish request',
    access: READ,
    params: PublishRequestParams,
    answer: PublishRequestView,
    errors: ['PUBLISH_REQUEST_NOT_FOUND'],
  })
  get(@Param() { requestNo }: PublishRequestParams): Promise<PublishRequestView> {
    return this.requests.get(requestNo);
  }

  @Post('publish-requests/:requestNo/approve')
  @Endpoint({
    summary: 'Approve a publication',
    description: 'By another operator than who asked. It is published as it was asked for; a time gone by is now.',
    access: REVIEW,
    params: PublishRequestParams,
    body: ApproveRequest,
    answer: PublishRequestView,
    errors: [
      'PUBLISH_REQUEST_NOT_FOUND',
      'PUBLISH_REQUEST_DECIDED',
      'SECOND_OPERATOR_REQUIRED',
      'RULE_CONFIRMATION_REQUIRED',
    ],
  })
  approve(
    @Param() { requestNo }: PublishRequestParams,
    @Body() body: ApproveRequest,
    @Who() caller: Caller,
  ): Promise<PublishRequestView> {
    return this.requests.approve(requestNo, body, caller, this.clock.now());
  }

  @Post('publish-requests/:requestNo/reject')
  @Endpoint({
    summary: 'Refuse a publication',
    description: 'The draft stays, so that it can be worked on.',
    access: REVIEW,
    params: PublishRequestParams,
    body: ReasonRequest,
    answer: PublishRequestView,
    errors: ['PUBLISH_REQUEST_NOT_FOUND', 'PUBLISH_REQUEST_DECIDED'],
  })
  reject(
    @Param() { requestNo }: PublishRequestParams,
    @Body() { reason }: ReasonRequest,
    @Who() caller: Caller,
  ): Promise<PublishRequestView> {
    return this.requests.reject(requestNo, reason, caller, this.clock.now());
  }

  @Get('rule-policy')
  @Endpoint({
    summary: 'When publishing asks for a confirmation or a second operator',
    access: READ,
    answer: RulePolicyView,
  })
  getPolicy(): Promise<RulePolicyView> {
    return this.policy.get();
  }

  @Put('rule-policy')
  @Endpoint({
    summary: 'Set when publishing asks for a confirmation or a second operator',
    access: { permission: 'rules:policy' },
    body: RulePolicyView,
    answer: RulePolicyView,
    errors: ['STALE_VERSION'],
  })
  putPolicy(@Body() body: RulePolicyView, @Who() caller: Caller): Promise<RulePolicyView> {
    return this.policy.update(body, caller, this.clock.now());
  }
}
