import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '../testing/database.js';
import type { Database } from './database.js';
import { isDuplicateKey } from './database-errors.js';
import type { Queryable } from './queryable.js';

const POOL = 3;

/** Lets a test hold things at a point until others have reached theirs. */
function meeting(count: number) {
  let open = () => {};
  let arrived = 0;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    if (++arrived >= count) open();
    return opened;
  };
}

async function connectionId(tx: Queryable): Promise<number> {
  const [row] = await tx.rows<{ id: string }>('SELECT CONNECTION_ID() AS id');
  return Number(row?.id);
}

// Durable commits and DDL take their time on a busy machine.
jest.setTimeout(60_000);

describe('database', () => {
  let own: TestDatabase;
  let database: Database;
  let other: Database;

  beforeAll(async () => {
    own = await openTestDatabase({ poolSize: POOL, migrated: false });
    database = own.database;
    other = await own.open(1);
    await database.run('CREATE TABLE book (code VARCHAR(20) PRIMARY KEY, points BIGINT NOT NULL CHECK (points >= 0))');
  });

  beforeEach(async () => {
    await database.run('DELETE FROM book');
    await database.run("INSERT INTO book VALUES ('a', 100), ('b', 100)");
  });

  afterAll(() => own.close());

  const books = async () => {
    const rows = await database.rows<{ code: string; points: string }>('SELECT code, points FROM book ORDER BY code');
    return Object.fromEntries(rows.map(({ code, points }) => [code, Number(points)]));
  };
  const move = (tx: Queryable, code: string, points: number) =>
    tx.run('UPDATE book SET points = points + ? WHERE code = ?', [points, code]);
  /** Every connection can be had at once, and none of them is inside a transaction or set up otherwise. */
  const expectWholePool = async () => {
    const all = meeting(POOL);
    const ids = Array.from({ length: POOL }, () =>
      database.transaction(async (tx) => {
        await all();
        return connectionId(tx);
      }),
    );
    expect(new Set(await Promise.all(ids)).size).toBe(POOL);
    const open = await other.rows(
      `SELECT trx_id FROM information_schema.innodb_trx WHERE trx_rows_modified > 0 AND trx_mysql_thread_id IN
       (SELECT id FROM information_schema.processlist WHERE db = DATABASE())`,
    );
    expect(open).toEqual([]);
  };

  test('sessions are ours, whatever the server has for defaults', async () => {
    const [row] = await database.rows(
      `SELECT @@session.time_zone AS zone, @@session.innodb_lock_wait_timeout AS wait, @@session.sql_mode AS mode`,
    );
    expect(row).toMatchObject({ zone: '+00:00', wait: '3', mode: expect.stringContaining('STRICT_TRANS_TABLES') });
    const seen = await database.transaction(async (tx) => {
      await tx.rows('SELECT points FROM book');
      await other.run("UPDATE book SET points = 7 WHERE code = 'a'");
      return tx.rows("SELECT points FROM book WHERE code = 'a'");
    });
    expect(seen).toEqual([{ points: '7' }]);
    await expect(database.run("INSERT INTO book VALUES ('a code that is far too long', 1)")).rejects.toThrow(
      'too long',
    );
  });

  test('big integers come as text and lose nothing; objects are never SQL', async () => {
    await database.run('UPDATE book SET points = ? WHERE code = ?', ['9223372036854775807', 'a']);
    expect(await database.rows("SELECT points FROM book WHERE code = 'a'")).toEqual([
      { points: '9223372036854775807' },
    ]);
    expect(await database.rows('SELECT SUM(points) AS total FROM book')).toEqual([{ total: '9223372036854775907' }]);
    expect(await database.rows('SELECT code FROM book WHERE code = ?', [{ code: 1 }])).toEqual([]);
    expect(await database.run('UPDATE book SET points = points')).toBe(2);
  });

  test('work that raises leaves nothing behind', async () => {
    const raising = database.transaction(async (tx) => {
      await move(tx, 'a', -10);
      throw new Error('no');
    });
    await expect(raising).rejects.toThrow('no');
    const negative = database.transaction(async (tx) => {
      await move(tx, 'b', 200);
      await move(tx, 'a', -200);
    });
    await expect(negative).rejects.toThrow(/constraint/i);
    expect(await books()).toEqual({ a: 100, b: 100 });
    await expectWholePool();
  });

  test('statements asked for at once travel together, keep their order and answer each its own', async () => {
    const questions = async () => {
      const [row] = await other.rows<{ Value: string }>("SHOW GLOBAL STATUS LIKE 'Com_update'");
      return Number(row?.Value);
    };
    const before = await questions();
    const answers = await database.transaction((tx) =>
      Promise.all([
        move(tx, 'a', -10),
        move(tx, 'nobody', 1),
        tx.rows("SELECT points FROM book WHERE code = 'a'"),
        tx.run('UPDATE book SET points = points + ?', [1]),
      ]),
    );
    expect(answers).toEqual([1, 0, [{ points: '90' }], 2]);
    expect((await questions()) - before).toBeGreaterThanOrEqual(3);
    expect(await books()).toEqual({ a: 91, b: 101 });
  });

  test('what was asked for together fails together, and nothing of it or after it stays', async () => {
    let later: Promise<unknown> | undefined;
    const together = database.transaction(async (tx) => {
      const first = move(tx, 'a', 1);
      // Goes on by itself after the first packet, when the transaction has failed long ago.
      later = first.catch(() => tx.run("INSERT INTO book VALUES ('late', 1)"));
      later.catch(() => undefined);
      await Promise.all([first, move(tx, 'b', -200), move(tx, 'a', 5)]);
    });
    await expect(together).rejects.toThrow(/constraint/i);
    await expect(later).rejects.toThrow(/constraint/i);
    expect(await books()).toEqual({ a: 100, b: 100 });
    await expectWholePool();
  });

  test('a deadlock is resolved by running one of the two again as a whole', async () => {
    const both = meeting(2);
    let runs = 0;
    const transfer = (from: string, to: string) =>
      database.transaction(async (tx) => {
        runs++;
        await move(tx, from, -10);
        await both();
        await move(tx, to, 10);
      });
    const before = database.retries;
    await Promise.all([transfer('a', 'b'), transfer('b', 'a')]);
    expect(runs).toBeGreaterThan(2);
    expect(database.retries - before).toBe(runs - 2);
    expect(await books()).toEqual({ a: 100, b: 100 });
    await expectWholePool();
  });

  test('work that swallows a deadlock is run again all the same, and nothing of the first run stays', async () => {
    const both = meeting(2);
    let runs = 0;
    const careless = (first: string, second: string) =>
      database.transaction(async (tx) => {
        runs++;
        await move(tx, first, 1);
        await both();
        await move(tx, second, 1).catch(() => undefined);
        await tx.run('INSERT INTO book VALUES (?, 1)', [`${first}${second}`]).catch(() => undefined);
      });
    await Promise.all([careless('a', 'b'), careless('b', 'a')]);
    expect(runs).toBeGreaterThan(2);
    expect(await books()).toEqual({ a: 102, b: 102, ab: 1, ba: 1 });
  });

  test('a lock that does not come is waited for, tried again, and given up as OVERLOADED', async () => {
    const held = meeting(2);
    const holder = other.transaction(async (tx) => {
      await move(tx, 'a', 1);
      await held();
    });
    let runs = 0;
    const blocked = database.transaction(
      async (tx) => {
        runs++;
        await tx.run('SET SESSION innodb_lock_wait_timeout = 1');
        await move(tx, 'b', 5);
        await move(tx, 'a', 5);
      },
      { attempts: 2 },
    );
    await expect(blocked).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(runs).toBe(2);
    await held();
    await holder;
    expect(await books()).toEqual({ a: 101, b: 100 });
    await expectWholePool();
  });

  test('a connection killed in the middle costs a second run and nothing else', async () => {
    let runs = 0;
    await database.transaction(async (tx) => {
      await move(tx, 'a', -10);
      if (++runs === 1) await other.run(`KILL ${await connectionId(tx)}`);
      await move(tx, 'b', 10);
    });
    expect(runs).toBe(2);
    expect(await books()).toEqual({ a: 90, b: 110 });
    await expectWholePool();
  });

  test('a connection killed before COMMIT: the outcome is found by running again under the same key', async () => {
    let runs = 0;
    const key = 'grant-1';
    await database.transaction(async (tx) => {
      runs++;
      if ((await tx.rows('SELECT code FROM book WHERE code = ?', [key])).length > 0) return;
      await tx.run('INSERT INTO book VALUES (?, 1)', [key]);
      await move(tx, 'a', 10);
      if (runs === 1) await other.run(`KILL ${await connectionId(tx)}`);
    });
    expect(runs).toBe(2);
    expect(await books()).toEqual({ a: 110, b: 100, [key]: 1 });
  });

  test('when every COMMIT is lost the outcome is said to be unknown, never that it failed', async () => {
    const lost = database.transaction(
      async (tx) => {
        await move(tx, 'a', 10);
        await other.run(`KILL ${await connectionId(tx)}`);
      },
      { attempts: 3 },
    );
    await expect(lost).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    const unreached = database.transaction(
      async (tx) => {
        await other.run(`KILL ${await connectionId(tx)}`);
        await move(tx, 'a', 10);
      },
      { attempts: 3 },
    );
    await expect(unreached).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await books()).toEqual({ a: 100, b: 100 });
    await expectWholePool();
  });

  test('one change outside a transaction is made once or its outcome is unknown', async () => {
    const [id] = await database.rows<{ id: string }>('SELECT CONNECTION_ID() AS id');
    expect(id).toBeDefined();
    const sleeping = database.run("UPDATE book SET points = points + 1 WHERE code = 'a' AND SLEEP(2) = 0");
    await expect(Promise.all([sleeping, killSleeper(other)])).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    const reading = database.rows("SELECT points, SLEEP(1) FROM book WHERE code = 'a'");
    const [rows] = await Promise.all([reading, killSleeper(other)]);
    expect(rows).toHaveLength(1);
    await expectWholePool();
  });

  test('a duplicate key is raised, or means that somebody was first', async () => {
    const insert = (tx: Queryable) => tx.run("INSERT INTO book VALUES ('a', 1)");
    const refused = await database.transaction(insert).catch((error: unknown) => error);
    expect(isDuplicateKey(refused)).toBe(true);
    let runs = 0;
    const seen = await database.transaction(
      async (tx) => {
        if (++runs > 1) return tx.rows("SELECT points FROM book WHERE code = 'a'");
        return insert(tx);
      },
      { retryDuplicates: true },
    );
    expect(seen).toEqual([{ points: '100' }]);
    await expectWholePool();
  });

  test('callers with one key at the same time have one effect', async () => {
    const effects = await Promise.all(
      Array.from({ length: 8 }, () =>
        database.transaction(
          async (tx) => {
            if ((await tx.rows("SELECT code FROM book WHERE code = 'key'")).length > 0) return 'replayed';
            await tx.run("INSERT INTO book VALUES ('key', 0)");
            await move(tx, 'a', 1);
            return 'posted';
          },
          { retryDuplicates: true },
        ),
      ),
    );
    expect(effects.filter((effect) => effect === 'posted')).toHaveLength(1);
    expect((await books())['a']).toBe(101);
  });

  test('a snapshot sees one moment and writes nothing', async () => {
    const seen = await database.snapshot(async (db) => {
      const before = await db.rows('SELECT * FROM book ORDER BY code');
      await other.run("UPDATE book SET points = 1 WHERE code = 'a'");
      return [before, await db.rows('SELECT * FROM book ORDER BY code')];
    });
    expect(seen[0]).toEqual(seen[1]);
    await expect(database.snapshot((db) => move(db, 'a', 1))).rejects.toThrow(/read.only/i);
    await expectWholePool();
  });

  test('connections killed in a crowd: everybody is told the truth, and the pool recovers', async () => {
    const all = meeting(POOL);
    const killed = Array.from({ length: POOL * 4 }, (_, i) =>
      database
        .transaction(
          async (tx) => {
            if (i < POOL) await all();
            if (i % 2) await other.run(`KILL ${await connectionId(tx)}`);
            await move(tx, 'a', 1);
          },
          { attempts: 1 },
        )
        .then(
          () => 'posted',
          (error: { code: string }) => error.code,
        ),
    );
    const outcomes = await Promise.all(killed);
    const posted = outcomes.filter((outcome) => outcome === 'posted').length;
    expect(new Set(outcomes)).toEqual(new Set(['posted', 'DATABASE_UNAVAILABLE']));
    expect((await books())['a']).toBe(100 + posted);
    await expectWholePool();
  });
});

/** Kills whoever sleeps in a statement. */
async function killSleeper(database: Database): Promise<void> {
  for (;;) {
    const sleeping = await database.rows<{ id: string }>(
      `SELECT id FROM information_schema.processlist WHERE info LIKE '%SLEEP(%' AND db = DATABASE()
       AND id <> CONNECTION_ID() AND command = 'Query'`,
    );
    for (const { id } of sleeping) {
      await database.run(`KILL ${id}`);
      return;
    }
  }
}
