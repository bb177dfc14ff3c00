import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import Bull from 'bull';
import type { Logger } from 'pino';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import type { Database } from './database.js';

/**
 * Work outside requests. A recurring job runs on one replica at a time, decided by a lease in MySQL, so it goes on
 * when Redis is away; the queue (Bull) only wakes workers early and spreads deliveries. Nothing that was accepted
 * lives in Redis alone, jobs carry ids and no personal data, and every consumer must bear to be called twice.
 */

/** A lease lasts so long unless it is renewed: the time that a job stands still when its replica dies. */
const LEASE_MS = 30_000;
/** At least so often a replica looks whether a job is due; jobs that are rarer survive restarts that way. */
const LONGEST_TICK_MS = 60_000;
/** Wake-ups within this time become one, at its end; unless whoever wakes allows more. */
const FOLD_MS = 50;
/** A queue that has not taken a wake-up by then is as good as away. */
const WAKE_PATIENCE_MS = 500;

interface Waker {
  queue: Bull.Queue;
  lastMs: number;
  folded: Promise<boolean> | undefined;
}

@Injectable()
export class Jobs implements OnApplicationShutdown {
  private readonly holder = `${hostname().slice(0, 30)}-${process.pid}-${randomBytes(4).toString('hex')}`;
  private readonly wakers = new Map<string, Waker>();
  private readonly running = new Set<Promise<unknown>>();
  private stopping = false;

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly scheduler: SchedulerRegistry,
    private readonly logger: Logger,
  ) {}

  /**
   * Runs `work` every `everyMs` on one replica at a time; when it is next due is kept in the database, so restarts
   * neither skip nor repeat it. A run that raises is logged and tried again after `everyMs` or a minute.
   */
  recurring(name: string, everyMs: number, work: () => Promise<void>): void {
    if (!this.config.worker) return;
    let busy = false;
    const tick = async () => {
      if (busy || this.stopping) return;
      busy = true;
      try {
        await this.runIfDue(name, everyMs, work);
      } catch (error) {
        this.logger.warn({ err: error, job: name }, 'recurring job failed');
      } finally {
        busy = false;
      }
    };
    const interval = setInterval(() => void this.track(tick()), Math.min(everyMs, LONGEST_TICK_MS));
    interval.unref();
    this.scheduler.addInterval(name, interval);
  }

  /**
   * Calls `work` after somebody has woken the queue `name`. What became visible before the wake-up is seen by a run
   * that starts after it; several wake-ups may share one run.
   */
  onWake(name: string, work: () => Promise<void>): void {
    if (!this.config.worker) return;
    this.waker(name)
      ?.queue.process(1, async () => {
        if (!this.stopping) await this.track(work());
      })
      .catch((error: unknown) => this.logger.warn({ err: error, queue: name }, 'queue consumer ended'));
  }

  /**
   * Wakes the consumers of a queue; wake-ups within `foldMs` become one. False when Redis is away: the recurring sweep
   * finds the work later.
   */
  async wake(name: string, foldMs = FOLD_MS): Promise<boolean> {
    const waker = this.waker(name);
    if (waker?.queue.client.status !== 'ready') return false;
    if (waker.folded) return waker.folded;
    const waitMs = waker.lastMs + foldMs - performance.now();
    if (waitMs <= 0) return this.enqueue(name, waker);
    waker.folded = new Promise((resolve) => {
      setTimeout(() => {
        waker.folded = undefined;
        resolve(this.enqueue(name, waker));
      }, waitMs).unref();
    });
    return waker.folded;
  }

  /** Whether Redis answers; undefined when none is configured. */
  get redisReady(): boolean | undefined {
    const first = this.wakers.values().next().value;
    return first ? first.queue.client.status === 'ready' : undefined;
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const name of this.scheduler.getIntervals()) this.scheduler.deleteInterval(name);
    await Promise.allSettled(this.running);
    await Promise.all([...this.wakers.values()].map(({ queue }) => closeQuietly(queue)));
  }

  private async runIfDue(name: string, everyMs: number, work: () => Promise<void>): Promise<void> {
    const startedAt = this.clock.now().getTime();
    if (!(await this.lease(name))) return;
    const renewal = setInterval(() => {
      this.extend(name, LEASE_MS).catch((error: unknown) => {
        this.logger.warn({ err: error, job: name }, 'lease could not be renewed');
      });
    }, LEASE_MS / 3);
    renewal.unref();
    let restMs = Math.min(everyMs, LONGEST_TICK_MS);
    try {
      await work();
      // A little early, or the replica's own next tick would come just too soon.
      restMs = Math.max(0, everyMs - 50 - (this.clock.now().getTime() - startedAt));
    } finally {
      clearInterval(renewal);
      await this.extend(name, restMs);
    }
  }

  /** Takes the lease when the job is due. The database's clock decides, because it is the same for every replica. */
  private async lease(name: string): Promise<boolean> {
    const taken = await this.database.run(
      `UPDATE job_lease SET holder = ?, leased_until = ${inMs('?')} WHERE name = ? AND leased_until <= UTC_TIMESTAMP(3)`,
      [this.holder, LEASE_MS, name],
    );
    if (taken > 0) return true;
    const known = await this.database.rows('SELECT name FROM job_lease WHERE name = ?', [name]);
    if (known.length > 0) return false;
    const made = `INSERT IGNORE INTO job_lease (name, holder, leased_until) VALUES (?, ?, ${inMs('?')})`;
    return (await this.database.run(made, [name, this.holder, LEASE_MS])) > 0;
  }

  private async extend(name: string, forMs: number): Promise<void> {
    await this.database.run(`UPDATE job_lease SET leased_until = ${inMs('?')} WHERE name = ? AND holder = ?`, [
      forMs,
      name,
      this.holder,
    ]);
  }

  private async enqueue(name: string, waker: Waker): Promise<boolean> {
    waker.lastMs = performance.now();
    try {
      const added = waker.queue.add({}, { removeOnComplete: true, removeOnFail: true }).then(() => true);
      const late = new Promise<boolean>((resolve) => setTimeout(resolve, WAKE_PATIENCE_MS, false).unref());
      return await Promise.race([added, late]);
    } catch (error) {
      this.logger.warn({ err: error, queue: name }, 'queue could not be woken');
      return false;
    }
  }

  private track<T>(work: Promise<T>): Promise<T> {
    this.running.add(work);
    return work.finally(() => this.running.delete(work));
  }

  private waker(name: string): Waker | undefined {
    const known = this.wakers.get(name);
    if (known || !this.config.redisUrl || this.stopping) return known;
    const queue = new Bull(name, this.config.redisUrl, {
      prefix: this.config.redisPrefix,
      redis: { maxRetriesPerRequest: null, enableReadyCheck: false, retryStrategy: () => 500, disconnectTimeout: 200 },
      settings: { maxStalledCount: 5 },
    });
    // Redis being away is an expected state, visible in /health; it is not an error a request.
    queue.on('error', () => undefined);
    const waker = { queue, lastMs: Number.NEGATIVE_INFINITY, folded: undefined };
    this.wakers.set(name, waker);
    return waker;
  }
}

/** SQL for the time so many milliseconds from now. */
function inMs(parameter: string): string {
  return `UTC_TIMESTAMP(3) + INTERVAL ${parameter} * 1000 MICROSECOND`;
}

async function closeQuietly(queue: Bull.Queue): Promise<void> {
  // Without Redis a graceful close would wait for an answer that never comes, and its clients would try for ever.
  const closed = queue.close(queue.client.status !== 'ready').catch(() => undefined);
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 1500).unref())]);
  for (const client of (queue as unknown as { clients: Bull.Queue['client'][] }).clients) client.disconnect();
}
