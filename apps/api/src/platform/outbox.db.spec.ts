import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { SchedulerRegistry } from '@nestjs/schedule';
import { pino } from 'pino';
import { testConfig } from '../testing/config.js';
import { openTestDatabase, type TestDatabase } from '../testing/database.js';
import { Clock } from './clock.js';
import type { Database } from './database.js';
import { Ids } from './ids.js';
import { Jobs } from './jobs.js';
import { type Consumer, Outbox } from './outbox.js';

const NOW = new Date('2026-01-15T08:26:00Z');
const logger = pino({ level: 'silent' });

// Durable commits and DDL take their time on a busy machine.
jest.setTimeout(60_000);

describe('outbox', () => {
  let own: TestDatabase;
  let database: Database;
  const ids = new Ids();

  beforeAll(async () => {
    own = await openTestDatabase({ poolSize: 6 });
    database = own.database;
    await database.run('CREATE TABLE effect (consumer VARCHAR(20), n INT, KEY (consumer, n))');
  });
  beforeEach(async () => {
    for (const table of ['effect', 'outbox', 'outbox_receipt']) await database.run(`DELETE FROM ${table}`);
  });
  afterAll(() => own.close());

  function replica(): Outbox {
    const clock = new Clock();
    const jobs = new Jobs(testConfig({ worker: false }), database, clock, new SchedulerRegistry(), logger);
    return new Outbox(database, jobs, clock, ids, logger);
  }
  /** A consumer whose effect is a row, and which may have a reason to raise. */
  const consumer =
    (name: string, refuse: (n: number) => boolean = () => false): Consumer =>
    async (tx, message) => {
      const n = Number(message.payload['n']);
      await tx.run('INSERT INTO effect VALUES (?, ?)', [name, n]);
      if (refuse(n)) throw new Error(`${name} cannot take ${n}`);
    };
  const add = (count: number, topic = 'points') =>
    database.transaction(async (tx) => {
      const writer = replica();
      writer.subscribe(topic, 'any', async () => undefined);
      for (let n = 0; n < count; n++) await writer.add(tx, topic, { n }, NOW);
    });
  const effects = async (name: string) => {
    const rows = await database.rows<{ n: string }>('SELECT n FROM effect WHERE consumer = ? ORDER BY n', [name]);
    return rows.map((row) => Number(row.n));
  };
  const count = async (table: string) => (await database.rows(`SELECT * FROM ${table}`)).length;
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

  test('every consumer of a topic gets every message once, in order of the messages', async () => {
    const seen: number[] = [];
    const outbox = replica();
    outbox.subscribe('points', 'first', consumer('first'));
    outbox.subscribe('points', 'second', async (_tx, message) => {
      seen.push(Number(message.payload['n']));
    });
    await add(250);
    await outbox.deliver();
    await outbox.deliver();
    expect(await effects('first')).toEqual(upTo(250));
    expect(seen).toEqual(upTo(250));
    expect(await count('outbox')).toBe(0);
    expect(await count('outbox_receipt')).toBe(500);
  });

  test('a message whose transaction is rolled back never was', async () => {
    const outbox = replica();
    outbox.subscribe('points', 'first', consumer('first'));
    const raising = database.transaction(async (tx) => {
      await outbox.add(tx, 'points', { n: 1 }, NOW);
      throw new Error('no');
    });
    await expect(raising).rejects.toThrow('no');
    await outbox.deliver();
    expect(await effects('first')).toEqual([]);
  });

  test('a consumer that raises gets its message again and holds up nobody else', async () => {
    let broken = true;
    const outbox = replica();
    outbox.subscribe('points', 'first', consumer('first'));
    outbox.subscribe(
      'points',
      'moody',
      consumer('moody', (n) => broken && n % 100 === 7),
    );
    await add(250);
    await outbox.deliver();
    expect(await effects('first')).toEqual(upTo(250));
    expect(await effects('moody')).toEqual(upTo(250).filter((n) => n % 100 !== 7));
    expect(await count('outbox')).toBe(3);
    await outbox.deliver();
    expect(await count('outbox')).toBe(3);
    broken = false;
    await outbox.deliver();
    expect(await effects('first')).toEqual(upTo(250));
    expect(await effects('moody')).toEqual(upTo(250));
    expect(await count('outbox')).toBe(0);
  });

  test('several deliverers at once have one effect a message and consumer', async () => {
    const replicas = upTo(3).map(() => {
      const outbox = replica();
      outbox.subscribe('points', 'first', consumer('first'));
      outbox.subscribe(
        'points',
        'moody',
        consumer('moody', () => Math.random() < 0.01),
      );
      return outbox;
    });
    await add(400);
    while ((await count('outbox')) > 0) await Promise.all(replicas.map((outbox) => outbox.deliver()));
    expect(await effects('first')).toEqual(upTo(400));
    expect(await effects('moody')).toEqual(upTo(400));
    expect(await count('outbox_receipt')).toBe(800);
  });

  test('a topic that this version does not know waits for one that does', async () => {
    const old = replica();
    old.subscribe('points', 'first', consumer('first'));
    await add(2, 'levels');
    await old.deliver();
    await replica().deliver();
    expect(await count('outbox')).toBe(2);
    const next = replica();
    next.subscribe('levels', 'second', consumer('second'));
    await next.deliver();
    expect(await effects('second')).toEqual([0, 1]);
  });

  test('what nobody consumes is not written', async () => {
    await database.transaction((tx) => replica().add(tx, 'points', { n: 1 }, NOW));
    expect(await count('outbox')).toBe(0);
  });

  test('a message that was committed late, with an earlier number, is not passed over', async () => {
    const outbox = replica();
    outbox.subscribe('points', 'first', consumer('first'));
    const late = new Ids().next(NOW.getTime() - 60_000);
    await add(3);
    await outbox.deliver();
    await database.run('INSERT INTO outbox VALUES (?, ?, ?, ?)', [late, 'points', '{"n":99}', '2026-01-15 08:25:00']);
    await outbox.deliver();
    expect(await effects('first')).toEqual([0, 1, 2, 99]);
  });
});
