import type { RuleHistoryAction } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { int, isoTime, type Queryable, sqlTime } from '../platform/index.js';

export interface HistoryRow {
  historyNo: string;
  code: string;
  action: RuleHistoryAction;
  fromVersion: number | null;
  toVersion: number | null;
  percent: number | null;
  at: string | null;
  reason: string | null;
  by: string;
  doneAt: string;
}

export interface NewHistory {
  historyNo: string;
  code: string;
  action: RuleHistoryAction;
  fromVersion?: number | null;
  toVersion?: number | null;
  percent?: number | null;
  at?: Date | null;
  reason: string | null;
  by: string;
}

interface Columns {
  history_no: string;
  rule_set: string;
  action: RuleHistoryAction;
  from_version: number | null;
  to_version: number | null;
  percent: number | null;
  effective_at: string | null;
  reason: string | null;
  done_by: string;
  done_at: string;
}

const COLUMNS =
  'history_no, rule_set, action, from_version, to_version, percent, effective_at, reason, done_by, done_at';

/** Every change of what is in force: who, when, why, from which version to which. Rows are only added. */
@Injectable()
export class RuleHistoryRepository {
  async add(db: Queryable, entry: NewHistory, now: Date): Promise<void> {
    const { historyNo, code, action, fromVersion, toVersion, percent, at, reason, by } = entry;
    await db.run(`INSERT INTO rule_history (${COLUMNS}) VALUES (?)`, [
      [
        historyNo,
        code,
        action,
        // 0 stands for "nothing was live yet".
        fromVersion || null,
        toVersion || null,
        percent ?? null,
        at ? sqlTime(at) : null,
        reason,
        by,
        sqlTime(now),
      ],
    ]);
  }

  /** Whether an entry was written: the change of a transaction whose COMMIT was lost on the way back has happened. */
  async find(db: Queryable, historyNo: string): Promise<HistoryRow | undefined> {
    const [row] = await db.rows<Columns>(`SELECT ${COLUMNS} FROM rule_history WHERE history_no = ?`, [historyNo]);
    return row && rowOf(row);
  }

  /** Entries of a rule set, newest first, before the given one. */
  async page(db: Queryable, code: string, beforeNo: string | undefined, rows: number): Promise<HistoryRow[]> {
    const sql = `SELECT ${COLUMNS} FROM rule_history WHERE rule_set = ? AND history_no < ?
      ORDER BY history_no DESC LIMIT ?`;
    return (await db.rows<Columns>(sql, [code, beforeNo ?? '~', rows])).map(rowOf);
  }

  /** Which of some versions were ever in force for everybody. Versions older than the history were. */
  async everLive(db: Queryable, code: string, versions: readonly number[]): Promise<Set<number>> {
    if (versions.length === 0) return new Set();
    const rows = await db.rows<{ version: number }>(
      `SELECT v.version FROM rule_set_version v WHERE v.code = ? AND v.version IN (?) AND (v.digest IS NULL OR EXISTS (
         SELECT 1 FROM rule_history h
         WHERE h.rule_set = v.code AND h.to_version = v.version AND h.action IN ('PUBLISHED', 'ROLLED_BACK')))`,
      [code, versions],
    );
    return new Set(rows.map(({ version }) => int(version)));
  }
}

function rowOf(row: Columns): HistoryRow {
  const { from_version: from, to_version: to } = row;
  return {
    historyNo: row.history_no,
    code: row.rule_set,
    action: row.action,
    fromVersion: from === null ? null : int(from),
    toVersion: to === null ? null : int(to),
    percent: row.percent === null ? null : int(row.percent),
    at: row.effective_at === null ? null : isoTime(row.effective_at),
    reason: row.reason,
    by: row.done_by,
    doneAt: isoTime(row.done_at),
  };
}
