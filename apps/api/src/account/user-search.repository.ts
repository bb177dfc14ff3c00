import { Injectable } from '@nestjs/common';
import { idTimeMs, type Queryable, sqlTime } from '../platform/index.js';
import { ofBoth } from './ledger-tables.js';

const NO_LENGTH = 20;

export interface UserFilter {
  /** Start of the user id. */
  idPrefix?: string | undefined;
  /** Keyed hash of the whole name. */
  nameIndex?: Buffer | undefined;
  status?: string | undefined;
  afterUserId?: string | undefined;
}

/** Finds users for the console, by id. */
@Injectable()
export class UserSearchRepository {
  async find(db: Queryable, filter: UserFilter, limit: number): Promise<string[]> {
    const where: string[] = [];
    const params: unknown[] = [];
    const matches: string[] = [];
    if (filter.idPrefix !== undefined) {
      // Ids are plain ASCII, so everything that starts with a prefix lies between it and itself with a "~" behind.
      matches.push('(u.user_id >= ? AND u.user_id <= ?)');
      params.push(filter.idPrefix, `${filter.idPrefix}~`);
    }
    if (filter.nameIndex !== undefined) {
      matches.push('u.user_id IN (SELECT p.user_id FROM user_profile p WHERE p.name_index = ?)');
      params.push(filter.nameIndex);
    }
    if (matches.length > 0) where.push(`(${matches.join(' OR ')})`);
    if (filter.status !== undefined) {
      where.push('u.status = ?');
      params.push(filter.status);
    }
    if (filter.afterUserId !== undefined) {
      where.push('u.user_id > ?');
      params.push(filter.afterUserId);
    }
    const condition = where.length ? `WHERE ${where.join(' AND ')}` : '';
    const sql = `SELECT u.user_id FROM points_user u ${condition} ORDER BY u.user_id LIMIT ?`;
    return (await db.rows<{ user_id: string }>(sql, [...params, limit])).map((row) => row.user_id);
  }

  /** Numbers of transactions that start with a text, newest first; the time in them names the partitions to look at. */
  async transactionNos(db: Queryable, prefix: string, limit: number): Promise<string[]> {
    const [first, last] = [idTimeMs(prefix.padEnd(NO_LENGTH, '0')), idTimeMs(prefix.padEnd(NO_LENGTH, 'Z'))];
    if (first === undefined || last === undefined) return [];
    const order = 'ORDER BY transaction_no DESC LIMIT ?';
    const sql = ofBoth(
      (table) => `SELECT transaction_no FROM ${table}
      WHERE transaction_no >= ? AND transaction_no <= ? AND recorded_at >= ? AND recorded_at <= ? ${order}`,
    );
    const params = [prefix, `${prefix}~`, ...[new Date(first), new Date(last)].map(sqlTime), limit];
    const rows = await db.rows<{ transaction_no: string }>(`${sql} ${order}`, [...params, ...params, limit]);
    return rows.map((row) => row.transaction_no);
  }
}
