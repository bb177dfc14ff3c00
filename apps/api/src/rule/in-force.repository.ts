import { Injectable } from '@nestjs/common';
import { int, isoTime, type Queryable, sqlTime } from '../platform/index.js';

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

/** Reads which versions of the rule sets are in force. */
@Injectable()
export class InForceRepository {
  /** Every rule set as it is now. */
  async find(db: Queryable): Promise<Map<string, RuleSetState>> {
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
