import {
  CreateRuleSetRequest,
  PageQuery,
  PutRuleSetQuery,
  RenameRuleSetRequest,
  RuleDiff,
  RuleDiffQuery,
  RuleHistoryPage,
  RuleSetDetail,
  RuleSetDocument,
  RuleSetDocumentQuery,
  RuleSetPage,
  RuleSetParams,
  RuleSetSummary,
  RuleVersionPage,
  RuleVersionParams,
  RuleVersionView,
} from '@jifen/contracts';
import { Body, Controller, Get, Headers, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Caller, Clock, Endpoint, Who } from '../platform/index.js';
import { Publisher } from './publisher.js';
import { RuleHistory } from './rule-history.js';
import { RuleSets } from './rule-sets.js';
import { WholeSets } from './whole-sets.js';

const READ = { permission: 'rules:read' } as const;
const WRITE = { permission: 'rules:write' } as const;

@Controller('api/v1/admin/rule-sets')
export class RuleSetsController {
  constructor(
    private readonly sets: RuleSets,
    private readonly log: RuleHistory,
    private readonly publisher: Publisher,
    private readonly wholeSets: WholeSets,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Endpoint({
    summary: 'Rule sets by code',
    access: READ,
    query: PageQuery,
    answer: RuleSetPage,
    errors: ['INVALID_CURSOR'],
  })
  page(@Query() query: PageQuery): Promise<RuleSetPage> {
    return this.sets.page(query, this.clock.now());
  }

  @Post()
  @Endpoint({
    summary: 'Add a rule set',
    description: 'It starts as a draft: empty, or a copy of what is live in another set.',
    access: WRITE,
    body: CreateRuleSetRequest,
    status: 201,
    answer: RuleSetSummary,
    errors: ['RULE_SET_TAKEN', 'RULE_SET_NOT_FOUND'],
  })
  async create(@Body() body: CreateRuleSetRequest, @Who() caller: Caller): Promise<RuleSetSummary> {
    const now = this.clock.now();
    await this.publisher.create(body, caller, now);
    return this.sets.summary(body.code, now);
  }

  @Get(':code')
  @Endpoint({
    summary: 'Get a rule set as code',
    description:
      'The live rules, or another version, as a text that is the same to the byte for the same rules. PUT takes it. ' +
      'The ETag names the version.',
    access: READ,
    params: RuleSetParams,
    query: RuleSetDocumentQuery,
    answer: RuleSetDocument,
    errors: ['RULE_SET_NOT_FOUND'],
  })
  async document(
    @Param() { code }: RuleSetParams,
    @Query() { version }: RuleSetDocumentQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { text, etag } = await this.sets.text(code, version, this.clock.now());
    reply.header('ETag', etag).type('application/json; charset=utf-8');
    return text;
  }

  @Put(':code')
  @Endpoint({
    summary: 'Put a rule set as code',
    description:
      'Publishes the whole set at once as the next version; makes the set when there is none. What is live already ' +
      'changes nothing. Drafts are left alone. Where the policy wants a second operator, a publish request is made ' +
      'and its number stands in the 409 REVIEW_REQUIRED. A 409 STALE_VERSION says in `changes` what came between.',
    access: WRITE,
    params: RuleSetParams,
    query: PutRuleSetQuery,
    body: RuleSetDocument,
    answer: RuleSetSummary,
    headers: [{ name: 'If-Match', description: 'ETag of the version that was read', example: '"v3"' }],
    errors: [
      'RULE_SET_INVALID',
      'RULE_SET_TAKEN',
      'RULE_CONFIRMATION_REQUIRED',
      'STALE_VERSION',
      'REVIEW_REQUIRED',
      'PUBLISH_REQUEST_PENDING',
    ],
  })
  async put(
    @Param() { code }: RuleSetParams,
    @Query() query: PutRuleSetQuery,
    @Body() body: RuleSetDocument,
    @Headers('if-match') ifMatch: string | undefined,
    @Who() caller: Caller,
  ): Promise<RuleSetSummary> {
    const now = this.clock.now();
    await this.wholeSets.put(code, body, query, ifMatch, caller, now);
    return this.sets.summary(code, now);
  }

  @Put(':code/name')
  @Endpoint({
    summary: 'Rename a rule set',
    description: 'Only what people call it; its code stays.',
    access: WRITE,
    params: RuleSetParams,
    body: RenameRuleSetRequest,
    answer: RuleSetSummary,
    errors: ['RULE_SET_NOT_FOUND'],
  })
  async rename(
    @Param() { code }: RuleSetParams,
    @Body() { name }: RenameRuleSetRequest,
    @Who() caller: Caller,
  ): Promise<RuleSetSummary> {
    const now = this.clock.now();
    await this.publisher.rename(code, name, caller, now);
    return this.sets.summary(code, now);
  }

  @Get(':code/summary')
  @Endpoint({
    summary: 'How a rule set stands',
    access: READ,
    params: RuleSetParams,
    answer: RuleSetDetail,
    errors: ['RULE_SET_NOT_FOUND'],
  })
  detail(@Param() { code }: RuleSetParams): Promise<RuleSetDetail> {
    return this.sets.detail(code, this.clock.now());
  }

  @Get(':code/versions')
  @Endpoint({
    summary: 'Versions of a rule set, newest first',
    access: READ,
    params: RuleSetParams,
    query: PageQuery,
    answer: RuleVersionPage,
    errors: ['RULE_SET_NOT_FOUND', 'INVALID_CURSOR'],
  })
  versions(@Param() { code }: RuleSetParams, @Query() query: PageQuery): Promise<RuleVersionPage> {
    return this.log.versions(code, query, this.clock.now());
  }

  @Get(':code/versions/:version')
  @Endpoint({
    summary: 'One version with its rules',
    access: READ,
    params: RuleVersionParams,
    answer: RuleVersionView,
    errors: ['RULE_SET_NOT_FOUND'],
  })
  version(@Param() { code, version }: RuleVersionParams): Promise<RuleVersionView> {
    return this.log.version(code, Number(version), this.clock.now());
  }

  @Get(':code/history')
  @Endpoint({
    summary: 'Who brought what into force, newest first',
    access: READ,
    params: RuleSetParams,
    query: PageQuery,
    answer: RuleHistoryPage,
    errors: ['RULE_SET_NOT_FOUND', 'INVALID_CURSOR'],
  })
  history(@Param() { code }: RuleSetParams, @Query() query: PageQuery): Promise<RuleHistoryPage> {
    return this.log.history(code, query);
  }

  @Get(':code/diff')
  @Endpoint({
    summary: 'What differs between two versions',
    access: READ,
    params: RuleSetParams,
    query: RuleDiffQuery,
    answer: RuleDiff,
    errors: ['RULE_SET_NOT_FOUND'],
  })
  diff(@Param() { code }: RuleSetParams, @Query() { from, to }: RuleDiffQuery): Promise<RuleDiff> {
    return this.sets.diff(code, from, to, this.clock.now());
  }
}
