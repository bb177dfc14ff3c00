import { Injectable } from '@nestjs/common';
import type { Queryable } from '../platform/index.js';

export interface AuditRow {
  audit_no: string;
  recorded_at: string;
  actor: string;
  actor_name: string;
  action: string;
  subject: string;
  reason: string | null;
  before_json: string | null;
  after_json: string | null;
  ip: string | null;
  trace_id: string | null;
}

export interface AuditFilter {
  actor?: string | undefined;
  action?: string | undefined;
  subject?: string | undefined;
}

const COLUMNS =
  'audit_no, recorded_at, actor, actor_name, action, subject, reason, before_json, after_json, ip, trace_id';

@Injectable()
export class AuditRepository {
  async insert(db: Queryable, rows: readonly AuditRow[]): Promise<void> {
    const values = rows.map((row) => COLUMNS.split(', ').map((column) => row[column as keyof AuditRow]));
    await db.run(`INSERT INTO audit_log (${COLUMNS}) VALUES ?`, [values]);
  }

  /** Entries that fit the filter, newest first, behind the given one. */
  page(db: Queryable, filter: AuditFilter, beforeNo: string | undefined, rows: number): Promise<AuditRow[]> {
    const wanted: [string, string | undefined][] = [
      ['actor = ?', filter.actor],
      ['action = ?', filter.action],
      ['subject = ?', filter.subject],
      ['audit_no < ?', beforeNo],
    ];
    const given = wanted.filter((entry): entry is [string, string] => entry[1] !== undefined);
    const where = given.length ? `WHERE ${given.map(([condition]) => condition).join(' AND ')}` : '';
    const params = [...given.map(([, value]) => value), rows];
    return db.rows(`SELECT ${COLUMNS} FROM audit_log ${where} ORDER BY audit_no DESC LIMIT ?`, params);
  }
}
