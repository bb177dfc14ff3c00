// (d) The statements of (c) as the application sent them, sent again with no application around them: what the database
// and the driver's connection can do, and so the ceiling of everything above.
import { readFileSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import type { Recorded } from './in-process.ts';
import { type Measured, percentile } from './load.ts';

/** Sends recorded transactions, one connection a lane, in their order. */
export async function replay({
  url,
  file,
  lanes,
  events,
}: {
  url: string;
  file: string;
  lanes: number;
  events: number;
}) {
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as Recorded[];
  const connections = await Promise.all(
    Array.from({ length: lanes }, () => createConnection({ uri: url, timezone: 'Z', multipleStatements: true })),
  );
  for (const connection of connections) {
    await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    await connection.query("SET SESSION time_zone = '+00:00'");
  }
  const times: number[] = [];
  const startedAt = performance.now();
  await Promise.all(
    connections.map(async (connection, lane) => {
      for (const { statements } of recorded.filter((set) => set.lane % lanes === lane)) {
        const before = performance.now();
        for (const statement of statements) await connection.query(statement);
        times.push(performance.now() - before);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  for (const connection of connections) await connection.end();
  const sorted = Float64Array.from(times).sort();
  const measured: Measured = {
    perSecond: events / seconds,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    calls: times.length,
    failed: 0,
  };
  return measured;
}
