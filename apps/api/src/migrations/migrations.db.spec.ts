import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Database } from '../platform/database.js';
import { openTestDatabase, type TestDatabase } from '../testing/database.js';
import { contractingStatements } from '../testing/expand-rules.js';
import { MIGRATIONS } from './index.js';

/** A migration that takes something away says so, with the version that stopped using it. */
type Marked = MigrationInterface & { contracts?: string };

// Durable commits and DDL take their time on a busy machine.
jest.setTimeout(60_000);

describe('migrations', () => {
  let own: TestDatabase;
  let database: Database;
  let runner: QueryRunner;

  beforeAll(async () => {
    own = await openTestDatabase({ migrated: false, poolSize: 2 });
    database = own.database;
    runner = database.dataSource.createQueryRunner();
  });
  afterAll(async () => {
    await runner.release();
    await own.close();
  });

  /** Everything that makes up the schema, as text. */
  async function schema(): Promise<string[]> {
    const tables = await database.rows<{ name: string }>(
      'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME',
    );
    const made: string[] = [];
    for (const { name } of tables) {
      const [row] = await database.rows<Record<string, string>>(`SHOW CREATE TABLE ${name}`);
      made.push((row?.['Create Table'] ?? row?.['Create View'] ?? '').replace(/ AUTO_INCREMENT=\d+/, ''));
    }
    const triggers = await database.rows<{ text: string }>(
      `SELECT CONCAT_WS(' ', TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, EVENT_OBJECT_TABLE, ACTION_STATEMENT) AS text
       FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY TRIGGER_NAME`,
    );
    return [...made, ...triggers.map(({ text }) => text)];
  }

  /** Runs one direction of a migration and answers its statements. */
  async function record(migration: MigrationInterface, direction: 'up' | 'down'): Promise<string[]> {
    const statements: string[] = [];
    const recording = new Proxy(runner, {
      get(target, property) {
        if (property !== 'query') return Reflect.get(target, property);
        return (sql: string, params?: unknown[]) => {
          statements.push(sql);
          return target.query(sql, params);
        };
      },
    });
    await migration[direction](recording);
    return statements;
  }

  test('have names in the order in which they run', () => {
    const names = MIGRATIONS.map((Migration) => new Migration().name);
    const times = names.map((name) => Number(name.slice(-13)));
    expect(names).toEqual(MIGRATIONS.map((Migration) => Migration.name));
    expect(new Set(times).size).toBe(times.length);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
  });

  test('each can be undone and done again, leaves the same schema, and takes nothing away unless it says so', async () => {
    for (const Migration of MIGRATIONS) {
      const migration: Marked = new Migration();
      const before = await schema();
      const statements = await record(migration, 'up');
      const after = await schema();
      expect(after).not.toEqual(before);
      expect({
        migration: migration.name,
        contracts: migration.contracts ? [] : contractingStatements(statements),
      }).toEqual({ migration: migration.name, contracts: [] });
      await record(migration, 'down');
      expect(await schema()).toEqual(before);
      await record(migration, 'up');
      expect(await schema()).toEqual(after);
    }
  });

  test('every table of ours has a primary key and holds any text', async () => {
    const keyless = await database.rows(
      `SELECT t.TABLE_NAME FROM information_schema.TABLES t
       WHERE t.TABLE_SCHEMA = DATABASE() AND t.TABLE_NAME <> 'migrations' AND NOT EXISTS (
         SELECT 1 FROM information_schema.TABLE_CONSTRAINTS c WHERE c.TABLE_SCHEMA = t.TABLE_SCHEMA
         AND c.TABLE_NAME = t.TABLE_NAME AND c.CONSTRAINT_TYPE = 'PRIMARY KEY')`,
    );
    expect(keyless).toEqual([]);
    const columns = await database.rows(
      `SELECT TABLE_NAME, COLUMN_NAME, COLLATION_NAME FROM information_schema.COLUMNS
       WHERE TABLE_SCHEMA = DATABASE() AND COLLATION_NAME NOT IN ('ascii_bin', 'utf8mb4_bin', 'utf8mb4_unicode_ci')
       AND TABLE_NAME <> 'migrations'`,
    );
    expect(columns).toEqual([]);
  });
});

describe('the rules of expanding', () => {
  test.each([
    'ALTER TABLE points_user DROP COLUMN level_code',
    'ALTER TABLE points_user DROP level_code',
    'alter table `points_user` rename column a to b',
    'ALTER TABLE points_user RENAME TO users',
    'RENAME TABLE points_user TO users',
    'ALTER TABLE points_user MODIFY level_code VARCHAR(8)',
    'ALTER TABLE points_user CHANGE a b INT',
    'ALTER TABLE points_user ADD COLUMN tier INT NOT NULL',
    'ALTER TABLE points_user ADD COLUMN a INT NULL,\n ADD COLUMN tier INT NOT NULL',
    'ALTER TABLE points_user ADD CONSTRAINT positive CHECK (a > 0)',
    'ALTER TABLE points_user ADD UNIQUE KEY by_name (name)',
    'CREATE UNIQUE INDEX by_name ON points_user (name)',
    'CREATE TRIGGER t BEFORE UPDATE ON points_user FOR EACH ROW SET NEW.a = 1',
    'DROP TABLE points_user',
    'TRUNCATE TABLE points_user',
  ])('find %s', (sql) => {
    expect(contractingStatements([sql])).toHaveLength(1);
  });

  test.each([
    'CREATE TABLE tier (code VARCHAR(8) NOT NULL PRIMARY KEY)',
    'ALTER TABLE points_user ADD COLUMN tier INT NULL',
    "ALTER TABLE points_user ADD COLUMN tier VARCHAR(8) NOT NULL DEFAULT ''",
    'ALTER TABLE points_user ADD INDEX by_tier (tier)',
    'ALTER TABLE points_user DROP INDEX by_tier',
    'ALTER TABLE points_transaction REORGANIZE PARTITION pmax INTO (PARTITION pmax VALUES LESS THAN (MAXVALUE))',
    'CREATE INDEX by_tier ON points_user (tier)',
    "INSERT INTO wallet (code) VALUES ('DROP TABLE')",
  ])('allow %s', (sql) => {
    expect(contractingStatements([sql])).toEqual([]);
  });

  test('allow anything on a table that the same migration has made', () => {
    const create = 'CREATE TABLE tier (code INT NOT NULL PRIMARY KEY)';
    expect(contractingStatements([create, 'ALTER TABLE tier ADD COLUMN a INT NOT NULL', 'DROP TABLE tier'])).toEqual(
      [],
    );
    expect(contractingStatements(['ALTER TABLE tier ADD COLUMN a INT NOT NULL', create])).toHaveLength(1);
  });
});
