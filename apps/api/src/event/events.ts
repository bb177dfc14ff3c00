import {
  BUILT_IN_EVENT_TYPES,
  type EventResult,
  JifenError,
  type StoredEventPage,
  type StoredEventView,
} from '@jifen/contracts';
import { Inject, Injectable } from '@nestjs/common';
import {
  Clock,
  CONFIG,
  type Config,
  Database,
  decodeCursor,
  GroupCommit,
  Ids,
  Jobs,
  markCommit,
  type Problem,
  pageOf,
} from '../platform/index.js';
import { type EventKey, EventRepository, type KeyedEvent, type StoredEvent } from './event.repository.js';
import { EventJournal } from './event-journal.js';

const LEASE_MS = 30_000;
export const EVENT_QUEUE = 'events';
/**
 * An event to be accepted; its number and time of recording are given when it is stored. `facts` holds what its
 * reporter has said beside it and the decision needs later.
 */
export type NewEvent = Omit<KeyedEvent, 'eventNo' | 'recordedAt' | 'status' | 'result' | 'ruleSetVersion'>;

/** The log of business events: what was reported, what came of it, and what still waits. */
@Injectable()
export class Events {
  private readonly custom = new Set<string>();
  private readonly intake: GroupCommit<NewEvent, { replayed: boolean }>;

  constructor(
    private readonly database: Database,
    private readonly repository: EventRepository,
    private readonly journal: EventJournal,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly jobs: Jobs,
    @Inject(CONFIG) config: Config,
  ) {
    this.intake = new GroupCommit({
      lanes: 1,
      setSize: config.postingSetSize,
      maxWaitMs: 2_000,
      laneOf: () => 0,
      run: (set) => this.store(set),
      nowMs: () => performance.now(),
    });
  }

  /** Raises EVENT_TYPE_UNKNOWN unless the type is built in or an operator has added it. */
  async requireType(type: string): Promise<void> {
    if ((BUILT_IN_EVENT_TYPES as readonly string[]).includes(type) || this.custom.has(type)) return;
    for (const code of await this.repository.types(this.database)) this.custom.add(code);
    if (this.custom.has(type)) return;
    const error = { pointer: '/type', code: 'enum', detail: 'must be a type that is built in or was added' };
    throw new JifenError('EVENT_TYPE_UNKNOWN', { type }, [error]);
  }

  /**
   * Stores an event to be worked on later; it is safe once this resolves. Raises IDEMPOTENCY_CONFLICT, OVERLOADED.
   */
  async accept(event: NewEvent): Promise<{ replayed: boolean }> {
    const accepted = await this.intake.submit(event, 'interactive');
    if (!accepted.replayed) void this.jobs.wake(EVENT_QUEUE);
    return accepted;
  }

  /** What came of an event of a source. Raises EVENT_NOT_FOUND. */
  async outcome(key: EventKey): Promise<EventResult> {
    const [row] = await this.repository.findKeys(this.database, [key], false);
    if (!row) throw new JifenError('EVENT_NOT_FOUND', { eventId: key.eventId, type: key.type });
    if (row.result === null) return { eventId: key.eventId, status: row.status };
    return JSON.parse(row.result) as EventResult;
  }

  /** Leases some waiting events to this worker, oldest first. */
  async claim(limit: number): Promise<KeyedEvent[]> {
    const now = this.clock.now();
    const lease = this.ids.next(now.getTime());
    return this.repository.claim(this.database, lease, now, new Date(now.getTime() + LEASE_MS), limit);
  }

  /** Stores that a waiting event was refused; its key is free again. */
  async reject(event: StoredEvent, problem: Problem): Promise<void> {
    const result = { eventId: event.eventId, status: 'REJECTED', problem: problem as EventResult['problem'] } as const;
    await this.database.transaction(async (db) => {
      const [row] = await this.repository.findKeys(db, [event], true);
      // Somebody may have sent it again meanwhile and been served at once.
      if (row?.status !== 'ACCEPTED') return;
      const rejected = { ...event, fingerprint: row.fingerprint, status: 'REJECTED', result } as KeyedEvent;
      await this.repository.complete(db, [rejected]);
    });
  }

  /** How many events wait. */
  async waiting(): Promise<number> {
    return this.repository.waiting(this.database);
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

  private async store(set: NewEvent[]): Promise<PromiseSettledResult<{ replayed: boolean }>[]> {
    return this.database.transaction(
      async (db) => {
        const known = await this.journal.find(db, set);
        const now = this.clock.now();
        const fresh: KeyedEvent[] = [];
        const again: KeyedEvent[] = [];
        const results = set.map((event): PromiseSettledResult<{ replayed: boolean }> => {
          const key = this.journal.keyOf(event);
          const record = known.get(key);
          const taken = record !== undefined && record.fingerprint !== null;
          if (taken && record.fingerprint !== event.fingerprint) {
            return { status: 'rejected', reason: new JifenError('IDEMPOTENCY_CONFLICT', { first: record.first }) };
          }
          if (taken) return { status: 'fulfilled', value: { replayed: true } };
          const eventNo = record?.ref ?? this.ids.next(now.getTime());
          const undecided = { status: 'ACCEPTED', result: null, ruleSetVersion: null } as const;
          const list = record ? again : fresh;
          list.push({ ...event, ...undecided, eventNo, recordedAt: now.toISOString() });
          known.set(key, { fingerprint: event.fingerprint, answer: undefined, first: event.eventId, ref: eventNo });
          return { status: 'fulfilled', value: { replayed: false } };
        });
        const numbers = [...fresh, ...again].map((event) => event.eventNo);
        await Promise.all([
          this.repository.insert(db, fresh),
          this.repository.complete(db, again),
          ...again.map((event) => this.repository.rekey(db, event)),
          this.repository.enqueue(db, numbers, now),
          // Accepted before: that may not be safe yet.
          numbers.length === 0 ? markCommit(db) : undefined,
        ]);
        return results;
      },
      { retryDuplicates: true },
    );
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
