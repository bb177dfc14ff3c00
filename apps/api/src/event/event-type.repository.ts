import { Injectable } from '@nestjs/common';
import { type Queryable, sqlTime } from '../platform/index.js';

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

  /** Raises a duplicate-key error when the code is taken. */
  async insert(db: Queryable, { code, nameZh, nameEn }: EventTypeRow, now: Date): Promise<void> {
    const sql = 'INSERT INTO event_type (code, name_zh, name_en, created_at) VALUES (?)';
    await db.run(sql, [[code, nameZh, nameEn, sqlTime(now)]]);
  }
}
