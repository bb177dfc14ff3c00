import type { PublishRequestReason, PublishRequestStatus } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { int, isoTime, type Queryable, sqlTime } from '../platform/index.js';

export interface NewPublishRequest {
  requestNo: string;
  code: string;
  version: number;
  why: PublishRequestReason;
  increaseBps: number | null;
  backtestNo: string | null;
  percent: number | null;
  at: Date | null;
  reason: string;
  requestedBy: string;
}

export interface PublishRequestRow extends NewPublishRequest {
  status: PublishRequestStatus;
  requestedAt: string;
  decidedBy: string | null;
  decidedAt: string | null;
  decisionReason: string | null;
}

interface Columns {
  request_no: string;
  rule_set: string;
  version: number;
  status: PublishRequestStatus;
  why: PublishRequestReason;
  increase_bps: unknown;
  backtest_no: string | null;
  percent: number | null;
  effective_at: string | null;
  reason: string;
  requested_by: string;
  requested_at: string;
  decided_by: string | null;
  decided_at: string | null;
  decision_reason: string | null;
}

const SELECT = `SELECT request_no, rule_set, version, status, why, increase_bps, backtest_no, percent, effective_at,
  reason, requested_by, requested_at, decided_by, decided_at, decision_reason FROM publish_request`;

/** Publications that wait for a second operator, and those that did. A rule set has one pending at most. */
@Injectable()
export class PublishRequestRepository {
  async find(db: Queryable, requestNo: string): Promise<PublishRequestRow | undefined> {
    const [row] = await db.rows<Columns>(`${SELECT} WHERE request_no = ?`, [requestNo]);
    return row && rowOf(row);
  }

  async pendingOf(db: Queryable, code: string): Promise<PublishRequestRow | undefined> {
    const [row] = await db.rows<Columns>(`${SELECT} WHERE rule_set = ? AND pending = 1`, [code]);
    return row && rowOf(row);
  }

  /** Numbers of what is pending, by rule set. */
  async pending(db: Queryable, codes: readonly string[]): Promise<Map<string, string>> {
    if (codes.length === 0) return new Map();
    const sql = 'SELECT rule_set, request_no FROM publish_request WHERE rule_set IN (?) AND pending = 1';
    const rows = await db.rows<{ rule_set: string; request_no: string }>(sql, [codes]);
    return new Map(rows.map((row) => [row.rule_set, row.request_no]));
  }

  /** How the latest request of each of these versions stands. */
  async statuses(db: Queryable, code: string, versions: readonly number[]): Promise<Map<number, PublishRequestStatus>> {
    if (versions.length === 0) return new Map();
    const rows = await db.rows<{ version: number; status: PublishRequestStatus }>(
      'SELECT version, status FROM publish_request WHERE rule_set = ? AND version IN (?) ORDER BY request_no',
      [code, versions],
    );
    return new Map(rows.map((row) => [int(row.version), row.status]));
  }

  /** Requests, newest first, before the given one. */
  async page(
    db: Queryable,
    status: PublishRequestStatus | undefined,
    beforeNo: string | undefined,
    rows: number,
  ): Promise<PublishRequestRow[]> {
    const only = status === undefined ? '' : 'AND status = ?';
    const params = [beforeNo ?? '~', ...(status === undefined ? [] : [status]), rows];
    const sql = `${SELECT} WHERE request_no < ? ${only} ORDER BY request_no DESC LIMIT ?`;
    return (await db.rows<Columns>(sql, params)).map(rowOf);
  }

  async insert(db: Queryable, request: NewPublishRequest, now: Date): Promise<void> {
    const { requestNo, code, version, why, increaseBps, backtestNo, percent, at, reason, requestedBy } = request;
    await db.run(
      `INSERT INTO publish_request (request_no, rule_set, version, status, pending, why, increase_bps, backtest_no,
         percent, effective_at, reason, requested_by, requested_at) VALUES (?)`,
      [
        [
          ...[requestNo, code, version, 'PENDING', 1, why, increaseBps, backtestNo, percent],
          ...[at && sqlTime(at), reason, requestedBy, sqlTime(now)],
        ],
      ],
    );
  }

  async decide(
    db: Queryable,
    requestNo: string,
    status: 'APPROVED' | 'REJECTED',
    { by, reason }: { by: string; reason: string },
    now: Date,
  ): Promise<void> {
    await db.run(
      `UPDATE publish_request SET status = ?, pending = NULL, decided_by = ?, decided_at = ?, decision_reason = ?
       WHERE request_no = ? AND pending = 1`,
      [status, by, sqlTime(now), reason, requestNo],
    );
  }
}

function rowOf(row: Columns): PublishRequestRow {
  return {
    requestNo: row.request_no,
    code: row.rule_set,
    version: int(row.version),
    status: row.status,
    why: row.why,
    increaseBps: row.increase_bps === null ? null : int(row.increase_bps),
    backtestNo: row.backtest_no,
    percent: row.percent === null ? null : int(row.percent),
    at: row.effective_at === null ? null : new Date(isoTime(row.effective_at)),
    reason: row.reason,
    requestedBy: row.requested_by,
    requestedAt: isoTime(row.requested_at),
    decidedBy: row.decided_by,
    decidedAt: row.decided_at === null ? null : isoTime(row.decided_at),
    decisionReason: row.decision_reason,
  };
}
