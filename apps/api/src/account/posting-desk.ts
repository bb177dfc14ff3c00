import { JifenError } from '@jifen/contracts';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import {
  CONFIG,
  type Config,
  Database,
  GroupCommit,
  type Journal,
  type JournalOutcome,
  type JournalRecord,
  LOGGER,
  markCommit,
  Outbox,
  type Priority,
  type Queryable,
} from '../platform/index.js';
import type { LedgerSet, Needs } from './ledger-set.js';
import { LedgerSets } from './ledger-sets.js';

/** One request that moves points (or may): its key, what it needs, and how it is decided. */
export interface Posting<Answer = unknown> extends Needs {
  journal: Journal<never>;
  /** The key of this request in the journal. With another name of the user, the key as it would be under that name. */
  entry: (userId: string) => unknown;
  fingerprint: string;
  /**
   * Decides in memory, at once, and answers what is stored and given back. Raises a JifenError to refuse, which
   * leaves nothing behind. May be called again when the whole set has to be run again.
   */
  decide: (set: LedgerSet, prior?: JournalRecord) => Answer;
  /** Further rows of this request, written in the same transaction after the ledger's own. */
  alsoWrite?: ((db: Queryable, answer: Answer) => Promise<void>) | undefined;
}

export interface Posted<Answer> {
  answer: Answer;
  /** The answer is that of the first time. */
  replayed: boolean;
}

type AnyJournal = Journal<unknown>;
export const POSTED_TOPIC = 'points.posted';

/**
 * The one write path. Requests are gathered into sets; a set locks its users once, decides everything in memory and
 * writes each table with one statement. A single request is a set of one.
 */
@Injectable()
export class PostingDesk implements OnApplicationShutdown {
  readonly lanes: GroupCommit<Posting, Posted<unknown>>;

  constructor(
    private readonly database: Database,
    private readonly sets: LedgerSets,
    private readonly outbox: Outbox,
    @Inject(CONFIG) config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.lanes = new GroupCommit({
      lanes: config.postingLanes,
      setSize: config.postingSetSize,
      joinUpTo: Math.floor(config.postingSetSize / 4),
      maxWaitMs: 2_000,
      laneOf: (posting) => laneOf(posting.userIds[0] ?? ''),
      run: (set) => this.run(set),
      nowMs: () => performance.now(),
    });
  }

  /**
   * Posts one request. Raises what its `decide` raises, IDEMPOTENCY_CONFLICT, OVERLOADED, DATABASE_UNAVAILABLE or
   * OUTCOME_UNKNOWN.
   */
  async post<Answer>(posting: Posting<Answer>, priority: Priority = 'interactive'): Promise<Posted<Answer>> {
    const posted = await this.lanes.submit(posting as Posting, priority);
    return posted as Posted<Answer>;
  }

  /**
   * Runs the same decision on what is there now (or will be at `now`) and writes nothing. Raises what `decide` raises.
   */
  async rehearse<Answer>(needs: Needs, decide: (set: LedgerSet) => Answer, now?: Date): Promise<Answer> {
    return this.database.snapshot(async (db) => decide(await this.sets.open(db, [needs], { lock: false, now })));
  }

  /**
   * Changes users outside the lanes: seldom, by hand, and not only points (freezing, merging, attributes). `work` may
   * write further rows in the same transaction. Raises what `work` raises.
   */
  async change<Answer>(needs: Needs, work: (db: Queryable, set: LedgerSet) => Promise<Answer>): Promise<Answer> {
    const answer = await this.database.transaction(
      async (db) => {
        const set = await this.sets.open(db, [needs], { lock: true });
        const result = await work(db, set);
        await this.flush(db, set);
        return result;
      },
      { retryDuplicates: true },
    );
    this.outbox.announce();
    return answer;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.lanes.drained();
  }

  private async run(set: Posting[]): Promise<PromiseSettledResult<Posted<unknown>>[]> {
    try {
      const results = await this.database.transaction((db) => this.runSet(db, set), { retryDuplicates: true });
      this.outbox.announce();
      return results;
    } catch (error) {
      if (error instanceof JifenError) throw error;
      // Something in the set cannot be written. Alone, the others can.
      if (set.length === 1) throw error;
      this.logger.error({ err: error, size: set.length }, 'a set could not be written and is split');
      const results: PromiseSettledResult<Posted<unknown>>[] = [];
      for (const posting of set) results.push(await this.alone(posting));
      return results;
    }
  }

  private async alone(posting: Posting): Promise<PromiseSettledResult<Posted<unknown>>> {
    try {
      const [result] = await this.run([posting]);
      return result ?? { status: 'rejected', reason: new Error('no result') };
    } catch (reason) {
      return { status: 'rejected', reason };
    }
  }

  private async runSet(db: Queryable, postings: Posting[]): Promise<PromiseSettledResult<Posted<unknown>>[]> {
    const { set, records } = await this.open(db, postings);
    const outcomes = new Map<AnyJournal, JournalOutcome<unknown>[]>();
    const extra: (() => Promise<void>)[] = [];
    const recordedAt = new Date(set.time.nowMs);
    const results = postings.map((posting): PromiseSettledResult<Posted<unknown>> => {
      const journal = posting.journal as unknown as AnyJournal;
      const known = records.get(journal) ?? new Map<string, JournalRecord>();
      try {
        const prior = findRecord(posting, set, journal, known);
        if (prior?.answer !== undefined) return fulfilled(prior.answer, true);
        const answer = posting.decide(set, prior);
        for (const userId of posting.userIds) set.ledger(userId).touched = true;
        set.undo.commit();
        // Under the one who stayed: that is whose rows it has made.
        const entry = posting.entry(set.ledger(posting.userIds[0] ?? '').user.userId);
        const record = { fingerprint: posting.fingerprint, answer, first: '' };
        known.set(journal.keyOf(entry), { ...record, first: journal.nameOf(entry) });
        const written = outcomes.get(journal);
        if (written) written.push({ entry, answer, recordedAt, prior });
        else outcomes.set(journal, [{ entry, answer, recordedAt, prior }]);
        const { alsoWrite } = posting;
        if (alsoWrite) extra.push(() => alsoWrite(db, answer));
        return fulfilled(answer, false);
      } catch (reason) {
        set.undo.rollback();
        if (!(reason instanceof JifenError)) this.logger.error({ err: reason }, 'a decision failed');
        return { status: 'rejected', reason };
      }
    });
    // Somebody else's answer may have been read before it was safe; what this set writes comes after it in the log.
    const onlyRead = outcomes.size === 0 && results.some((result) => result.status === 'fulfilled');
    await Promise.all([
      this.flush(db, set),
      ...[...outcomes].map(([journal, written]) => journal.write(db, written)),
      onlyRead ? markCommit(db) : undefined,
    ]);
    for (const write of extra) await write();
    return results;
  }

  /**
   * The users of a set, locked, and what is stored under the keys of its requests. Both are asked for at once: only a
   * user that was merged has further names, which are not known before.
   */
  private async open(db: Queryable, postings: Posting[]) {
    const journals = [...groupByJournal(postings)];
    const [set, found] = await Promise.all([
      this.sets.open(db, postings, { lock: true }),
      Promise.all(journals.map(([journal, members]) => journal.find(db, members.map(ownKeyOf)))),
    ]);
    const records = new Map<AnyJournal, Map<string, JournalRecord>>();
    for (const [index, [journal, members]] of journals.entries()) {
      const known = found[index] ?? new Map<string, JournalRecord>();
      const others = members.flatMap((posting) => keysOf(posting, set).slice(1));
      for (const [key, record] of others.length ? await journal.find(db, others) : []) known.set(key, record);
      records.set(journal, known);
    }
    return { set, records };
  }

  private async flush(db: Queryable, set: LedgerSet): Promise<void> {
    const batchNo = set.time.nextNo();
    const told = () => this.outbox.add(db, POSTED_TOPIC, { batchNo }, new Date(set.time.nowMs));
    await Promise.all([set.flush(db, batchNo), set.rows > 0 ? told() : undefined]);
  }
}

function groupByJournal(postings: readonly Posting[]): Map<AnyJournal, Posting[]> {
  const groups = new Map<AnyJournal, Posting[]>();
  for (const posting of postings) {
    const journal = posting.journal as unknown as AnyJournal;
    const group = groups.get(journal);
    if (group) group.push(posting);
    else groups.set(journal, [posting]);
  }
  return groups;
}

function ownKeyOf(posting: Posting): unknown {
  return posting.entry(posting.userIds[0] ?? '');
}

/** A request may have come before under another name of its user. The name that was given comes first. */
function keysOf(posting: Posting, set: LedgerSet): unknown[] {
  return set.namesOf(posting.userIds[0] ?? '').map((name) => posting.entry(name));
}

function findRecord(
  posting: Posting,
  set: LedgerSet,
  journal: AnyJournal,
  known: ReadonlyMap<string, JournalRecord>,
): JournalRecord | undefined {
  for (const entry of keysOf(posting, set)) {
    const record = known.get(journal.keyOf(entry));
    if (!record) continue;
    if (record.fingerprint !== null && record.fingerprint !== posting.fingerprint) {
      throw new JifenError('IDEMPOTENCY_CONFLICT', { first: record.first });
    }
    return record;
  }
  return undefined;
}

function fulfilled(answer: unknown, replayed: boolean): PromiseSettledResult<Posted<unknown>> {
  return { status: 'fulfilled', value: { answer, replayed } };
}

/** FNV-1a over the id: any spread will do, it only has to be the same every time. */
export function laneOf(userId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < userId.length; i++) hash = Math.imul(hash ^ userId.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
