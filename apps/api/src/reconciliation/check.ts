import type { ReconciliationCheck } from '@jifen/contracts';
import { int, type Queryable } from '../platform/index.js';
import type { LedgerRows } from './ledger-rows.repository.js';

/** What a check needs to know of the world besides the tables. */
export interface CheckTime {
  /** Today in the programme's time zone, `YYYY-MM-DD`. */
  today: string;
  now: Date;
}

/**
 * One invariant of the ledger as one statement over whole tables: its rows are what breaks it. A check of level
 * `warning` tells of something that is late, not wrong: it counts, but the run passes.
 */
export interface Check {
  name: string;
  level: 'violation' | 'warning';
  /** A SELECT whose every row is a violation; its columns become the sample. What reads the ledger's rows is told where. */
  sql: string | ((ledger: LedgerRows) => string);
  params?: (time: CheckTime) => readonly unknown[];
}

export const SAMPLES = 20;

/** Counts what breaks an invariant and takes the first rows along, in one statement. */
export async function runCheck(
  db: Queryable,
  check: Check,
  time: CheckTime,
  ledger: LedgerRows,
): Promise<ReconciliationCheck> {
  const params = check.params?.(time) ?? [];
  const broken = typeof check.sql === 'string' ? check.sql : check.sql(ledger);
  const sql = `WITH broken AS (${broken}) SELECT broken.*, COUNT(*) OVER () AS violations FROM broken LIMIT ?`;
  const rows = await db.rows<Record<string, unknown>>(sql, [...params, SAMPLES]);
  const violations = int(rows[0]?.['violations'] ?? 0);
  return outcome(check, violations, rows.map(withoutCount));
}

/** The result of a check that found so many violations. */
export function outcome(
  { name, level }: Pick<Check, 'name' | 'level'>,
  violations: number,
  samples: Record<string, unknown>[],
): ReconciliationCheck {
  return { name, ok: violations === 0 || level === 'warning', violations, samples };
}

function withoutCount(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'violations'));
}
