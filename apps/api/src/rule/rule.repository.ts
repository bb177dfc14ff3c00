import type { RuleSet } from '@jifen/rules';
import { Injectable } from '@nestjs/common';
import { int, isoTime, type Queryable, sqlTime } from '../platform/index.js';

export interface RuleSetVersion {
  code: string;
  version: number;
  ruleSet: RuleSet;
  reason: string | null;
  createdBy: string;
  createdAt: string;
}

@Injectable()
export class RuleRepository {
  /** Number of the live version; undefined when the rule set does not exist. */
  async liveVersion(db: Queryable, code: string): Promise<number | undefined> {
    const rows = await db.rows<{ live_version: number }>('SELECT live_version FROM rule_set WHERE code = ?', [code]);
    return rows[0] && int(rows[0].live_version);
  }

  /** A version, whichever rule set it is one of: numbers are never given twice. */
  async findVersion(db: Queryable, version: number): Promise<RuleSetVersion | undefined> {
    const [row] = await db.rows<{
      code: string;
      rules: string;
      reason: string | null;
      created_by: string;
      created_at: string;
    }>('SELECT code, rules, reason, created_by, created_at FROM rule_set_version WHERE version = ?', [version]);
    if (!row) return undefined;
    const { code } = row;
    const ruleSet = JSON.parse(row.rules) as RuleSet;
    return {
      code,
      version,
      ruleSet,
      reason: row.reason,
      createdBy: row.created_by,
      createdAt: isoTime(row.created_at),
    };
  }

  /** Adds the next version of a rule set and makes it live. Answers its number. The rule set's row is locked. */
  async publish(db: Queryable, code: string, ruleSet: RuleSet, by: string, reason: string | null, now: Date) {
    const [row] = await db.rows<{ live_version: number }>(
      'SELECT live_version FROM rule_set WHERE code = ? FOR UPDATE',
      [code],
    );
    const [last] = await db.rows<{ version: number | null }>(
      'SELECT MAX(version) AS version FROM rule_set_version WHERE code = ?',
      [code],
    );
    const version = int(last?.version ?? 0) + 1;
    await db.run('INSERT INTO rule_set_version (code, version, rules, reason, created_by, created_at) VALUES (?)', [
      [code, version, JSON.stringify(ruleSet), reason, by, sqlTime(now)],
    ]);
    if (row)
      await db.run('UPDATE rule_set SET live_version = ?, updated_at = ? WHERE code = ?', [
        version,
        sqlTime(now),
        code,
      ]);
    else
      await db.run('INSERT INTO rule_set (code, live_version, updated_at) VALUES (?)', [[code, version, sqlTime(now)]]);
    return version;
  }
}
