import type { EventResult } from '@jifen/contracts';
import { type ApiAddress, postBatch } from './batch-client.js';
import { toEventBody } from './events.js';
import type { ReadyOrder } from './orders.js';

/** What became of one order at the API. */
export type Outcome =
  | {
      readonly kind: 'POSTED' | 'NO_AWARD' | 'PENDING_REVIEW';
      /** The API had decided this event before; nothing new was posted. */
      readonly replayed: boolean;
      readonly points: number;
      readonly transactionNos: readonly string[];
    }
  | { readonly kind: 'REJECTED'; readonly code: string; readonly detail: string }
  | { readonly kind: 'NOT_SENT' };

export interface PostSettings extends ApiAddress {
  /** Most events in one request. */
  readonly batchSize: number;
  readonly fetcher: typeof fetch;
  /** Waits; rejects when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Uniform in [0, 1), for jitter. */
  readonly random: () => number;
  /** Ends the import after the request that is under way. */
  readonly signal: AbortSignal;
  readonly onProgress: (ordersDone: number) => void;
}

export interface PostResult {
  /** One per order, in the order given. */
  readonly outcomes: readonly Outcome[];
  /** Why not everything was sent, when it was not. */
  readonly stopped?: string;
}

/** Well below the usual limit of 1 MiB for a request body. */
const MAX_BODY_BYTES = 512 * 1024;
const MAX_ATTEMPTS = 10;
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 30_000;

interface Pending {
  readonly index: number;
  readonly eventId: string;
  readonly body: string;
}

class Stopped extends Error {}

/**
 * Posts orders in the order given, one request at a time so that a customer's orders stay in their order. Network
 * errors, overload and every problem marked retryable are tried again with exponential backoff and jitter;
 * keys make that safe. A set refused for its content is halved until the event to blame stands alone.
 */
export async function postOrders(orders: readonly ReadyOrder[], settings: PostSettings): Promise<PostResult> {
  const outcomes: Outcome[] = orders.map(() => ({ kind: 'NOT_SENT' }));
  let done = 0;
  try {
    for (const set of batches(orders, settings.batchSize)) {
      if (settings.signal.aborted) throw new Stopped('interrupted');
      await sendSet(set, settings, outcomes);
      done += set.length;
      settings.onProgress(done);
    }
  } catch (error) {
    if (error instanceof Stopped) return { outcomes, stopped: error.message };
    throw error;
  }
  return { outcomes };
}

function* batches(orders: readonly ReadyOrder[], batchSize: number): Generator<Pending[]> {
  let set: Pending[] = [];
  let bytes = 0;
  for (const [index, order] of orders.entries()) {
    const body = toEventBody(order);
    const size = Buffer.byteLength(body) + 1;
    if (set.length > 0 && (set.length === batchSize || bytes + size > MAX_BODY_BYTES)) {
      yield set;
      set = [];
      bytes = 0;
    }
    set.push({ index, eventId: order.eventId, body });
    bytes += size;
  }
  if (set.length > 0) yield set;
}

async function sendSet(set: readonly Pending[], settings: PostSettings, outcomes: Outcome[]): Promise<void> {
  let waiting = set;
  for (let attempt = 1; waiting.length > 0; attempt += 1) {
    const bodies = waiting.map(({ body }) => body);
    const answer = await postBatch(bodies, settings, settings.fetcher);
    if (answer.kind === 'stop') throw new Stopped(answer.why);
    if (answer.kind === 'refused') {
      await refuse(waiting, answer, settings, outcomes);
      return;
    }
    if (answer.kind === 'results') {
      waiting = settle(waiting, answer.results, outcomes);
      if (waiting.length === 0 || attempt === MAX_ATTEMPTS) return;
    } else if (attempt === MAX_ATTEMPTS) {
      throw new Stopped(`${answer.why} (${attempt} attempts)`);
    }
    await pause(attempt, answer.kind === 'again' ? answer.afterMs : undefined, settings);
  }
}

async function refuse(
  set: readonly Pending[],
  { code, detail }: { code: string; detail: string },
  settings: PostSettings,
  outcomes: Outcome[],
): Promise<void> {
  const [only] = set;
  if (set.length === 1 && only) {
    outcomes[only.index] = { kind: 'REJECTED', code, detail };
    return;
  }
  const middle = Math.ceil(set.length / 2);
  await sendSet(set.slice(0, middle), settings, outcomes);
  await sendSet(set.slice(middle), settings, outcomes);
}

/** Notes what was decided and returns the events that are worth another attempt. */
function settle(set: readonly Pending[], results: readonly EventResult[], outcomes: Outcome[]): Pending[] {
  return set.filter(({ index, eventId }, position) => {
    const result = results[position];
    if (result?.eventId !== eventId) throw new Stopped(`the answer has no result for ${eventId} in its place`);
    const outcome = toOutcome(result);
    outcomes[index] = outcome;
    return outcome.kind === 'REJECTED' && result.problem?.retryable === true;
  });
}

function toOutcome({ status, replayed, points, transactions, problem }: EventResult): Outcome {
  switch (status) {
    case 'POSTED':
    case 'NO_AWARD':
    case 'PENDING_REVIEW': {
      const transactionNos = (transactions ?? []).map(({ transactionNo }) => transactionNo);
      return { kind: status, replayed: replayed === true, points: points ?? 0, transactionNos };
    }
    case 'REJECTED': {
      const first = problem?.errors?.[0];
      const where = first ? ` (${first.pointer}: ${first.detail})` : '';
      const detail = `${problem?.detail ?? problem?.title ?? ''}${where}`;
      return { kind: 'REJECTED', code: problem?.code ?? 'REJECTED', detail };
    }
    default:
      throw new Stopped(`the API answered with an unknown status: ${String(status)}`);
  }
}

async function pause(attempt: number, afterMs: number | undefined, settings: PostSettings): Promise<void> {
  const backoffMs = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), MAX_DELAY_MS);
  const delayMs = afterMs ?? backoffMs * (0.5 + settings.random() / 2);
  try {
    await settings.sleep(delayMs, settings.signal);
  } catch {
    throw new Stopped('interrupted');
  }
}
