import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/index.js';
import { EventRepository } from './event.repository.js';
import { EventJournal } from './event-journal.js';
import { EventTypeRepository } from './event-type.repository.js';
import { EventTypesController } from './event-types.controller.js';
import { EventTypes } from './event-types.js';
import { Events } from './events.js';

@Module({
  imports: [IdentityModule],
  controllers: [EventTypesController],
  providers: [Events, EventJournal, EventRepository, EventTypeRepository, EventTypes],
  exports: [Events, EventJournal, EventTypes],
})
export class EventModule {}
