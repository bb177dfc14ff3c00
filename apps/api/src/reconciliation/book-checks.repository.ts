import { PROGRAMME_BOOKS, USER_BOOKS } from '@jifen/contracts';
import type { Check } from './check.js';

/**
 * What must be true of books and transactions. Reconciliation reads the tables of others on purpose, and by itself: a
 * check that used the code it checks would share its mistakes.
 */
const quoted = (books: readonly string[]) => books.map((book) => `'${book}'`).join(', ');
const PROGRAMME = quoted(PROGRAMME_BOOKS);
const KNOWN = quoted([...USER_BOOKS, ...PROGRAMME_BOOKS]);

/** What the row `t` changes in a book: a credit adds, a debit takes. */
const change = (book: string) => `(t.points * ((t.credit_book = '${book}') - (t.debit_book = '${book}')))`;

export const BOOK_CHECKS: readonly Check[] = [
  {
    name: 'double-entry',
    level: 'violation',
    sql: (ledger) =>
      ledger.each(
        (table) => `SELECT transaction_no, user_id, debit_book, credit_book, points FROM ${table}
      WHERE points <= 0 OR debit_book = credit_book OR debit_book NOT IN (${KNOWN}) OR credit_book NOT IN (${KNOWN})
        OR (debit_book IN (${PROGRAMME}) AND credit_book IN (${PROGRAMME}))`,
      ),
  },
  {
    name: 'books-equal-transactions',
    level: 'violation',
    sql: (ledger) => `SELECT * FROM (
        SELECT user_id, wallet, SUM(available) AS available_off, SUM(frozen) AS frozen_off,
          SUM(pending) AS pending_off, SUM(debt) AS debt_off
        FROM (
          SELECT user_id, wallet, available, frozen, pending, debt FROM points_account
          UNION ALL
          ${ledger.each(
            (table) => `
          SELECT t.user_id, t.wallet, -SUM(${change('AVAILABLE')}), -SUM(${change('FROZEN')}),
            -SUM(${change('PENDING')}), SUM(${change('DEBT')})
          FROM ${table} t GROUP BY t.user_id, t.wallet`,
          )}
        ) sides GROUP BY user_id, wallet
      ) books WHERE available_off <> 0 OR frozen_off <> 0 OR pending_off <> 0 OR debt_off <> 0`,
  },
  {
    name: 'sequence-without-gaps',
    level: 'violation',
    sql: (ledger) => `SELECT s.user_id, s.seq, s.place, u.seq AS last_seq
      FROM (
        SELECT user_id, seq, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY seq) AS place,
          COUNT(*) OVER (PARTITION BY user_id) AS total
        FROM ${ledger.all('user_id, seq')} t
      ) s LEFT JOIN points_user u ON u.user_id = s.user_id
      WHERE s.seq <> s.place OR u.seq IS NULL OR u.seq <> s.total
      UNION ALL
      SELECT u.user_id, NULL, NULL, u.seq FROM points_user u
      WHERE u.seq <> 0 ${ledger.tables
        .map((table) => `AND NOT EXISTS (SELECT 1 FROM ${table} t WHERE t.user_id = u.user_id)`)
        .join(' ')}`,
  },
  {
    name: 'available-continuous',
    level: 'violation',
    sql: (ledger) => `SELECT transaction_no, user_id, wallet, seq, expected_before, available_before, available_after
      FROM (
        SELECT t.transaction_no, t.user_id, t.wallet, t.seq, t.available_before, t.available_after,
          COALESCE(LAG(t.available_after) OVER (PARTITION BY t.user_id, t.wallet ORDER BY t.seq), 0)
            AS expected_before,
          ${change('AVAILABLE')} AS moved
        FROM ${ledger.all(
          'transaction_no, user_id, wallet, seq, available_before, available_after, points, debit_book, credit_book',
        )} t
      ) s WHERE available_before <> expected_before OR available_after <> available_before + moved`,
  },
  {
    name: 'no-negative-books',
    level: 'violation',
    sql: (ledger) => `SELECT 'account' AS place, user_id, wallet, available, frozen, pending, debt FROM points_account
      WHERE available < 0 OR frozen < 0 OR pending < 0 OR debt < 0
      UNION ALL
      ${ledger.each(
        (table) => `
      SELECT CONCAT('transaction ', transaction_no), user_id, wallet, available_after, NULL, NULL, NULL
      FROM ${table} WHERE available_after < 0 OR available_before < 0`,
      )}
      UNION ALL
      SELECT CONCAT('lot ', book, ' ', expires_on), user_id, wallet, remaining, NULL, NULL, NULL
      FROM points_lot WHERE remaining < 0`,
  },
  {
    name: 'lots-equal-books',
    level: 'violation',
    sql: `SELECT * FROM (
        SELECT user_id, wallet, SUM(available) AS available_off, SUM(frozen) AS frozen_off,
          SUM(pending) AS pending_off
        FROM (
          SELECT user_id, wallet, available, frozen, pending FROM points_account
          UNION ALL
          SELECT user_id, wallet, -SUM(remaining * (book = 'AVAILABLE')), -SUM(remaining * (book = 'FROZEN')),
            -SUM(remaining * (book = 'PENDING'))
          FROM points_lot GROUP BY user_id, wallet
        ) sides GROUP BY user_id, wallet
      ) books WHERE available_off <> 0 OR frozen_off <> 0 OR pending_off <> 0`,
  },
  {
    // A gift or a merge leaves through the clearing book and arrives: every departure has its one arrival.
    name: 'clearing-balanced',
    level: 'violation',
    sql: (ledger) => `SELECT * FROM (
        SELECT COALESCE(t.related_no, t.transaction_no) AS movement, t.wallet, COUNT(*) AS entries,
          SUM(${change('TRANSFER_CLEARING')}) AS balance, MIN(t.user_id) AS user_id
        FROM ${ledger.all(
          'transaction_no, related_no, wallet, user_id, points, debit_book, credit_book',
          `debit_book = 'TRANSFER_CLEARING' OR credit_book = 'TRANSFER_CLEARING'`,
        )} t
        GROUP BY COALESCE(t.related_no, t.transaction_no), t.wallet
      ) movements WHERE entries <> 2 OR balance <> 0`,
  },
  {
    name: 'due-lots-taken',
    level: 'warning',
    sql: `SELECT user_id, wallet, book, expires_on, remaining FROM points_lot
      WHERE book = 'AVAILABLE' AND remaining > 0 AND expires_on < CAST(? AS DATE) - INTERVAL 1 DAY`,
    params: ({ today }) => [today],
  },
];
