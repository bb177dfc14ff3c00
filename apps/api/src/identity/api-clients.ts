import { randomBytes } from 'node:crypto';
import {
  type ApiClientPage,
  type ApiClientView,
  type ApiKeyView,
  type CreateApiClientRequest,
  type CreateApiKeyRequest,
  type CreatedApiKey,
  JifenError,
  type PageQuery,
  SCOPES,
  type Scope,
} from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { type Caller, Database, decodeCursor, Ids, isoTime, pageOf } from '../platform/index.js';
import { ApiClientsRepository, type ClientRow, type KeyRow } from './api-clients.repository.js';
import { Audit } from './audit.js';
import { KEY_RANDOM_BYTES, keyPrefix, keyText, makeKey } from './domain/api-key.js';
import { KeyRing, sha256 } from './key-ring.js';

const LIST = 'api-clients';
const DEFAULT_LIMIT = 50;

/** The merchant's servers and the keys they call with. */
@Injectable()
export class ApiClients {
  constructor(
    private readonly database: Database,
    private readonly repository: ApiClientsRepository,
    private readonly keyRing: KeyRing,
    private readonly audit: Audit,
    private readonly ids: Ids,
  ) {}

  /** Clients by name with their keys. Raises INVALID_CURSOR. */
  async page({ cursor, limit = DEFAULT_LIMIT }: PageQuery): Promise<ApiClientPage> {
    const after = decodeCursor(LIST, cursor);
    const position = after && ([String(after[0] ?? ''), String(after[1] ?? '')] as const);
    const clients = await this.repository.page(this.database, position, limit + 1);
    const keys = await this.repository.keysOf(
      this.database,
      clients.map((client) => client.client_id),
    );
    const view = (client: ClientRow) => clientView(client, keys);
    return pageOf(LIST, clients, limit, view, (client) => [client.name, client.client_id]);
  }

  /** Adds a client. Raises SOURCE_TAKEN. */
  async create({ name, source }: CreateApiClientRequest, caller: Caller, now: Date): Promise<ApiClientView> {
    const clientId = this.ids.next(now.getTime());
    return this.database.transaction(
      async (tx) => {
        const existing = await this.repository.bySource(tx, source);
        if (existing && existing.client_id !== clientId) throw new JifenError('SOURCE_TAKEN');
        if (!existing) {
          await this.repository.insertClient(tx, clientId, name, source, now);
          const entry = { action: 'client.create', subject: `client:${clientId}`, after: { name, source } };
          await this.audit.record(tx, caller, entry, now);
        }
        const created = await this.repository.byId(tx, clientId);
        return clientView(created as ClientRow, []);
      },
      { retryDuplicates: true },
    );
  }

  /** Adds a key; its text is in this answer and nowhere else. Raises NOT_FOUND, VALIDATION_FAILED without a scope. */
  async createKey(
    clientId: string,
    { scopes }: CreateApiKeyRequest,
    caller: Caller,
    now: Date,
  ): Promise<CreatedApiKey> {
    if (scopes.length === 0) throw noScope();
    const key = makeKey(randomBytes(KEY_RANDOM_BYTES));
    const secretHash = sha256(key.secret).toString('hex');
    const row = await this.database.transaction(async (tx) => {
      if (!(await this.repository.byId(tx, clientId))) throw new JifenError('NOT_FOUND');
      const existing = await this.repository.lockKey(tx, clientId, key.keyId);
      if (existing) return existing;
      await this.repository.insertKey(tx, { keyId: key.keyId, clientId, secretHash, scopes }, now);
      const after = { keyId: key.keyId, scopes };
      const entry = { action: 'client.create-key', subject: `client:${clientId}`, after };
      await this.audit.record(tx, caller, entry, now);
      return this.repository.lockKey(tx, clientId, key.keyId);
    });
    return { key: keyView(row as KeyRow), secret: keyText(key) };
  }

  /** Revokes a key, everywhere within 5 seconds; once revoked it stays so. Raises NOT_FOUND. */
  async revokeKey(clientId: string, keyId: string, caller: Caller, now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      const key = await this.repository.lockKey(tx, clientId, keyId);
      if (!key) throw new JifenError('NOT_FOUND');
      if (key.revoked_at !== null) return this.audit.unchanged(caller);
      await this.repository.revoke(tx, keyId, now);
      const entry = { action: 'client.revoke-key', subject: `client:${clientId}`, before: { keyId } };
      await this.audit.record(tx, caller, entry, now);
    });
    this.keyRing.forget(keyId);
  }
}

function clientView(client: ClientRow, keys: readonly KeyRow[]): ApiClientView {
  return {
    clientId: client.client_id,
    name: client.name,
    source: client.source,
    keys: keys.filter((key) => key.client_id === client.client_id).map(keyView),
    createdAt: isoTime(client.created_at),
  };
}

function keyView(key: KeyRow): ApiKeyView {
  return {
    keyId: key.key_id,
    prefix: keyPrefix(key.key_id),
    scopes: key.scopes.split(' ').filter((scope): scope is Scope => scope in SCOPES),
    createdAt: isoTime(key.created_at),
    lastUsedAt: key.last_used_at && isoTime(key.last_used_at),
    revokedAt: key.revoked_at && isoTime(key.revoked_at),
  };
}

function noScope(): JifenError {
  const detail = 'must NOT have fewer than 1 items';
  return new JifenError('VALIDATION_FAILED', {}, [{ pointer: '/scopes', code: 'minItems', detail }]);
}
