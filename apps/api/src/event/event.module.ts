import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/index.js';
import { EventRepository } from './event.repository.js';
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
    EventJournal,
    EventRepository,
    EventSearch,
    EventSearchRepository,
    EventTypeRepository,
    EventTypes,
  ],
  exports: [Events, EventJournal, EventSearch, EventTypes],
})
export class EventModule {}
