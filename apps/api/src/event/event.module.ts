import { Module } from '@nestjs/common';
import { EventRepository } from './event.repository.js';
import { EventJournal } from './event-journal.js';
import { Events } from './events.js';

@Module({ providers: [Events, EventJournal, EventRepository], exports: [Events, EventJournal] })
export class EventModule {}
