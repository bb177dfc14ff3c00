import { Injectable } from '@nestjs/common';
import { int, type Queryable } from '../platform/index.js';
import type { Policy } from './domain/second-operator.js';

export interface PolicyRow extends Policy {
  revision: number;
}

interface Columns {
  rate_guard_bps: number;
  review_above_bps: number | null;
  review_without_backtest: number;
  revision: number;
}

const SELECT =
  'SELECT rate_guard_bps, review_above_bps, review_without_backtest, revision FROM rule_policy WHERE id = 1';

/** The one row of the programme's policy for publishing. Its lock also numbers the versions. */
@Injectable()
export class RulePolicyRepository {
  async find(db: Queryable): Promise<PolicyRow> {
    return policyOf(await db.rows<Columns>(SELECT));
  }

  async lock(db: Queryable): Promise<PolicyRow> {
    return policyOf(await db.rows<Columns>(`${SELECT} FOR UPDATE`));
  }

  async update(db: Queryable, policy: PolicyRow): Promise<void> {
    const { rateGuardBps, reviewAboveBps, reviewWithoutBacktest, revision } = policy;
    await db.run(
      `UPDATE rule_policy SET rate_guard_bps = ?, review_above_bps = ?, review_without_backtest = ?, revision = ?
       WHERE id = 1`,
      [rateGuardBps, reviewAboveBps, reviewWithoutBacktest ? 1 : 0, revision],
    );
  }
}

function policyOf([row]: Columns[]): PolicyRow {
  if (!row) throw new Error('the row of rule_policy is missing');
  return {
    rateGuardBps: int(row.rate_guard_bps),
    reviewAboveBps: row.review_above_bps === null ? null : int(row.review_above_bps),
    reviewWithoutBacktest: Number(row.review_without_backtest) === 1,
    revision: int(row.revision),
  };
}
