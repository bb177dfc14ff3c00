import { Injectable } from '@nestjs/common';
import { int, isoTime, type Queryable, sqlTime } from '../platform/index.js';
import type { FailureAction, FailurePlace } from './domain/failed-log-in.js';

export interface CountedFailures extends FailurePlace {
  /** Failures since the entry of the first. */
  unreported: number;
  firstAt: string;
  lastAt: string;
}

interface Row {
  action: FailureAction;
  subject: string;
  address: string;
  first_at: string;
  last_at: string;
  unreported: number;
}

@Injectable()
export class FailedLogInsRepository {
  /** Counts a failure at a place that is known; false when it is not. */
  async countOn(db: Queryable, { action, subject, address }: FailurePlace, now: Date): Promise<boolean> {
    const sql = `UPDATE login_failure SET unreported = unreported + 1, last_at = ?
      WHERE action = ? AND subject = ? AND address = ?`;
    return (await db.run(sql, [sqlTime(now), action, subject, address])) > 0;
  }

  async places(db: Queryable): Promise<number> {
    const [row] = await db.rows<{ places: string }>('SELECT COUNT(*) AS places FROM login_failure');
    return int(row?.places ?? 0);
  }

  /** Makes a place and is its first failure, true, or counts on where somebody else was faster. */
  async begin(db: Queryable, { action, subject, address }: FailurePlace, now: Date): Promise<boolean> {
    const values = [action, subject, address, sqlTime(now), sqlTime(now), 0];
    const sql = `INSERT INTO login_failure (action, subject, address, first_at, last_at, unreported) VALUES (?)
      ON DUPLICATE KEY UPDATE unreported = unreported + 1, last_at = VALUES(last_at)`;
    return (await db.run(sql, [values])) === 1;
  }

  /** Takes away the places whose first failure was not after `until`, and answers what they counted. */
  async take(db: Queryable, until: Date): Promise<CountedFailures[]> {
    const columns = 'action, subject, address, first_at, last_at, unreported';
    const sql = `SELECT ${columns} FROM login_failure WHERE first_at <= ? ORDER BY action, subject, address FOR UPDATE`;
    const rows = await db.rows<Row>(sql, [sqlTime(until)]);
    if (rows.length === 0) return [];
    const keys = rows.map(({ action, subject, address }) => [action, subject, address]);
    await db.run('DELETE FROM login_failure WHERE (action, subject, address) IN (?)', [keys]);
    return rows.map(({ action, subject, address, ...row }) => {
      const times = { firstAt: isoTime(row.first_at), lastAt: isoTime(row.last_at) };
      return { action, subject, address, unreported: int(row.unreported), ...times };
    });
  }
}
