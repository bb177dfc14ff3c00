import { createPool, type PoolConnection, type PoolOptions } from 'mysql2';
import type { Logger } from 'pino';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Database } from './database.js';
import { SESSION } from './session.js';

/** The driver as TypeORM wants it, but each new connection is set up before anybody else can use it. */
const driver = {
  createPool(options: PoolOptions) {
    const pool = createPool(options);
    pool.on('connection', (connection: PoolConnection) => {
      // Commands of a connection run in order, so these come first; without them the connection must not be used.
      for (const statement of SESSION) connection.query(statement, (error) => error && connection.destroy());
    });
    return pool;
  },
};

/**
 * How we talk to MySQL and MariaDB: UTC sessions, dates and big integers as text (a JS Date would cut microseconds,
 * a double would round), READ COMMITTED, strict mode, a lock wait of 3 s, and a bounded queue for a connection.
 * An object given as a parameter is text, never a piece of SQL. Statements of a transaction travel together, hence
 * `multipleStatements`; every value is a parameter, so no value can bring a statement along.
 */
export function connectionOptions(url: string, poolSize: number): DataSourceOptions {
  return {
    type: 'mysql',
    driver,
    url,
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: true,
    multipleStatements: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    poolSize,
    connectTimeout: 5_000,
    extra: {
      waitForConnections: true,
      queueLimit: 10_000,
      maxIdle: poolSize,
      enableKeepAlive: true,
      stringifyObjects: true,
    },
    synchronize: false,
    logging: false,
  };
}

/** Connects with a small pool of its own, for work that is not the application's. Close it with `close()`. */
export async function openDatabase(url: string, poolSize: number, logger: Logger): Promise<Database> {
  const dataSource = new DataSource(connectionOptions(url, poolSize));
  await dataSource.initialize();
  return new Database(dataSource, logger);
}

interface ServerSettings {
  version: string;
  flush: string;
  binlog: string;
  sync_binlog: string;
  rollback: string;
}

/** Warns loudly about server settings under which an acknowledged posting could be lost. */
export async function checkServer(dataSource: DataSource, logger: Logger): Promise<void> {
  const [settings] = await dataSource.query<ServerSettings[]>(
    `SELECT VERSION() AS version, @@innodb_flush_log_at_trx_commit AS flush, @@log_bin AS binlog,
            @@sync_binlog AS sync_binlog, @@innodb_rollback_on_timeout AS rollback`,
  );
  if (!settings) return;
  if (String(settings.flush) !== '1') {
    logger.warn('innodb_flush_log_at_trx_commit is not 1: a crash of the machine can lose acknowledged points');
  }
  if (String(settings.binlog) === '1' && String(settings.sync_binlog) !== '1') {
    logger.warn('sync_binlog is not 1: after a crash the binary log can miss acknowledged points');
  }
  if (String(settings.rollback) !== '1') {
    logger.warn('innodb_rollback_on_timeout is off: every transaction is rolled back by us, but set it to ON');
  }
}
