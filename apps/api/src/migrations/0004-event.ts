import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEY = 'CHARACTER SET ascii COLLATE ascii_bin';
const TABLE = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

/** The log of business events, their keys for good, and those that wait to be worked on. */
export class Event1760000000004 implements MigrationInterface {
  name = 'Event1760000000004';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE event_type (
        code VARCHAR(32) ${KEY} NOT NULL PRIMARY KEY,
        name_zh VARCHAR(100) NOT NULL,
        name_en VARCHAR(100) NOT NULL,
        created_at DATETIME(3) NOT NULL
      ) ${TABLE}`);
    await db.query(`
      CREATE TABLE event_key (
        source VARCHAR(32) ${KEY} NOT NULL,
        type VARCHAR(32) ${KEY} NOT NULL,
        event_id VARCHAR(64) ${KEY} NOT NULL,
        fingerprint CHAR(64) ${KEY} NOT NULL,
        event_no CHAR(20) ${KEY} NOT NULL,
        PRIMARY KEY (source, type, event_id)
      ) ${TABLE}`);
    await db.query(`
      CREATE TABLE business_event (
        event_no CHAR(20) ${KEY} NOT NULL PRIMARY KEY,
        source VARCHAR(32) ${KEY} NOT NULL,
        type VARCHAR(32) ${KEY} NOT NULL,
        event_id VARCHAR(64) ${KEY} NOT NULL,
        user_id VARCHAR(64) ${KEY} NOT NULL,
        channel VARCHAR(32) NULL,
        occurred_at DATETIME(3) NOT NULL,
        recorded_at DATETIME(3) NOT NULL,
        status VARCHAR(16) ${KEY} NOT NULL,
        actor VARCHAR(80) ${KEY} NOT NULL,
        backdated TINYINT NOT NULL DEFAULT 0,
        rule_set_version INT NULL,
        data MEDIUMTEXT NOT NULL,
        facts TEXT NULL,
        result MEDIUMTEXT NULL,
        KEY business_event_user (user_id, event_no)
      ) ${TABLE}`);
    await db.query(`
      CREATE TABLE event_inbox (
        event_no CHAR(20) ${KEY} NOT NULL PRIMARY KEY,
        leased_by CHAR(20) ${KEY} NULL,
        leased_until DATETIME(3) NOT NULL,
        KEY event_inbox_lease (leased_by)
      ) ${TABLE}`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['event_inbox', 'business_event', 'event_key', 'event_type']) {
      await db.query(`DROP TABLE ${table}`);
    }
  }
}
