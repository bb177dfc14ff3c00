import {
  type CreateOperatorRequest,
  JifenError,
  type OperatorPage,
  type OperatorView,
  type PageQuery,
  type UpdateOperatorRequest,
} from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { type Caller, Database, decodeCursor, Ids, pageOf, type Queryable } from '../platform/index.js';
import { Audit } from './audit.js';
import { normaliseEmail } from './domain/password.js';
import { type OperatorRow, OperatorsRepository } from './operators.repository.js';
import { Passwords } from './passwords.js';
import { Sessions } from './sessions.js';
import { operatorView } from './views.js';

const LIST = 'operators';
const DEFAULT_LIMIT = 50;
const ACTOR = 'operator:';

/** The people of the console. */
@Injectable()
export class Operators {
  constructor(
    private readonly database: Database,
    private readonly repository: OperatorsRepository,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
    private readonly ids: Ids,
  ) {}

  /** Operators by e-mail. Raises INVALID_CURSOR. */
  async page({ cursor, limit = DEFAULT_LIMIT }: PageQuery): Promise<OperatorPage> {
    const after = decodeCursor(LIST, cursor)?.[0];
    const afterEmail = after === undefined ? undefined : String(after);
    const rows = await this.repository.page(this.database, afterEmail, limit + 1);
    return pageOf(LIST, rows, limit, operatorView, (row) => [row.email]);
  }

  /** One operator. Raises NOT_FOUND. */
  async get(operatorId: string): Promise<OperatorView> {
    return operatorView(found(await this.repository.byId(this.database, operatorId)));
  }

  /** Names by actor (`operator:…`), for lists that show who did what; other actors have none. */
  async namesOf(
    actors: Iterable<string | null | undefined>,
    db: Queryable = this.database,
  ): Promise<ReadonlyMap<string, string>> {
    const ids = new Set<string>();
    for (const actor of actors) if (actor?.startsWith(ACTOR)) ids.add(actor.slice(ACTOR.length));
    const rows = await this.repository.names(db, [...ids]);
    return new Map(rows.map(({ operatorId, name }) => [subjectOf(operatorId), name]));
  }

  /** Whoever asks. */
  async me({ principal }: Caller): Promise<OperatorView> {
    if (principal.kind !== 'operator') throw new JifenError('FORBIDDEN');
    return this.get(principal.operatorId);
  }

  /** Adds an operator. Raises EMAIL_TAKEN, PASSWORD_TOO_WEAK, VALIDATION_FAILED without a role. */
  async create(request: CreateOperatorRequest, caller: Caller, now: Date): Promise<OperatorView> {
    const email = normaliseEmail(request.email);
    if (!email) throw new JifenError('VALIDATION_FAILED', {}, [TOO_LONG]);
    refuseNone(request.roles);
    const { name, roles } = request;
    const passwordHash = await this.passwords.hash(request.password, email, '/password');
    const operatorId = this.ids.next(now.getTime());
    const created = await this.database.transaction(
      async (tx) => {
        const existing = await this.repository.byEmail(tx, email);
        // Our own row is there when the first COMMIT was lost on the way back.
        if (existing?.operatorId === operatorId) return existing;
        if (existing) throw new JifenError('EMAIL_TAKEN');
        const operator = { operatorId, email, name, passwordHash, roles, status: 'ACTIVE' as const, version: 1 };
        await this.repository.insert(tx, operator, now);
        const entry = { action: 'operator.create', subject: subjectOf(operatorId), after: { email, name, roles } };
        await this.audit.record(tx, caller, entry, now);
        return found(await this.repository.byId(tx, operatorId));
      },
      { retryDuplicates: true },
    );
    return operatorView(created);
  }

  /**
   * Changes name, roles, state or password. Whoever is disabled, or gets another password, is logged out everywhere.
   * Raises NOT_FOUND, STALE_VERSION, LAST_ADMIN, PASSWORD_TOO_WEAK, VALIDATION_FAILED without a role.
   */
  async update(operatorId: string, request: UpdateOperatorRequest, caller: Caller, now: Date): Promise<OperatorView> {
    if (request.roles) refuseNone(request.roles);
    const { email } = found(await this.repository.byId(this.database, operatorId));
    const passwordHash = request.password && (await this.passwords.hash(request.password, email, '/password'));
    const updated = await this.database.transaction(async (tx) => {
      const all = await this.repository.lockAll(tx);
      const before = found(all.find((operator) => operator.operatorId === operatorId));
      if (before.version !== request.version) throw new JifenError('STALE_VERSION', { version: before.version });
      const after = changed(before, request, passwordHash);
      const others = all.filter((operator) => operator.operatorId !== operatorId);
      if (isAdmin(before) && ![after, ...others].some(isAdmin)) throw new JifenError('LAST_ADMIN');
      await this.repository.update(tx, after);
      if (after.status === 'DISABLED' || passwordHash) await this.sessions.endOthers(tx, operatorId, '', now);
      const entry = { action: 'operator.update', subject: subjectOf(operatorId), ...difference(before, after) };
      await this.audit.record(tx, caller, entry, now);
      return after;
    });
    this.sessions.forget();
    if (passwordHash) await this.passwords.forgive(email);
    return operatorView(updated);
  }
}

const TOO_LONG = { pointer: '/email', code: 'maxLength', detail: 'must NOT have more than 254 characters' };

function found(operator: OperatorRow | undefined): OperatorRow {
  if (!operator) throw new JifenError('NOT_FOUND');
  return operator;
}

function refuseNone(roles: readonly string[]): void {
  if (roles.length > 0) return;
  const detail = 'must NOT have fewer than 1 items';
  throw new JifenError('VALIDATION_FAILED', {}, [{ pointer: '/roles', code: 'minItems', detail }]);
}

function subjectOf(operatorId: string): string {
  return `${ACTOR}${operatorId}`;
}

function isAdmin({ roles, status }: OperatorRow): boolean {
  return status === 'ACTIVE' && roles.includes('ADMIN');
}

function changed(before: OperatorRow, request: UpdateOperatorRequest, passwordHash: string | undefined): OperatorRow {
  return {
    ...before,
    name: request.name ?? before.name,
    roles: request.roles ?? before.roles,
    status: request.status ?? before.status,
    passwordHash: passwordHash || before.passwordHash,
    version: before.version + 1,
  };
}

/** What an update changed, as it stands in the audit log; of a password only that it did. */
function difference(before: OperatorRow, after: OperatorRow): { before: object; after: object } {
  const changes = (['name', 'roles', 'status'] as const).filter(
    (field) => String(before[field]) !== String(after[field]),
  );
  const part = (row: OperatorRow) => Object.fromEntries(changes.map((field) => [field, row[field]]));
  const isReset = before.passwordHash !== after.passwordHash;
  return { before: part(before), after: { ...part(after), ...(isReset ? { passwordChanged: true } : {}) } };
}
