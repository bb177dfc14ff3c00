import type { Check } from './check.js';

/** What must be true of holds: they are all that is frozen, and each ends once. */
export const HOLD_CHECKS: readonly Check[] = [
  {
    name: 'open-holds-equal-frozen',
    level: 'violation',
    sql: `SELECT * FROM (
        SELECT user_id, wallet, SUM(frozen) AS in_book, SUM(held) AS in_holds
        FROM (
          SELECT user_id, wallet, frozen, 0 AS held FROM points_account
          UNION ALL
          SELECT user_id, wallet, 0, points FROM points_hold WHERE status = 'OPEN'
        ) sides GROUP BY user_id, wallet
      ) books WHERE in_book <> in_holds`,
  },
  {
    // What a hold put aside was captured or came back, each in one go at most; points on their way to another user
    // (a merge) stay held.
    name: 'holds-end-once',
    level: 'violation',
    sql: (ledger) => `SELECT * FROM (
        SELECT hold_no, MAX(hold_status) AS status, MAX(has_ended) AS has_ended, SUM(held) AS points,
          SUM(said) AS captured, SUM(put) AS put_aside, SUM(spent) AS spent, SUM(back) AS returned,
          SUM(captures) AS captures, SUM(returns) AS returns
        FROM (
          SELECT hold_no, status AS hold_status, ended_at IS NOT NULL AS has_ended, points AS held, captured AS said,
            0 AS put, 0 AS spent, 0 AS back, 0 AS captures, 0 AS returns
          FROM points_hold
          UNION ALL
          ${ledger.each(
            (table) => `
          SELECT lot_ref, NULL, NULL, 0, 0, points * (debit_book = 'AVAILABLE'), points * (credit_book = 'REDEEMED'),
            points * (credit_book = 'AVAILABLE'), credit_book = 'REDEEMED', credit_book = 'AVAILABLE'
          FROM ${table} WHERE debit_book = 'FROZEN' OR credit_book = 'FROZEN'`,
          )}
        ) sides GROUP BY hold_no
      ) holds
      WHERE status IS NULL OR put_aside <> points OR captured <> spent OR captured > points
        OR captures > 1 OR returns > 1 OR has_ended <> (status <> 'OPEN')
        OR spent + returned <> points * (status <> 'OPEN') OR (status = 'CAPTURED') <> (captured > 0)`,
  },
  {
    name: 'hold-lots',
    level: 'violation',
    sql: `SELECT * FROM (
        SELECT hold_no, SUM(held) AS in_hold, SUM(remaining) AS in_lots
        FROM (
          SELECT hold_no, points * (status = 'OPEN') AS held, 0 AS remaining FROM points_hold
          UNION ALL
          SELECT ref, 0, remaining FROM points_lot WHERE book = 'FROZEN'
        ) sides GROUP BY hold_no
      ) holds WHERE in_hold <> in_lots`,
  },
];
