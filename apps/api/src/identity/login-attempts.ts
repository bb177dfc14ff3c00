import { JifenError } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/index.js';
import { afterFailure, lockedForSeconds } from './domain/lockout.js';
import { sha256 } from './key-ring.js';
import { SessionsRepository } from './sessions.repository.js';

/**
 * Lock-out by e-mail, whether an operator has it or not, so that a lock betrays nobody. An attempt is counted as a
 * failure before the password is looked at and forgiven when it was right: a hundred guesses at once are a hundred
 * failures.
 */
@Injectable()
export class LoginAttempts {
  constructor(
    private readonly database: Database,
    private readonly repository: SessionsRepository,
  ) {}

  /**
   * Counts an attempt and answers whether it locks the e-mail, should it turn out to be wrong. Raises LOGIN_LOCKED with
   * `retryAfterSeconds`.
   */
  async begin(email: string, now: Date): Promise<{ locks: boolean }> {
    return this.database.transaction(async (tx) => {
      const attempts = await this.repository.lockAttempts(tx, hashOf(email), now);
      const retryAfterSeconds = lockedForSeconds(attempts, now);
      if (retryAfterSeconds > 0) throw new JifenError('LOGIN_LOCKED', { retryAfterSeconds });
      const after = afterFailure(attempts, now);
      await this.repository.saveAttempts(tx, hashOf(email), after);
      return { locks: after.lockedUntil !== null };
    });
  }

  /** Forgets the failures of an e-mail. */
  async forgive(email: string): Promise<void> {
    await this.repository.clearAttempts(this.database, hashOf(email));
  }
}

function hashOf(email: string): string {
  return sha256(email).toString('hex');
}
