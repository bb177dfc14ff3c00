export { checkEvent, checkTime } from './domain/event-check.js';
export { EventModule } from './event.module.js';
export type { EventKey, KeyedEvent, StoredEvent } from './event.repository.js';
export { type EventEntry, EventJournal } from './event-journal.js';
export { EventSearch } from './event-search.js';
export { EventTypes } from './event-types.js';
export { EVENT_QUEUE, Events, type NewEvent } from './events.js';
