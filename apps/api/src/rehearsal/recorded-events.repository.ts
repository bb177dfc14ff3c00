import type { Reader } from '../platform/thread.js';
import type { EarlierAward, RecordedEvent } from './domain/backtest-replay.js';
import type { InstantRange } from './domain/backtest-window.js';

/** Stored events and awards as a replay reads them; runs in a worker thread, so without the framework. */

interface EventRow {
  user_id: string;
  type: string;
  channel: string | null;
  occurred_at: string;
  recorded_at: string;
  status: string;
  data: string;
  facts: string | null;
  posted: string | null;
  profile_tags?: string | null;
  profile_attributes?: string | null;
  profile_registered_at?: string | null;
}

/** A DATETIME(3) parameter in UTC. */
const sqlTime = (ms: number) => new Date(ms).toISOString().slice(0, 23).replace('T', ' ');
/** A DATETIME(3) column in UTC, in milliseconds. */
const timeMs = (text: string) => Date.parse(`${text.slice(0, 10)}T${text.slice(11)}Z`);

/**
 * The same SELECT of the ledger and of its archive, in one statement that sees each row once; parameters come twice. What
 * the account module has for this comes with the framework, which a thread does without.
 */
const ofLedger = (select: (table: string) => string) =>
  `(${select('points_transaction')}) UNION ALL (${select('points_transaction_archive')})`;

/** How many events happened in a time, whatever came of them. */
export async function countEvents(db: Reader, { fromMs, toMs }: InstantRange): Promise<number> {
  const sql = 'SELECT COUNT(*) AS n FROM business_event WHERE occurred_at >= ? AND occurred_at < ?';
  const [row] = await db.rows<{ n: string }>(sql, [sqlTime(fromMs), sqlTime(toMs)]);
  return Number(row?.n ?? 0);
}

const PROFILE =
  ', p.tags AS profile_tags, p.attributes AS profile_attributes, p.registered_at AS profile_registered_at';

/**
 * The events that happened in a time, in the order in which they were recorded, on request with the profiles of today.
 * Of what was answered, only the beginning is read, up to the account: there the transactions stand, and behind it
 * the trace, which is long.
 */
export async function* eventsOf(
  db: Reader,
  { fromMs, toMs }: InstantRange,
  withProfiles: boolean,
): AsyncIterable<RecordedEvent> {
  const sql = `SELECT e.user_id, type, channel, occurred_at, recorded_at, status, data, facts,
      CASE WHEN status <> 'POSTED' THEN NULL
        WHEN LOCATE(',"account":', result) = 0 THEN result
        ELSE CONCAT(LEFT(result, LOCATE(',"account":', result) - 1), '}') END AS posted
      ${withProfiles ? PROFILE : ''}
    FROM business_event e ${withProfiles ? 'LEFT JOIN user_profile p ON p.user_id = e.user_id' : ''}
    WHERE occurred_at >= ? AND occurred_at < ? ORDER BY recorded_at, event_no`;
  for await (const row of db.stream<EventRow>(sql, [sqlTime(fromMs), sqlTime(toMs)])) {
    yield {
      userId: row.user_id,
      type: row.type,
      channel: row.channel,
      occurredAtMs: timeMs(row.occurred_at),
      recordedAtMs: timeMs(row.recorded_at),
      status: row.status,
      data: row.data,
      facts: row.facts,
      posted: row.posted,
      ...profileOf(row),
    };
  }
}

function profileOf(row: EventRow): Pick<RecordedEvent, 'profile'> {
  const { profile_tags: tags, profile_attributes: attributes, profile_registered_at: registered } = row;
  if (typeof tags !== 'string' || typeof attributes !== 'string') return {};
  const registeredAtMs = typeof registered === 'string' ? timeMs(registered) : undefined;
  return { profile: { tags, attributes, registeredAtMs } };
}

/** What some rules gave for events of a time; every row is one award. */
export async function* awardsOf(
  db: Reader,
  ruleCodes: readonly string[],
  { fromMs, toMs }: InstantRange,
): AsyncIterable<EarlierAward> {
  if (ruleCodes.length === 0) return;
  // An event is recorded after it happened (its clock may go before by minutes): older partitions need no look.
  const sql = ofLedger(
    (table) => `SELECT user_id, rule_code, points, occurred_at FROM ${table}
    WHERE rule_code IN (?) AND debit_book = 'ISSUED' AND occurred_at >= ? AND occurred_at < ? AND recorded_at >= ?`,
  );
  const since = sqlTime(fromMs - 86_400_000);
  const once = [ruleCodes, sqlTime(fromMs), sqlTime(toMs), since];
  const params = [...once, ...once];
  type AwardRow = { user_id: string; rule_code: string; points: string; occurred_at: string };
  for await (const row of db.stream<AwardRow>(sql, params)) {
    yield {
      userId: row.user_id,
      ruleCode: row.rule_code,
      points: Number(row.points),
      occurredAtMs: timeMs(row.occurred_at),
    };
  }
}

/** What some rules gave to everybody for events before an instant. */
export async function pointsBefore(
  db: Reader,
  ruleCodes: readonly string[],
  beforeMs: number,
): Promise<{ ruleCode: string; points: number }[]> {
  if (ruleCodes.length === 0) return [];
  const each = ofLedger(
    (table) => `SELECT rule_code, SUM(points) AS points FROM ${table}
    WHERE rule_code IN (?) AND debit_book = 'ISSUED' AND occurred_at < ? GROUP BY rule_code`,
  );
  const sql = `SELECT rule_code, SUM(points) AS points FROM (${each}) ledger GROUP BY rule_code`;
  const once = [ruleCodes, sqlTime(beforeMs)];
  const rows = await db.rows<{ rule_code: string; points: string }>(sql, [...once, ...once]);
  return rows.map((row) => ({ ruleCode: row.rule_code, points: Number(row.points) }));
}

/** Who was merged into whom, and when. */
export async function* merges(db: Reader): AsyncIterable<{ alias: string; userId: string; atMs: number }> {
  type AliasRow = { alias: string; user_id: string; merged_at: string };
  for await (const row of db.stream<AliasRow>('SELECT alias, user_id, merged_at FROM user_alias', [])) {
    yield { alias: row.alias, userId: row.user_id, atMs: timeMs(row.merged_at) };
  }
}
