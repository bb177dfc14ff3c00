import type { Database } from '../../src/platform/index.js';

/**
 * What a refused request may still leave behind: marks of use and of failed attempts, which are not data of the
 * programme. Everything else has to stay as it was.
 */
const BOOKKEEPING: Record<string, 'all' | string[]> = {
  login_throttle: 'all',
  login_failure: 'all',
  operator_session: 'all',
  operator_refresh_token: 'all',
  job_lease: 'all',
  // A run that was asked for goes on after it was answered.
  reconciliation_run: 'all',
  api_key: ['last_used_at'],
  operator: ['last_login_at', 'failed_attempts', 'locked_until'],
};

/** Rows that count, of tables in which a refused request may leave some: a failed log-in has an audit entry. */
const ROWS: Record<string, string> = { audit_log: "action NOT IN ('session.fail', 'session.lock')" };

export type Snapshot = Map<string, string>;

/** Takes count and checksum of every table in one query. */
export async function tableWatch(database: Database): Promise<() => Promise<Snapshot>> {
  const columns = await database.rows<{ t: string; c: string }>(
    `SELECT table_name t, column_name c FROM information_schema.columns WHERE table_schema = DATABASE()
     ORDER BY table_name, ordinal_position`,
  );
  const byTable = new Map<string, string[]>();
  for (const { t, c } of columns) {
    const left = BOOKKEEPING[t];
    if (left === 'all' || left?.includes(c)) continue;
    byTable.set(t, [...(byTable.get(t) ?? []), `COALESCE(HEX(\`${c}\`), 'null')`]);
  }
  const parts = [...byTable].map(
    ([table, values]) =>
      `SELECT '${table}' t, CONCAT(COUNT(*), ' rows, ', COALESCE(BIT_XOR(CRC32(CONCAT_WS('|', ${values.join(', ')}))), 0)) v
       FROM \`${table}\` WHERE ${ROWS[table] ?? '1 = 1'}`,
  );
  const sql = parts.join(' UNION ALL ');
  return async () => new Map((await database.rows<{ t: string; v: string }>(sql)).map(({ t, v }) => [t, v]));
}

/** The tables that differ, each with both states. */
export function differences(before: Snapshot, after: Snapshot): string[] {
  return [...after].flatMap(([table, now]) =>
    before.get(table) === now ? [] : [`${table}: ${before.get(table)} → ${now}`],
  );
}
