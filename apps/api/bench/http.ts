// The API over HTTP as its clients see it: one event a request, batches, and events that are answered before they are posted.
import { setTimeout as sleep } from 'node:timers/promises';
import { createPool, type Pool, type RowDataPacket } from 'mysql2/promise';
import { type Answer, connections, type HttpConnection } from './http-client.ts';
import { eventOf } from './in-process.ts';
import { drive, type Load, type Measured } from './load.ts';

const SINGLE_CONNECTIONS = 64;
const BATCH_CONNECTIONS = 8;
export const BATCH_EVENTS = 500;

export interface HttpTarget {
  baseUrl: string;
  apiKey: string;
  users: number;
  run: string;
}

type Times = Pick<Load, 'seconds' | 'warmUpSeconds'>;

export async function measureEmptyRoute(baseUrl: string, times: Times): Promise<Measured> {
  return overSingles(baseUrl, times, (connection) => connection.request('GET', '/empty', ''));
}

/** The empty route again, with what a single event sends: its body and a header of the same length. */
export async function measureEmptyPost({ baseUrl, apiKey, users, run }: HttpTarget, times: Times): Promise<Measured> {
  const head = `Authorization: Bearer ${apiKey}\r\n`;
  return overSingles(baseUrl, times, (connection, n) =>
    connection.request('POST', '/empty', head, JSON.stringify(eventOf(run, n, users))),
  );
}

/** One event a request; `headers` may ask for an answer before it is posted. */
export async function measureSingle(target: HttpTarget, times: Times, headers = ''): Promise<Measured> {
  const { baseUrl, apiKey, users, run } = target;
  const head = `Authorization: Bearer ${apiKey}\r\n${headers}`;
  return overSingles(baseUrl, times, (connection, n) =>
    connection.request('POST', '/api/v1/events', head, JSON.stringify(eventOf(run, n, users))),
  );
}

async function overSingles(
  baseUrl: string,
  times: Times,
  ask: (connection: HttpConnection, n: number) => Promise<Answer>,
): Promise<Measured> {
  const open = connections(baseUrl, SINGLE_CONNECTIONS);
  const measured = await drive({ ...times, callers: open.length }, async (n, caller) => {
    const { status } = await ask(open[caller] as HttpConnection, n);
    return status === 200 || status === 202 ? 0 : 1;
  });
  for (const each of open) each.close();
  return measured;
}

/** Batches; every result of every batch must be posted. */
export async function measureBatch(target: HttpTarget, times: Times): Promise<Measured> {
  const { baseUrl, apiKey, users, run } = target;
  const open = connections(baseUrl, BATCH_CONNECTIONS);
  const head = `Authorization: Bearer ${apiKey}\r\n`;
  const load = { ...times, callers: open.length, itemsPerCall: BATCH_EVENTS };
  const measured = await drive(load, async (n, caller) => {
    const events = Array.from({ length: BATCH_EVENTS }, (_, i) => eventOf(run, n * BATCH_EVENTS + i, users));
    const answer = await open[caller]?.request('POST', '/api/v1/events/batch', head, JSON.stringify({ events }));
    return BATCH_EVENTS - (answer?.body.split('"status":"POSTED"').length ?? 1) + 1;
  });
  for (const each of open) each.close();
  return measured;
}

/**
 * Events answered with 202, until the last of them is posted: the rate is that of the outcome, the times are those of the
 * answer.
 */
export async function measureAsync(target: HttpTarget, times: Times, databaseUrl: string): Promise<Measured> {
  const pool = createPool({ uri: databaseUrl, connectionLimit: 1 });
  const before = await posted(pool);
  const startedAt = performance.now();
  // No warm-up of its own: what is accepted in it would be worked on within the measured time.
  const measured = await measureSingle(target, { ...times, warmUpSeconds: 0 }, 'Prefer: respond-async\r\n');
  while ((await waiting(pool)) > 0) await sleep(20);
  const seconds = (performance.now() - startedAt) / 1000;
  const count = (await posted(pool)) - before;
  await pool.end();
  return { ...measured, perSecond: count / seconds };
}

async function waiting(pool: Pool): Promise<number> {
  const [rows] = await pool.query<RowDataPacket[]>('SELECT COUNT(*) AS n FROM event_inbox');
  return Number(rows[0]?.['n']);
}

/** Events that led to points: one transaction each. */
async function posted(pool: Pool): Promise<number> {
  const [rows] = await pool.query<RowDataPacket[]>('SELECT COALESCE(SUM(seq), 0) AS n FROM points_user');
  return Number(rows[0]?.['n']);
}
