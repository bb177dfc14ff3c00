import { randomBytes } from 'node:crypto';
import { ALL_SCOPES, type Role } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Database, Ids, type Queryable } from '../platform/index.js';
import { ApiClientsRepository } from './api-clients.repository.js';
import { Audit } from './audit.js';
import { KEY_RANDOM_BYTES, keyText, makeKey, parseKey } from './domain/api-key.js';
import { sha256 } from './key-ring.js';
import { OperatorsRepository } from './operators.repository.js';
import { Passwords } from './passwords.js';

export interface SeedOperator {
  email: string;
  name: string;
  role: Role;
}

/** What the seed is about to create, with the secrets that nobody can read back later. */
export interface SeedCredentials {
  /** Undefined when there is an API client already. */
  apiKey: string | undefined;
  operators: (SeedOperator & { password: string })[];
}

const CLIENT = { name: 'Demo', source: 'demo' };

/** The first operators and the first API client of a programme. */
@Injectable()
export class IdentitySeed {
  constructor(
    private readonly database: Database,
    private readonly operators: OperatorsRepository,
    private readonly clients: ApiClientsRepository,
    private readonly passwords: Passwords,
    private readonly audit: Audit,
    private readonly ids: Ids,
  ) {}

  /**
   * Credentials for what is missing: operators by e-mail, and a client with a key of every scope when there is none.
   */
  async plan(wanted: readonly SeedOperator[]): Promise<SeedCredentials> {
    const operators: SeedCredentials['operators'] = [];
    for (const operator of wanted) {
      const existing = await this.operators.byEmail(this.database, operator.email);
      if (!existing) operators.push({ ...operator, password: randomBytes(15).toString('base64url') });
    }
    const hasClient = await this.clients.anyClient(this.database);
    return { apiKey: hasClient ? undefined : keyText(makeKey(randomBytes(KEY_RANDOM_BYTES))), operators };
  }

  /** Creates what was planned, all or nothing. */
  async apply({ apiKey, operators }: SeedCredentials, now: Date): Promise<void> {
    const hashed: [SeedOperator, string][] = [];
    for (const operator of operators) {
      hashed.push([operator, await this.passwords.hash(operator.password, operator.email, '/password')]);
    }
    await this.database.transaction(async (tx) => {
      for (const [operator, passwordHash] of hashed) await this.addOperator(tx, operator, passwordHash, now);
      if (apiKey) await this.addClient(tx, apiKey, now);
    });
  }

  private async addOperator(
    tx: Queryable,
    { email, name, role }: SeedOperator,
    passwordHash: string,
    now: Date,
  ): Promise<void> {
    if (await this.operators.byEmail(tx, email)) return;
    const operatorId = this.ids.next(now.getTime());
    const operator = { operatorId, email, name, passwordHash, roles: [role], status: 'ACTIVE' as const, version: 1 };
    await this.operators.insert(tx, operator, now);
    const entry = {
      action: 'operator.create',
      subject: `operator:${operatorId}`,
      after: { email, name, roles: [role] },
    };
    await this.audit.recordBySystem(tx, entry, now);
  }

  private async addClient(tx: Queryable, apiKey: string, now: Date): Promise<void> {
    const key = parseKey(apiKey);
    if (!key || (await this.clients.anyClient(tx))) return;
    const clientId = this.ids.next(now.getTime());
    await this.clients.insertClient(tx, clientId, CLIENT.name, CLIENT.source, now);
    const secretHash = sha256(key.secret).toString('hex');
    await this.clients.insertKey(tx, { keyId: key.keyId, clientId, secretHash, scopes: ALL_SCOPES }, now);
    const after = { ...CLIENT, keyId: key.keyId, scopes: ALL_SCOPES };
    await this.audit.recordBySystem(tx, { action: 'client.create', subject: `client:${clientId}`, after }, now);
  }
}
