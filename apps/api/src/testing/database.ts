import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { migrate } from '../cli/migrate.js';
import { openDatabase } from '../platform/connection.js';
import type { Database } from '../platform/database.js';
import { expandAsNextVersionMay } from './next-schema.js';

const silent = pino({ level: 'silent' });

/** A database of its own for one test file, on the server of TEST_DATABASE_URL. */
export interface TestDatabase {
  url: string;
  database: Database;
  /** Connections besides the pool of `database`: another caller, or whoever kills one. */
  open(poolSize?: number): Promise<Database>;
  /** Closes every connection and drops the database. */
  close(): Promise<void>;
}

/** The server that database specs run on. Raises a sentence when none is named; `npm test` provides one. */
export function serverUrl(): string {
  const url = process.env['TEST_DATABASE_URL'];
  if (!url) throw new Error('TEST_DATABASE_URL is missing: run the database specs through `npm test`');
  return url;
}

/** Makes an empty database with every migration applied (or none of them) and connects to it. */
export async function openTestDatabase(options: { poolSize?: number; migrated?: boolean } = {}): Promise<TestDatabase> {
  const name = `jifen_test_${process.env['JEST_WORKER_ID'] ?? 1}_${randomBytes(4).toString('hex')}`;
  const server = await openDatabase(serverUrl(), 1, silent);
  await server.run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  const url = Object.assign(new URL(serverUrl()), { pathname: `/${name}` }).href;
  if (options.migrated !== false) {
    await migrate(url);
    // TEST_NEXT_SCHEMA=on runs any suite of this version on the schema of the next one.
    if (process.env['TEST_NEXT_SCHEMA'] === 'on') {
      const next = await openDatabase(url, 1, silent);
      await expandAsNextVersionMay(next);
      await next.close();
    }
  }
  const opened: Database[] = [];
  const open = async (poolSize = options.poolSize ?? 4) => {
    const database = await openDatabase(url, poolSize, silent);
    opened.push(database);
    return database;
  };
  return {
    url,
    database: await open(),
    open,
    close: async () => {
      for (const database of opened) await database.close();
      await server.run(`DROP DATABASE IF EXISTS ${name}`);
      await server.close();
    },
  };
}
