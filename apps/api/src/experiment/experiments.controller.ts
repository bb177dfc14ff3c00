import {
  ChangeExperimentRequest,
  CreateExperimentRequest,
  DiscardExperimentQuery,
  EndExperimentRequest,
  EndedExperiment,
  ExperimentAssignment,
  ExperimentPage,
  ExperimentParams,
  ExperimentResults,
  ExperimentUserParams,
  ExperimentView,
  PageQuery,
  ReasonRequest,
} from '@jifen/contracts';
import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { type Caller, Endpoint, Who } from '../platform/index.js';
import { ExperimentOutcomes } from './experiment-outcomes.js';
import { Experiments } from './experiments.js';

const READ = { permission: 'rules:read' } as const;
const WRITE = { permission: 'rules:write' } as const;

@Controller('api/v1/admin/experiments')
export class ExperimentsController {
  constructor(
    private readonly experiments: Experiments,
    private readonly outcomes: ExperimentOutcomes,
  ) {}

  @Get()
  @Endpoint({
    summary: 'Experiments by code',
    access: READ,
    query: PageQuery,
    answer: ExperimentPage,
    errors: ['INVALID_CURSOR'],
  })
  page(@Query() query: PageQuery): Promise<ExperimentPage> {
    return this.experiments.page(query);
  }

  @Post()
  @Endpoint({
    summary: 'Write down an experiment',
    description: 'A draft: nothing changes for anybody before it is started.',
    access: WRITE,
    body: CreateExperimentRequest,
    status: 201,
    answer: ExperimentView,
    errors: ['EXPERIMENT_TAKEN'],
  })
  create(@Body() body: CreateExperimentRequest, @Who() caller: Caller): Promise<ExperimentView> {
    return this.experiments.create(body, caller);
  }

  @Get(':code')
  @Endpoint({
    summary: 'One experiment',
    access: READ,
    params: ExperimentParams,
    answer: ExperimentView,
    errors: ['EXPERIMENT_NOT_FOUND'],
  })
  get(@Param() { code }: ExperimentParams): Promise<ExperimentView> {
    return this.experiments.get(code);
  }

  @Put(':code')
  @Endpoint({
    summary: 'Change an experiment that was not started yet',
    access: WRITE,
    params: ExperimentParams,
    body: ChangeExperimentRequest,
    answer: ExperimentView,
    errors: ['EXPERIMENT_NOT_FOUND', 'EXPERIMENT_STATUS', 'STALE_VERSION'],
  })
  change(
    @Param() { code }: ExperimentParams,
    @Body() body: ChangeExperimentRequest,
    @Who() caller: Caller,
  ): Promise<ExperimentView> {
    return this.experiments.change(code, body, caller);
  }

  @Delete(':code')
  @Endpoint({
    summary: 'Throw away an experiment that was not started yet',
    access: WRITE,
    params: ExperimentParams,
    query: DiscardExperimentQuery,
    status: 204,
    answer: null,
    errors: ['EXPERIMENT_NOT_FOUND', 'EXPERIMENT_STATUS', 'STALE_VERSION'],
  })
  async discard(
    @Param() { code }: ExperimentParams,
    @Query() { revision }: DiscardExperimentQuery,
    @Who() caller: Caller,
  ): Promise<void> {
    await this.experiments.discard(code, Number(revision), caller);
  }

  @Post(':code/start')
  @Endpoint({
    summary: 'Start an experiment',
    description:
      'From now on the live rules of the group decide: of the group that the hash of user and experiment draws, or of ' +
      'the one that a trusted client names. Groups and weights cannot be changed any more; the rule sets of the groups ' +
      'can be published further. One experiment runs at a time.',
    access: WRITE,
    params: ExperimentParams,
    body: ReasonRequest,
    answer: ExperimentView,
    errors: ['EXPERIMENT_NOT_FOUND', 'EXPERIMENT_STATUS', 'EXPERIMENT_RUNNING', 'RULE_SET_NOT_FOUND'],
  })
  start(
    @Param() { code }: ExperimentParams,
    @Body() { reason }: ReasonRequest,
    @Who() caller: Caller,
  ): Promise<ExperimentView> {
    return this.experiments.start(code, reason, caller);
  }

  @Post(':code/end')
  @Endpoint({
    summary: 'End an experiment',
    description:
      'Everybody gets the rules of the programme again. The live rules of a winner are published as the next version ' +
      'of `main`, as every publication under the policy: where it asks for a second operator, the experiment ends and ' +
      'a publish request waits.',
    access: WRITE,
    params: ExperimentParams,
    body: EndExperimentRequest,
    answer: EndedExperiment,
    errors: [
      'EXPERIMENT_NOT_FOUND',
      'EXPERIMENT_STATUS',
      'EXPERIMENT_GROUP_UNKNOWN',
      'PUBLISH_REQUEST_PENDING',
      'RULE_CONFIRMATION_REQUIRED',
    ],
  })
  end(
    @Param() { code }: ExperimentParams,
    @Body() body: EndExperimentRequest,
    @Who() caller: Caller,
  ): Promise<EndedExperiment> {
    return this.experiments.end(code, body, caller);
  }

  @Get(':code/results')
  @Endpoint({
    summary: 'What the groups did',
    description:
      'Users, events and points are counted with every posting and exact. Differences are against the first group, ' +
      'with their 95 % intervals: Welch for points per user, Newcombe for the share of users who redeemed.',
    access: READ,
    params: ExperimentParams,
    answer: ExperimentResults,
    errors: ['EXPERIMENT_NOT_FOUND'],
  })
  results(@Param() { code }: ExperimentParams): Promise<ExperimentResults> {
    return this.outcomes.of(code);
  }

  @Get(':code/assignments/:userId')
  @Endpoint({
    summary: 'The group that a user is drawn into',
    description: 'By the hash of user and experiment; what a trusted client has said does not count here.',
    access: READ,
    params: ExperimentUserParams,
    answer: ExperimentAssignment,
    errors: ['EXPERIMENT_NOT_FOUND'],
  })
  assignment(@Param() { code, userId }: ExperimentUserParams): Promise<ExperimentAssignment> {
    return this.experiments.assignment(code, userId);
  }
}
