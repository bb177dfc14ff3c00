import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { SchedulerRegistry } from '@nestjs/schedule';
import { pino } from 'pino';
import { testConfig } from '../testing/config.js';
import { openTestDatabase, type TestDatabase } from '../testing/database.js';
import { Clock } from './clock.js';
import type { Config } from './config.js';
import { Jobs } from './jobs.js';

/** Comes back once `isTrue`; a test that waits in vain is ended by Jest. */
async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await sleep(10);
}

// Durable commits and DDL take their time on a busy machine.
jest.setTimeout(60_000);

describe('jobs', () => {
  let own: TestDatabase;
  const replicas: Jobs[] = [];

  beforeAll(async () => {
    own = await openTestDatabase({ poolSize: 4 });
  });
  afterEach(() => Promise.all(replicas.splice(0).map((jobs) => jobs.onApplicationShutdown())));
  afterAll(() => own.close());

  function replica(config: Config = testConfig({ redisUrl: undefined })): Jobs {
    const jobs = new Jobs(config, own.database, new Clock(), new SchedulerRegistry(), pino({ level: 'silent' }));
    replicas.push(jobs);
    return jobs;
  }
  const dueInMs = async (name: string) => {
    const [row] = await own.database.rows<{ ms: string }>(
      'SELECT TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(3), leased_until) / 1000 AS ms FROM job_lease WHERE name = ?',
      [name],
    );
    return row && Number(row.ms);
  };

  test('a recurring job runs on one replica at a time, on whichever comes first', async () => {
    let active = 0;
    let most = 0;
    let runs = 0;
    const work = async () => {
      most = Math.max(most, ++active);
      await sleep(30);
      active--;
      runs++;
    };
    for (let i = 0; i < 3; i++) replica().recurring('expiry', 20, work);
    await until(() => runs >= 5);
    expect(most).toBe(1);
  });

  test('while it runs nobody else can have it, and afterwards it is due when it should be', async () => {
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    let runs = 0;
    for (let i = 0; i < 2; i++) {
      replica().recurring('sweep', 20, async () => {
        runs++;
        await ended;
      });
    }
    await until(() => runs === 1);
    expect(await dueInMs('sweep')).toBeGreaterThan(10_000);
    await sleep(100);
    expect(runs).toBe(1);
    end();
    await until(() => runs > 1);
  });

  test('a replica that died holds a job up until its lease ends, not longer', async () => {
    await own.database.run(
      "INSERT INTO job_lease VALUES ('seal', 'gone', UTC_TIMESTAMP(3) + INTERVAL 200000 MICROSECOND)",
    );
    const dueAtRun: (number | undefined)[] = [];
    replica().recurring('seal', 10, async () => {
      dueAtRun.push(await dueInMs('seal'));
    });
    expect(dueAtRun).toEqual([]);
    await until(() => dueAtRun.length > 0);
    expect(dueAtRun[0]).toBeGreaterThan(10_000);
  });

  test('a run that raises is tried again', async () => {
    let runs = 0;
    replica().recurring('close', 10, async () => {
      if (++runs < 3) throw new Error('not yet');
    });
    await until(() => runs >= 3);
  });

  test('a process that is no worker runs nothing', async () => {
    const jobs = replica(testConfig({ worker: false }));
    jobs.recurring('nothing', 1, async () => {
      throw new Error('never');
    });
    jobs.onWake('nothing', async () => undefined);
    await sleep(20);
    expect(await dueInMs('nothing')).toBeUndefined();
  });

  test('without Redis a wake-up says so', async () => {
    expect(await replica().wake('outbox')).toBe(false);
    expect(replica().redisReady).toBeUndefined();
    const away = replica(testConfig({ redisUrl: 'redis://127.0.0.1:1' }));
    expect(await away.wake('outbox')).toBe(false);
    expect(away.redisReady).toBe(false);
  });

  test('whoever wakes a queue is followed by a run, also while one is under way, and crowds share runs', async () => {
    const jobs = replica(testConfig());
    let written = 0;
    let seen = 0;
    let runs = 0;
    jobs.onWake('events', async () => {
      const reading = written;
      await sleep(20);
      seen = reading;
      runs++;
    });
    await until(() => jobs.redisReady === true);
    for (let i = 0; i < 200; i++) {
      written++;
      const woken = jobs.wake('events');
      if (i % 20 === 0) await sleep(5);
      if (i === 199) expect(await woken).toBe(true);
    }
    await until(() => seen === 200);
    expect(runs).toBeLessThan(50);
  });
});
