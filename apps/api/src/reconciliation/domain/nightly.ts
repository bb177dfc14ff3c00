import { localDate, localParts } from '@jifen/rules';

const FROM_HOUR = 3;
const TO_HOUR = 6;

/**
 * Whether the nightly run is due: in the small hours of the programme's own clock, unless one has begun on that day.
 * `lastStartMs` is when any run last began. Throws RangeError on an unknown zone.
 */
export function isNightlyDue(nowMs: number, lastStartMs: number | undefined, timeZone: string): boolean {
  const { hour } = localParts(nowMs, timeZone);
  if (hour < FROM_HOUR || hour >= TO_HOUR) return false;
  return lastStartMs === undefined || localDate(lastStartMs, timeZone) !== localDate(nowMs, timeZone);
}
