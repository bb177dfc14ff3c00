import { hash, timingSafeEqual } from 'node:crypto';
import { ALL_SCOPES } from '@jifen/contracts';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type ClientPrincipal, Clock, Database } from '../platform/index.js';
import { ApiClientsRepository, type KeyRow } from './api-clients.repository.js';
import type { KeyParts } from './domain/api-key.js';

/** How long a key that was found, or was not, is believed: a revoked key opens nothing after 5 seconds. */
const BELIEVED_MS = 4_000;
const TOUCH_EVERY_MS = 60_000;

interface KnownKey {
  /** Undefined for a key that does not exist or is revoked. */
  open: { hash: Buffer; principal: ClientPrincipal } | undefined;
}

/** Finds the client behind an API key. Known keys are answered from memory: this stands before every event. */
@Injectable()
export class KeyRing implements OnApplicationShutdown {
  private readonly known: LRUCache<string, KnownKey>;
  private readonly touchedAt = new LRUCache<string, number>({ max: 10_000 });
  private readonly touching = new Set<Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly repository: ApiClientsRepository,
    private readonly clock: Clock,
  ) {
    // Requests that miss together share one reading; one that is forgotten meanwhile is answered, not kept.
    const fetchMethod = (keyId: string) => this.load(keyId);
    this.known = new LRUCache({ max: 10_000, ttl: BELIEVED_MS, ignoreFetchAbort: true, fetchMethod });
  }

  /** The client of a key out of memory; undefined when the key is not known there or its secret is wrong. */
  remembered(key: KeyParts): ClientPrincipal | undefined {
    const known = this.known.get(key.keyId);
    return known && opened(known, key.secret);
  }

  /** The client of a key; undefined when it is not valid. Raises DATABASE_UNAVAILABLE. */
  async find(key: KeyParts): Promise<ClientPrincipal | undefined> {
    const known = await this.known.fetch(key.keyId);
    return known && opened(known, key.secret);
  }

  /** Forgets a key at once in this process; the others find out within 5 seconds. */
  forget(keyId: string): void {
    this.known.delete(keyId);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.touching);
  }

  private async load(keyId: string): Promise<KnownKey> {
    const row = await this.repository.activeKey(this.database, keyId);
    if (!row) return { open: undefined };
    this.touch(row);
    const scopes = new Set(ALL_SCOPES.filter((scope) => row.scopes.split(' ').includes(scope)));
    const principal: ClientPrincipal = { kind: 'client', clientId: row.client_id, source: row.source, scopes };
    return { open: { hash: Buffer.from(row.secret_hash, 'hex'), principal } };
  }

  /** Notes the use of a key at most once a minute, beside the request: it may fail, and nobody waits for it. */
  private touch({ key_id: keyId }: KeyRow): void {
    const now = this.clock.now();
    if (now.getTime() - (this.touchedAt.get(keyId) ?? 0) < TOUCH_EVERY_MS) return;
    this.touchedAt.set(keyId, now.getTime());
    const touch = this.repository.touch(this.database, keyId, now).catch(() => undefined);
    this.touching.add(touch);
    touch.finally(() => this.touching.delete(touch));
  }
}

function opened({ open }: KnownKey, secret: string): ClientPrincipal | undefined {
  return open && timingSafeEqual(open.hash, sha256(secret)) ? open.principal : undefined;
}

/** SHA-256 of the text of a secret. Fast on purpose: what it hides is 256 random bits. */
export function sha256(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}
