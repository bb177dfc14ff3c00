import { beforeEach, describe, expect, test } from '@jest/globals';
import { ApiClient } from './client.js';
import { ApiProblem, asProblem, problemOf } from './problem.js';

interface Call {
  url: string;
  authorization: string | null;
}

const operator = { operatorId: 'op-1' };
let calls: Call[];
let validToken: string;
let refreshWorks: boolean;
let sessions: number;

/** A server with one valid access token; each refresh makes the next one. */
async function server(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const url = String(input).replace('/api/v1/admin', '');
  const authorization = new Headers(init?.headers).get('authorization');
  calls.push({ url, authorization });
  await new Promise((resolve) => setImmediate(resolve));
  if (url === '/auth/refresh' || url === '/auth/login') {
    if (!refreshWorks) return json(401, { code: 'UNAUTHENTICATED' });
    sessions += 1;
    validToken = `token-${sessions}`;
    return json(200, { accessToken: validToken, operator });
  }
  if (url === '/me/password') return json(401, { code: 'LOGIN_FAILED' });
  if (authorization !== `Bearer ${validToken}`) return json(401, { code: 'UNAUTHENTICATED' });
  if (url === '/broken') return new Response('<html>', { status: 502 });
  return json(200, { url });
}

function json(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status });
}

function client(fetchLike: typeof fetch = server): ApiClient {
  return new ApiClient({ fetch: fetchLike, exclusively: (_, run) => run() });
}

beforeEach(() => {
  calls = [];
  validToken = 'none';
  refreshWorks = true;
  sessions = 0;
});

describe('the session', () => {
  test('one refresh serves all requests that found the token ended', async () => {
    const api = client();
    await api.login('a@b', 'secret');
    validToken = 'ended';
    const answers = await Promise.all([api.get('/a'), api.get('/b'), api.get('/c')]);
    expect(answers).toEqual([{ url: '/a' }, { url: '/b' }, { url: '/c' }]);
    expect(calls.filter((call) => call.url === '/auth/refresh')).toHaveLength(1);
  });

  test('ends when the refresh token is not taken any more', async () => {
    const api = client();
    const seen: boolean[] = [];
    api.observeSession((session) => seen.push(session !== undefined));
    await api.login('a@b', 'secret');
    validToken = 'ended';
    refreshWorks = false;
    await expect(api.get('/a')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(seen).toEqual([true, false]);
  });

  test('a wrong password is sent once and does not end it', async () => {
    const api = client();
    await api.login('a@b', 'secret');
    await expect(api.post('/me/password', {})).rejects.toMatchObject({ code: 'LOGIN_FAILED' });
    expect(calls.map((call) => call.url)).toEqual(['/auth/login', '/me/password']);
  });

  test('the token does not go along with the log-in', async () => {
    const api = client();
    await api.login('a@b', 'secret');
    await api.login('a@b', 'secret');
    expect(calls.map((call) => call.authorization)).toEqual([null, null]);
  });
});

describe('answers', () => {
  test('a page of a proxy is a problem, too', async () => {
    const api = client();
    await api.login('a@b', 'secret');
    await expect(api.get('/broken')).rejects.toMatchObject({ code: 'BAD_ANSWER', status: 502 });
  });

  test('no answer at all can be retried', async () => {
    const api = client(async () => {
      throw new TypeError('connection refused');
    });
    await expect(api.get('/a')).rejects.toMatchObject({ code: 'NETWORK', retryable: true });
  });

  test('problem details are read defensively', () => {
    const problem = problemOf(422, {
      code: 'VALIDATION_FAILED',
      traceId: 't',
      errors: [{ pointer: '/points', code: 'minimum', detail: 'must be >= 1' }, 'nonsense', { pointer: 1 }],
      params: [],
    });
    expect(problem).toMatchObject({ code: 'VALIDATION_FAILED', traceId: 't', retryable: false, params: {} });
    expect(problem.errors).toHaveLength(1);
    expect(problemOf(500, { code: 'toString' }).code).toBe('BAD_ANSWER');
    expect(problemOf(500, null).code).toBe('BAD_ANSWER');
    expect(asProblem(new Error('x')).detail).toBe('x');
    expect(asProblem(problem)).toBe(problem);
    expect(new ApiProblem('NETWORK', 0).retryable).toBe(true);
  });
});
