import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEY = 'CHARACTER SET ascii COLLATE ascii_bin';
const TABLE = 'ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

/** Drafts, publishing in steps, history, second operators, backtests, experiments and budgets of whole rules. */
export class RuleLifecycle1760000000007 implements MigrationInterface {
  name = 'RuleLifecycle1760000000007';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE rule_set
        ADD COLUMN name VARCHAR(100) NULL,
        ADD COLUMN rollout_version INT NULL,
        ADD COLUMN rollout_percent INT NULL,
        ADD COLUMN scheduled_version INT NULL,
        ADD COLUMN scheduled_at DATETIME(3) NULL,
        ADD COLUMN revision INT NOT NULL DEFAULT 0`);
    await db.query(`
      ALTER TABLE rule_set_version
        ADD COLUMN base_version INT NULL,
        ADD COLUMN digest CHAR(64) ${KEY} NULL,
        ADD KEY rule_set_version_number (version)`);
    await db.query(`
      CREATE TABLE rule_draft (
        rule_set VARCHAR(32) ${KEY} NOT NULL PRIMARY KEY,
        revision INT NOT NULL,
        base_version INT NULL,
        rules MEDIUMTEXT NOT NULL,
        updated_by VARCHAR(80) ${KEY} NOT NULL,
        updated_at DATETIME(3) NOT NULL
      ) ${TABLE}`);
    // The last texts of a draft: who saves on an older one is told what has changed since.
    await db.query(`
      CREATE TABLE rule_draft_revision (
        rule_set VARCHAR(32) ${KEY} NOT NULL,
        revision INT NOT NULL,
        rules MEDIUMTEXT NOT NULL,
        PRIMARY KEY (rule_set, revision)
      ) ${TABLE}`);
    await db.query(`
      CREATE TABLE rule_history (
        history_no CHAR(20) ${KEY} NOT NULL PRIMARY KEY,
        rule_set VARCHAR(32) ${KEY} NOT NULL,
        action VARCHAR(16) ${KEY} NOT NULL,
        from_version INT NULL,
        to_version INT NULL,
        percent INT NULL,
        effective_at DATETIME(3) NULL,
        reason VARCHAR(200) NULL,
        done_by VARCHAR(80) ${KEY} NOT NULL,
        done_at DATETIME(3) NOT NULL,
        KEY rule_history_set (rule_set, history_no)
      ) ${TABLE}`);
    await db.query(`
      CREATE TABLE publish_request (
        request_no CHAR(20) ${KEY} NOT NULL PRIMARY KEY,
        rule_set VARCHAR(32) ${KEY} NOT NULL,
        version INT NOT NULL,
        status VARCHAR(16) ${KEY} NOT NULL,
        pending TINYINT NULL,
        why VARCHAR(32) ${KEY} NOT NULL,
        increase_bps BIGINT NULL,
        backtest_no CHAR(20) ${KEY} NULL,
        percent INT NULL,
        effective_at DATETIME(3) NULL,
        reason VARCHAR(200) NOT NULL,
        requested_by VARCHAR(80) ${KEY} NOT NULL,
        requested_at DATETIME(3) NOT NULL,
        decided_by VARCHAR(80) ${KEY} NULL,
        decided_at DATETIME(3) NULL,
        decision_reason VARCHAR(200) NULL,
        UNIQUE KEY publish_request_pending (rule_set, pending)
      ) ${TABLE}`);
    await db.query(`
      CREATE TABLE rule_policy (
        id TINYINT NOT NULL PRIMARY KEY,
        rate_guard_bps INT NOT NULL,
        review_above_bps INT NULL,
        review_without_backtest TINYINT NOT NULL,
        revision INT NOT NULL,
        CONSTRAINT rule_policy_single CHECK (id = 1)
      ) ${TABLE}`);
    await db.query('INSERT INTO rule_policy VALUES (1, 100000, NULL, 0, 0)');
    await this.rehearsals(db);
    await db.query('CREATE INDEX business_event_occurred ON business_event (occurred_at, event_no)');
  }

  private async rehearsals(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE backtest (
        backtest_no CHAR(20) ${KEY} NOT NULL PRIMARY KEY,
        rule_set VARCHAR(32) ${KEY} NOT NULL,
        version INT NULL,
        digest CHAR(64) ${KEY} NOT NULL,
        rules MEDIUMTEXT NOT NULL,
        title VARCHAR(100) NULL,
        from_day DATE NOT NULL,
        to_day DATE NOT NULL,
        status VARCHAR(16) ${KEY} NOT NULL,
        total_events BIGINT NULL,
        done_events BIGINT NOT NULL DEFAULT 0,
        cancel_asked TINYINT NOT NULL DEFAULT 0,
        leased_by CHAR(20) ${KEY} NULL,
        leased_until DATETIME(3) NULL,
        problem VARCHAR(300) NULL,
        result MEDIUMTEXT NULL,
        requested_by VARCHAR(80) ${KEY} NOT NULL,
        requested_at DATETIME(3) NOT NULL,
        started_at DATETIME(3) NULL,
        finished_at DATETIME(3) NULL,
        KEY backtest_set (rule_set, backtest_no),
        KEY backtest_digest (digest, backtest_no),
        KEY backtest_status (status, backtest_no)
      ) ${TABLE}`);
    await db.query(`
      CREATE TABLE experiment (
        code VARCHAR(32) ${KEY} NOT NULL PRIMARY KEY,
        name VARCHAR(100) NOT NULL,
        status VARCHAR(8) ${KEY} NOT NULL,
        running TINYINT NULL,
        revision INT NOT NULL,
        created_by VARCHAR(80) ${KEY} NOT NULL,
        created_at DATETIME(3) NOT NULL,
        started_at DATETIME(3) NULL,
        ended_at DATETIME(3) NULL,
        winner VARCHAR(32) ${KEY} NULL,
        end_reason VARCHAR(200) NULL,
        UNIQUE KEY experiment_running (running)
      ) ${TABLE}`);
    await db.query(`
      CREATE TABLE experiment_group (
        experiment VARCHAR(32) ${KEY} NOT NULL,
        code VARCHAR(32) ${KEY} NOT NULL,
        position INT NOT NULL,
        name VARCHAR(100) NOT NULL,
        weight INT NOT NULL,
        rule_set VARCHAR(32) ${KEY} NOT NULL,
        PRIMARY KEY (experiment, code)
      ) ${TABLE}`);
    // What each user of a group has done; written by the posting transaction, so that it is exact.
    await db.query(`
      CREATE TABLE experiment_user (
        experiment VARCHAR(32) ${KEY} NOT NULL,
        group_code VARCHAR(32) ${KEY} NOT NULL,
        user_id VARCHAR(64) ${KEY} NOT NULL,
        events BIGINT NOT NULL,
        points BIGINT NOT NULL,
        PRIMARY KEY (experiment, group_code, user_id)
      ) ${TABLE}`);
    // What a whole rule has given out; the row is locked by whoever gives more.
    await db.query(`
      CREATE TABLE budget_counter (
        budget_key VARCHAR(64) ${KEY} NOT NULL PRIMARY KEY,
        points BIGINT NOT NULL,
        updated_at DATETIME(3) NOT NULL,
        CONSTRAINT budget_counter_points CHECK (points >= 0)
      ) ${TABLE}`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX business_event_occurred ON business_event');
    const tables = ['budget_counter', 'experiment_user', 'experiment_group', 'experiment', 'backtest'];
    for (const table of [
      ...tables,
      'rule_policy',
      'publish_request',
      'rule_history',
      'rule_draft_revision',
      'rule_draft',
    ]) {
      await db.query(`DROP TABLE ${table}`);
    }
    await db.query(
      'ALTER TABLE rule_set_version DROP KEY rule_set_version_number, DROP COLUMN digest, DROP COLUMN base_version',
    );
    await db.query(`
      ALTER TABLE rule_set
        DROP COLUMN revision, DROP COLUMN scheduled_at, DROP COLUMN scheduled_version,
        DROP COLUMN rollout_percent, DROP COLUMN rollout_version, DROP COLUMN name`);
  }
}
