/**
 * The first day that stays in the ledger, `YYYY-MM-DD` in UTC: so many whole months before the month of `now`. Months of
 * the table are UTC's, whatever the programme's time zone. Undefined when nothing is ever moved (0 months).
 */
export function keptFrom(now: Date, retentionMonths: number): string | undefined {
  if (retentionMonths === 0) return undefined;
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - retentionMonths, 1));
  return first.toISOString().slice(0, 10);
}

/** The day from which on everything before the first day of a month is behind the retention; `YYYY-MM-DD` in UTC. */
export function behindFrom(below: string, retentionMonths: number): string {
  const [year, month] = [Number(below.slice(0, 4)), Number(below.slice(5, 7))];
  return new Date(Date.UTC(year, month - 1 + retentionMonths, 1)).toISOString().slice(0, 10);
}

/** An emptied month stays so long: a snapshot that began before may still find its rows there. */
export const EMPTY_FOR_MS = 24 * 3_600_000;

/** Whether a month that was emptied at a time may be dropped; undefined when it is not empty yet. */
export function mayDrop(emptiedAtMs: number | undefined, nowMs: number): boolean {
  return emptiedAtMs !== undefined && nowMs - emptiedAtMs >= EMPTY_FOR_MS;
}
