/** Instants as a clock on the wall of the programme shows them, for the browser's own date and time field. */
import { parseInstant, utcOffsetMs } from '@jifen/rules';

/** `2026-01-15T16:26:00` in the zone; empty when the text is no instant. */
export function wallOf(instant: string, timeZone: string): string {
  const ms = parseInstant(instant);
  if (ms === undefined) return '';
  return new Date(ms + utcOffsetMs(ms, timeZone)).toISOString().slice(0, 19);
}

/**
 * The instant at which the zone's clock shows this, in UTC; undefined when the text is no date and time. Of an hour
 * that comes twice it is one of the two, of an hour that is left out a moment beside it.
 */
export function instantOf(wall: string, timeZone: string): string | undefined {
  const match = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/.exec(wall);
  const asUtc = match ? Date.parse(`${wall}Z`) : Number.NaN;
  if (Number.isNaN(asUtc)) return undefined;
  const guess = asUtc - utcOffsetMs(asUtc, timeZone);
  return new Date(asUtc - utcOffsetMs(guess, timeZone)).toISOString();
}
