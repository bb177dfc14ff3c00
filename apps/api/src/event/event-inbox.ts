import { type EventResult, JifenError } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Clock, Database, GroupCommit, Ids, Jobs, markCommit, type Problem } from '../platform/index.js';
import { EventRepository, type KeyedEvent, type StoredEvent } from './event.repository.js';
import { EventJournal } from './event-journal.js';

const LEASE_MS = 30_000;
const QUEUE = 'events';
/** How many events are stored, or leased to a worker, at once. */
const SET_SIZE = 500;

/**
 * An event to be accepted; its number and time of recording are given when it is stored. `facts` holds what its
 * reporter has said beside it and the decision needs later.
 */
export type NewEvent = Omit<KeyedEvent, 'eventNo' | 'recordedAt' | 'status' | 'result' | 'ruleSetVersion'>;

interface Accepting {
  event: NewEvent;
  refusal: JifenError | undefined;
}
type Accepted = { replayed: boolean };

/** Events that were accepted and are to be worked on later. Whoever works on them registers itself. */
@Injectable()
export class EventInbox {
  private readonly intake: GroupCommit<Accepting, Accepted>;

  constructor(
    private readonly database: Database,
    private readonly repository: EventRepository,
    private readonly journal: EventJournal,
    private readonly ids: Ids,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {
    this.intake = new GroupCommit({
      lanes: 1,
      setSize: SET_SIZE,
      maxWaitMs: 2_000,
      laneOf: () => 0,
      run: (set) => this.store(set),
      nowMs: () => performance.now(),
    });
  }

  /** From now on `work` is called when an event was accepted, and every second for what is left over. */
  workedOffBy(work: () => Promise<void>): void {
    this.jobs.onWake(QUEUE, work);
    this.jobs.recurring('events.sweep', 1_000, work);
  }

  /**
   * Stores an event to be worked on later; it is safe once this resolves. With a `refusal`, only what was accepted
   * before is answered again. Raises IDEMPOTENCY_CONFLICT, OVERLOADED, and the refusal.
   */
  async accept(event: NewEvent, refusal?: JifenError): Promise<Accepted> {
    const accepted = await this.intake.submit({ event, refusal }, 'interactive');
    if (!accepted.replayed) void this.jobs.wake(QUEUE);
    return accepted;
  }

  /** Leases some waiting events to this worker, oldest first; `isLast` when no more wait behind them. */
  async claim(): Promise<{ events: KeyedEvent[]; isLast: boolean }> {
    const now = this.clock.now();
    const lease = this.ids.next(now.getTime());
    const until = new Date(now.getTime() + LEASE_MS);
    const events = await this.repository.claim(this.database, lease, now, until, SET_SIZE);
    return { events, isLast: events.length < SET_SIZE };
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

  private async store(set: Accepting[]): Promise<PromiseSettledResult<Accepted>[]> {
    return this.database.transaction(
      async (db) => {
        const known = await this.journal.find(
          db,
          set.map(({ event }) => event),
        );
        const now = this.clock.now();
        const fresh: KeyedEvent[] = [];
        const again: KeyedEvent[] = [];
        const results = set.map(({ event, refusal }): PromiseSettledResult<Accepted> => {
          const key = this.journal.keyOf(event);
          const record = known.get(key);
          const taken = record !== undefined && record.fingerprint !== null;
          if (taken && record.fingerprint !== event.fingerprint) {
            return { status: 'rejected', reason: new JifenError('IDEMPOTENCY_CONFLICT', { first: record.first }) };
          }
          if (taken) return { status: 'fulfilled', value: { replayed: true } };
          if (refusal) return { status: 'rejected', reason: refusal };
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
