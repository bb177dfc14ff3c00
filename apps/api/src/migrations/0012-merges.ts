import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEY = 'CHARACTER SET ascii COLLATE ascii_bin';

/**
 * Into whom a user was merged at first, and behind which of that one's rows: totals of the past are worked out with it.
 * Empty on merges that an earlier version has done.
 */
export class Merges1760000000012 implements MigrationInterface {
  name = 'Merges1760000000012';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE user_alias
        ADD COLUMN first_user_id VARCHAR(64) ${KEY} NULL,
        ADD COLUMN first_seq BIGINT NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE user_alias DROP COLUMN first_user_id, DROP COLUMN first_seq');
  }
}
