import { Injectable } from '@nestjs/common';
import { type Queryable, sqlTime } from '../platform/index.js';
import type { Attempts } from './domain/lockout.js';
import { OPERATOR_COLUMNS, type OperatorRow, operatorOf } from './operators.repository.js';

export interface RefreshTokenRow {
  used_at: string | null;
  expires_at: string;
}

export interface SessionRow {
  session_id: string;
  operator_id: string;
  expires_at: string;
  revoked_at: string | null;
}

@Injectable()
export class SessionsRepository {
  async insert(db: Queryable, sessionId: string, operatorId: string, now: Date, expiresAt: Date): Promise<void> {
    const values = [sessionId, operatorId, sqlTime(now), sqlTime(expiresAt)];
    await db.run('INSERT INTO operator_session (session_id, operator_id, created_at, expires_at) VALUES (?)', [values]);
  }

  async lock(db: Queryable, sessionId: string): Promise<SessionRow | undefined> {
    const sql =
      'SELECT session_id, operator_id, expires_at, revoked_at FROM operator_session WHERE session_id = ? FOR UPDATE';
    return (await db.rows<SessionRow>(sql, [sessionId]))[0];
  }

  /** The operator behind a session that is neither revoked nor over. */
  async operatorOf(db: Queryable, sessionId: string, now: Date): Promise<OperatorRow | undefined> {
    const [row] = await db.rows<Parameters<typeof operatorOf>[0]>(
      `SELECT ${OPERATOR_COLUMNS} FROM operator_session s JOIN operator o ON o.operator_id = s.operator_id
       WHERE s.session_id = ? AND s.revoked_at IS NULL AND s.expires_at > ?`,
      [sessionId, sqlTime(now)],
    );
    return row && operatorOf(row);
  }

  async revoke(db: Queryable, sessionId: string, now: Date): Promise<void> {
    const sql = 'UPDATE operator_session SET revoked_at = ? WHERE session_id = ? AND revoked_at IS NULL';
    await db.run(sql, [sqlTime(now), sessionId]);
  }

  /** Ends the sessions of an operator but the one to keep. */
  async revokeOthers(db: Queryable, operatorId: string, keepSessionId: string, now: Date): Promise<void> {
    await db.run(
      'UPDATE operator_session SET revoked_at = ? WHERE operator_id = ? AND session_id <> ? AND revoked_at IS NULL',
      [sqlTime(now), operatorId, keepSessionId],
    );
  }

  async insertToken(db: Queryable, sessionId: string, tokenHash: string, expiresAt: Date): Promise<void> {
    const values = [sessionId, tokenHash, sqlTime(expiresAt)];
    await db.run('INSERT INTO operator_refresh_token (session_id, token_hash, expires_at) VALUES (?)', [values]);
  }

  async token(db: Queryable, sessionId: string, tokenHash: string): Promise<RefreshTokenRow | undefined> {
    const sql = 'SELECT used_at, expires_at FROM operator_refresh_token WHERE session_id = ? AND token_hash = ?';
    return (await db.rows<RefreshTokenRow>(sql, [sessionId, tokenHash]))[0];
  }

  async useToken(db: Queryable, sessionId: string, tokenHash: string, now: Date): Promise<void> {
    const sql = 'UPDATE operator_refresh_token SET used_at = ? WHERE session_id = ? AND token_hash = ?';
    await db.run(sql, [sqlTime(now), sessionId, tokenHash]);
  }

  /** Removes sessions that ended before `until`, with their tokens, and log-in failures nobody counts any more. */
  async removeOld(db: Queryable, until: Date): Promise<void> {
    const at = sqlTime(until);
    const sessions = await db.rows<{ session_id: string }>(
      'SELECT session_id FROM operator_session WHERE expires_at < ? LIMIT 1000',
      [at],
    );
    const ids = sessions.map((session) => session.session_id);
    if (ids.length > 0) {
      await db.run('DELETE FROM operator_refresh_token WHERE session_id IN (?)', [ids]);
      await db.run('DELETE FROM operator_session WHERE session_id IN (?)', [ids]);
    }
    await db.run('DELETE FROM login_throttle WHERE failed_at < ? LIMIT 10000', [at]);
  }

  /**
   * The failures counted for an e-mail, locked; the row is made when there is none, so that two cannot both be first.
   */
  async lockAttempts(db: Queryable, emailHash: string, now: Date): Promise<Attempts> {
    await db.run(
      `INSERT INTO login_throttle (email_hash, failures, failed_at) VALUES (?, 0, ?)
       ON DUPLICATE KEY UPDATE email_hash = email_hash`,
      [emailHash, sqlTime(now)],
    );
    const [row] = await db.rows<{ failures: number; failed_at: string; locked_until: string | null }>(
      'SELECT failures, failed_at, locked_until FROM login_throttle WHERE email_hash = ? FOR UPDATE',
      [emailHash],
    );
    if (!row) throw new Error('login_throttle row vanished under its lock');
    const at = (text: string) => new Date(`${text.replace(' ', 'T')}Z`);
    return {
      failures: Number(row.failures),
      failedAt: at(row.failed_at),
      lockedUntil: row.locked_until ? at(row.locked_until) : null,
    };
  }

  async saveAttempts(db: Queryable, emailHash: string, attempts: Attempts): Promise<void> {
    const lockedUntil = attempts.lockedUntil && sqlTime(attempts.lockedUntil);
    await db.run('UPDATE login_throttle SET failures = ?, failed_at = ?, locked_until = ? WHERE email_hash = ?', [
      attempts.failures,
      sqlTime(attempts.failedAt),
      lockedUntil,
      emailHash,
    ]);
  }

  async clearAttempts(db: Queryable, emailHash: string): Promise<void> {
    await db.run('DELETE FROM login_throttle WHERE email_hash = ?', [emailHash]);
  }
}
