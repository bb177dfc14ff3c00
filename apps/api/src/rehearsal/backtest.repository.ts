import type { BacktestResult, BacktestStatus } from '@jifen/contracts';
import type { RuleSet } from '@jifen/rules';
import { Injectable } from '@nestjs/common';
import { int, isoTime, type Queryable, sqlTime } from '../platform/index.js';
import { type Finding, findingOf, worstOf } from './domain/finding.js';

/** Backtests that are looked at before their rules are published. */
const FINDINGS = 20;

/** A backtest as it is kept, without what it replays and what came out. */
export interface BacktestRow {
  backtestNo: string;
  ruleSet: string;
  version: number | null;
  digest: string;
  title: string | null;
  fromDay: string;
  toDay: string;
  status: BacktestStatus;
  totalEvents: number | null;
  doneEvents: number;
  cancelAsked: boolean;
  problem: string | null;
  requestedBy: string;
  requestedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

export interface NewBacktest
  extends Pick<
    BacktestRow,
    'backtestNo' | 'ruleSet' | 'version' | 'digest' | 'title' | 'fromDay' | 'toDay' | 'requestedBy'
  > {
  /** The rules, as JSON. */
  json: string;
}

/** What somebody has leased to run. */
export interface ClaimedBacktest {
  backtestNo: string;
  ruleSet: RuleSet;
  fromDay: string;
  toDay: string;
}

/** How a run ended. */
export type BacktestEnd =
  | { status: 'DONE'; events: number; result: BacktestResult }
  | { status: 'FAILED'; problem: string }
  | { status: 'CANCELLED' };

interface Columns {
  backtest_no: string;
  rule_set: string;
  version: number | null;
  digest: string;
  title: string | null;
  from_day: string;
  to_day: string;
  status: BacktestStatus;
  total_events: string | null;
  done_events: string;
  cancel_asked: number;
  problem: string | null;
  requested_by: string;
  requested_at: string;
  started_at: string | null;
  finished_at: string | null;
}

const COLUMNS = `backtest_no, rule_set, version, digest, title, from_day, to_day, status, total_events, done_events,
  cancel_asked, problem, requested_by, requested_at, started_at, finished_at`;
/** The database's clock decides about leases, because it is the same for every replica. */
const LATER = 'UTC_TIMESTAMP(3) + INTERVAL ? * 1000 MICROSECOND';

@Injectable()
export class BacktestRepository {
  /** When the first and the last stored event happened; undefined while there is none. */
  async storedTimes(db: Queryable): Promise<{ first: string; last: string } | undefined> {
    const sql = 'SELECT MIN(occurred_at) AS first, MAX(occurred_at) AS last FROM business_event';
    const [row] = await db.rows<{ first: string | null; last: string | null }>(sql);
    if (!row || row.first === null || row.last === null) return undefined;
    return { first: isoTime(row.first), last: isoTime(row.last) };
  }

  async insert(db: Queryable, backtest: NewBacktest, now: Date): Promise<void> {
    const { backtestNo, ruleSet, version, digest, json, title, fromDay, toDay, requestedBy } = backtest;
    await db.run(
      `INSERT INTO backtest (backtest_no, rule_set, version, digest, rules, title, from_day, to_day, status,
         requested_by, requested_at) VALUES (?)`,
      [[backtestNo, ruleSet, version, digest, json, title, fromDay, toDay, 'QUEUED', requestedBy, sqlTime(now)]],
    );
  }

  async find(db: Queryable, backtestNo: string): Promise<BacktestRow | undefined> {
    const rows = await db.rows<Columns>(`SELECT ${COLUMNS} FROM backtest WHERE backtest_no = ?`, [backtestNo]);
    return rows[0] && rowOf(rows[0]);
  }

  async result(db: Queryable, backtestNo: string): Promise<BacktestResult | null> {
    const sql = 'SELECT result FROM backtest WHERE backtest_no = ?';
    const [row] = await db.rows<{ result: string | null }>(sql, [backtestNo]);
    return row?.result ? (JSON.parse(row.result) as BacktestResult) : null;
  }

  /** Newest first, of one rule set or of all. */
  async page(db: Queryable, ruleSet: string | undefined, beforeNo: string | undefined, rows: number) {
    const where = ruleSet === undefined ? '' : 'AND rule_set = ?';
    const sql = `SELECT ${COLUMNS} FROM backtest WHERE backtest_no < ? ${where} ORDER BY backtest_no DESC LIMIT ?`;
    const params = [beforeNo ?? '~', ...(ruleSet === undefined ? [] : [ruleSet]), rows];
    return (await db.rows<Columns>(sql, params)).map(rowOf);
  }

  /** How many wait to be run. */
  async waiting(db: Queryable): Promise<number> {
    const [row] = await db.rows<{ n: string }>(`SELECT COUNT(*) AS n FROM backtest WHERE status = 'QUEUED'`);
    return int(row?.n ?? 0);
  }

  /** A backtest for whoever changes it, and whether somebody is at it. */
  async lock(db: Queryable, backtestNo: string): Promise<{ status: BacktestStatus; isRunning: boolean } | undefined> {
    const [row] = await db.rows<{ status: BacktestStatus; leased: number | null }>(
      `SELECT status, leased_until > UTC_TIMESTAMP(3) AS leased FROM backtest WHERE backtest_no = ? FOR UPDATE`,
      [backtestNo],
    );
    return row && { status: row.status, isRunning: row.status === 'RUNNING' && Number(row.leased) === 1 };
  }

  async askToCancel(db: Queryable, backtestNo: string): Promise<void> {
    await db.run('UPDATE backtest SET cancel_asked = 1 WHERE backtest_no = ?', [backtestNo]);
  }

  async cancel(db: Queryable, backtestNo: string, now: Date): Promise<void> {
    const sql = `UPDATE backtest SET status = 'CANCELLED', finished_at = ? WHERE backtest_no = ?`;
    await db.run(sql, [sqlTime(now), backtestNo]);
  }

  /** Leases the oldest one that waits, or that was left by a process that died. It begins from its start. */
  async claim(db: Queryable, lease: string, leaseMs: number, now: Date): Promise<ClaimedBacktest | undefined> {
    // Whoever was to be told died first.
    await db.run(
      `UPDATE backtest SET status = 'CANCELLED', finished_at = ?
       WHERE status = 'RUNNING' AND cancel_asked = 1 AND leased_until <= UTC_TIMESTAMP(3)`,
      [sqlTime(now)],
    );
    const taken = await db.run(
      `UPDATE backtest SET status = 'RUNNING', leased_by = ?, leased_until = ${LATER}, started_at = ?,
         total_events = NULL, done_events = 0
       WHERE status = 'QUEUED' OR (status = 'RUNNING' AND leased_until <= UTC_TIMESTAMP(3))
       ORDER BY backtest_no LIMIT 1`,
      [lease, leaseMs, sqlTime(now)],
    );
    if (taken === 0) return undefined;
    const [row] = await db.rows<Pick<Columns, 'backtest_no' | 'from_day' | 'to_day'> & { rules: string }>(
      `SELECT backtest_no, from_day, to_day, rules FROM backtest WHERE status = 'RUNNING' AND leased_by = ?`,
      [lease],
    );
    if (!row) return undefined;
    const ruleSet = JSON.parse(row.rules) as RuleSet;
    return { backtestNo: row.backtest_no, ruleSet, fromDay: row.from_day, toDay: row.to_day };
  }

  /** Renews the lease and says how far the run is. Answers whether to go on, to stop, or that another one has it. */
  async beat(
    db: Queryable,
    { backtestNo, lease, leaseMs }: { backtestNo: string; lease: string; leaseMs: number },
    progress: { total: number | null; done: number },
  ): Promise<'go on' | 'cancel' | 'lost'> {
    const renewed = await db.run(
      `UPDATE backtest SET leased_until = ${LATER}, total_events = ?, done_events = ?
       WHERE backtest_no = ? AND leased_by = ? AND status = 'RUNNING'`,
      [leaseMs, progress.total, progress.done, backtestNo, lease],
    );
    if (renewed === 0) return 'lost';
    const sql = 'SELECT cancel_asked FROM backtest WHERE backtest_no = ?';
    const [row] = await db.rows<{ cancel_asked: number }>(sql, [backtestNo]);
    return Number(row?.cancel_asked) === 1 ? 'cancel' : 'go on';
  }

  /** Stores how a run ended, unless another one has taken it over. */
  async finish(db: Queryable, backtestNo: string, lease: string, end: BacktestEnd, now: Date): Promise<void> {
    const events = end.status === 'DONE' ? 'total_events = ?, done_events = ?,' : '';
    const counted = end.status === 'DONE' ? [end.events, end.events] : [];
    const problem = end.status === 'FAILED' ? end.problem : null;
    const result = end.status === 'DONE' ? JSON.stringify(end.result) : null;
    await db.run(
      `UPDATE backtest SET ${events} status = ?, problem = ?, result = ?, finished_at = ?, leased_by = NULL
       WHERE backtest_no = ? AND leased_by = ? AND status = 'RUNNING'`,
      [...counted, end.status, problem, result, sqlTime(now), backtestNo, lease],
    );
  }

  /** The most that finished backtests of exactly these rules, in place of this set's, have shown; the latest of them. */
  async finding(db: Queryable, ruleSet: string, digest: string): Promise<Finding | undefined> {
    const rows = await db.rows<{ backtest_no: string; result: string }>(
      `SELECT backtest_no, result FROM backtest
       WHERE digest = ? AND rule_set = ? AND status = 'DONE' AND result IS NOT NULL
       ORDER BY backtest_no DESC LIMIT ?`,
      [digest, ruleSet, FINDINGS],
    );
    return worstOf(rows.map((row) => findingOf(row.backtest_no, JSON.parse(row.result))));
  }

  /** Gives a run back that was begun and not ended, so that another replica can begin it at once. */
  async giveBack(db: Queryable, backtestNo: string, lease: string): Promise<void> {
    await db.run(
      `UPDATE backtest SET leased_until = UTC_TIMESTAMP(3)
       WHERE backtest_no = ? AND leased_by = ? AND status = 'RUNNING'`,
      [backtestNo, lease],
    );
  }
}

function rowOf(row: Columns): BacktestRow {
  return {
    backtestNo: row.backtest_no,
    ruleSet: row.rule_set,
    version: row.version === null ? null : int(row.version),
    digest: row.digest,
    title: row.title,
    fromDay: row.from_day,
    toDay: row.to_day,
    status: row.status,
    totalEvents: row.total_events === null ? null : int(row.total_events),
    doneEvents: int(row.done_events),
    cancelAsked: Number(row.cancel_asked) === 1,
    problem: row.problem,
    requestedBy: row.requested_by,
    requestedAt: isoTime(row.requested_at),
    startedAt: row.started_at === null ? null : isoTime(row.started_at),
    finishedAt: row.finished_at === null ? null : isoTime(row.finished_at),
  };
}
