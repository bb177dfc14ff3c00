import { JifenError } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { passwordFlaw } from './domain/password.js';
import { LoginAttempts } from './login-attempts.js';

/** Argon2id with the parameters that OWASP's password storage cheat sheet names first: 19 MiB, two passes, one lane. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export interface Proof {
  isRight: boolean;
  locks: boolean;
}

@Injectable()
export class Passwords {
  private decoy: Promise<string> | undefined;

  constructor(private readonly attempts: LoginAttempts) {}

  /** The hash to store. Raises PASSWORD_TOO_WEAK with the reason; `pointer` says which field is meant. */
  async hash(password: string, email: string, pointer: string): Promise<string> {
    const reason = passwordFlaw(password, email);
    if (reason)
      throw new JifenError('PASSWORD_TOO_WEAK', { reason }, [{ pointer, code: reason, detail: FLAWS[reason] }]);
    return hash(password, ARGON2);
  }

  /**
   * Whether a password is that of an e-mail; counted against the e-mail until `forgive`. Without a stored hash it takes
   * just as long and is wrong. `locks` says that a wrong one has locked the e-mail. Raises LOGIN_LOCKED.
   */
  async prove(email: string, stored: string | undefined, password: string, now: Date): Promise<Proof> {
    const { locks } = await this.attempts.begin(email, now);
    this.decoy ??= hash('nobody has this password', ARGON2);
    const isRight = await verify(stored ?? (await this.decoy), password);
    return { isRight: isRight && stored !== undefined, locks };
  }

  /** Forgets the failures of an e-mail: its password was right, or an administrator has set a new one. */
  forgive(email: string): Promise<void> {
    return this.attempts.forgive(email);
  }
}

const FLAWS = {
  'too-short': 'must have at least 12 characters',
  'contains-email': 'must not contain the e-mail or its name',
  common: 'is made of words and sequences that everybody tries first',
};
