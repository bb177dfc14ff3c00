import type { Check } from './check.js';

const MINUTES_TO_SEAL = 15;

/** What sealed batches moved in each wallet and book of one side, out of one of the ledger's tables. */
const sealedIn = (table: string, side: string, sum: string) => `
  SELECT t.wallet, t.${side}, 0, ${sum} FROM ${table} t
  JOIN posting_batch b ON b.batch_no = t.batch_no WHERE b.seal_no IS NOT NULL
  GROUP BY t.wallet, t.${side}`;

/** What must be true of posting batches, their seals, and the checkpoints that follow them. */
export const BATCH_CHECKS: readonly Check[] = [
  {
    name: 'batches-complete',
    level: 'violation',
    sql: (ledger) => `SELECT * FROM (
        SELECT batch_no, SUM(known) AS batches, SUM(said) AS said, SUM(found) AS found,
          SUM(points_said) AS points_said, SUM(points_found) AS points_found
        FROM (
          SELECT batch_no, 1 AS known, transactions AS said, 0 AS found, points AS points_said, 0 AS points_found
          FROM posting_batch
          UNION ALL
          ${ledger.each((table) => `SELECT batch_no, 0, 0, COUNT(*), 0, SUM(points) FROM ${table} GROUP BY batch_no`)}
        ) sides GROUP BY batch_no
      ) batches WHERE batches <> 1 OR said <> found OR points_said <> points_found`,
  },
  {
    name: 'seal-chain',
    level: 'violation',
    sql: `SELECT s.seal_no, s.batch_no, s.seal, s.expected_seal, s.place
      FROM (
        SELECT seal_no, batch_no, seal, ROW_NUMBER() OVER (ORDER BY seal_no) AS place,
          CONVERT(SHA2(CONCAT(COALESCE(LAG(seal) OVER (ORDER BY seal_no), ''), '|', batch_no, '|', hash), 256)
            USING ascii) AS expected_seal
        FROM posting_batch WHERE seal_no IS NOT NULL
      ) s WHERE s.seal_no <> s.place OR s.seal IS NULL OR s.seal <> s.expected_seal
      UNION ALL
      SELECT h.seal_no, b.batch_no, b.seal, h.seal, NULL FROM seal_head h
      LEFT JOIN posting_batch b ON b.seal_no = h.seal_no
      WHERE (h.seal_no > 0 AND (b.seal IS NULL OR b.seal <> h.seal))
        OR h.seal_no <> (SELECT COUNT(*) FROM posting_batch WHERE seal_no IS NOT NULL)`,
  },
  {
    name: 'checkpoints-equal-sealed',
    level: 'violation',
    sql: (ledger) => `SELECT * FROM (
        SELECT wallet, book, SUM(balance) AS checkpoint, SUM(moved) AS sealed
        FROM (
          SELECT wallet, book, balance, 0 AS moved FROM book_checkpoint
          UNION ALL
          ${ledger.each((table) => sealedIn(table, 'credit_book', 'SUM(t.points)'))}
          UNION ALL
          ${ledger.each((table) => sealedIn(table, 'debit_book', '-SUM(t.points)'))}
        ) sides GROUP BY wallet, book
      ) books WHERE checkpoint <> sealed`,
  },
  {
    name: 'batches-sealed-in-time',
    level: 'warning',
    sql: `SELECT batch_no, recorded_at FROM posting_batch
      WHERE seal_no IS NULL AND recorded_at < CAST(? AS DATETIME) - INTERVAL ${MINUTES_TO_SEAL} MINUTE`,
    params: ({ now }) => [now.toISOString().slice(0, 19).replace('T', ' ')],
  },
];
