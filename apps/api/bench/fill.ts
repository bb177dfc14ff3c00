// A ledger with a past: users, and for each of their transactions the event it came from, by set-wise SQL in the shape
// that the application writes (numbers in time order, `seq` without gaps, continuous balances, lots that add up).
import { createPool, type Pool } from 'mysql2/promise';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const POINTS = 20;
/** Rows of one statement: so many different counters fit into the numbers of one millisecond. */
const CHUNK = 64 * 1024;
/** Each chunk is a minute later than the one before; all of it is younger than the clients' window for old events. */
const CHUNK_MS = 60_000;
const DAY_MS = 86_400_000;

/** Nobody verifies the seals of a bench. */
const NO_HASH = '0'.repeat(64);
const DATA = JSON.stringify({ orderNo: '0', currency: 'CNY', amount: 2000 });

function base32(value: number, length: number): string {
  let text = '';
  for (let i = 0, rest = value; i < length; i++, rest = Math.floor(rest / 32)) text = ALPHABET[rest % 32] + text;
  return text;
}

/** What the history is made of. */
export interface Past {
  users: number;
  transactions: number;
  /** Of the API client whose events these were. */
  source: string;
  /** The stored answer of an event, so that rows are as long as they are in life. */
  result: string;
}

/** Fills the empty ledger of `url`; its transactions are spread evenly over its users. */
export async function fillLedger(url: string, past: Past): Promise<void> {
  const pool = createPool({ uri: url, connectionLimit: 1 });
  const today = new Date();
  const startMs = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() - 20);
  const day = (plus: number) => new Date(startMs + plus * DAY_MS).toISOString().slice(0, 10);
  try {
    for (const table of ['high', 'low']) {
      await pool.query(
        `CREATE TEMPORARY TABLE ${table} (n INT NOT NULL PRIMARY KEY, text CHAR(2) NOT NULL) CHARACTER SET ascii`,
      );
      const pairs = Array.from({ length: 1024 }, (_, n) => [n, base32(n, 2)]);
      await pool.query(`INSERT INTO ${table} (n, text) VALUES ?`, [pairs]);
    }
    for (let first = 0, ms = startMs; first < past.transactions; first += CHUNK, ms += CHUNK_MS) {
      const rows = Math.min(CHUNK, past.transactions - first);
      await fillChunk(pool, { ...past, first, rows, ms, expiresOn: day(365) });
    }
    await fillBalances(pool, past, day(365), day(366));
    await fillBackground(pool, past);
  } finally {
    await pool.end();
  }
}

interface Chunk extends Past {
  first: number;
  rows: number;
  ms: number;
  expiresOn: string;
}

async function fillChunk(pool: Pool, { first, rows, ms, users, source, result, expiresOn }: Chunk): Promise<void> {
  const at = new Date(ms).toISOString().slice(0, 23).replace('T', ' ');
  const time = base32(ms, 9);
  const batchNo = `${time}00000020000`;
  const last = `${time}0000000${base32(rows - 1, 4)}`;
  // `n` counts the transactions from 0; the user is n modulo users, and seq how often it came round.
  const numbers = `SELECT ${first} + a.n * 1024 + b.n AS n, CONCAT(a.text, b.text) AS counter
                   FROM high a JOIN low b WHERE a.n * 1024 + b.n < ${rows}`;
  await pool.query(
    `INSERT INTO points_transaction
       (transaction_no, recorded_at, user_id, seq, wallet, debit_book, credit_book, points, available_before,
        available_after, business_type, business_no, event_no, rule_code, rule_set_version, related_no, lots, lot_ref,
        batch_no, occurred_at, remark, actor)
     SELECT CONCAT('${time}0000000', counter), '${at}', CONCAT('u', n % ${users}), FLOOR(n / ${users}) + 1, 'points', 'ISSUED',
       'AVAILABLE', ${POINTS}, FLOOR(n / ${users}) * ${POINTS}, (FLOOR(n / ${users}) + 1) * ${POINTS}, 'EVENT', CONCAT('f', n),
       CONCAT('${time}0000001', counter), 'ORDER_BASE', 1, NULL, '[["${expiresOn}",${POINTS}]]', '', '${batchNo}', '${at}', NULL,
       'client:bench'
     FROM (${numbers}) numbered`,
  );
  await pool.query(
    `INSERT INTO event_key (source, type, event_id, fingerprint, event_no)
     SELECT ?, 'ORDER_COMPLETED', CONCAT('f', n), SHA2(n, 256), CONCAT('${time}0000001', counter) FROM (${numbers}) numbered`,
    [source],
  );
  await pool.query(
    `INSERT INTO business_event
       (event_no, source, type, event_id, user_id, channel, occurred_at, recorded_at, status, actor, backdated,
        rule_set_version, data, facts, result)
     SELECT CONCAT('${time}0000001', counter), ?, 'ORDER_COMPLETED', CONCAT('f', n), CONCAT('u', n % ${users}), NULL, '${at}', '${at}',
       'POSTED', 'client:bench', 0, 1, ?, ?, ? FROM (${numbers}) numbered`,
    [source, DATA, '{"userId":"u0","tags":[],"orderCount":0}', result],
  );
  const sealNo = Math.floor(first / CHUNK) + 1;
  await pool.query(
    `INSERT INTO posting_batch (batch_no, recorded_at, first_no, last_no, transactions, points, hash, seal_no, seal)
     VALUES (?)`,
    [[batchNo, at, `${time}00000000000`, last, rows, rows * POINTS, NO_HASH, sealNo, NO_HASH]],
  );
  await pool.query('UPDATE seal_head SET seal_no = ?, seal = ?', [sealNo, NO_HASH]);
}

/** What the background would otherwise do first: the books' checkpoints are there, and no nightly run gets in the way. */
async function fillBackground(pool: Pool, { transactions }: Past): Promise<void> {
  const points = transactions * POINTS;
  const sealNo = Math.ceil(transactions / CHUNK);
  await pool.query('INSERT INTO book_checkpoint (wallet, book, balance, seal_no) VALUES ?', [
    [
      ['points', 'AVAILABLE', points, sealNo],
      ['points', 'ISSUED', -points, sealNo],
    ],
  ]);
  await pool.query(
    `INSERT INTO job_lease (name, holder, leased_until)
     VALUES ('reconciliation.nightly', 'bench', UTC_TIMESTAMP(3) + INTERVAL 1 DAY)`,
  );
}

/** Users, accounts and lots as the rows have left them. */
async function fillBalances(pool: Pool, past: Past, expiresOn: string, dueOn: string): Promise<void> {
  const { users, transactions } = past;
  for (let first = 0; first < users; first += 5_000) {
    const members = Array.from({ length: Math.min(5_000, users - first) }, (_, i) => {
      const user = first + i;
      return { userId: `u${user}`, count: Math.floor(transactions / users) + (user < transactions % users ? 1 : 0) };
    });
    await pool.query('INSERT INTO points_user (user_id, seq, order_count, created_at) VALUES ?', [
      members.map(({ userId, count }) => [userId, count, count, '2026-01-01 00:00:00.000']),
    ]);
    await pool.query(
      `INSERT INTO points_account
         (user_id, wallet, available, frozen, pending, debt, total_earned, total_consumed, next_due_on) VALUES ?`,
      [members.map(({ userId, count }) => [userId, 'points', count * POINTS, 0, 0, 0, count * POINTS, 0, dueOn])],
    );
    await pool.query('INSERT INTO points_lot (user_id, wallet, book, expires_on, ref, remaining) VALUES ?', [
      members.map(({ userId, count }) => [userId, 'points', 'AVAILABLE', expiresOn, '', count * POINTS]),
    ]);
  }
}
