import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEY = 'CHARACTER SET ascii COLLATE ascii_bin';
const TABLE = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

/** Failed log-ins of the present while: counted here, so that the audit log gets two entries and not a thousand. */
export class LoginFailures1760000000013 implements MigrationInterface {
  name = 'LoginFailures1760000000013';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE login_failure (
        action VARCHAR(32) ${KEY} NOT NULL,
        subject VARCHAR(96) ${KEY} NOT NULL,
        address VARCHAR(64) ${KEY} NOT NULL,
        first_at DATETIME(3) NOT NULL,
        last_at DATETIME(3) NOT NULL,
        unreported INT NOT NULL,
        PRIMARY KEY (action, subject, address),
        KEY login_failure_first (first_at)
      ) ${TABLE}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE login_failure');
  }
}
