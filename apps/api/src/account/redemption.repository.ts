import { Injectable } from '@nestjs/common';
import { type Queryable, sqlTime } from '../platform/index.js';
import { ofBoth } from './ledger-tables.js';

/** MariaDB takes a list of a thousand for a table to be joined, which it may do the wrong way round. */
const LIST = 500;

/** Who has made use of points: spent them at once, or captured what was held. */
@Injectable()
export class Redemptions {
  /**
   * How many of some users redeemed points from an instant on, up to and including another one. Whoever was merged into
   * another user goes on redeeming under that name. Reads what these users had in the months between the instants, along
   * the index of the statement.
   */
  async countOf(db: Queryable, userIds: readonly string[], from: Date, until: Date): Promise<number> {
    if (userIds.length === 0) return 0;
    const survivors = await this.survivorsOf(db, userIds);
    const names = [...new Set([...userIds, ...survivors.values()])];
    const redeemed = new Set<string>();
    for (let at = 0; at < names.length; at += LIST) {
      // A list and no EXISTS for each user, and the index by name: else a server may scan everybody's transactions.
      const sql = ofBoth(
        (table) => `SELECT DISTINCT t.user_id FROM ${table} t FORCE INDEX (points_transaction_statement)
         WHERE t.user_id IN (?) AND t.recorded_at >= ? AND t.recorded_at <= ? AND t.credit_book = 'REDEEMED'`,
      );
      const params = [names.slice(at, at + LIST), sqlTime(from), sqlTime(until)];
      const rows = await db.rows<{ user_id: string }>(sql, [...params, ...params]);
      for (const row of rows) redeemed.add(row.user_id);
    }
    return userIds.filter((id) => redeemed.has(id) || redeemed.has(survivors.get(id) ?? '')).length;
  }

  private async survivorsOf(db: Queryable, userIds: readonly string[]): Promise<Map<string, string>> {
    const sql = 'SELECT alias, user_id FROM user_alias WHERE alias IN (?)';
    const rows = await db.rows<{ alias: string; user_id: string }>(sql, [userIds]);
    return new Map(rows.map((row) => [row.alias, row.user_id]));
  }
}
