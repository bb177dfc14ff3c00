/** Whatever statements can be sent through: the database itself, or one transaction of it. */
export interface Queryable {
  /** Rows of a SELECT. */
  rows<T>(sql: string, params?: readonly unknown[]): Promise<T[]>;
  /** Runs a change; answers how many rows matched. */
  run(sql: string, params?: readonly unknown[]): Promise<number>;
}

/** An integer column: the driver hands BIGINT over as text, because a double would round it without a word. */
export function int(value: unknown): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error(`not a safe integer: ${String(value)}`);
  return number;
}

/** Times as text: the rows of a set share theirs, and a Date takes its time to be written out. */
const times = new Map<number, string>();
const TIMES_KEPT = 1_000;

/** A DATETIME(3) parameter in UTC. */
export function sqlTime(at: Date): string {
  const ms = at.getTime();
  const known = times.get(ms);
  if (known !== undefined) return known;
  if (times.size >= TIMES_KEPT) times.clear();
  const text = at.toISOString().slice(0, 23).replace('T', ' ');
  times.set(ms, text);
  return text;
}

/** A DATETIME(3) column (sessions run in UTC, dates arrive as text) as RFC 3339. */
export function isoTime(value: string): string {
  return `${value.slice(0, 10)}T${value.slice(11)}${value.length === 19 ? '.000' : ''}Z`;
}
