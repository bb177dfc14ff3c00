/**
 * How log-ins slow down. Four failures are free; every further one locks the account for twice as long as the one
 * before, up to an hour. A day without a failure forgets them.
 */
export interface Attempts {
  failures: number;
  failedAt: Date;
  lockedUntil: Date | null;
}

const FREE_FAILURES = 4;
const FIRST_LOCK_SECONDS = 30;
const LONGEST_LOCK_SECONDS = 3600;
const FORGET_AFTER_MS = 24 * 3600 * 1000;

/** Seconds until another attempt is allowed; 0 when it is allowed now. */
export function lockedForSeconds(attempts: Attempts | undefined, now: Date): number {
  if (!attempts?.lockedUntil) return 0;
  return Math.max(0, Math.ceil((attempts.lockedUntil.getTime() - now.getTime()) / 1000));
}

/** The state after one more failure. */
export function afterFailure(attempts: Attempts | undefined, now: Date): Attempts {
  const isRecent = attempts !== undefined && now.getTime() - attempts.failedAt.getTime() < FORGET_AFTER_MS;
  const failures = (isRecent ? attempts.failures : 0) + 1;
  const seconds = lockSeconds(failures);
  return { failures, failedAt: now, lockedUntil: seconds ? new Date(now.getTime() + seconds * 1000) : null };
}

function lockSeconds(failures: number): number {
  if (failures <= FREE_FAILURES) return 0;
  return Math.min(LONGEST_LOCK_SECONDS, FIRST_LOCK_SECONDS * 2 ** Math.min(failures - FREE_FAILURES - 1, 20));
}
