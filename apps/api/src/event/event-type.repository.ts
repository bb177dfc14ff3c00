import { Injectable } from '@nestjs/common';
import { isoTime, type Queryable, sqlTime } from '../platform/index.js';

export interface EventTypeRow {
  code: string;
  nameZh: string;
  nameEn: string;
}

/** The event types that operators have added. */
@Injectable()
export class EventTypeRepository {
  async all(db: Queryable): Promise<EventTypeRow[]> {
    return db.rows('SELECT code, name_zh AS nameZh, name_en AS nameEn FROM event_type ORDER BY code');
  }

  /** When a type was added; undefined when there is none. */
  async addedAt(db: Queryable, code: string): Promise<string | undefined> {
    const [row] = await db.rows<{ at: string }>('SELECT created_at AS at FROM event_type WHERE code = ?', [code]);
    return row && isoTime(row.at);
  }

  /** Raises a duplicate-key error when the code is taken. */
  async insert(db: Queryable, { code, nameZh, nameEn }: EventTypeRow, now: Date): Promise<void> {
    const sql = 'INSERT INTO event_type (code, name_zh, name_en, created_at) VALUES (?)';
    await db.run(sql, [[code, nameZh, nameEn, sqlTime(now)]]);
  }
}
