import type { RuleSet } from '@jifen/rules';
import { Injectable } from '@nestjs/common';
import { int, isoTime, type Queryable, sqlTime } from '../platform/index.js';
import { documentOf, type RuleDocument } from './domain/document.js';
import type { RuleSetState } from './domain/state.js';

/** A rule set as it stands. */
export interface RuleSetRow extends RuleSetState {
  code: string;
  name: string;
  updatedAt: string;
  /** Counts changes, those of the draft included; the next draft gets the next one. */
  revision: number;
}

export interface VersionRow {
  code: string;
  version: number;
  baseVersion: number | null;
  ruleCount: number;
  reason: string | null;
  createdBy: string;
  createdAt: string;
}

export interface NewVersion extends RuleDocument {
  code: string;
  baseVersion: number | null;
  reason: string | null;
  createdBy: string;
}

interface SetColumns {
  code: string;
  name: string | null;
  live_version: number;
  rollout_version: number | null;
  rollout_percent: number | null;
  scheduled_version: number | null;
  scheduled_at: string | null;
  updated_at: string;
  revision: number;
}

interface VersionColumns {
  code: string;
  version: number;
  base_version: number | null;
  rule_count: number;
  reason: string | null;
  created_by: string;
  created_at: string;
}

const SET = `SELECT code, name, live_version, rollout_version, rollout_percent, scheduled_version, scheduled_at,
  updated_at, revision FROM rule_set`;
const VERSION = `SELECT code, version, base_version, JSON_LENGTH(rules, '$.rules') AS rule_count, reason, created_by,
  created_at FROM rule_set_version`;

/** Rule sets and their versions. */
@Injectable()
export class RuleSetRepository {
  async find(db: Queryable, code: string): Promise<RuleSetRow | undefined> {
    const [row] = await db.rows<SetColumns>(`${SET} WHERE code = ?`, [code]);
    return row && setOf(row);
  }

  /** The rule set, held until the end of the transaction. Comes before every other lock of the life cycle. */
  async lock(db: Queryable, code: string): Promise<RuleSetRow | undefined> {
    const [row] = await db.rows<SetColumns>(`${SET} WHERE code = ? FOR UPDATE`, [code]);
    return row && setOf(row);
  }

  /** Rule sets by code, behind the given one. */
  async page(db: Queryable, afterCode: string | undefined, rows: number): Promise<RuleSetRow[]> {
    const found = await db.rows<SetColumns>(`${SET} WHERE code > ? ORDER BY code LIMIT ?`, [afterCode ?? '', rows]);
    return found.map(setOf);
  }

  /** Codes of the rule sets whose schedule has come. */
  async due(db: Queryable, now: Date): Promise<string[]> {
    const sql = 'SELECT code FROM rule_set WHERE scheduled_at <= ? ORDER BY code';
    return (await db.rows<{ code: string }>(sql, [sqlTime(now)])).map((row) => row.code);
  }

  /** A new rule set with nothing in it. Raises a duplicate-key error when the code is taken. */
  async insert(db: Queryable, code: string, name: string, now: Date): Promise<void> {
    const sql = 'INSERT INTO rule_set (code, name, live_version, revision, updated_at) VALUES (?, ?, 0, 0, ?)';
    await db.run(sql, [code, name, sqlTime(now)]);
  }

  /**
   * The code of another rule set that differs from this one by upper and lower case only. To be asked once the set is
   * inserted: of two that are made at once, one waits for the other and then finds it.
   */
  async twinOf(db: Queryable, code: string): Promise<string | undefined> {
    const sql = 'SELECT code FROM rule_set WHERE LOWER(code) = ? AND code <> ? LIMIT 1 FOR UPDATE';
    return (await db.rows<{ code: string }>(sql, [code.toLowerCase(), code]))[0]?.code;
  }

  async rename(db: Queryable, code: string, name: string): Promise<void> {
    await db.run('UPDATE rule_set SET name = ? WHERE code = ?', [name, code]);
  }

  /** Writes everything but the name. */
  async update(db: Queryable, set: RuleSetRow, now: Date): Promise<void> {
    const { code, liveVersion, rollout, scheduled, revision } = set;
    await db.run(
      `UPDATE rule_set SET live_version = ?, rollout_version = ?, rollout_percent = ?, scheduled_version = ?,
         scheduled_at = ?, revision = ?, updated_at = ? WHERE code = ?`,
      [
        liveVersion,
        rollout?.version ?? null,
        rollout?.percent ?? null,
        scheduled?.version ?? null,
        scheduled ? sqlTime(scheduled.at) : null,
        revision,
        sqlTime(now),
        code,
      ],
    );
  }

  /**
   * Adds a version under the next number of all rule sets. Whoever numbers holds the one row of the policy, so two that
   * publish different sets at once come one after the other.
   */
  async addVersion(db: Queryable, version: NewVersion, now: Date): Promise<number> {
    const { code, baseVersion, json, digest, reason, createdBy } = version;
    await db.rows('SELECT id FROM rule_policy WHERE id = 1 FOR UPDATE');
    const [last] = await db.rows<{ version: number | null }>('SELECT MAX(version) AS version FROM rule_set_version');
    const number = int(last?.version ?? 0) + 1;
    await db.run(
      `INSERT INTO rule_set_version (code, version, base_version, digest, rules, reason, created_by, created_at)
       VALUES (?)`,
      [[code, number, baseVersion, digest, json, reason, createdBy, sqlTime(now)]],
    );
    return number;
  }

  /** The rules of a version of a set; undefined when it has no such version. */
  async document(db: Queryable, code: string, version: number): Promise<RuleDocument | undefined> {
    const sql = 'SELECT rules FROM rule_set_version WHERE version = ? AND code = ?';
    const [row] = await db.rows<{ rules: string }>(sql, [version, code]);
    return row && documentOf(JSON.parse(row.rules) as RuleSet);
  }

  async findVersion(db: Queryable, code: string, version: number): Promise<VersionRow | undefined> {
    const [row] = await db.rows<VersionColumns>(`${VERSION} WHERE version = ? AND code = ?`, [version, code]);
    return row && versionOf(row);
  }

  /** Versions of a set, newest first, before the given one. */
  async versions(db: Queryable, code: string, before: number | undefined, rows: number): Promise<VersionRow[]> {
    const sql = `${VERSION} WHERE code = ? AND version < ? ORDER BY version DESC LIMIT ?`;
    const found = await db.rows<VersionColumns>(sql, [code, before ?? 2_147_483_647, rows]);
    return found.map(versionOf);
  }
}

function setOf(row: SetColumns): RuleSetRow {
  const { rollout_version: rolling, rollout_percent: percent, scheduled_version: next, scheduled_at: at } = row;
  return {
    code: row.code,
    name: row.name ?? row.code,
    liveVersion: int(row.live_version),
    rollout: rolling === null ? undefined : { version: int(rolling), percent: int(percent) },
    scheduled: next === null || at === null ? undefined : { version: int(next), at: new Date(isoTime(at)) },
    updatedAt: isoTime(row.updated_at),
    revision: int(row.revision),
  };
}

function versionOf(row: VersionColumns): VersionRow {
  return {
    code: row.code,
    version: int(row.version),
    baseVersion: row.base_version === null ? null : int(row.base_version),
    ruleCount: int(row.rule_count),
    reason: row.reason,
    createdBy: row.created_by,
    createdAt: isoTime(row.created_at),
  };
}
