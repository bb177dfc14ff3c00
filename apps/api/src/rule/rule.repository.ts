import type { RuleSet } from '@jifen/rules';
import { Injectable } from '@nestjs/common';
import { isoTime, type Queryable } from '../platform/index.js';

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
}
