import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import Bull from 'bull';
import type { Logger } from 'pino';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import { type Database, sqlTime } from './database.js';

/**
 * Work outside requests. A recurring job runs on one replica at a time, decided by a lease in MySQL, so it goes on
 * when Redis is away; the queue (Bull) only wakes workers early and spreads deliveries. Nothing that was accepted
 * lives in Redis alone, jobs carry ids and no personal data, and every consumer must bear to be called twice.
 */
@Injectable()
export class Jobs implements OnApplicationShutdown {
  private readonly holder = `${hostname().slice(0, 30)}-${process.pid}-${randomBytes(4).toString('hex')}`;
  private readonly queues = new Map<string, Bull.Queue>();
  private readonly running = new Set<Promise<unknown>>();
  private stopping = false;

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly scheduler: SchedulerRegistry,
    private readonly logger: Logger,
  ) {}

  /** Runs `work` every `everyMs` on one replica at a time. A run that raises is logged and tried at the next tick. */
  recurring(name: string, everyMs: number, work: () => Promise<void>): void {
    if (!this.config.worker) return;
    let busy = false;
    const tick = async () => {
      if (busy || this.stopping) return;
      busy = true;
      try {
        if (await this.lease(name, everyMs)) await work();
      } catch (error) {
        this.logger.warn({ err: error, job: name }, 'recurring job failed');
      } finally {
        busy = false;
      }
    };
    const interval = setInterval(() => this.track(tick()), everyMs);
    interval.unref();
    this.scheduler.addInterval(name, interval);
  }

  /** Calls `work` whenever somebody wakes the queue `name`; wake-ups while it runs are folded into one more run. */
  onWake(name: string, work: () => Promise<void>): void {
    if (!this.config.worker) return;
    const queue = this.queue(name);
    queue
      ?.process(1, async () => {
        if (!this.stopping) await this.track(work());
      })
      .catch((error: unknown) => this.logger.warn({ err: error, queue: name }, 'queue consumer ended'));
  }

  /** Wakes the consumers of a queue. False when Redis is away: the recurring sweep finds the work later. */
  async wake(name: string): Promise<boolean> {
    const queue = this.queue(name);
    if (queue?.client.status !== 'ready') return false;
    try {
      // One waiting wake-up is enough, whoever asks: the id folds them. A finished job must go for the next one.
      await queue.add({}, { jobId: 'wake', removeOnComplete: true, removeOnFail: true });
      return true;
    } catch (error) {
      this.logger.warn({ err: error, queue: name }, 'queue could not be woken');
      return false;
    }
  }

  /** Whether Redis answers; undefined when none is configured. */
  get redisReady(): boolean | undefined {
    const first = this.queues.values().next().value;
    return first ? first.client.status === 'ready' : undefined;
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const name of this.scheduler.getIntervals()) this.scheduler.deleteInterval(name);
    await Promise.allSettled(this.running);
    await Promise.all([...this.queues.values()].map((queue) => closeQuietly(queue)));
  }

  private async lease(name: string, forMs: number): Promise<boolean> {
    const now = this.clock.now();
    const until = sqlTime(new Date(now.getTime() + Math.max(forMs - 50, 500)));
    const taken = await this.database.run(
      'UPDATE job_lease SET holder = ?, leased_until = ? WHERE name = ? AND (leased_until <= ? OR holder = ?)',
      [this.holder, until, name, sqlTime(now), this.holder],
    );
    if (taken > 0) return true;
    const known = await this.database.rows('SELECT name FROM job_lease WHERE name = ?', [name]);
    if (known.length > 0) return false;
    const made = 'INSERT IGNORE INTO job_lease (name, holder, leased_until) VALUES (?, ?, ?)';
    return (await this.database.run(made, [name, this.holder, until])) > 0;
  }

  private track<T>(work: Promise<T>): Promise<T> {
    this.running.add(work);
    return work.finally(() => this.running.delete(work));
  }

  private queue(name: string): Bull.Queue | undefined {
    if (!this.config.redisUrl || this.stopping) return this.queues.get(name);
    let queue = this.queues.get(name);
    if (!queue) {
      queue = new Bull(name, this.config.redisUrl, {
        prefix: this.config.redisPrefix,
        redis: { maxRetriesPerRequest: null, enableReadyCheck: false, retryStrategy: () => 500 },
        settings: { maxStalledCount: 5 },
      });
      // Redis being away is an expected state, visible in /health; it is not an error a request.
      queue.on('error', () => undefined);
      this.queues.set(name, queue);
    }
    return queue;
  }
}

async function closeQuietly(queue: Bull.Queue): Promise<void> {
  // Without Redis a graceful close would wait for an answer that never comes.
  const closed = queue.close(queue.client.status !== 'ready').catch(() => undefined);
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 1500).unref())]);
}
