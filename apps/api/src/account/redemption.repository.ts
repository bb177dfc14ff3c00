import { Injectable } from '@nestjs/common';
import { int, type Queryable, sqlTime } from '../platform/index.js';

/** Who has made use of points: spent them at once, or captured what was held. */
@Injectable()
export class Redemptions {
  /**
   * How many of some users redeemed points from an instant on, up to and including another one. Whoever was merged into
   * another user goes on redeeming under that name. One probe a user along the statement's index, in the months between
   * the instants.
   */
  async countOf(db: Queryable, userIds: readonly string[], from: Date, until: Date): Promise<number> {
    const redeemed = (owner: string) => `EXISTS (
      SELECT 1 FROM points_transaction t
      WHERE t.user_id = ${owner} AND t.recorded_at >= ? AND t.recorded_at <= ? AND t.credit_book = 'REDEEMED')`;
    const [row] = await db.rows<{ redeemed: string }>(
      `SELECT COUNT(*) AS redeemed FROM points_user u LEFT JOIN user_alias a ON a.alias = u.user_id
       WHERE u.user_id IN (?) AND (${redeemed('u.user_id')} OR ${redeemed('a.user_id')})`,
      [userIds, sqlTime(from), sqlTime(until), sqlTime(from), sqlTime(until)],
    );
    return int(row?.redeemed ?? 0);
  }
}
