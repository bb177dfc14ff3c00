import type { EventMatch, EventOutcome } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { isoTime, type Queryable } from '../platform/index.js';

interface Row {
  event_no: string;
  type: string;
  event_id: string;
  source: string;
  user_id: string;
  occurred_at: string;
  status: EventOutcome;
}

@Injectable()
export class EventSearchRepository {
  /**
   * Keys whose event id starts with a text. Ids stand in the index behind source and type, of which there are few, so
   * each pair of them is asked on its own, for no more rows than are wanted.
   */
  async ids(db: Queryable, prefix: string, limit: number): Promise<{ eventId: string; eventNo: string }[]> {
    const kinds = await db.rows<{ source: string; type: string }>('SELECT DISTINCT source, type FROM event_key');
    if (kinds.length === 0) return [];
    // Ids are plain ASCII, so everything that starts with a prefix lies between it and itself with a "~" behind.
    const one = `(SELECT event_id AS eventId, event_no AS eventNo FROM event_key
      WHERE source = ? AND type = ? AND event_id >= ? AND event_id <= ? ORDER BY event_id LIMIT ?)`;
    const params = kinds.flatMap(({ source, type }) => [source, type, prefix, `${prefix}~`, limit]);
    return db.rows(kinds.map(() => one).join(' UNION ALL '), params);
  }

  /** Numbers of events that start with a text, newest first. */
  async numbers(db: Queryable, prefix: string, limit: number): Promise<string[]> {
    const sql = `SELECT event_no FROM business_event WHERE event_no >= ? AND event_no <= ?
      ORDER BY event_no DESC LIMIT ?`;
    return (await db.rows<{ event_no: string }>(sql, [prefix, `${prefix}~`, limit])).map((row) => row.event_no);
  }

  async load(db: Queryable, eventNos: readonly string[]): Promise<EventMatch[]> {
    if (eventNos.length === 0) return [];
    const sql = `SELECT event_no, type, event_id, source, user_id, occurred_at, status
      FROM business_event WHERE event_no IN (?)`;
    return (await db.rows<Row>(sql, [eventNos])).map(({ type, source, status, ...row }) => {
      const names = { eventNo: row.event_no, eventId: row.event_id, userId: row.user_id };
      return { ...names, type, source, status, occurredAt: isoTime(row.occurred_at) };
    });
  }
}
