/** What an error of the driver says: run it again, the connection is gone, somebody was first. */

const RETRIED_ERRORS = new Set([1213, 1205, 1020, 3101, 1290, 1836]);
/** The server has become read-only (a fail-over): asking the same connection again would ask the same server. */
const READ_ONLY_ERRORS = new Set([1290, 1836]);
const LOST_CONNECTION = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_ENQUEUE_AFTER_QUIT',
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'ER_SERVER_SHUTDOWN',
  'POOL_CLOSED',
]);
/** 1040, 1203 and 1226: no connection to be had. 1317: somebody killed what we were doing. */
const LOST_ERRNO = new Set([1040, 1053, 1077, 1079, 1203, 1226, 1317, 1927, 4031, 2006, 2013]);
/** Errors of the driver that carry neither a code nor a number. */
const LOST_MESSAGE = /connection is in closed state|Pool is closed|No connections available|Queue limit reached/;
const DUPLICATE_KEY = 1062;

interface DriverError {
  errno?: number;
  code?: string;
  message?: string;
}

function driverError(error: unknown): DriverError {
  const outer = error as { driverError?: DriverError } & DriverError;
  return outer?.driverError ?? outer ?? {};
}

export function isDuplicateKey(error: unknown): boolean {
  return driverError(error).errno === DUPLICATE_KEY;
}

export function isRetryable(error: unknown): boolean {
  return RETRIED_ERRORS.has(driverError(error).errno ?? 0);
}

export function isConnectionLost(error: unknown): boolean {
  const { code, errno, message } = driverError(error);
  return LOST_CONNECTION.has(code ?? '') || LOST_ERRNO.has(errno ?? 0) || LOST_MESSAGE.test(message ?? '');
}

/** The server takes no writes any more. */
export function isReadOnly(error: unknown): boolean {
  return READ_ONLY_ERRORS.has(driverError(error).errno ?? 0);
}
