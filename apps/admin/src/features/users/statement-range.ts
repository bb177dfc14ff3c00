import { isDay } from '@jifen/contracts';
import { addDays } from '@jifen/rules';
import { instantOf } from '../../shared/wall-time.js';

export interface RecordedRange {
  recordedFrom: string | null;
  recordedTo: string | null;
}

/**
 * From the beginning of one day to the end of another, in the programme's time zone, as the API takes it: the end is the
 * beginning of the day after. What is no day stands for no bound.
 */
export function recordedRange(from: string | null, to: string | null, timeZone: string): RecordedRange {
  const start = (day: string) => instantOf(`${day}T00:00`, timeZone) ?? null;
  return {
    recordedFrom: from !== null && isDay(from) ? start(from) : null,
    recordedTo: to !== null && isDay(to) ? start(addDays(to, 1)) : null,
  };
}
