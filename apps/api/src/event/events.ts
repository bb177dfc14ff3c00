import {
  BUILT_IN_EVENT_TYPES,
  type EventResult,
  JifenError,
  type StoredEventPage,
  type StoredEventView,
} from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Database, decodeCursor, pageOf } from '../platform/index.js';
import { type EventKey, EventRepository, type StoredEvent } from './event.repository.js';

/** The log of business events: what was reported and what came of it. */
@Injectable()
export class Events {
  private readonly custom = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly repository: EventRepository,
  ) {}

  /** Raises EVENT_TYPE_UNKNOWN unless the type is built in or an operator has added it. */
  async requireType(type: string): Promise<void> {
    if ((BUILT_IN_EVENT_TYPES as readonly string[]).includes(type) || this.custom.has(type)) return;
    for (const code of await this.repository.types(this.database)) this.custom.add(code);
    if (this.custom.has(type)) return;
    const error = { pointer: '/type', code: 'enum', detail: 'must be a type that is built in or was added' };
    throw new JifenError('EVENT_TYPE_UNKNOWN', { type }, [error]);
  }

  /** What came of an event of a source. Raises EVENT_NOT_FOUND. */
  async outcome(key: EventKey): Promise<EventResult> {
    const [row] = await this.repository.findKeys(this.database, [key], false);
    if (!row) throw new JifenError('EVENT_NOT_FOUND', { eventId: key.eventId, type: key.type });
    if (row.result === null) return { eventId: key.eventId, status: row.status };
    return JSON.parse(row.result) as EventResult;
  }

  /** One stored event. Raises EVENT_NOT_FOUND. */
  async find(eventNo: string): Promise<StoredEventView> {
    return eventView(await this.recorded(eventNo));
  }

  /** Everything that is kept of an event. Raises EVENT_NOT_FOUND. */
  async recorded(eventNo: string): Promise<StoredEvent> {
    const event = await this.repository.find(this.database, eventNo);
    if (!event) throw new JifenError('EVENT_NOT_FOUND', { eventNo });
    return event;
  }

  /** Everything that is kept of an event of a source. Raises EVENT_NOT_FOUND. */
  async recordedUnder(key: EventKey): Promise<StoredEvent> {
    const [row] = await this.repository.findKeys(this.database, [key], false);
    if (!row) throw new JifenError('EVENT_NOT_FOUND', { eventId: key.eventId, type: key.type });
    return this.recorded(row.eventNo);
  }

  /** Events of a user under all its names, newest first. Raises INVALID_CURSOR. */
  async ofUser(names: readonly string[], cursor: string | undefined, limit = 20): Promise<StoredEventPage> {
    const list = `events:${[...names].sort().join(',')}`;
    const before = decodeCursor(list, cursor)?.[0];
    const beforeNo = before === undefined ? undefined : String(before);
    const rows = await this.repository.ofUser(this.database, names, beforeNo, limit + 1);
    return pageOf(list, rows, limit, eventView, (row) => [row.eventNo]);
  }
}

export function eventView(event: StoredEvent): StoredEventView {
  const { eventNo, source, type, eventId, userId, occurredAt, recordedAt, status, ruleSetVersion, data, result } =
    event;
  const place = event.channel === null ? {} : { channel: event.channel };
  const shown = {
    eventNo,
    source,
    type,
    eventId,
    userId,
    ...place,
    occurredAt,
    recordedAt,
    status,
    ruleSetVersion,
    data,
  };
  return result === null ? shown : { ...shown, result };
}
