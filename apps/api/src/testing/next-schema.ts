import type { Queryable } from '../platform/queryable.js';

/**
 * Makes the schema look as a later version's expanding migrations may leave it: every table has a further column, and
 * not at the end. Code that names the columns it reads and writes does not notice; this is how the version that runs
 * now is known to run beside the next one.
 */
export async function expandAsNextVersionMay(db: Queryable): Promise<void> {
  const tables = await db.rows<{ name: string }>(
    `SELECT TABLE_NAME AS name FROM information_schema.TABLES
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' AND TABLE_NAME <> 'migrations'`,
  );
  for (const { name } of tables) {
    await db.run(`ALTER TABLE ${name} ADD COLUMN of_next_version VARCHAR(8) NOT NULL DEFAULT 'next' FIRST`);
  }
  await db.run('CREATE TABLE of_next_version (id INT NOT NULL PRIMARY KEY)');
}
