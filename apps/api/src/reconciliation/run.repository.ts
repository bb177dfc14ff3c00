import type { ReconciliationCheck, ReconciliationRunView } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { isoTime, type Queryable, sqlTime } from '../platform/index.js';

export type RunStatus = 'RUNNING' | 'PASSED' | 'FAILED' | 'ERROR';

interface RunRow {
  run_no: string;
  started_at: string;
  finished_at: string | null;
  status: RunStatus;
  heartbeat_at: string;
  checks: string;
}

const COLUMNS = 'run_no, started_at, finished_at, status, heartbeat_at, checks';

@Injectable()
export class RunRepository {
  /** The run that is under way, if any, locked; with when it last gave a sign of life. */
  async lockRunning(tx: Queryable): Promise<{ run: ReconciliationRunView; heartbeatAtMs: number } | undefined> {
    const sql = `SELECT ${COLUMNS} FROM reconciliation_run WHERE running = 1 FOR UPDATE`;
    const [row] = await tx.rows<RunRow>(sql);
    return row && { run: viewOf(row), heartbeatAtMs: Date.parse(isoTime(row.heartbeat_at)) };
  }

  /** Begins a run. Raises a duplicate-key error when somebody else has begun one in the meantime. */
  async begin(tx: Queryable, runNo: string, startedBy: string, now: Date): Promise<void> {
    const columns = 'run_no, started_at, started_by, status, running, heartbeat_at, checks';
    const row = [runNo, sqlTime(now), startedBy, 'RUNNING', 1, sqlTime(now), '[]'];
    await tx.run(`INSERT INTO reconciliation_run (${columns}) VALUES (?)`, [row]);
  }

  /** Writes what is found so far, which is a sign of life. */
  async progress(db: Queryable, runNo: string, checks: readonly ReconciliationCheck[], now: Date): Promise<void> {
    const sql = 'UPDATE reconciliation_run SET checks = ?, heartbeat_at = ? WHERE run_no = ? AND running = 1';
    await db.run(sql, [JSON.stringify(checks), sqlTime(now), runNo]);
  }

  async beat(db: Queryable, runNo: string, now: Date): Promise<void> {
    const sql = 'UPDATE reconciliation_run SET heartbeat_at = ? WHERE run_no = ? AND running = 1';
    await db.run(sql, [sqlTime(now), runNo]);
  }

  async finish(db: Queryable, runNo: string, status: RunStatus, now: Date): Promise<void> {
    await db.run(
      'UPDATE reconciliation_run SET status = ?, finished_at = ?, running = NULL WHERE run_no = ? AND running = 1',
      [status, sqlTime(now), runNo],
    );
  }

  async find(db: Queryable, runNo: string): Promise<ReconciliationRunView | undefined> {
    const sql = `SELECT ${COLUMNS} FROM reconciliation_run WHERE run_no = ?`;
    const [row] = await db.rows<RunRow>(sql, [runNo]);
    return row && viewOf(row);
  }

  /** Runs, newest first. */
  async page(db: Queryable, beforeNo: string | undefined, limit: number): Promise<ReconciliationRunView[]> {
    const sql = `SELECT ${COLUMNS} FROM reconciliation_run WHERE run_no < ? ORDER BY run_no DESC LIMIT ?`;
    return (await db.rows<RunRow>(sql, [beforeNo ?? '~', limit])).map(viewOf);
  }

  /** When the last run began, in milliseconds; undefined when there was none. */
  async lastStartMs(db: Queryable): Promise<number | undefined> {
    const [row] = await db.rows<{ at: string | null }>('SELECT MAX(started_at) AS at FROM reconciliation_run');
    return row?.at ? Date.parse(isoTime(row.at)) : undefined;
  }
}

function viewOf(row: RunRow): ReconciliationRunView {
  return {
    runNo: row.run_no,
    startedAt: isoTime(row.started_at),
    finishedAt: row.finished_at === null ? null : isoTime(row.finished_at),
    status: row.status,
    checks: JSON.parse(row.checks) as ReconciliationCheck[],
  };
}
