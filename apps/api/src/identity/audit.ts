import type { AuditPage, AuditQuery, AuditView } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import {
  type Caller,
  Database,
  decodeCursor,
  Ids,
  isoTime,
  type Principal,
  pageOf,
  type Queryable,
  sqlTime,
} from '../platform/index.js';
import { Actors } from './actors.js';
import { AuditRepository, type AuditRow } from './audit.repository.js';
import { redact } from './domain/redact.js';

export interface AuditEntry {
  /** Noun and verb, e.g. `user.freeze`. */
  action: string;
  /** Kind and id, e.g. `user:17850`. */
  subject: string;
  reason?: string | undefined;
  /** What was true before and after: only what changed, nothing secret. */
  before?: object | undefined;
  after?: object | undefined;
}

/** Where something came from that nobody has answered for; empty when it came from several places. */
interface Origin {
  ip: string | null;
  traceId: string | null;
}

type Author = Pick<AuditRow, 'actor' | 'actor_name' | 'ip' | 'trace_id'>;

const DEFAULT_LIMIT = 50;
const ANONYMOUS = 'anonymous';

/** The audit log: who did what, when, from where and why. Entries are written once, in the transaction of the deed. */
@Injectable()
export class Audit {
  /** Routes on which an operator changed something and left no entry. Tests end with this list empty. */
  readonly silent = new Set<string>();
  private readonly accounted = new WeakSet<Principal>();

  constructor(
    private readonly database: Database,
    private readonly repository: AuditRepository,
    private readonly actors: Actors,
    private readonly ids: Ids,
  ) {}

  /** Writes an entry within the caller's transaction. */
  record(tx: Queryable, caller: Caller, entry: AuditEntry, now: Date): Promise<void> {
    return this.recordMany(tx, [{ caller, entry }], now);
  }

  /** Writes several entries with one statement within the caller's transaction. */
  async recordMany(tx: Queryable, entries: readonly { caller: Caller; entry: AuditEntry }[], now: Date): Promise<void> {
    if (entries.length === 0) return;
    const rows = entries.map(({ caller, entry }) => this.rowOf(authorOf(caller), entry, now));
    await this.repository.insert(tx, rows);
    for (const { caller } of entries) this.accounted.add(caller.principal);
  }

  /** Writes an entry about something that nobody asked for: seeds and jobs. */
  recordBySystem(tx: Queryable, entry: AuditEntry, now: Date): Promise<void> {
    const author = { actor: 'system', actor_name: 'system', ip: null, trace_id: null };
    return this.repository.insert(tx, [this.rowOf(author, entry, now)]);
  }

  /** Writes entries about what somebody did who has not shown who it is. */
  async recordAnonymous(
    tx: Queryable,
    entries: readonly { origin: Origin; entry: AuditEntry }[],
    now: Date,
  ): Promise<void> {
    if (entries.length === 0) return;
    const rows = entries.map(({ origin: { ip, traceId }, entry }) =>
      this.rowOf({ actor: ANONYMOUS, actor_name: ANONYMOUS, ip, trace_id: traceId }, entry, now),
    );
    await this.repository.insert(tx, rows);
  }

  /** Says that a write changed nothing (a replay, a state that held already), so that it needs no entry. */
  unchanged(caller: Caller): void {
    this.accounted.add(caller.principal);
  }

  /** Whether the request of this principal has left an entry or said that it needs none. */
  isAccounted(principal: Principal): boolean {
    return this.accounted.has(principal);
  }

  /** A page of entries, newest first. Raises INVALID_CURSOR. */
  async page({ cursor, limit = DEFAULT_LIMIT, actor, action, subject }: AuditQuery): Promise<AuditPage> {
    const list = `audit:${JSON.stringify([actor ?? null, action ?? null, subject ?? null])}`;
    const before = decodeCursor(list, cursor)?.[0];
    const filter = { actor, action, subject };
    const beforeNo = before === undefined ? undefined : String(before);
    const rows = await this.repository.page(this.database, filter, beforeNo, limit + 1);
    const names = await this.actors.namesOf(rows.flatMap((row) => [row.actor, row.subject]));
    return pageOf(
      list,
      rows,
      limit,
      (row) => viewOf(row, names),
      (row) => [row.audit_no],
    );
  }

  private rowOf(author: Author, entry: AuditEntry, now: Date): AuditRow {
    return {
      audit_no: this.ids.next(now.getTime()),
      recorded_at: sqlTime(now),
      ...author,
      action: entry.action,
      subject: entry.subject,
      reason: entry.reason ?? null,
      before_json: entry.before ? JSON.stringify(redact(entry.before)) : null,
      after_json: entry.after ? JSON.stringify(redact(entry.after)) : null,
    };
  }
}

function authorOf({ principal, actor, ip, traceId }: Caller): Author {
  return { actor, actor_name: principal.kind === 'operator' ? principal.name : actor, ip, trace_id: traceId };
}

function viewOf(row: AuditRow, names: ReadonlyMap<string, string>): AuditView {
  return {
    auditNo: row.audit_no,
    at: isoTime(row.recorded_at),
    actor: row.actor,
    // Operators stand there with their name of then; whoever has only an id has the name of now.
    actorName: row.actor_name === row.actor ? (names.get(row.actor) ?? row.actor_name) : row.actor_name,
    action: row.action,
    subject: row.subject,
    subjectName: names.get(row.subject) ?? null,
    reason: row.reason,
    before: row.before_json === null ? null : JSON.parse(row.before_json),
    after: row.after_json === null ? null : JSON.parse(row.after_json),
    ip: row.ip,
    traceId: row.trace_id,
  };
}
