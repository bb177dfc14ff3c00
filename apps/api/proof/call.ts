import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Intent } from './intent.ts';

/** What came of one call, as Jepsen's histories say it: done, refused, or nobody knows. */
export interface Outcome {
  /** `busy`: it was not worked on; `unknown`: it may have been. */
  outcome: 'ok' | 'refused' | 'busy' | 'unknown';
  status: number;
  /** Code of the problem, or what broke the connection. */
  code?: string;
  replayed?: boolean;
  /** Short hash of the whole answer but for the mark of a replay. */
  answer?: string;
  /** Transactions of the answer with their points; absent while an event is only accepted. */
  transactions?: [transactionNo: string, points: number][];
  holdNo?: string;
  available?: number;
}

/** A call on an intent, as it is logged: which body, when, and what came of it. */
export interface Call extends Outcome {
  intent: string;
  body: 0 | 1;
  atMs: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const PATIENCE_MS = 30_000;
/** The connection was refused, so nobody has seen the request. */
const UNSEEN = new Set(['ECONNREFUSED']);

interface RawAnswer {
  status: number;
  headers: Record<string, unknown>;
  body: Record<string, unknown>;
}

/** Sends JSON; raises the socket's error when there is no whole answer. */
export function send(
  baseUrl: string,
  apiKey: string,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  const json = body && JSON.stringify(body);
  const type = json ? { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(json)) } : {};
  const all = { authorization: `Bearer ${apiKey}`, ...type, ...headers };
  return new Promise((resolve, reject) => {
    const sent = request(`${baseUrl}${path}`, { method, agent, headers: all, timeout: PATIENCE_MS }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('aborted', () => reject(Object.assign(new Error('aborted'), { code: 'ABORTED' })));
      answer.on('end', () => {
        try {
          const text = Buffer.concat(chunks).toString();
          const parsed = text ? (JSON.parse(text) as Record<string, unknown>) : {};
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: parsed });
        } catch (error) {
          reject(error as Error);
        }
      });
    });
    sent.on('timeout', () => sent.destroy(Object.assign(new Error('timeout'), { code: 'TIMEOUT' })));
    sent.on('error', reject);
    sent.end(json);
  });
}

/** Sends one body of an intent by itself. */
export async function callSingle(baseUrl: string, apiKey: string, intent: Intent, body: 0 | 1): Promise<Outcome> {
  const headers: Record<string, string> = intent.kind === 'async' ? { prefer: 'respond-async' } : {};
  try {
    const answer = await send(baseUrl, apiKey, 'POST', intent.path, intent.bodies[body], headers);
    const replayed = answer.headers['idempotent-replayed'] === 'true';
    return outcomeOf(answer.status, answer.body, replayed);
  } catch (error) {
    return lost(error);
  }
}

/** Sends some events as one batch; one outcome each. */
export async function callBatch(
  baseUrl: string,
  apiKey: string,
  items: readonly { intent: Intent; body: 0 | 1 }[],
): Promise<Outcome[]> {
  try {
    const events = items.map(({ intent, body }) => intent.bodies[body]);
    const answer = await send(baseUrl, apiKey, 'POST', '/api/v1/events/batch', { events });
    const results = answer.body['results'] as Record<string, unknown>[] | undefined;
    if (answer.status !== 200 || !results) return items.map(() => outcomeOf(answer.status, answer.body, false));
    return items.map((_, index) => {
      const { replayed, problem, ...result } = results[index] ?? {};
      if (problem) return outcomeOf(Number((problem as { status: number }).status), problem as never, false);
      return outcomeOf(200, result, replayed === true);
    });
  } catch (error) {
    const outcome = lost(error);
    return items.map(() => outcome);
  }
}

function lost(error: unknown): Outcome {
  const code = String((error as { code?: string }).code ?? (error as Error).message);
  return { outcome: UNSEEN.has(code) ? 'busy' : 'unknown', status: 0, code };
}

function outcomeOf(status: number, body: Record<string, unknown>, replayed: boolean): Outcome {
  if (status >= 400) {
    const code = String(body['code']);
    if (status < 500) return { outcome: 'refused', status, code };
    // Only this one promises that nothing was begun; whatever else a server says in trouble is not relied on.
    return { outcome: code === 'OVERLOADED' ? 'busy' : 'unknown', status, code };
  }
  if (body['status'] === 'ACCEPTED') return { outcome: 'ok', status, replayed };
  const transactions = (body['transactions'] as { transactionNo: string; points: number }[] | undefined) ?? [];
  const account = body['account'] as { available: number } | undefined;
  return {
    outcome: 'ok',
    status,
    replayed,
    answer: createHash('sha1').update(JSON.stringify(body)).digest('base64url').slice(0, 12),
    transactions: transactions.map(({ transactionNo, points }) => [transactionNo, points]),
    ...(typeof body['holdNo'] === 'string' ? { holdNo: body['holdNo'] } : {}),
    ...(account ? { available: account.available } : {}),
  };
}
