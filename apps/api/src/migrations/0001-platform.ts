import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programme settings, leases of recurring jobs, outbox. */
export class Platform1760000000001 implements MigrationInterface {
  name = 'Platform1760000000001';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE programme (
        id TINYINT NOT NULL PRIMARY KEY,
        name VARCHAR(100) NOT NULL,
        time_zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        default_valid_days INT NOT NULL DEFAULT 365,
        seed VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'minimal',
        seeded_at DATETIME(3) NULL,
        created_at DATETIME(3) NOT NULL,
        CONSTRAINT programme_single CHECK (id = 1)
      ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
    await db.query(`
      CREATE TABLE job_lease (
        name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        holder VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        leased_until DATETIME(3) NOT NULL
      ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
    await db.query(`
      CREATE TABLE outbox (
        outbox_no CHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        topic VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        payload TEXT NOT NULL,
        created_at DATETIME(3) NOT NULL
      ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
    await db.query(`
      CREATE TABLE outbox_receipt (
        consumer VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        outbox_no CHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        at DATETIME(3) NOT NULL,
        PRIMARY KEY (consumer, outbox_no)
      ) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE outbox_receipt');
    await db.query('DROP TABLE outbox');
    await db.query('DROP TABLE job_lease');
    await db.query('DROP TABLE programme');
  }
}
