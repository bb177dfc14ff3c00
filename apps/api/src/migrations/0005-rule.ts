import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEY = 'CHARACTER SET ascii COLLATE ascii_bin';
const TABLE = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

/** Rule sets and their versions. */
export class Rule1760000000005 implements MigrationInterface {
  name = 'Rule1760000000005';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE rule_set (
        code VARCHAR(32) ${KEY} NOT NULL PRIMARY KEY,
        live_version INT NOT NULL,
        updated_at DATETIME(3) NOT NULL
      ) ${TABLE}`);
    await db.query(`
      CREATE TABLE rule_set_version (
        code VARCHAR(32) ${KEY} NOT NULL,
        version INT NOT NULL,
        rules MEDIUMTEXT NOT NULL,
        reason VARCHAR(200) NULL,
        created_by VARCHAR(80) ${KEY} NOT NULL,
        created_at DATETIME(3) NOT NULL,
        PRIMARY KEY (code, version)
      ) ${TABLE}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE rule_set_version');
    await db.query('DROP TABLE rule_set');
  }
}
