import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/index.js';
import { EventRepository } from './event.repository.js';
import { EventInbox } from './event-inbox.js';
import { EventJournal } from './event-journal.js';
import { EventSearch } from './event-search.js';
import { EventSearchRepository } from './event-search.repository.js';
import { EventTypeRepository } from './event-type.repository.js';
import { EventTypesController } from './event-types.controller.js';
import { EventTypes } from './event-types.js';
import { Events } from './events.js';

@Module({
  imports: [IdentityModule],
  controllers: [EventTypesController],
  providers: [
    Events,
    EventInbox,
    EventJournal,
    EventRepository,
    EventSearch,
    EventSearchRepository,
    EventTypeRepository,
    EventTypes,
  ],
  exports: [Events, EventInbox, EventJournal, EventSearch, EventTypes],
})
export class EventModule {}
