import type { EventBatchResult, EventResult, ProblemView } from '@jifen/contracts';

/** What one request for a set of events came to. */
export type BatchAnswer =
  | { readonly kind: 'results'; readonly results: readonly EventResult[] }
  /** The same request may succeed later. */
  | { readonly kind: 'again'; readonly why: string; readonly afterMs?: number }
  /** The set as a whole is refused because of its content: smaller sets tell which event is to blame. */
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string }
  /** No request with these settings can succeed. */
  | { readonly kind: 'stop'; readonly why: string };

export interface ApiAddress {
  readonly url: string;
  readonly key: string;
}

const REQUEST_TIMEOUT_MS = 120_000;
const MAX_RETRY_AFTER_MS = 60_000;

/** Posts a set of event bodies through the public batch route, once. Never throws. */
export async function postBatch(
  bodies: readonly string[],
  { url, key }: ApiAddress,
  fetcher: typeof fetch,
): Promise<BatchAnswer> {
  let response: Response;
  let text: string;
  try {
    response = await fetcher(`${url}/api/v1/events/batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept: 'application/json' },
      body: `{"events":[${bodies.join(',')}]}`,
      redirect: 'manual',
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    text = await response.text();
  } catch (error) {
    return { kind: 'again', why: describe(error) };
  }
  return response.status === 200 ? readResults(text, bodies.length) : readProblem(response, text);
}

function readResults(text: string, expected: number): BatchAnswer {
  const results = (parseJson(text) as Partial<EventBatchResult> | undefined)?.results;
  if (!Array.isArray(results) || results.length !== expected) {
    return { kind: 'stop', why: 'the answer is not one result for each event; is this address a Jifen API?' };
  }
  return { kind: 'results', results };
}

function readProblem(response: Response, text: string): BatchAnswer {
  const { status } = response;
  const problem = parseJson(text) as Partial<ProblemView> | undefined;
  const code = problem?.code ?? `HTTP_${status}`;
  const detail = problem?.detail ?? problem?.title ?? response.statusText;
  const transient = status === 408 || status === 429 || status === 502 || status === 503 || status === 504;
  if (transient || problem?.retryable === true) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    const afterMs = Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0) * 1000, MAX_RETRY_AFTER_MS) : undefined;
    return { kind: 'again', why: `${code} ${detail}`, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  if ([400, 409, 413, 422].includes(status)) return { kind: 'refused', code, detail };
  return { kind: 'stop', why: `HTTP ${status} ${code} ${detail}` };
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
