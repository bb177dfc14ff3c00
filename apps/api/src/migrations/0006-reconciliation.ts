import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEY = 'CHARACTER SET ascii COLLATE ascii_bin';
const TABLE = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

/** The end of the seal chain, whose row is the sealers' mutex, and the runs of the reconciliation. */
export class Reconciliation1760000000006 implements MigrationInterface {
  name = 'Reconciliation1760000000006';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE seal_head (
        id TINYINT NOT NULL PRIMARY KEY,
        seal_no BIGINT NOT NULL,
        seal VARCHAR(64) ${KEY} NOT NULL,
        CONSTRAINT seal_head_single CHECK (id = 1)
      ) ${TABLE}`);
    await db.query(`INSERT INTO seal_head (id, seal_no, seal) VALUES (1, 0, '')`);
    await db.query(`
      CREATE TABLE reconciliation_run (
        run_no CHAR(20) ${KEY} NOT NULL PRIMARY KEY,
        started_at DATETIME(3) NOT NULL,
        finished_at DATETIME(3) NULL,
        started_by VARCHAR(80) ${KEY} NOT NULL,
        status VARCHAR(8) ${KEY} NOT NULL,
        running TINYINT NULL,
        heartbeat_at DATETIME(3) NOT NULL,
        checks MEDIUMTEXT NOT NULL,
        UNIQUE KEY reconciliation_run_running (running)
      ) ${TABLE}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE reconciliation_run');
    await db.query('DROP TABLE seal_head');
  }
}
