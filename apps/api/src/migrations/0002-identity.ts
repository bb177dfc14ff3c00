import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEY = 'CHARACTER SET ascii COLLATE ascii_bin';
const TABLE = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';
/** The server refuses triggers of ordinary users while it writes a binary log. */
const TRIGGER_NEEDS_TRUST = 1419;

/** Operators and their sessions, API clients and their keys, the audit log. */
export class Identity1760000000002 implements MigrationInterface {
  name = 'Identity1760000000002';

  async up(db: QueryRunner): Promise<void> {
    await createOperators(db);
    await createClients(db);
    await createAuditLog(db);
  }

  async down(db: QueryRunner): Promise<void> {
    const tables = ['audit_log', 'api_key', 'api_client', 'login_throttle', 'operator_refresh_token'];
    for (const table of [...tables, 'operator_session', 'operator']) await db.query(`DROP TABLE ${table}`);
  }
}

async function createOperators(db: QueryRunner): Promise<void> {
  await db.query(`
    CREATE TABLE operator (
      operator_id CHAR(20) ${KEY} NOT NULL PRIMARY KEY,
      email VARCHAR(254) NOT NULL,
      name VARCHAR(100) NOT NULL,
      password_hash VARCHAR(255) ${KEY} NOT NULL,
      roles VARCHAR(255) ${KEY} NOT NULL,
      status VARCHAR(16) ${KEY} NOT NULL,
      version INT NOT NULL DEFAULT 1,
      last_login_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      UNIQUE KEY operator_email (email),
      CONSTRAINT operator_status CHECK (status IN ('ACTIVE', 'DISABLED'))
    ) ${TABLE}`);
  await db.query(`
    CREATE TABLE operator_session (
      session_id CHAR(20) ${KEY} NOT NULL PRIMARY KEY,
      operator_id CHAR(20) ${KEY} NOT NULL,
      created_at DATETIME(3) NOT NULL,
      expires_at DATETIME(3) NOT NULL,
      revoked_at DATETIME(3) NULL,
      KEY operator_session_operator (operator_id),
      KEY operator_session_expiry (expires_at)
    ) ${TABLE}`);
  await db.query(`
    CREATE TABLE operator_refresh_token (
      session_id CHAR(20) ${KEY} NOT NULL,
      token_hash CHAR(64) ${KEY} NOT NULL,
      expires_at DATETIME(3) NOT NULL,
      used_at DATETIME(3) NULL,
      PRIMARY KEY (session_id, token_hash)
    ) ${TABLE}`);
  await db.query(`
    CREATE TABLE login_throttle (
      email_hash CHAR(64) ${KEY} NOT NULL PRIMARY KEY,
      failures INT NOT NULL,
      failed_at DATETIME(3) NOT NULL,
      locked_until DATETIME(3) NULL,
      KEY login_throttle_age (failed_at)
    ) ${TABLE}`);
}

async function createClients(db: QueryRunner): Promise<void> {
  await db.query(`
    CREATE TABLE api_client (
      client_id CHAR(20) ${KEY} NOT NULL PRIMARY KEY,
      name VARCHAR(100) NOT NULL,
      source VARCHAR(32) ${KEY} NOT NULL,
      created_at DATETIME(3) NOT NULL,
      UNIQUE KEY api_client_source (source),
      KEY api_client_name (name, client_id)
    ) ${TABLE}`);
  await db.query(`
    CREATE TABLE api_key (
      key_id CHAR(12) ${KEY} NOT NULL PRIMARY KEY,
      client_id CHAR(20) ${KEY} NOT NULL,
      secret_hash CHAR(64) ${KEY} NOT NULL,
      scopes VARCHAR(1000) ${KEY} NOT NULL,
      created_at DATETIME(3) NOT NULL,
      last_used_at DATETIME(3) NULL,
      revoked_at DATETIME(3) NULL,
      KEY api_key_client (client_id, created_at)
    ) ${TABLE}`);
}

/** What is filtered by is utf8mb4: a filter may hold any text, and MariaDB refuses to compare that with ascii. */
async function createAuditLog(db: QueryRunner): Promise<void> {
  await db.query(`
    CREATE TABLE audit_log (
      audit_no CHAR(20) ${KEY} NOT NULL PRIMARY KEY,
      recorded_at DATETIME(3) NOT NULL,
      actor VARCHAR(80) NOT NULL,
      actor_name VARCHAR(100) NOT NULL,
      action VARCHAR(64) NOT NULL,
      subject VARCHAR(96) NOT NULL,
      reason VARCHAR(200) NULL,
      before_json MEDIUMTEXT NULL,
      after_json MEDIUMTEXT NULL,
      ip VARCHAR(64) NULL,
      trace_id VARCHAR(64) NULL,
      KEY audit_log_actor (actor, audit_no),
      KEY audit_log_action (action, audit_no),
      KEY audit_log_subject (subject, audit_no)
    ) ${TABLE}`);
  for (const change of ['UPDATE', 'DELETE']) {
    try {
      await db.query(`
        CREATE TRIGGER audit_log_no_${change.toLowerCase()} BEFORE ${change} ON audit_log FOR EACH ROW
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the audit log is insert-only'`);
    } catch (error) {
      await db.query('DROP TABLE audit_log');
      if ((error as { errno?: number }).errno !== TRIGGER_NEEDS_TRUST) throw error;
      throw new Error(
        'The audit log is protected by triggers, and this server lets only privileged users create them while it ' +
          'writes a binary log: set log_bin_trust_function_creators=ON, or use a privileged DATABASE_ADMIN_URL',
      );
    }
  }
}
