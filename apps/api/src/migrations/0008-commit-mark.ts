import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

/** Rows whose only use is that writing one of them makes everything that was committed before durable. */
export class CommitMark1760000000008 implements MigrationInterface {
  name = 'CommitMark1760000000008';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE commit_mark (
        id TINYINT NOT NULL PRIMARY KEY,
        marks BIGINT NOT NULL
      ) ${TABLE}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE commit_mark');
  }
}
