import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { addMonthPartitions } from '../account/index.js';
import { MIGRATIONS } from '../migrations/index.js';
import { connectionOptions } from '../platform/connection.js';

/**
 * Brings a database up to date, as DATABASE_ADMIN_URL's user: the application's own user cannot alter tables.
 * `--down` takes the last migration back.
 */
export async function migrate(adminUrl: string, down = false): Promise<string[]> {
  const options = {
    ...connectionOptions(adminUrl, 2),
    migrations: MIGRATIONS,
    migrationsTransactionMode: 'none' as const,
  };
  const dataSource = new DataSource(options as ConstructorParameters<typeof DataSource>[0]);
  await dataSource.initialize();
  try {
    if (down) {
      await dataSource.undoLastMigration();
      return [];
    }
    const names = (await dataSource.runMigrations()).map((migration) => migration.name);
    const run = async (sql: string, params: readonly unknown[] = []) =>
      (await dataSource.query<{ affectedRows: number }>(sql, [...params])).affectedRows;
    await addMonthPartitions({ run, rows: (sql, params = []) => dataSource.query(sql, [...params]) }, new Date());
    return names;
  } finally {
    await dataSource.destroy();
  }
}

if (import.meta.main) {
  const url = process.env['DATABASE_ADMIN_URL'] ?? process.env['DATABASE_URL'];
  if (!url) {
    console.error('DATABASE_ADMIN_URL is missing: give it as mysql://user:password@host:port/name');
    process.exit(2);
  }
  const done = await migrate(url, process.argv.includes('--down'));
  console.log(done.length ? `Migrated: ${done.join(', ')}` : 'The database is up to date');
}
