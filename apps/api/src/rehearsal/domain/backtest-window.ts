import { dateOfDay, dayOfDate, localDay } from '@jifen/rules';

const DAY_MS = 86_400_000;

/** Instants from `fromMs` up to and without `toMs`. */
export interface InstantRange {
  fromMs: number;
  toMs: number;
}

/** The instants of the local days from `fromDay` to `toDay`, both included. Throws RangeError on an unknown zone. */
export function rangeOfDays(fromDay: string, toDay: string, timeZone: string): InstantRange {
  return {
    fromMs: startOfDay(dayOfDate(fromDay), timeZone),
    toMs: startOfDay(dayOfDate(toDay) + 1, timeZone),
  };
}

/** How many days there are from `fromDay` to `toDay`, both included. */
export function daysBetween(fromDay: string, toDay: string): number {
  return dayOfDate(toDay) - dayOfDate(fromDay) + 1;
}

/** Every day from `fromDay` to `toDay`. */
export function daysOf(fromDay: string, toDay: string): string[] {
  const first = dayOfDate(fromDay);
  return Array.from({ length: daysBetween(fromDay, toDay) }, (_, index) => dateOfDay(first + index));
}

/**
 * The first instant of a local day. Not midnight by arithmetic: a zone may jump over midnight, and over a whole day.
 */
function startOfDay(day: number, timeZone: string): number {
  let before = day * DAY_MS - 2 * DAY_MS;
  let within = day * DAY_MS + 2 * DAY_MS;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (localDay(middle, timeZone) >= day) within = middle;
    else before = middle;
  }
  return within;
}
