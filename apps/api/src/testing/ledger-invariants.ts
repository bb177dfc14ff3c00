import type { Queryable } from '../platform/index.js';

/**
 * The invariants of the ledger, asked of the tables in SQL of the tests' own. Each question answers the rows that
 * break it, so a sound ledger answers nothing.
 */
interface Invariant {
  name: string;
  /** `?` stands for the users that are looked at. */
  sql: string;
}

/** The ledger's rows, wherever they lie. */
const COLUMNS = `transaction_no, user_id, seq, wallet, debit_book, credit_book, points, available_before, available_after,
  business_type, event_no, lot_ref, batch_no`;
const LEDGER = `(SELECT ${COLUMNS} FROM points_transaction UNION ALL SELECT ${COLUMNS} FROM points_transaction_archive)`;

const SIGNED = `
  SELECT user_id, seq, wallet, debit_book AS book, -CAST(points AS SIGNED) AS points, available_before, available_after
  FROM ${LEDGER} ledger WHERE user_id IN (?)
  UNION ALL
  SELECT user_id, seq, wallet, credit_book, points, available_before, available_after
  FROM ${LEDGER} ledger WHERE user_id IN (?)`;

const INVARIANTS: readonly Invariant[] = [
  {
    name: 'a row moves some points from one book to another',
    sql: `SELECT user_id, seq FROM ${LEDGER} t
      WHERE user_id IN (?) AND (points <= 0 OR debit_book = credit_book OR (
        debit_book NOT IN ('AVAILABLE', 'FROZEN', 'PENDING', 'DEBT') AND
        credit_book NOT IN ('AVAILABLE', 'FROZEN', 'PENDING', 'DEBT')))`,
  },
  {
    name: 'balances are what the rows say',
    sql: `SELECT a.user_id, a.wallet, a.available, a.frozen, a.pending, a.debt, s.* FROM points_account a LEFT JOIN (
        SELECT user_id AS u, wallet AS w,
          SUM(CASE WHEN book = 'AVAILABLE' THEN points ELSE 0 END) AS available_sum,
          SUM(CASE WHEN book = 'FROZEN' THEN points ELSE 0 END) AS frozen_sum,
          SUM(CASE WHEN book = 'PENDING' THEN points ELSE 0 END) AS pending_sum,
          SUM(CASE WHEN book = 'DEBT' THEN points ELSE 0 END) AS debt_sum
        FROM (${SIGNED}) moves GROUP BY user_id, wallet) s ON s.u = a.user_id AND s.w = a.wallet
      WHERE a.user_id IN (?) AND (a.available <> COALESCE(s.available_sum, 0) OR a.frozen <> COALESCE(s.frozen_sum, 0)
        OR a.pending <> COALESCE(s.pending_sum, 0) OR a.debt <> -COALESCE(s.debt_sum, 0))`,
  },
  {
    name: 'every row has an account',
    sql: `SELECT t.user_id, t.wallet FROM ${LEDGER} t
      LEFT JOIN points_account a ON a.user_id = t.user_id AND a.wallet = t.wallet
      WHERE t.user_id IN (?) AND a.user_id IS NULL`,
  },
  {
    name: 'numbers have no gaps',
    sql: `SELECT u.user_id, u.seq, COUNT(t.seq) AS rows_found, MAX(t.seq) AS last_seq FROM points_user u
      LEFT JOIN ${LEDGER} t ON t.user_id = u.user_id WHERE u.user_id IN (?) GROUP BY u.user_id, u.seq
      HAVING u.seq <> COUNT(t.seq) OR u.seq <> COALESCE(MAX(t.seq), 0)`,
  },
  {
    name: 'available goes on where it ended',
    sql: `SELECT * FROM (
        SELECT user_id, seq, available_before, available_after,
          COALESCE(LAG(available_after) OVER (PARTITION BY user_id, wallet ORDER BY seq), 0) AS ended,
          CASE WHEN credit_book = 'AVAILABLE' THEN points WHEN debit_book = 'AVAILABLE' THEN -CAST(points AS SIGNED)
            ELSE 0 END AS moved
        FROM ${LEDGER} ledger WHERE user_id IN (?)) line
      WHERE available_before <> ended OR available_after - available_before <> moved`,
  },
  {
    name: 'lots sum up to their book',
    sql: `SELECT a.user_id, a.wallet, a.available, a.frozen, a.pending, l.* FROM points_account a LEFT JOIN (
        SELECT user_id AS u, wallet AS w,
          SUM(CASE WHEN book = 'AVAILABLE' THEN remaining ELSE 0 END) AS available_lots,
          SUM(CASE WHEN book = 'FROZEN' THEN remaining ELSE 0 END) AS frozen_lots,
          SUM(CASE WHEN book = 'PENDING' THEN remaining ELSE 0 END) AS pending_lots
        FROM points_lot WHERE user_id IN (?) GROUP BY user_id, wallet) l ON l.u = a.user_id AND l.w = a.wallet
      WHERE a.user_id IN (?) AND (a.available <> COALESCE(l.available_lots, 0)
        OR a.frozen <> COALESCE(l.frozen_lots, 0) OR a.pending <> COALESCE(l.pending_lots, 0))`,
  },
  { name: 'no lot is empty', sql: 'SELECT * FROM points_lot WHERE user_id IN (?) AND remaining <= 0' },
  {
    name: 'open holds are what is frozen',
    sql: `SELECT a.user_id, a.wallet, a.frozen, h.held FROM points_account a LEFT JOIN (
        SELECT user_id AS u, wallet AS w, SUM(points) AS held FROM points_hold
        WHERE user_id IN (?) AND status = 'OPEN' GROUP BY user_id, wallet) h ON h.u = a.user_id AND h.w = a.wallet
      WHERE a.user_id IN (?) AND a.frozen <> COALESCE(h.held, 0)`,
  },
  {
    name: 'nothing is due before the account knows',
    sql: `SELECT a.user_id, a.wallet, a.next_due_on, l.* FROM points_account a
      JOIN points_lot l ON l.user_id = a.user_id AND l.wallet = a.wallet
      WHERE a.user_id IN (?) AND ((l.book = 'AVAILABLE' AND l.expires_on < '9999-12-31' AND l.expires_on < a.next_due_on
          AND DATEDIFF(a.next_due_on, l.expires_on) > 1)
        OR (l.book = 'PENDING' AND l.ref < CAST(a.next_due_on AS CHAR)))`,
  },
  {
    name: 'a hold ends once and never above its points',
    sql: `SELECT h.hold_no, h.status, h.captured, c.taken, c.times FROM points_hold h LEFT JOIN (
        SELECT lot_ref, SUM(points) AS taken, COUNT(*) AS times FROM ${LEDGER} t
        WHERE user_id IN (?) AND debit_book = 'FROZEN' AND credit_book = 'REDEEMED' GROUP BY lot_ref
      ) c ON c.lot_ref = h.hold_no
      WHERE h.user_id IN (?) AND (COALESCE(c.times, 0) > 1 OR h.captured <> COALESCE(c.taken, 0)
        OR h.captured > h.points OR (h.status = 'CAPTURED') <> (COALESCE(c.times, 0) = 1)
        OR (h.status = 'OPEN') <> (h.ended_at IS NULL))`,
  },
  {
    name: 'clearing comes back to zero',
    sql: `SELECT wallet, SUM(points) AS rest FROM (${SIGNED}) moves WHERE book = 'TRANSFER_CLEARING'
      GROUP BY wallet HAVING SUM(points) <> 0`,
  },
  {
    name: 'every event that gave points has exactly its rows',
    sql: `SELECT e.event_no, e.status, JSON_VALUE(e.result, '$.points') AS said, COUNT(t.seq) AS rows_found
      FROM business_event e LEFT JOIN ${LEDGER} t ON t.event_no = e.event_no AND t.business_type = 'EVENT'
      WHERE e.user_id IN (?) GROUP BY e.event_no, e.status, said
      HAVING (e.status = 'POSTED') <> (COUNT(t.seq) > 0) OR COALESCE(SUM(t.points), 0) <> COALESCE(said, 0)`,
  },
  {
    name: 'a batch holds what it counted',
    sql: `SELECT b.batch_no, b.transactions, b.points, COUNT(t.seq) AS rows_found FROM posting_batch b
      LEFT JOIN ${LEDGER} t ON t.batch_no = b.batch_no
      WHERE b.batch_no IN (SELECT batch_no FROM ${LEDGER} ledger WHERE user_id IN (?))
      GROUP BY b.batch_no, b.transactions, b.points
      HAVING b.transactions <> COUNT(t.seq) OR b.points <> SUM(t.points)`,
  },
];

/** What is wrong with the ledger of some users who have dealt with nobody else; nothing when all is well. */
export async function ledgerFaults(db: Queryable, userIds: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  for (const { name, sql } of INVARIANTS) {
    const params = [...sql.matchAll(/\(\?\)/g)].map(() => userIds);
    const rows = await db.rows<object>(sql, params);
    for (const row of rows) faults.push(`${name}: ${JSON.stringify(row)}`);
  }
  return faults;
}
