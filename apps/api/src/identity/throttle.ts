import { ERRORS, JifenError } from '@jifen/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { CONFIG, type Config } from '../platform/index.js';

/**
 * Slows down an address that fails to authenticate again and again, per process. Forged credentials and failed log-ins
 * are counted apart, so neither makes the other fail.
 */
@Injectable()
export class Throttle {
  private readonly forgeries: RateLimiterMemory;
  private readonly failedLogIns: RateLimiterMemory;
  private readonly allowed: number;

  constructor(@Inject(CONFIG) config: Config) {
    this.allowed = config.loginAttemptsPerMinute;
    this.forgeries = new RateLimiterMemory({ points: this.allowed, duration: 60 });
    this.failedLogIns = new RateLimiterMemory({ points: this.allowed, duration: 60 });
  }

  /**
   * Counts a key or token that proved to be forged; what is good is never asked for here. Raises RATE_LIMITED with
   * `retryAfterSeconds` when it is one too many.
   */
  async forged(ip: string): Promise<void> {
    await count(this.forgeries, ip);
  }

  /**
   * Runs a log-in; counts it against the address when it fails. Raises RATE_LIMITED with `retryAfterSeconds`, without
   * running it, when too many have failed: looking at a password is made to take long, also when it is the right one.
   */
  async logIn<T>(ip: string, prove: () => Promise<T>): Promise<T> {
    const state = await this.failedLogIns.get(ip);
    if (state && state.consumedPoints > this.allowed) throw limited(state);
    try {
      return await prove();
    } catch (error) {
      if (error instanceof JifenError && ERRORS[error.code].status === 401) await count(this.failedLogIns, ip);
      throw error;
    }
  }
}

async function count(limiter: RateLimiterMemory, ip: string): Promise<void> {
  try {
    await limiter.consume(ip);
  } catch (error) {
    throw error instanceof RateLimiterRes ? limited(error) : error;
  }
}

function limited(state: RateLimiterRes): JifenError {
  return new JifenError('RATE_LIMITED', { retryAfterSeconds: Math.max(1, Math.ceil(state.msBeforeNext / 1000)) });
}
