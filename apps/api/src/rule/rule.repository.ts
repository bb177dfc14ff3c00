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

/** Which version of a rule set is in force. Version 0: none yet. */
export interface RuleSetState {
  liveVersion: number;
  /** Goes to this percentage of the users instead. */
  rollout: { version: number; percent: number } | undefined;
  /** Takes over at this instant. */
  scheduled: { version: number; atMs: number } | undefined;
}

interface StateRow {
  code: string;
  live_version: number;
  rollout_version: number | null;
  rollout_percent: number | null;
  scheduled_version: number | null;
  scheduled_at: string | null;
}

/** Reads rules, and which of them are in force. */
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

  /** Every rule set as it is now. */
  async states(db: Queryable): Promise<Map<string, RuleSetState>> {
    const rows = await db.rows<StateRow>(
      'SELECT code, live_version, rollout_version, rollout_percent, scheduled_version, scheduled_at FROM rule_set',
    );
    return new Map(rows.map((row) => [row.code, stateOf(row)]));
  }

  /** Which of some rule sets exist, with the number of the version that is live; 0 for a set that never had one. */
  async liveVersions(db: Queryable, ruleSets: readonly string[], now: Date): Promise<Map<string, number>> {
    // A schedule that has come holds, whether or not somebody has written that down.
    const sql = `SELECT code, IF(scheduled_at <= ?, scheduled_version, live_version) AS version
      FROM rule_set WHERE code IN (?)`;
    const rows = await db.rows<{ code: string; version: number }>(sql, [sqlTime(now), ruleSets]);
    return new Map(rows.map((row) => [row.code, int(row.version)]));
  }
}

function stateOf(row: StateRow): RuleSetState {
  const { rollout_version: rolling, rollout_percent: percent, scheduled_version: next, scheduled_at: at } = row;
  return {
    liveVersion: int(row.live_version),
    rollout: rolling === null ? undefined : { version: int(rolling), percent: int(percent ?? 0) },
    scheduled: next === null || at === null ? undefined : { version: int(next), atMs: Date.parse(isoTime(at)) },
  };
}
