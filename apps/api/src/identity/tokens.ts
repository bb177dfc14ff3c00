import { createSecretKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import { CONFIG, type Config } from '../platform/index.js';

const ISSUER = 'jifen';
const ALGORITHM = 'HS256';
const CONSOLE = 'console';
const USER = 'user';
/** How long an operator's access token lives; the session behind it is asked for every few seconds anyway. */
const ACCESS_TTL_SECONDS = 600;

export interface IssuedToken {
  token: string;
  /** RFC 3339. */
  expiresAt: string;
}

export type TokenClaims =
  | { kind: 'operator'; operatorId: string; sessionId: string }
  | { kind: 'user'; userId: string; clientId: string }
  /** It was ours once, so whoever shows it is not guessing. */
  | { kind: 'expired' };

/** Signs and checks the tokens of operators and users. The audience keeps one from standing in for the other. */
@Injectable()
export class Tokens {
  private readonly key: KeyObject;

  constructor(@Inject(CONFIG) config: Config) {
    this.key = createSecretKey(config.jwtSecret);
  }

  forOperator(operatorId: string, sessionId: string, now: Date): Promise<IssuedToken> {
    return this.sign(operatorId, CONSOLE, { sid: sessionId }, ACCESS_TTL_SECONDS, now);
  }

  forUser(userId: string, clientId: string, ttlSeconds: number, now: Date): Promise<IssuedToken> {
    return this.sign(userId, USER, { client: clientId }, ttlSeconds, now);
  }

  /** What a token says; undefined when it is not ours or not meant for us. */
  async read(token: string, now: Date): Promise<TokenClaims | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: [CONSOLE, USER],
        requiredClaims: ['sub', 'exp'],
        currentDate: now,
      });
      const { sub, aud, sid, client } = payload;
      if (typeof sub !== 'string') return undefined;
      if (aud === CONSOLE && typeof sid === 'string') return { kind: 'operator', operatorId: sub, sessionId: sid };
      if (aud === USER && typeof client === 'string') return { kind: 'user', userId: sub, clientId: client };
      return undefined;
    } catch (error) {
      // Raised only when the signature was right.
      if (error instanceof errors.JWTExpired) return { kind: 'expired' };
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  private async sign(
    subject: string,
    audience: string,
    claims: Record<string, string>,
    ttlSeconds: number,
    now: Date,
  ): Promise<IssuedToken> {
    const issuedAt = Math.floor(now.getTime() / 1000);
    const expiresAt = issuedAt + ttlSeconds;
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.key);
    return { token, expiresAt: new Date(expiresAt * 1000).toISOString() };
  }
}
