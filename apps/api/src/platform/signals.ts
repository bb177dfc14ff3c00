import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { Config } from './config.js';

/**
 * Short calls from one replica to all others: "look again". A signal carries nothing and may be lost (Redis away), so
 * whoever listens also looks by itself from time to time; it only makes looking happen at once.
 */
@Injectable()
export class Signals implements OnApplicationShutdown {
  private readonly listeners = new Map<string, (() => void)[]>();
  private sender: Redis | undefined;
  private receiver: Redis | undefined;
  private closed = false;

  constructor(private readonly config: Config) {}

  /** Calls `listener` whenever another replica, or this one, sends the signal. Does nothing without Redis. */
  on(name: string, listener: () => void): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
    if (!this.config.redisUrl || this.closed) return;
    this.receiver ??= this.receiving(this.config.redisUrl);
    // A client that is not connected yet subscribes when it is, and again after every loss of its connection.
    this.receiver.subscribe(this.channel(name)).catch(() => undefined);
  }

  /** Sends a signal to every replica. False when Redis is away. */
  async send(name: string): Promise<boolean> {
    if (!this.config.redisUrl || this.closed) return false;
    this.sender ??= connect(this.config.redisUrl, { maxRetriesPerRequest: 0, commandTimeout: 500 });
    return this.sender.publish(this.channel(name), '').then(
      () => true,
      () => false,
    );
  }

  onApplicationShutdown(): void {
    this.closed = true;
    this.sender?.disconnect();
    this.receiver?.disconnect();
  }

  private receiving(url: string): Redis {
    const redis = connect(url, { maxRetriesPerRequest: null });
    redis.on('message', (channel: string) => {
      for (const [name, listeners] of this.listeners) {
        if (this.channel(name) === channel) for (const listener of listeners) listener();
      }
    });
    return redis;
  }

  private channel(name: string): string {
    return `${this.config.redisPrefix}:signal:${name}`;
  }
}

function connect(url: string, options: { maxRetriesPerRequest: number | null; commandTimeout?: number }): Redis {
  const redis = new Redis(url, { ...options, enableReadyCheck: false, retryStrategy: () => 500 });
  // Redis being away is an expected state, visible in /health; whoever listens looks by itself then.
  redis.on('error', () => undefined);
  return redis;
}
