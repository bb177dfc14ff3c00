import { randomBytes } from 'node:crypto';
import { JifenError, type SessionView } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock, Database, Ids, type Queryable } from '../platform/index.js';
import { Audit } from './audit.js';
import { sha256 } from './key-ring.js';
import type { OperatorRow } from './operators.repository.js';
import { type SessionRow, SessionsRepository } from './sessions.repository.js';
import { Tokens } from './tokens.js';
import { type ConsolePrincipal, callerOf, consolePrincipal, type Origin, operatorView } from './views.js';

/** How long a session that was found, or was not, is believed: whoever is disabled is out after 5 seconds. */
const BELIEVED_MS = 4_000;
const SESSION_MS = 7 * 24 * 3600 * 1000;
/** Without a refresh for this long the session is over. */
const IDLE_MS = 24 * 3600 * 1000;
/** Two tabs may send the same refresh token at once, and an answer may get lost on the way. */
const GRACE_MS = 10_000;

/** A refresh token to set as a cookie, in the clear for the only time. */
export interface Refresh {
  token: string;
  maxAgeSeconds: number;
}

export interface OpenSession {
  view: SessionView;
  refresh: Refresh;
}

/**
 * Sessions of operators. Each refresh token is good for one use and brings the next one; a token that comes back later
 * was stolen from somebody or by somebody, so the whole session ends.
 */
@Injectable()
export class Sessions {
  private readonly known: LRUCache<string, { operator: OperatorRow | undefined }>;

  constructor(
    private readonly database: Database,
    private readonly repository: SessionsRepository,
    private readonly tokens: Tokens,
    private readonly audit: Audit,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {
    const fetchMethod = async (sessionId: string) => ({
      operator: await this.repository.operatorOf(this.database, sessionId, this.clock.now()),
    });
    this.known = new LRUCache({ max: 10_000, ttl: BELIEVED_MS, ignoreFetchAbort: true, fetchMethod });
  }

  /** Who an access token's session belongs to; undefined when either has ended. Raises DATABASE_UNAVAILABLE. */
  async principalOf(operatorId: string, sessionId: string): Promise<ConsolePrincipal | undefined> {
    const operator = (await this.known.fetch(sessionId))?.operator;
    if (operator?.operatorId !== operatorId || operator.status !== 'ACTIVE') return undefined;
    return consolePrincipal(operator, sessionId);
  }

  /** Opens a session within a transaction. */
  async open(tx: Queryable, operator: OperatorRow, now: Date): Promise<{ sessionId: string; refresh: Refresh }> {
    const sessionId = this.ids.next(now.getTime());
    const endsAt = new Date(now.getTime() + SESSION_MS);
    await this.repository.insert(tx, sessionId, operator.operatorId, now, endsAt);
    return { sessionId, refresh: await this.mint(tx, sessionId, endsAt, now) };
  }

  /** What the console gets to work with. */
  async view(operator: OperatorRow, sessionId: string, now: Date): Promise<SessionView> {
    const { token, expiresAt } = await this.tokens.forOperator(operator.operatorId, sessionId, now);
    return { accessToken: token, expiresAt, operator: operatorView(operator) };
  }

  /** Takes a refresh token for the next one. Raises UNAUTHENTICATED. */
  async refresh(token: string, origin: Origin, now: Date): Promise<OpenSession> {
    const { sessionId, tokenHash } = partsOf(token);
    const next = await this.database.transaction(async (tx) => {
      const session = await this.live(tx, sessionId, now);
      const operator = session && (await this.repository.operatorOf(tx, sessionId, now));
      const known = operator && (await this.repository.token(tx, sessionId, tokenHash));
      if (operator?.status !== 'ACTIVE' || !known || timeOf(known.expires_at) <= now.getTime()) return undefined;
      if (known.used_at === null) await this.repository.useToken(tx, sessionId, tokenHash, now);
      else if (now.getTime() - timeOf(known.used_at) > GRACE_MS) {
        await this.endStolen(tx, operator, sessionId, origin, now);
        return undefined;
      }
      const endsAt = new Date(timeOf(session?.expires_at ?? ''));
      return { operator, refresh: await this.mint(tx, sessionId, endsAt, now) };
    });
    if (!next) throw new JifenError('UNAUTHENTICATED');
    return { view: await this.view(next.operator, sessionId, now), refresh: next.refresh };
  }

  /** Ends the session of a refresh token; one that is over already, or never was, is fine. */
  async end(token: string, origin: Origin, now: Date): Promise<void> {
    const { sessionId, tokenHash } = partsOf(token);
    await this.database.transaction(async (tx) => {
      const session = await this.live(tx, sessionId, now);
      if (!session || !(await this.repository.token(tx, sessionId, tokenHash))) return;
      const operator = await this.repository.operatorOf(tx, sessionId, now);
      await this.repository.revoke(tx, sessionId, now);
      if (!operator) return;
      const entry = { action: 'session.close', subject: `operator:${operator.operatorId}` };
      await this.audit.record(tx, callerOf(operator, sessionId, origin), entry, now);
    });
    this.known.delete(sessionId);
  }

  /** Ends an operator's sessions within a transaction, all but the one to keep. Call `forget` once it is committed. */
  async endOthers(tx: Queryable, operatorId: string, keepSessionId: string, now: Date): Promise<void> {
    await this.repository.revokeOthers(tx, operatorId, keepSessionId, now);
  }

  /** Lets changes of operators take effect at once in this process; the others find out within 5 seconds. */
  forget(): void {
    this.known.clear();
  }

  private async live(tx: Queryable, sessionId: string, now: Date): Promise<SessionRow | undefined> {
    const session = await this.repository.lock(tx, sessionId);
    return session && session.revoked_at === null && timeOf(session.expires_at) > now.getTime() ? session : undefined;
  }

  private async mint(tx: Queryable, sessionId: string, endsAt: Date, now: Date): Promise<Refresh> {
    const secret = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Math.min(now.getTime() + IDLE_MS, endsAt.getTime()));
    await this.repository.insertToken(tx, sessionId, sha256(secret).toString('hex'), expiresAt);
    const maxAgeSeconds = Math.floor((expiresAt.getTime() - now.getTime()) / 1000);
    return { token: `${sessionId}.${secret}`, maxAgeSeconds };
  }

  private async endStolen(
    tx: Queryable,
    operator: OperatorRow,
    sessionId: string,
    origin: Origin,
    now: Date,
  ): Promise<void> {
    await this.repository.revoke(tx, sessionId, now);
    const reason = 'A refresh token was used a second time';
    const entry = { action: 'session.revoke', subject: `operator:${operator.operatorId}`, reason };
    await this.audit.record(tx, callerOf(operator, sessionId, origin), entry, now);
    this.known.delete(sessionId);
  }
}

/** Splits a refresh token. One that is no token of ours names a session that does not exist. */
function partsOf(token: string): { sessionId: string; tokenHash: string } {
  const [sessionId = '', secret = ''] = token.split('.');
  const isOurs = /^[0-9A-Z]{20}$/.test(sessionId) && secret.length === 43;
  return { sessionId: isOurs ? sessionId : '', tokenHash: sha256(secret).toString('hex') };
}

function timeOf(column: string): number {
  return Date.parse(`${column.replace(' ', 'T')}Z`);
}
