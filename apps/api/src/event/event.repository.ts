import type { EventOutcome, EventResult } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { int, isoTime, type Queryable, sqlTime } from '../platform/index.js';

/** A business event as it is kept. */
export interface StoredEvent {
  eventNo: string;
  source: string;
  type: string;
  eventId: string;
  userId: string;
  channel: string | null;
  occurredAt: string;
  recordedAt: string;
  status: EventOutcome;
  actor: string;
  /** The client may report events older than the window. */
  backdated: boolean;
  ruleSetVersion: number | null;
  data: Record<string, unknown>;
  /** What the rules knew of the user. */
  facts: Record<string, unknown> | null;
  result: EventResult | null;
}

interface EventRow {
  event_no: string;
  source: string;
  type: string;
  event_id: string;
  user_id: string;
  channel: string | null;
  occurred_at: string;
  recorded_at: string;
  status: EventOutcome;
  actor: string;
  backdated: number;
  rule_set_version: number | null;
  data: string;
  facts: string | null;
  result: string | null;
}

const COLUMNS = `e.event_no, e.source, e.type, e.event_id, e.user_id, e.channel, e.occurred_at, e.recorded_at, e.status,
  e.actor, e.backdated, e.rule_set_version, e.data, e.facts, e.result`;

export interface EventKey {
  source: string;
  type: string;
  eventId: string;
}

export interface KeyRow extends EventKey {
  fingerprint: string;
  eventNo: string;
  status: EventOutcome;
  result: string | null;
}

export type KeyedEvent = StoredEvent & { fingerprint: string };

const ALL = `event_no, source, type, event_id, user_id, channel, occurred_at, recorded_at, status, actor, backdated,
  rule_set_version, data, facts, result`;

@Injectable()
export class EventRepository {
  /** What stands under some keys; with `lock`, nobody else decides about them until the end of the transaction. */
  async findKeys(db: Queryable, keys: readonly EventKey[], lock: boolean): Promise<KeyRow[]> {
    const groups = new Map<string, { source: string; type: string; ids: string[] }>();
    for (const { source, type, eventId } of keys) {
      const group = groups.get(`${source}|${type}`) ?? { source, type, ids: [] };
      groups.set(`${source}|${type}`, group);
      group.ids.push(eventId);
    }
    return (await Promise.all([...groups.values()].map((group) => this.findGroup(db, group, lock)))).flat();
  }

  private async findGroup(
    db: Queryable,
    { source, type, ids }: { source: string; type: string; ids: string[] },
    lock: boolean,
  ): Promise<KeyRow[]> {
    const rows = await db.rows<{
      event_id: string;
      fingerprint: string;
      event_no: string;
      status: EventOutcome;
      result: string | null;
    }>(
      `SELECT k.event_id, k.fingerprint, k.event_no, e.status, e.result
       FROM event_key k JOIN business_event e ON e.event_no = k.event_no
       WHERE k.source = ? AND k.type = ? AND k.event_id IN (?) ${lock ? 'FOR UPDATE' : ''}`,
      [source, type, ids],
    );
    return rows.map((row) => {
      const { event_id: eventId, fingerprint, event_no: eventNo, status, result } = row;
      return { source, type, eventId, fingerprint, eventNo, status, result };
    });
  }

  /** Stores new events with their keys. A key that is taken raises a duplicate-key error. */
  async insert(db: Queryable, events: readonly KeyedEvent[]): Promise<void> {
    if (events.length === 0) return;
    const keys = events.map((e) => [e.source, e.type, e.eventId, e.fingerprint, e.eventNo]);
    await Promise.all([
      db.run('INSERT INTO event_key (source, type, event_id, fingerprint, event_no) VALUES ?', [keys]),
      db.run(`INSERT INTO business_event (${ALL}) VALUES ?`, [events.map(valuesOf)]),
    ]);
  }

  /** Writes what came of events that were stored before and takes them off the waiting list. */
  async complete(db: Queryable, events: readonly KeyedEvent[]): Promise<void> {
    if (events.length === 0) return;
    const stored = db.run(
      `INSERT INTO business_event (${ALL}) VALUES ?
       ON DUPLICATE KEY UPDATE user_id = VALUES(user_id), channel = VALUES(channel), occurred_at = VALUES(occurred_at),
         recorded_at = VALUES(recorded_at), status = VALUES(status), actor = VALUES(actor),
         backdated = VALUES(backdated), rule_set_version = VALUES(rule_set_version), data = VALUES(data),
         facts = VALUES(facts), result = VALUES(result)`,
      [events.map(valuesOf)],
    );
    const numbers = events.map((event) => event.eventNo);
    await Promise.all([stored, db.run('DELETE FROM event_inbox WHERE event_no IN (?)', [numbers])]);
  }

  /** A key that a refused request had left behind now stands for another request. */
  async rekey(db: Queryable, { source, type, eventId, fingerprint }: KeyedEvent): Promise<void> {
    const sql = 'UPDATE event_key SET fingerprint = ? WHERE source = ? AND type = ? AND event_id = ?';
    await db.run(sql, [fingerprint, source, type, eventId]);
  }

  async enqueue(db: Queryable, eventNos: readonly string[], now: Date): Promise<void> {
    if (eventNos.length === 0) return;
    const rows = eventNos.map((eventNo) => [eventNo, sqlTime(now)]);
    await db.run('INSERT INTO event_inbox (event_no, leased_until) VALUES ?', [rows]);
  }

  /** Leases the oldest waiting events to one worker and reads them. */
  async claim(db: Queryable, lease: string, now: Date, until: Date, limit: number): Promise<KeyedEvent[]> {
    const taken = await db.run(
      'UPDATE event_inbox SET leased_by = ?, leased_until = ? WHERE leased_until <= ? ORDER BY event_no LIMIT ?',
      [lease, sqlTime(until), sqlTime(now), limit],
    );
    if (taken === 0) return [];
    const sql = `SELECT ${COLUMNS}, k.fingerprint FROM event_inbox i
      JOIN business_event e ON e.event_no = i.event_no
      JOIN event_key k ON k.source = e.source AND k.type = e.type AND k.event_id = e.event_id
      WHERE i.leased_by = ? ORDER BY i.event_no`;
    const rows = await db.rows<EventRow & { fingerprint: string }>(sql, [lease]);
    return rows.map((row) => ({ ...eventOf(row), fingerprint: row.fingerprint }));
  }

  /** How many events wait to be worked on. */
  async waiting(db: Queryable): Promise<number> {
    const [row] = await db.rows<{ n: string }>('SELECT COUNT(*) AS n FROM event_inbox');
    return int(row?.n ?? 0);
  }

  async find(db: Queryable, eventNo: string): Promise<StoredEvent | undefined> {
    const rows = await db.rows<EventRow>(`SELECT ${COLUMNS} FROM business_event e WHERE e.event_no = ?`, [eventNo]);
    return rows[0] && eventOf(rows[0]);
  }

  /** Events of some names of a user, newest first. */
  async ofUser(
    db: Queryable,
    userIds: readonly string[],
    beforeNo: string | undefined,
    limit: number,
  ): Promise<StoredEvent[]> {
    const sql = `SELECT ${COLUMNS} FROM business_event e
      WHERE e.user_id IN (?) AND e.event_no < ? ORDER BY e.event_no DESC LIMIT ?`;
    return (await db.rows<EventRow>(sql, [userIds, beforeNo ?? '~', limit])).map(eventOf);
  }

  async types(db: Queryable): Promise<string[]> {
    return (await db.rows<{ code: string }>('SELECT code FROM event_type')).map((row) => row.code);
  }
}

function valuesOf(e: StoredEvent): unknown[] {
  return [
    e.eventNo,
    e.source,
    e.type,
    e.eventId,
    e.userId,
    e.channel,
    sqlTime(new Date(e.occurredAt)),
    sqlTime(new Date(e.recordedAt)),
    e.status,
    e.actor,
    e.backdated ? 1 : 0,
    e.ruleSetVersion,
    JSON.stringify(e.data),
    e.facts && JSON.stringify(e.facts),
    e.result && JSON.stringify(e.result),
  ];
}

function eventOf(row: EventRow): StoredEvent {
  return {
    eventNo: row.event_no,
    source: row.source,
    type: row.type,
    eventId: row.event_id,
    userId: row.user_id,
    channel: row.channel,
    occurredAt: isoTime(row.occurred_at),
    recordedAt: isoTime(row.recorded_at),
    status: row.status,
    actor: row.actor,
    backdated: Number(row.backdated) === 1,
    ruleSetVersion: row.rule_set_version === null ? null : int(row.rule_set_version),
    data: JSON.parse(row.data) as Record<string, unknown>,
    facts: row.facts === null ? null : (JSON.parse(row.facts) as Record<string, unknown>),
    result: row.result === null ? null : (JSON.parse(row.result) as EventResult),
  };
}
