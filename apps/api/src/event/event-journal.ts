import type { EventResult } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import type { Journal, JournalOutcome, JournalRecord, Queryable } from '../platform/index.js';
import { type EventKey, EventRepository, type KeyedEvent, type StoredEvent } from './event.repository.js';

/** An event on its way into the log: its key, and once it is decided, everything that is kept of it. */
export interface EventEntry extends EventKey {
  fingerprint: string;
  /** Filled in by the decision. */
  event?: Omit<StoredEvent, 'result'>;
}

/**
 * Keys of events, for good. The event itself is the record: a posted one answers what it answered, an accepted one
 * is still to be worked on, a rejected one leaves its key free.
 */
@Injectable()
export class EventJournal implements Journal<EventEntry> {
  constructor(private readonly repository: EventRepository) {}

  keyOf({ source, type, eventId }: EventKey): string {
    return `${source}|${type}|${eventId}`;
  }

  nameOf(entry: EventKey): string {
    return entry.eventId;
  }

  async find(db: Queryable, entries: readonly EventEntry[]): Promise<Map<string, JournalRecord>> {
    const found = new Map<string, JournalRecord>();
    // An accepted or refused event may be decided by its worker and by somebody who sends it again at the same time.
    for (const row of await this.repository.findKeys(db, entries, true)) {
      const decided = row.status !== 'ACCEPTED' && row.status !== 'REJECTED';
      found.set(this.keyOf(row), {
        fingerprint: row.status === 'REJECTED' ? null : row.fingerprint,
        answer: decided && row.result !== null ? (JSON.parse(row.result) as EventResult) : undefined,
        first: this.nameOf(row),
        ref: row.eventNo,
      });
    }
    return found;
  }

  async write(db: Queryable, outcomes: readonly JournalOutcome<EventEntry>[]): Promise<void> {
    const fresh: KeyedEvent[] = [];
    const waited: KeyedEvent[] = [];
    const rekeyed: KeyedEvent[] = [];
    for (const { entry, answer, prior } of outcomes) {
      if (!entry.event) throw new Error(`event ${this.keyOf(entry)} was answered without being decided`);
      const event = { ...entry.event, result: answer as EventResult, fingerprint: entry.fingerprint };
      (prior ? waited : fresh).push(event);
      if (prior?.fingerprint === null) rekeyed.push(event);
    }
    await Promise.all([
      ...rekeyed.map((event) => this.repository.rekey(db, event)),
      this.repository.complete(db, waited),
      this.repository.insert(db, fresh),
    ]);
  }
}
