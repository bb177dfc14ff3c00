export { isInstant } from '@jifen/contracts';
export { AdminDatabase } from './admin-database.js';
export { registerBodyParser } from './body-parser.js';
export { Clock } from './clock.js';
export { markCommit } from './commit-mark.js';
export { type Config, loadConfig, retentionMonths } from './config.js';
export { connectionOptions, openDatabase } from './connection.js';
export { decodeCursor, encodeCursor, pageOf } from './cursor.js';
export { Database } from './database.js';
export { isConnectionLost, isDuplicateKey, isRetryable } from './database-errors.js';
export { type Access, accessText, ENDPOINT, Endpoint, type EndpointOptions } from './endpoint.js';
export { FieldCipher } from './field-cipher.js';
export { GroupCommit, type Priority } from './group-commit.js';
export { canonicalJson, fingerprintOf, type Journal, type JournalOutcome, type JournalRecord } from './idempotency.js';
export { firstIdOf, Ids, idTimeMs } from './ids.js';
export { Jobs } from './jobs.js';
export { Metrics } from './metrics.js';
export { Outbox, type OutboxMessage } from './outbox.js';
export { PlatformModule } from './platform.module.js';
export {
  actorOf,
  type Caller,
  type ClientPrincipal,
  type JifenRequest,
  type OperatorPrincipal,
  type Principal,
  type UserPrincipal,
  Who,
} from './principal.js';
export { asJifenError, type Problem, ProblemFilter, problemOf, sendProblem } from './problem.filter.js';
export { type Programme, ProgrammeSettings, type SeedKind } from './programme.js';
export { int, isoTime, type Queryable, sqlTime } from './queryable.js';
export { answered } from './replay.js';
export { Signals } from './signals.js';
export { CONFIG, LOGGER } from './tokens.js';
export { ContractPipe, errorsOf, validate } from './validation.js';
