import { CreateEventTypeRequest, EventTypeList, EventTypeView } from '@jifen/contracts';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { type Caller, Endpoint, Who } from '../platform/index.js';
import { EventTypes } from './event-types.js';

@Controller('api/v1/admin/event-types')
export class EventTypesController {
  constructor(private readonly types: EventTypes) {}

  @Get()
  @Endpoint({ summary: 'Kinds of events', access: { permission: 'rules:read' }, answer: EventTypeList })
  list(): Promise<EventTypeList> {
    return this.types.list();
  }

  @Post()
  @Endpoint({
    summary: 'Add a kind of events',
    description: 'Events of it are taken from now on, and rules can be triggered by it.',
    access: { permission: 'rules:write' },
    body: CreateEventTypeRequest,
    status: 201,
    answer: EventTypeView,
    errors: ['EVENT_TYPE_TAKEN'],
  })
  create(@Body() body: CreateEventTypeRequest, @Who() caller: Caller): Promise<EventTypeView> {
    return this.types.create(body, caller);
  }
}
