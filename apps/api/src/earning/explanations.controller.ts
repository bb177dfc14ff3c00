import {
  EventExplanation,
  EventExplanationQuery,
  EventNoParams,
  EventParams,
  ExplanationQuery,
  type Language,
} from '@jifen/contracts';
import { Controller, Get, Headers, Param, Query } from '@nestjs/common';
import { type Caller, Endpoint, Who } from '../platform/index.js';
import { Explanations } from './explanations.js';
import { reporterOf } from './reporter.js';

const SUMMARY = 'See why an event gave these points, or why none';
const DESCRIPTION =
  'In sentences, from what was stored when the event was decided: nothing is evaluated again. Of a rule that gave ' +
  'nothing because of a condition, `firstFailure` is the first one that did not hold.';
const LANGUAGE_HEADER = {
  name: 'Accept-Language',
  description: 'Language of the sentences when the query names none',
  example: 'zh-CN',
};

@Controller('api/v1')
export class ExplanationsController {
  constructor(private readonly explanations: Explanations) {}

  @Get('events/:eventId/explanation')
  @Endpoint({
    summary: SUMMARY,
    description: DESCRIPTION,
    access: { scope: 'events:read' },
    params: EventParams,
    query: EventExplanationQuery,
    headers: [LANGUAGE_HEADER],
    answer: EventExplanation,
    errors: ['EVENT_NOT_FOUND'],
  })
  ofOwn(
    @Param() { eventId }: EventParams,
    @Query() { type, language }: EventExplanationQuery,
    @Headers('accept-language') accepted: string | undefined,
    @Who() caller: Caller,
  ): Promise<EventExplanation> {
    const { source } = reporterOf(caller);
    return this.explanations.byKey({ source, type, eventId }, language ?? preferred(accepted));
  }

  @Get('admin/events/:eventNo/explanation')
  @Endpoint({
    summary: SUMMARY,
    description: DESCRIPTION,
    access: { permission: 'users:read' },
    params: EventNoParams,
    query: ExplanationQuery,
    headers: [LANGUAGE_HEADER],
    answer: EventExplanation,
    errors: ['EVENT_NOT_FOUND'],
  })
  ofAny(
    @Param() { eventNo }: EventNoParams,
    @Query() { language }: ExplanationQuery,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<EventExplanation> {
    return this.explanations.byNo(eventNo, language ?? preferred(accepted));
  }
}

/** The language of an Accept-Language header, read as it is for problems. */
function preferred(accepted: string | undefined): Language {
  return (accepted ?? '').toLowerCase().startsWith('zh') ? 'zh-CN' : 'en-US';
}
