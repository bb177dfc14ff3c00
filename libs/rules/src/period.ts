import type { LimitPeriod } from './rule.js';
import { localDate, localParts } from './zone.js';

/**
 * The name of the period that an instant falls into, in a time zone: `D2026-11-22`, `W2026-W47` (ISO week, from
 * Monday), `M2026-11`, `L` (for life). Throws RangeError on an unknown zone or instant.
 */
export function periodName(period: LimitPeriod, ms: number, timeZone: string): string {
  switch (period) {
    case 'day':
      return `D${localDate(ms, timeZone)}`;
    case 'week': {
      const { isoWeek, isoWeekYear } = localParts(ms, timeZone);
      return `W${String(isoWeekYear).padStart(4, '0')}-W${String(isoWeek).padStart(2, '0')}`;
    }
    case 'month':
      return `M${localDate(ms, timeZone).slice(0, 7)}`;
    case 'lifetime':
      return 'L';
  }
}
