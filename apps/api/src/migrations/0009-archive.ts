import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEY = 'CHARACTER SET ascii COLLATE ascii_bin';
const TABLE = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

/** Where the ledger's rows go when their month is older than the retention, and what has gone there. */
export class Archive1760000000009 implements MigrationInterface {
  name = 'Archive1760000000009';

  async up(db: QueryRunner): Promise<void> {
    // Columns, keys and months of the ledger as they are; later months are added when they are moved.
    await db.query('CREATE TABLE points_transaction_archive LIKE points_transaction');
    await db.query(`
      CREATE TABLE ledger_archive (
        partition_name VARCHAR(64) ${KEY} NOT NULL PRIMARY KEY,
        below DATE NOT NULL,
        rows_moved BIGINT NOT NULL,
        points_moved DECIMAL(38, 0) NOT NULL,
        started_at DATETIME(3) NOT NULL,
        emptied_at DATETIME(3) NULL,
        dropped_at DATETIME(3) NULL
      ) ${TABLE}`);
    // The version before does not read the archive: it may serve for another day before anything is moved.
    await db.query(`
      INSERT INTO job_lease (name, holder, leased_until)
      VALUES ('account.archive', 'migration', UTC_TIMESTAMP(3) + INTERVAL 1 DAY)`);
  }

  async down(db: QueryRunner): Promise<void> {
    const moved = (await db.query('SELECT 1 FROM points_transaction_archive LIMIT 1')) as unknown[];
    if (moved.length > 0) throw new Error('points_transaction_archive holds rows of the ledger: it cannot be dropped');
    await db.query(`DELETE FROM job_lease WHERE name = 'account.archive'`);
    await db.query('DROP TABLE ledger_archive');
    await db.query('DROP TABLE points_transaction_archive');
  }
}
