import type { Scope } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { type Queryable, sqlTime } from '../platform/index.js';

export interface ClientRow {
  client_id: string;
  name: string;
  source: string;
  created_at: string;
}

export interface KeyRow {
  key_id: string;
  client_id: string;
  secret_hash: string;
  scopes: string;
  created_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
}

export interface NewKey {
  keyId: string;
  clientId: string;
  secretHash: string;
  scopes: readonly Scope[];
}

const CLIENT = 'SELECT client_id, name, source, created_at FROM api_client';
const KEY = 'SELECT key_id, client_id, secret_hash, scopes, created_at, last_used_at, revoked_at FROM api_key';

@Injectable()
export class ApiClientsRepository {
  /** Clients by name, behind the given name and id. */
  page(db: Queryable, after: readonly [string, string] | undefined, rows: number): Promise<ClientRow[]> {
    return after
      ? db.rows(`${CLIENT} WHERE (name, client_id) > (?, ?) ORDER BY name, client_id LIMIT ?`, [...after, rows])
      : db.rows(`${CLIENT} ORDER BY name, client_id LIMIT ?`, [rows]);
  }

  async byId(db: Queryable, clientId: string): Promise<ClientRow | undefined> {
    return (await db.rows<ClientRow>(`${CLIENT} WHERE client_id = ?`, [clientId]))[0];
  }

  /** Names of clients by id, or by source: history that was there before its client knows only that. */
  async names(db: Queryable, ids: readonly string[]): Promise<{ id: string; name: string }[]> {
    if (ids.length === 0) return [];
    return db.rows(
      `SELECT client_id AS id, name FROM api_client WHERE client_id IN (?)
       UNION ALL SELECT source, name FROM api_client WHERE source IN (?)`,
      [ids, ids],
    );
  }

  async bySource(db: Queryable, source: string): Promise<ClientRow | undefined> {
    return (await db.rows<ClientRow>(`${CLIENT} WHERE source = ?`, [source]))[0];
  }

  async insertClient(db: Queryable, clientId: string, name: string, source: string, now: Date): Promise<void> {
    const values = [clientId, name, source, sqlTime(now)];
    await db.run('INSERT INTO api_client (client_id, name, source, created_at) VALUES (?)', [values]);
  }

  /** The keys of some clients, newest first. */
  async keysOf(db: Queryable, clientIds: readonly string[]): Promise<KeyRow[]> {
    if (clientIds.length === 0) return [];
    return db.rows(`${KEY} WHERE client_id IN (?) ORDER BY created_at DESC, key_id`, [clientIds]);
  }

  /** A key of a client, locked. */
  async lockKey(db: Queryable, clientId: string, keyId: string): Promise<KeyRow | undefined> {
    return (await db.rows<KeyRow>(`${KEY} WHERE key_id = ? AND client_id = ? FOR UPDATE`, [keyId, clientId]))[0];
  }

  /** A key that is not revoked, with the source of its client: everything a request with it needs. */
  async activeKey(db: Queryable, keyId: string): Promise<(KeyRow & { source: string }) | undefined> {
    const rows = await db.rows<KeyRow & { source: string }>(
      `SELECT k.key_id, k.client_id, k.secret_hash, k.scopes, k.created_at, k.last_used_at, k.revoked_at, c.source
       FROM api_key k JOIN api_client c ON c.client_id = k.client_id
       WHERE k.key_id = ? AND k.revoked_at IS NULL`,
      [keyId],
    );
    return rows[0];
  }

  async insertKey(db: Queryable, key: NewKey, now: Date): Promise<void> {
    const values = [key.keyId, key.clientId, key.secretHash, key.scopes.join(' '), sqlTime(now)];
    await db.run('INSERT INTO api_key (key_id, client_id, secret_hash, scopes, created_at) VALUES (?)', [values]);
  }

  async revoke(db: Queryable, keyId: string, now: Date): Promise<void> {
    await db.run('UPDATE api_key SET revoked_at = ? WHERE key_id = ?', [sqlTime(now), keyId]);
  }

  async touch(db: Queryable, keyId: string, now: Date): Promise<void> {
    const at = sqlTime(now);
    const sql = 'UPDATE api_key SET last_used_at = ? WHERE key_id = ? AND (last_used_at IS NULL OR last_used_at < ?)';
    await db.run(sql, [at, keyId, at]);
  }

  async anyClient(db: Queryable): Promise<boolean> {
    return (await db.rows(`${CLIENT} LIMIT 1`)).length > 0;
  }
}
