import type { Logger } from 'pino';
import type { DataSource, DataSourceOptions } from 'typeorm';

/**
 * How we talk to MySQL and MariaDB: UTC sessions, dates and big integers as text (a JS Date would cut microseconds,
 * a double would round), READ COMMITTED, and a bounded wait for a connection.
 */
export function connectionOptions(url: string, poolSize: number): DataSourceOptions {
  return {
    type: 'mysql',
    url,
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    poolSize,
    connectTimeout: 5_000,
    extra: { waitForConnections: true, queueLimit: 10_000, maxIdle: poolSize, enableKeepAlive: true },
    synchronize: false,
    logging: false,
  };
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
