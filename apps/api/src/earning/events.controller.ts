import {
  EventAccepted,
  EventBatchEnvelope,
  EventBatchRequest,
  EventBatchResult,
  EventParams,
  EventQuery,
  EventRequest,
  EventResult,
  EXPERIMENT_GROUP_HEADER,
  PreviewQuery,
} from '@jifen/contracts';
import { Body, Controller, Get, Headers, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Events } from '../event/index.js';
import { answered, type Caller, Endpoint, Who } from '../platform/index.js';
import { AcceptedEvents } from './accepted-events.js';
import { EventIntake } from './event-intake.js';
import { reporterOf } from './reporter.js';

const REFUSALS = [
  'EVENT_TYPE_UNKNOWN',
  'EVENT_TYPE_UNSUPPORTED',
  'EVENT_TOO_OLD',
  'EVENT_IN_FUTURE',
  'ORDER_TOTAL_MISMATCH',
  'CURRENCY_UNKNOWN',
  'POINTS_OUT_OF_RANGE',
  'USER_CLOSED',
  'EXPERIMENT_GROUP_UNKNOWN',
] as const;

const GROUP = EXPERIMENT_GROUP_HEADER.toLowerCase();
const GROUP_HEADER = {
  name: EXPERIMENT_GROUP_HEADER,
  description:
    'The group of the running experiment whose rules shall count, instead of the one that the user is drawn into; only ' +
    'from API keys with the scope `experiments:assign`',
  example: 'B',
};

@Controller('api/v1/events')
export class EventsController {
  constructor(
    private readonly intake: EventIntake,
    private readonly acceptedEvents: AcceptedEvents,
    private readonly events: Events,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Report one business event',
    description:
      'Posts the points that the live rules award and says why. With `Prefer: respond-async` the event is stored, 202 ' +
      'is answered, and it is worked on at once in the background.',
    access: { scope: 'events:write' },
    body: EventRequest,
    answer: EventResult,
    headers: [
      { name: 'Prefer', description: '`respond-async` to be answered before it is posted', example: 'respond-async' },
      GROUP_HEADER,
    ],
    alsoAnswers: [{ status: 202, answer: EventAccepted, description: 'The event is stored and will be worked on' }],
    errors: [...REFUSALS, 'IDEMPOTENCY_CONFLICT', 'OVERLOADED', 'OUTCOME_UNKNOWN'],
  })
  async report(
    @Body() body: EventRequest,
    @Headers('prefer') prefer: string | undefined,
    @Headers(GROUP) group: string | undefined,
    @Who() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EventResult | EventAccepted> {
    const reporter = reporterOf(caller, group);
    if (!prefersAsync(prefer)) return answered(reply, await this.intake.process(body, reporter));
    const { replayed } = await this.acceptedEvents.accept(body, reporter);
    const location = `/api/v1/events/${body.eventId}?type=${body.type}`;
    reply.status(202).header('Location', location).header('Preference-Applied', 'respond-async');
    return answered(reply, { replayed, answer: { eventId: body.eventId, status: 'ACCEPTED', location } });
  }

  @Post('batch')
  @Endpoint({
    summary: 'Report up to 1,000 business events',
    description:
      'Each event is decided on its own, in order for each user. A refused one is `REJECTED` with its problem; the ' +
      'others are posted all the same.',
    access: { scope: 'events:write' },
    body: EventBatchRequest,
    answer: EventBatchResult,
    headers: [GROUP_HEADER],
  })
  async batch(
    @Body() body: EventBatchEnvelope,
    @Headers(GROUP) group: string | undefined,
    @Who() caller: Caller,
  ): Promise<EventBatchResult> {
    return { results: await this.intake.processBatch(body.events, reporterOf(caller, group), caller.traceId) };
  }

  @Post('preview')
  @Endpoint({
    summary: 'See what an event would give',
    description: 'The same checks and rules on the same facts; nothing is stored.',
    access: { scope: 'events:read' },
    body: EventRequest,
    query: PreviewQuery,
    answer: EventResult,
    headers: [GROUP_HEADER],
    errors: [...REFUSALS, 'RULE_SET_NOT_FOUND'],
  })
  async preview(
    @Body() body: EventRequest,
    @Query() query: PreviewQuery,
    @Headers(GROUP) group: string | undefined,
    @Who() caller: Caller,
  ): Promise<EventResult> {
    return this.intake.preview(body, reporterOf(caller, group), query);
  }

  @Get(':eventId')
  @Endpoint({
    summary: 'See what came of an event',
    access: { scope: 'events:read' },
    params: EventParams,
    query: EventQuery,
    answer: EventResult,
    errors: ['EVENT_NOT_FOUND'],
  })
  async outcome(@Param() { eventId }: EventParams, @Query() { type }: EventQuery, @Who() caller: Caller) {
    return this.events.outcome({ source: reporterOf(caller).source, type, eventId });
  }
}

/** Whether a Prefer header (RFC 7240) asks for an answer before the work is done. */
function prefersAsync(prefer: string | undefined): boolean {
  return (prefer ?? '').split(',').some((each) => each.split(';')[0]?.trim().toLowerCase() === 'respond-async');
}
