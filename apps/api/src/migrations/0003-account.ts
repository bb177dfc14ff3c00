import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEY = 'CHARACTER SET ascii COLLATE ascii_bin';
const TABLE = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

/** Users, accounts, lots, holds, quotas, the ledger and its batches. */
export class Account1760000000003 implements MigrationInterface {
  name = 'Account1760000000003';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of [...users(), ...balances(), ...ledger()]) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of TABLES.reverse()) await db.query(`DROP TABLE ${table}`);
  }
}

const TABLES = [
  'wallet',
  'points_user',
  'user_profile',
  'user_alias',
  'points_account',
  'points_lot',
  'points_hold',
  'usage_counter',
  'account_request',
  'points_transaction',
  'posting_batch',
  'book_checkpoint',
];

function users(): string[] {
  return [
    `CREATE TABLE wallet (
      code VARCHAR(32) ${KEY} NOT NULL PRIMARY KEY,
      name_zh VARCHAR(100) NOT NULL,
      name_en VARCHAR(100) NOT NULL,
      created_at DATETIME(3) NOT NULL
    ) ${TABLE}`,
    `INSERT INTO wallet (code, name_zh, name_en, created_at) VALUES ('points', '积分', 'Points', '2000-01-01 00:00:00.000')`,
    `CREATE TABLE points_user (
      user_id VARCHAR(64) ${KEY} NOT NULL PRIMARY KEY,
      status VARCHAR(8) ${KEY} NOT NULL DEFAULT 'ACTIVE',
      merged_into VARCHAR(64) ${KEY} NULL,
      level_code VARCHAR(32) ${KEY} NULL,
      seq BIGINT NOT NULL DEFAULT 0,
      order_count INT NOT NULL DEFAULT 0,
      alias_count INT NOT NULL DEFAULT 0,
      created_at DATETIME(3) NOT NULL,
      KEY points_user_status (status, user_id),
      CONSTRAINT points_user_seq CHECK (seq >= 0)
    ) ${TABLE}`,
    `CREATE TABLE user_profile (
      user_id VARCHAR(64) ${KEY} NOT NULL PRIMARY KEY,
      name_encrypted VARBINARY(1000) NULL,
      name_index BINARY(32) NULL,
      registered_at DATETIME(3) NULL,
      tags TEXT NOT NULL,
      attributes TEXT NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      KEY user_profile_name (name_index)
    ) ${TABLE}`,
    `CREATE TABLE user_alias (
      alias VARCHAR(64) ${KEY} NOT NULL PRIMARY KEY,
      user_id VARCHAR(64) ${KEY} NOT NULL,
      merged_at DATETIME(3) NOT NULL,
      KEY user_alias_user (user_id)
    ) ${TABLE}`,
  ];
}

function balances(): string[] {
  return [
    `CREATE TABLE points_account (
      user_id VARCHAR(64) ${KEY} NOT NULL,
      wallet VARCHAR(32) ${KEY} NOT NULL,
      available BIGINT NOT NULL,
      frozen BIGINT NOT NULL,
      pending BIGINT NOT NULL,
      debt BIGINT NOT NULL,
      total_earned BIGINT NOT NULL,
      total_consumed BIGINT NOT NULL,
      next_due_on DATE NOT NULL,
      PRIMARY KEY (user_id, wallet),
      KEY points_account_due (next_due_on, user_id),
      CONSTRAINT points_account_available CHECK (available >= 0),
      CONSTRAINT points_account_frozen CHECK (frozen >= 0),
      CONSTRAINT points_account_pending CHECK (pending >= 0),
      CONSTRAINT points_account_debt CHECK (debt >= 0)
    ) ${TABLE}`,
    `CREATE TABLE points_lot (
      user_id VARCHAR(64) ${KEY} NOT NULL,
      wallet VARCHAR(32) ${KEY} NOT NULL,
      book VARCHAR(10) ${KEY} NOT NULL,
      expires_on DATE NOT NULL,
      ref VARCHAR(21) ${KEY} NOT NULL,
      remaining BIGINT NOT NULL,
      PRIMARY KEY (user_id, wallet, book, expires_on, ref),
      CONSTRAINT points_lot_remaining CHECK (remaining >= 0)
    ) ${TABLE}`,
    `CREATE TABLE points_hold (
      hold_no CHAR(21) ${KEY} NOT NULL PRIMARY KEY,
      user_id VARCHAR(64) ${KEY} NOT NULL,
      wallet VARCHAR(32) ${KEY} NOT NULL,
      biz_no VARCHAR(64) ${KEY} NOT NULL,
      points BIGINT NOT NULL,
      captured BIGINT NOT NULL DEFAULT 0,
      status VARCHAR(8) ${KEY} NOT NULL,
      expires_at DATETIME(3) NOT NULL,
      created_at DATETIME(3) NOT NULL,
      ended_at DATETIME(3) NULL,
      KEY points_hold_user (user_id, status),
      KEY points_hold_expiry (status, expires_at),
      CONSTRAINT points_hold_points CHECK (points > 0 AND captured >= 0 AND captured <= points)
    ) ${TABLE}`,
    `CREATE TABLE usage_counter (
      user_id VARCHAR(64) ${KEY} NOT NULL,
      counter VARCHAR(80) ${KEY} NOT NULL,
      period VARCHAR(16) ${KEY} NOT NULL,
      times BIGINT NOT NULL,
      points BIGINT NOT NULL,
      PRIMARY KEY (user_id, counter, period),
      CONSTRAINT usage_counter_positive CHECK (times >= 0 AND points >= 0)
    ) ${TABLE}`,
    `CREATE TABLE account_request (
      user_id VARCHAR(64) ${KEY} NOT NULL,
      operation VARCHAR(16) ${KEY} NOT NULL,
      biz_no VARCHAR(64) ${KEY} NOT NULL,
      fingerprint CHAR(64) ${KEY} NOT NULL,
      recorded_at DATETIME(3) NOT NULL,
      answer TEXT NULL,
      answered_at DATETIME(3) NULL,
      PRIMARY KEY (user_id, operation, biz_no),
      KEY account_request_answers (answered_at)
    ) ${TABLE}`,
  ];
}

function ledger(): string[] {
  return [
    `CREATE TABLE points_transaction (
      transaction_no CHAR(20) ${KEY} NOT NULL,
      recorded_at DATETIME(3) NOT NULL,
      user_id VARCHAR(64) ${KEY} NOT NULL,
      seq BIGINT NOT NULL,
      wallet VARCHAR(32) ${KEY} NOT NULL,
      debit_book VARCHAR(20) ${KEY} NOT NULL,
      credit_book VARCHAR(20) ${KEY} NOT NULL,
      points BIGINT NOT NULL,
      available_before BIGINT NOT NULL,
      available_after BIGINT NOT NULL,
      business_type VARCHAR(20) ${KEY} NOT NULL,
      business_no VARCHAR(64) ${KEY} NOT NULL,
      event_no CHAR(20) ${KEY} NULL,
      rule_code VARCHAR(64) ${KEY} NULL,
      rule_set_version INT NULL,
      related_no CHAR(20) ${KEY} NULL,
      lots TEXT ${KEY} NOT NULL,
      lot_ref VARCHAR(21) ${KEY} NOT NULL,
      batch_no CHAR(20) ${KEY} NOT NULL,
      occurred_at DATETIME(3) NOT NULL,
      remark VARCHAR(200) NULL,
      actor VARCHAR(80) ${KEY} NOT NULL,
      PRIMARY KEY (transaction_no, recorded_at),
      UNIQUE KEY points_transaction_statement (user_id, seq, recorded_at),
      CONSTRAINT points_transaction_points CHECK (points > 0)
    ) ${TABLE}
    PARTITION BY RANGE COLUMNS (recorded_at) (
      PARTITION p0 VALUES LESS THAN ('2026-01-01'),
      PARTITION pmax VALUES LESS THAN (MAXVALUE)
    )`,
    `CREATE TABLE posting_batch (
      batch_no CHAR(20) ${KEY} NOT NULL PRIMARY KEY,
      recorded_at DATETIME(3) NOT NULL,
      first_no CHAR(20) ${KEY} NOT NULL,
      last_no CHAR(20) ${KEY} NOT NULL,
      transactions INT NOT NULL,
      points BIGINT NOT NULL,
      hash CHAR(64) ${KEY} NOT NULL,
      seal_no BIGINT NULL,
      seal CHAR(64) ${KEY} NULL,
      UNIQUE KEY posting_batch_seal (seal_no)
    ) ${TABLE}`,
    `CREATE TABLE book_checkpoint (
      wallet VARCHAR(32) ${KEY} NOT NULL,
      book VARCHAR(20) ${KEY} NOT NULL,
      balance BIGINT NOT NULL,
      seal_no BIGINT NOT NULL,
      PRIMARY KEY (wallet, book)
    ) ${TABLE}`,
  ];
}
