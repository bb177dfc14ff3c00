import { createConnection } from 'mysql2';
import { SESSION } from './session.js';

/**
 * What a worker thread takes of the platform: a connection of its own that reads, and nothing of the framework, so
 * that the thread is there at once and small. A module's thread enters here instead of through index.ts.
 */
export interface Reader {
  /** Rows of a SELECT. */
  rows<T>(sql: string, params: readonly unknown[]): Promise<T[]>;
  /** Rows of a SELECT one by one, however many there are; the server waits for whoever reads. */
  stream<T>(sql: string, params: readonly unknown[]): AsyncIterable<T>;
  close(): void;
}

/** Rows that are read ahead of whoever takes them. */
const READ_AHEAD = 1_000;

/**
 * Opens a connection on which everything is read as it is at this moment, whatever is written meanwhile. Dates and big
 * integers arrive as text, as from Database. Raises what the driver raises.
 */
export async function openReader(url: string): Promise<Reader> {
  const connection = createConnection({
    uri: url,
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    stringifyObjects: true,
    connectTimeout: 5_000,
    enableKeepAlive: true,
  });
  // A connection that breaks says so to whoever waits for it; without a listener it would end the thread as well.
  connection.on('error', () => undefined);
  const rows = <T>(sql: string, params: readonly unknown[]) =>
    new Promise<T[]>((resolve, reject) => {
      connection.query(sql, [...params], (error, result) => (error ? reject(error) : resolve(result as T[])));
    });
  const begin = [
    'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ',
    'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY',
  ];
  try {
    for (const statement of [...SESSION, ...begin]) await rows(statement, []);
  } catch (error) {
    connection.destroy();
    throw error;
  }
  return {
    rows,
    stream: <T>(sql: string, params: readonly unknown[]) =>
      connection.query(sql, [...params]).stream({ highWaterMark: READ_AHEAD }) as AsyncIterable<T>,
    close: () => connection.destroy(),
  };
}
