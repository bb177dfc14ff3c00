/** Instants as a clock on the programme's wall shows them, for the browser's own date and time fields. */
import { parseInstant, utcOffsetMs } from '@jifen/rules';

/** `2026-01-15T16:26` in the zone, with seconds where there are some; empty when the text is no instant. */
export function wallOf(instant: string | undefined, timeZone: string): string {
  const ms = instant === undefined ? undefined : parseInstant(instant);
  if (ms === undefined) return '';
  const text = new Date(ms + utcOffsetMs(ms, timeZone)).toISOString();
  return text.slice(17, 19) === '00' ? text.slice(0, 16) : text.slice(0, 19);
}

/**
 * The instant at which the zone's clock shows this, in UTC; undefined when the text is no date and time. Of an hour
 * that comes twice it is the first, of an hour that is left out a moment beside it.
 */
export function instantOf(wall: string, timeZone: string): string | undefined {
  const match = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.exec(wall);
  const asUtc = match ? Date.parse(`${wall}Z`) : Number.NaN;
  if (Number.isNaN(asUtc)) return undefined;
  // The offset before the change of clocks and the one after it: where both fit, the earlier instant counts.
  const before = utcOffsetMs(asUtc - 86_400_000, timeZone);
  const after = utcOffsetMs(asUtc + 86_400_000, timeZone);
  const fits = [before, after].map((offset) => asUtc - offset).filter((ms) => ms + utcOffsetMs(ms, timeZone) === asUtc);
  const at = fits.length > 0 ? Math.min(...fits) : asUtc - before;
  return new Date(at).toISOString().replace('.000Z', 'Z');
}
