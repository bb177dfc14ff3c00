/**
 * The one door to the API. The access token lives in memory only; the refresh token is a cookie that scripts cannot
 * read. When the access token has ended, one refresh serves every request that waits for it.
 */
import type { SessionView } from '@jifen/contracts';
import { ApiProblem, asProblem, problemOf } from './problem.js';

const BASE = '/api/v1/admin';
const REFRESH_LOCK = 'jifen-refresh';

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface RequestOptions {
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** Log-in itself carries no token and must not be repeated after a refresh. */
  anonymous?: boolean;
}

export interface ApiClientHooks {
  fetch: typeof fetch;
  /** Runs the refresh while no other tab does: a rotated cookie used twice would end the session. */
  exclusively: <T>(name: string, run: () => Promise<T>) => Promise<T>;
}

export class ApiClient {
  private accessToken: string | undefined;
  private refreshing: Promise<SessionView> | undefined;
  private onSession: (session: SessionView | undefined) => void = () => undefined;

  constructor(private readonly hooks: ApiClientHooks) {}

  /** Told whenever a session begins, is renewed or ends. */
  observeSession(listener: (session: SessionView | undefined) => void): void {
    this.onSession = listener;
  }

  get<T>(url: string, signal?: AbortSignal): Promise<T> {
    return this.request<T>('GET', url, { signal });
  }

  post<T>(url: string, body?: unknown): Promise<T> {
    return this.request<T>('POST', url, { body });
  }

  patch<T>(url: string, body: unknown): Promise<T> {
    return this.request<T>('PATCH', url, { body });
  }

  put<T>(url: string, body: unknown): Promise<T> {
    return this.request<T>('PUT', url, { body });
  }

  delete(url: string): Promise<void> {
    return this.request<void>('DELETE', url);
  }

  /** Starts a session. Raises LOGIN_FAILED, LOGIN_LOCKED. */
  async login(email: string, password: string): Promise<SessionView> {
    const session = await this.request<SessionView>('POST', '/auth/login', {
      body: { email, password },
      anonymous: true,
    });
    this.begin(session);
    return session;
  }

  /** Ends the session here even when the server cannot be told. */
  async logout(): Promise<void> {
    try {
      await this.send('POST', '/auth/logout', {});
    } finally {
      this.end();
    }
  }

  /** Takes up a session from the refresh cookie. Raises UNAUTHENTICATED when there is none. */
  refresh(): Promise<SessionView> {
    this.refreshing ??= this.hooks
      .exclusively(REFRESH_LOCK, () => this.send('POST', '/auth/refresh', { anonymous: true }))
      .then((answer) => this.read<SessionView>(answer))
      .then((session) => {
        this.begin(session);
        return session;
      })
      .finally(() => {
        this.refreshing = undefined;
      });
    return this.refreshing;
  }

  private async request<T>(method: Method, url: string, options: RequestOptions = {}): Promise<T> {
    const answer = await this.send(method, url, options);
    if (answer.status !== 401 || options.anonymous) return this.read<T>(answer);
    // A wrong password is a 401, too, and must not be sent twice.
    const problem = await this.read<T>(answer).then(() => undefined, asProblem);
    if (problem && problem.code !== 'UNAUTHENTICATED' && problem.code !== 'BAD_ANSWER') throw problem;
    try {
      await this.refresh();
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) this.end();
      throw error;
    }
    return this.read<T>(await this.send(method, url, options));
  }

  private async send(method: Method, url: string, options: RequestOptions): Promise<Response> {
    const headers: Record<string, string> = { Accept: 'application/json', 'X-Requested-With': 'jifen' };
    if (this.accessToken && !options.anonymous) headers['Authorization'] = `Bearer ${this.accessToken}`;
    if (options.body !== undefined) headers['Content-Type'] = 'application/json';
    const init: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store' };
    if (options.body !== undefined) init.body = JSON.stringify(options.body);
    if (options.signal) init.signal = options.signal;
    try {
      return await this.hooks.fetch(`${BASE}${url}`, init);
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new ApiProblem('NETWORK', 0);
    }
  }

  private async read<T>(answer: Response): Promise<T> {
    if (answer.status === 204) return undefined as T;
    const text = await answer.text().catch(() => '');
    const body = parse(text);
    if (answer.ok && body !== undefined) return body as T;
    throw problemOf(answer.status, body);
  }

  private begin(session: SessionView): void {
    this.accessToken = session.accessToken;
    this.onSession(session);
  }

  private end(): void {
    this.accessToken = undefined;
    this.onSession(undefined);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Web Locks exist in secure contexts only; without them tabs refresh on their own. */
async function exclusively<T>(name: string, run: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return run();
  return navigator.locks.request(name, run) as Promise<T>;
}

export const api = new ApiClient({ fetch: (input, init) => fetch(input, init), exclusively });
