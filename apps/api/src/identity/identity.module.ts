import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { Clock, Database, Jobs } from '../platform/index.js';
import { Actors } from './actors.js';
import { ApiClientsController } from './api-clients.controller.js';
import { ApiClients } from './api-clients.js';
import { ApiClientsRepository } from './api-clients.repository.js';
import { AuditController } from './audit.controller.js';
import { Audit } from './audit.js';
import { AuditRepository } from './audit.repository.js';
import { AuditWatch } from './audit-watch.js';
import { FailedLogIns } from './failed-log-ins.js';
import { FailedLogInsRepository } from './failed-log-ins.repository.js';
import { AccessGuard } from './guard.js';
import { IdentitySeed } from './identity-seed.js';
import { KeyRing } from './key-ring.js';
import { LogIn } from './log-in.js';
import { LoginAttempts } from './login-attempts.js';
import { OperatorsController } from './operators.controller.js';
import { Operators } from './operators.js';
import { OperatorsRepository } from './operators.repository.js';
import { Passwords } from './passwords.js';
import { ProgrammeController } from './programme.controller.js';
import { Routes } from './routes.js';
import { SessionsController } from './sessions.controller.js';
import { Sessions } from './sessions.js';
import { SessionsRepository } from './sessions.repository.js';
import { Throttle } from './throttle.js';
import { Tokens } from './tokens.js';
import { UserTokensController } from './user-tokens.controller.js';

const CLEAN_UP_EVERY_MS = 3_600_000;
const REPORT_EVERY_MS = 60_000;
/** Ended sessions are kept this long: a token that is stolen and comes back late is still recognised. */
const KEPT_MS = 48 * 3_600_000;

/** Who may come in, and what they did: operators, API clients, user tokens and the audit log. */
@Module({
  imports: [DiscoveryModule],
  controllers: [
    SessionsController,
    OperatorsController,
    ApiClientsController,
    UserTokensController,
    AuditController,
    ProgrammeController,
  ],
  providers: [
    ...[ApiClientsRepository, AuditRepository, OperatorsRepository, SessionsRepository, FailedLogInsRepository],
    ...[Tokens, KeyRing, Throttle, LoginAttempts, FailedLogIns, Passwords, Sessions, LogIn, Routes, IdentitySeed],
    ...[Operators, ApiClients, Actors, Audit, AuditWatch],
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Actors, Audit, Operators, ApiClients, IdentitySeed],
})
export class IdentityModule implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: Jobs,
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly failed: FailedLogIns,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.recurring('identity.clean-up', CLEAN_UP_EVERY_MS, async () => {
      await this.sessions.removeOld(this.database, new Date(this.clock.now().getTime() - KEPT_MS));
    });
    this.jobs.recurring('identity.failed-log-ins', REPORT_EVERY_MS, () => this.failed.endWindows(this.clock.now()));
  }
}
