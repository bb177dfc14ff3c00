export { checkEvent, checkTime } from './domain/event-check.js';
export { EventModule } from './event.module.js';
export type { EventKey, KeyedEvent, StoredEvent } from './event.repository.js';
export { EventInbox } from './event-inbox.js';
export { type EventEntry, EventJournal } from './event-journal.js';
export { EventSearch } from './event-search.js';
export { EventTypes } from './event-types.js';
export { Events } from './events.js';
