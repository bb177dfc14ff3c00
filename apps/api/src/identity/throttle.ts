import { ERRORS, JifenError } from '@jifen/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { CONFIG, type Config } from '../platform/index.js';

/**
 * Slows down an address that fails to authenticate again and again, per process. Credentials that are known to be good
 * never ask here, so one bad neighbour behind an address does not lock the others out.
 */
@Injectable()
export class Throttle {
  private readonly limiter: RateLimiterMemory;
  private readonly allowed: number;

  constructor(@Inject(CONFIG) config: Config) {
    this.allowed = config.loginAttemptsPerMinute;
    this.limiter = new RateLimiterMemory({ points: this.allowed, duration: 60 });
  }

  /** Raises RATE_LIMITED with `retryAfterSeconds` when the address has failed too often. */
  async check(ip: string): Promise<void> {
    const state = await this.limiter.get(ip);
    if (state && state.consumedPoints > this.allowed) throw limited(state);
  }

  /** Counts a failure. Raises RATE_LIMITED when it is one too many. */
  async failed(ip: string): Promise<void> {
    try {
      await this.limiter.consume(ip);
    } catch (error) {
      throw error instanceof RateLimiterRes ? limited(error) : error;
    }
  }

  /** Runs something that proves who is asking; counts it against the address when that fails. */
  async around<T>(ip: string, prove: () => Promise<T>): Promise<T> {
    await this.check(ip);
    try {
      return await prove();
    } catch (error) {
      if (error instanceof JifenError && ERRORS[error.code].status === 401) await this.failed(ip);
      throw error;
    }
  }
}

function limited(state: RateLimiterRes): JifenError {
  return new JifenError('RATE_LIMITED', { retryAfterSeconds: Math.max(1, Math.ceil(state.msBeforeNext / 1000)) });
}
