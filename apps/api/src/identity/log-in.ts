import { type ChangePasswordRequest, JifenError, type LoginRequest } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { type Caller, Database } from '../platform/index.js';
import { Audit } from './audit.js';
import { normaliseEmail } from './domain/password.js';
import { type Attempted, FailedLogIns } from './failed-log-ins.js';
import { OperatorsRepository } from './operators.repository.js';
import { Passwords, type Proof } from './passwords.js';
import { type OpenSession, Sessions } from './sessions.js';
import { type ConsolePrincipal, callerOf, type Origin } from './views.js';

/** What operators prove with their password. */
@Injectable()
export class LogIn {
  constructor(
    private readonly database: Database,
    private readonly operators: OperatorsRepository,
    private readonly sessions: Sessions,
    private readonly passwords: Passwords,
    private readonly failed: FailedLogIns,
    private readonly audit: Audit,
  ) {}

  /** Opens a session. Raises LOGIN_FAILED, whatever was wrong, and LOGIN_LOCKED with `retryAfterSeconds`. */
  async logIn({ email: given, password }: LoginRequest, origin: Origin, now: Date): Promise<OpenSession> {
    const email = normaliseEmail(given) ?? given;
    const found = await this.operators.byEmail(this.database, email);
    const attempted = { email, operatorId: found?.operatorId };
    const { isRight, locks } = await this.prove(attempted, found?.passwordHash, password, origin, now);
    if (!found || !isRight || found.status !== 'ACTIVE') {
      await this.failed.note('session.fail', attempted, origin, now);
      if (locks) await this.failed.note('session.lock', attempted, origin, now);
      throw new JifenError('LOGIN_FAILED');
    }
    const opened = await this.database.transaction(async (tx) => {
      // Read again: the password or the state may have changed while the hash was computed.
      const operator = await this.operators.byId(tx, found.operatorId);
      if (operator?.status !== 'ACTIVE' || operator.passwordHash !== found.passwordHash) return undefined;
      const { sessionId, refresh } = await this.sessions.open(tx, operator, now);
      await this.operators.loggedIn(tx, operator.operatorId, now);
      const entry = { action: 'session.open', subject: `operator:${operator.operatorId}` };
      await this.audit.record(tx, callerOf(operator, sessionId, origin), entry, now);
      return { sessionId, refresh };
    });
    if (!opened) throw new JifenError('LOGIN_FAILED');
    await this.passwords.forgive(email);
    const operator = await this.operators.byId(this.database, found.operatorId);
    return { view: await this.sessions.view(operator ?? found, opened.sessionId, now), refresh: opened.refresh };
  }

  /**
   * Sets another password for whoever asks and ends the operator's other sessions. Raises VALIDATION_FAILED with the
   * pointer `/currentPassword` when that is wrong, LOGIN_LOCKED after too many of those, PASSWORD_TOO_WEAK.
   */
  async changePassword(request: ChangePasswordRequest, caller: Caller, now: Date): Promise<void> {
    const { operatorId, sessionId, email } = caller.principal as ConsolePrincipal;
    const found = await this.operators.byId(this.database, operatorId);
    const { isRight } = await this.passwords.prove(email, found?.passwordHash, request.currentPassword, now);
    if (!found || !isRight) throw wrongPassword();
    const passwordHash = await this.passwords.hash(request.newPassword, email, '/newPassword');
    await this.database.transaction(async (tx) => {
      const operators = await this.operators.lockAll(tx);
      const operator = operators.find((candidate) => candidate.operatorId === operatorId);
      if (!operator) throw new JifenError('NOT_FOUND');
      if (operator.passwordHash === passwordHash) return;
      if (operator.passwordHash !== found.passwordHash) throw wrongPassword();
      await this.operators.update(tx, { ...operator, passwordHash, version: operator.version + 1 });
      await this.sessions.endOthers(tx, operatorId, sessionId, now);
      const entry = { action: 'operator.change-password', subject: `operator:${operatorId}` };
      await this.audit.record(tx, caller, entry, now);
    });
    this.sessions.forget();
    await this.passwords.forgive(email);
  }

  /** Also an attempt that comes while the e-mail is locked is a failed one. */
  private async prove(
    attempted: Attempted,
    stored: string | undefined,
    password: string,
    origin: Origin,
    now: Date,
  ): Promise<Proof> {
    try {
      return await this.passwords.prove(attempted.email, stored, password, now);
    } catch (error) {
      if (error instanceof JifenError && error.code === 'LOGIN_LOCKED') {
        await this.failed.note('session.fail', attempted, origin, now);
      }
      throw error;
    }
  }
}

function wrongPassword(): JifenError {
  const detail = 'is not the password until now';
  return new JifenError('VALIDATION_FAILED', {}, [{ pointer: '/currentPassword', code: 'wrong', detail }]);
}
