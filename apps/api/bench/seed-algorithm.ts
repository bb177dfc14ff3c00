// (a) What everyone writes first: look for the business number, read the account, update it if its version is still the
// one that was read (three times at most), insert the row; one transaction a posting.
import { createPool, type Pool, type PoolConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { DataSource, EntitySchema } from 'typeorm';
import { drive, type Load, type Measured, outsideId, scattered } from './load.ts';

const CONNECTIONS = 32;
const RETRIES = 3;

const TABLES = [
  `CREATE TABLE account (
     user_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
     balance BIGINT NOT NULL,
     version BIGINT NOT NULL
   ) ENGINE=InnoDB`,
  `CREATE TABLE points_log (
     id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
     user_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
     biz_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
     points BIGINT NOT NULL,
     balance_after BIGINT NOT NULL,
     created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
     UNIQUE KEY points_log_biz (biz_no),
     KEY points_log_user (user_id, id)
   ) ENGINE=InnoDB`,
];

/** Makes the two tables with their users and some history. */
export async function prepareSeedAlgorithm(url: string, users: number, transactions: number): Promise<void> {
  const pool = createPool({ uri: url, connectionLimit: 1 });
  for (const table of TABLES) await pool.query(table);
  const accounts = Array.from({ length: users }, (_, n) => [`u${n}`, 0, 0]);
  await pool.query('INSERT INTO account (user_id, balance, version) VALUES ?', [accounts]);
  for (let done = 0; done < transactions; done += 5_000) {
    const rows = Array.from({ length: Math.min(5_000, transactions - done) }, (_, i) => {
      const n = done + i;
      return [`u${n % users}`, outsideId('f', n), 20, 20 * (Math.floor(n / users) + 1)];
    });
    await pool.query('INSERT INTO points_log (user_id, biz_no, points, balance_after) VALUES ?', [rows]);
  }
  await pool.query(
    'UPDATE account a JOIN (SELECT user_id, SUM(points) AS points FROM points_log GROUP BY user_id) l USING (user_id) SET a.balance = l.points',
  );
  await pool.end();
}

/** Posts with 32 connections; a posting that lost three races counts as failed. */
export async function runSeedAlgorithm(url: string, load: Omit<Load, 'callers'>, users: number, run: string) {
  const pool = createPool({ uri: url, connectionLimit: CONNECTIONS });
  try {
    return await measure(pool, { ...load, callers: CONNECTIONS }, users, run);
  } finally {
    await pool.end();
  }
}

async function measure(pool: Pool, load: Load, users: number, run: string): Promise<Measured> {
  await Promise.all(
    Array.from({ length: CONNECTIONS }, () => pool.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED')),
  );
  return driveWithRetries(load, users, run, async (userId, bizNo) => {
    const connection = await pool.getConnection();
    try {
      return await post(connection, userId, bizNo, 20);
    } finally {
      connection.release();
    }
  });
}

async function driveWithRetries(
  load: Load,
  users: number,
  run: string,
  once: (userId: string, bizNo: string) => Promise<boolean>,
): Promise<Measured> {
  return drive(load, async (n) => {
    for (let attempt = 0; attempt < RETRIES; attempt++) {
      if (await once(`u${scattered(n, users)}`, outsideId(run, n))) return 0;
    }
    return 1;
  });
}

/** False when somebody else has changed the account in between. */
async function post(db: PoolConnection, userId: string, bizNo: string, points: number): Promise<boolean> {
  await db.query('START TRANSACTION');
  const [known] = await db.query<RowDataPacket[]>('SELECT id FROM points_log WHERE biz_no = ?', [bizNo]);
  if (known.length > 0) {
    await db.query('ROLLBACK');
    return true;
  }
  const [rows] = await db.query<RowDataPacket[]>('SELECT balance, version FROM account WHERE user_id = ?', [userId]);
  const { balance, version } = rows[0] as { balance: number; version: number };
  const [{ affectedRows }] = await db.query<ResultSetHeader>(
    'UPDATE account SET balance = ?, version = version + 1 WHERE user_id = ? AND version = ?',
    [balance + points, userId, version],
  );
  if (affectedRows === 0) {
    await db.query('ROLLBACK');
    return false;
  }
  const row = [userId, bizNo, points, balance + points];
  await db.query('INSERT INTO points_log (user_id, biz_no, points, balance_after) VALUES (?)', [row]);
  await db.query('COMMIT');
  return true;
}

interface AccountRow {
  userId: string;
  balance: number;
  version: number;
}
interface LogRow {
  id: number;
  userId: string;
  bizNo: string;
  points: number;
  balanceAfter: number;
}

const AccountEntity = new EntitySchema<AccountRow>({
  name: 'account',
  columns: {
    userId: { name: 'user_id', type: String, primary: true },
    balance: { type: 'bigint' },
    version: { type: 'bigint' },
  },
});
const LogEntity = new EntitySchema<LogRow>({
  name: 'points_log',
  columns: {
    id: { type: 'bigint', primary: true, generated: true },
    userId: { name: 'user_id', type: String },
    bizNo: { name: 'biz_no', type: String },
    points: { type: 'bigint' },
    balanceAfter: { name: 'balance_after', type: 'bigint' },
  },
});

/** The same algorithm on the same tables as a Nest project has it: through TypeORM's repositories. */
export async function runSeedTypeorm(url: string, load: Omit<Load, 'callers'>, users: number, run: string) {
  const dataSource = new DataSource({
    type: 'mysql',
    url,
    entities: [AccountEntity, LogEntity],
    poolSize: CONNECTIONS,
  });
  await dataSource.initialize();
  try {
    const once = (userId: string, bizNo: string) => postTypeorm(dataSource, userId, bizNo, 20);
    return await driveWithRetries({ ...load, callers: CONNECTIONS }, users, run, once);
  } finally {
    await dataSource.destroy();
  }
}

/** False when somebody else has changed the account in between. */
async function postTypeorm(db: DataSource, userId: string, bizNo: string, points: number): Promise<boolean> {
  return db.transaction('READ COMMITTED', async (manager) => {
    const accounts = manager.getRepository(AccountEntity);
    const log = manager.getRepository(LogEntity);
    if (await log.findOneBy({ bizNo })) return true;
    const { balance, version } = await accounts.findOneByOrFail({ userId });
    // BIGINT comes as text.
    const change = { balance: Number(balance) + points, version: Number(version) + 1 };
    const { affected } = await accounts.update({ userId, version }, change);
    if (!affected) return false;
    await log.save({ userId, bizNo, points, balanceAfter: change.balance });
    return true;
  });
}
