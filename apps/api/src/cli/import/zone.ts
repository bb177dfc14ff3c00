import { utcOffsetMs } from '@jifen/rules';

const DAY_MS = 86_400_000;

/**
 * The instant of a local time of an IANA zone. Of a time that happens twice (clocks go back) the first is taken.
 *
 * @param localMs the wall clock, as the epoch milliseconds it would have if the zone were UTC
 * @returns epoch milliseconds, or undefined when clocks jump over the time
 * @throws RangeError on an unknown zone or a time out of range
 */
export function localToInstant(localMs: number, timeZone: string): number | undefined {
  // A zone changes its offset at most once in two days, so the offset is the one before or the one after.
  const before = localMs - utcOffsetMs(localMs - DAY_MS, timeZone);
  const after = localMs - utcOffsetMs(localMs + DAY_MS, timeZone);
  const real = [before, after].filter((instant) => instant + utcOffsetMs(instant, timeZone) === localMs);
  return real.length > 0 ? Math.min(...real) : undefined;
}
