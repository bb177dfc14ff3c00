import type { Check } from './check.js';

/** What must be true of requests and events: each acknowledged one has its effect once, and nothing else has any. */

/** Whose a row is now: merged users are one with whom they were merged into. */
const ownerOf = (alias: string) => `COALESCE(a.user_id, ${alias}.user_id)`;
const joinAliases = (alias: string) => `LEFT JOIN user_alias a ON a.alias = ${alias}.user_id`;

/**
 * The request behind a row, for the rows that a request makes first; arrivals, rests and repayments follow from them.
 * A release may also come from a capture or from time, so `holds-end-once` looks after it.
 */
const OPERATION = `CASE t.business_type WHEN 'GRANT' THEN 'grant' WHEN 'MANUAL_GRANT' THEN 'manual-grant'
  WHEN 'DEDUCTION' THEN 'deduct' WHEN 'MANUAL_DEDUCTION' THEN 'manual-deduct' WHEN 'HOLD' THEN 'hold'
  WHEN 'CAPTURE' THEN 'capture' WHEN 'TRANSFER' THEN 'transfer' END`;
const FIRST_ROWS = `t.business_type IN ('GRANT', 'MANUAL_GRANT', 'DEDUCTION', 'MANUAL_DEDUCTION', 'HOLD', 'CAPTURE')
  OR (t.business_type = 'TRANSFER' AND t.credit_book = 'TRANSFER_CLEARING')`;

const ANSWERED_POINTS = `CAST(JSON_UNQUOTE(JSON_EXTRACT(e.result, '$.points')) AS SIGNED)`;

/** A column of the row that was joined from whichever table has it. */
const firstOf = (tables: readonly string[], column: string) =>
  `COALESCE(${tables.map((_, n) => `t${n}.${column}`).join(', ')})`;

export const REQUEST_CHECKS: readonly Check[] = [
  {
    name: 'requests-have-one-effect',
    level: 'violation',
    sql: (ledger) => `SELECT * FROM (
        SELECT user_id, operation, biz_no, SUM(requests) AS requests, SUM(effects) AS effects
        FROM (
          SELECT ${ownerOf('r')} AS user_id, r.operation, r.biz_no, 1 AS requests, 0 AS effects
          FROM account_request r ${joinAliases('r')} WHERE r.operation <> 'release'
          UNION ALL
          ${ledger.each(
            (table) => `
          SELECT ${ownerOf('t')}, ${OPERATION}, t.business_no, 0, 1
          FROM ${table} t ${joinAliases('t')} WHERE ${FIRST_ROWS}`,
          )}
        ) sides GROUP BY user_id, operation, biz_no
      ) pairs WHERE requests <> effects`,
  },
  {
    name: 'answers-say-what-was-posted',
    level: 'violation',
    sql: ({ tables }) => `SELECT r.user_id, r.operation, r.biz_no, j.transaction_no, j.points AS answered,
        ${firstOf(tables, 'points')} AS posted
      FROM account_request r
      JOIN JSON_TABLE(r.answer, '$.transactions[*]' COLUMNS (
        transaction_no VARCHAR(20) CHARACTER SET ascii PATH '$.transactionNo', points BIGINT PATH '$.points')) j
      ${tables.map((table, n) => `LEFT JOIN ${table} t${n} ON t${n}.transaction_no = j.transaction_no`).join(' ')}
      WHERE r.answer IS NOT NULL AND (${firstOf(tables, 'transaction_no')} IS NULL
        OR ${firstOf(tables, 'points')} <> j.points OR ${firstOf(tables, 'business_no')} <> r.biz_no)`,
  },
  {
    name: 'events-have-effect',
    level: 'violation',
    sql: (ledger) => `SELECT e.event_no, e.source, e.type, e.event_id, e.status, ${ANSWERED_POINTS} AS answered,
        t.points AS posted
      FROM business_event e
      LEFT JOIN (
        SELECT event_no, SUM(points) AS points
        FROM ${ledger.all('event_no, points', `event_no IS NOT NULL AND business_type = 'EVENT'`)} given GROUP BY event_no
      ) t ON t.event_no = e.event_no
      WHERE CASE WHEN e.status = 'POSTED' THEN COALESCE(t.points, 0) <> COALESCE(${ANSWERED_POINTS}, -1)
        ELSE t.points IS NOT NULL END
      UNION ALL
      ${ledger.each(
        (table) => `
      SELECT t.event_no, NULL, NULL, t.business_no, NULL, NULL, t.points FROM ${table} t
      LEFT JOIN business_event e ON e.event_no = t.event_no
      WHERE t.business_type = 'EVENT' AND e.event_no IS NULL`,
      )}`,
  },
  {
    name: 'event-keys',
    level: 'violation',
    sql: `SELECT 'event without its key' AS what, e.event_no, e.source, e.type, e.event_id FROM business_event e
      LEFT JOIN event_key k ON k.source = e.source AND k.type = e.type AND k.event_id = e.event_id
      WHERE k.event_no IS NULL OR k.event_no <> e.event_no
      UNION ALL
      SELECT 'key without its event', k.event_no, k.source, k.type, k.event_id FROM event_key k
      LEFT JOIN business_event e ON e.event_no = k.event_no WHERE e.event_no IS NULL
      UNION ALL
      SELECT 'accepted, and nobody will work on it', e.event_no, e.source, e.type, e.event_id FROM business_event e
      LEFT JOIN event_inbox i ON i.event_no = e.event_no WHERE e.status = 'ACCEPTED' AND i.event_no IS NULL
      UNION ALL
      SELECT 'waits to be worked on, but is decided', i.event_no, e.source, e.type, e.event_id FROM event_inbox i
      LEFT JOIN business_event e ON e.event_no = i.event_no
      WHERE e.event_no IS NULL OR e.status <> 'ACCEPTED'`,
  },
  {
    name: 'awards-once',
    level: 'violation',
    sql: (ledger) => `SELECT * FROM (
        SELECT event_no, rule_code, COUNT(*) AS entries, MIN(user_id) AS user_id
        FROM ${ledger.all('event_no, rule_code, user_id', `event_no IS NOT NULL AND business_type = 'EVENT'`)} given
        GROUP BY event_no, rule_code
      ) awards WHERE entries > 1`,
  },
  {
    // A counter sees each award of its rule since the rule has a limit: never more than there are.
    name: 'usage-counters',
    level: 'violation',
    sql: (ledger) => `SELECT c.user_id, c.counter, c.period, c.times, c.points, t.entries, t.posted
      FROM usage_counter c
      LEFT JOIN (
        SELECT ${ownerOf('t')} AS user_id, CONCAT('rule:', t.rule_code) AS counter, COUNT(*) AS entries,
          SUM(t.points) AS posted
        FROM ${ledger.all('user_id, rule_code, points', `business_type = 'EVENT'`)} t ${joinAliases('t')}
        GROUP BY ${ownerOf('t')}, t.rule_code
      ) t ON t.user_id = c.user_id AND t.counter = c.counter
      WHERE c.times < 0 OR c.points < 0 OR (c.counter LIKE 'rule:%'
        AND (c.times > COALESCE(t.entries, 0) OR c.points > COALESCE(t.posted, 0)))`,
  },
];
