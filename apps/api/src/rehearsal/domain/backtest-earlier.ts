import { dateOfDay, dayOfDate, type LimitPeriod, localParts, type RuleSet } from '@jifen/rules';
import { type InstantRange, rangeOfDays } from './backtest-window.js';

/** What has to be known of before the first day: awards of these rules, from one time on. */
export interface Earlier {
  ruleCodes: string[];
  range: InstantRange;
}

/** Before everything that can be stored. */
const EVER_MS = Date.UTC(1000, 0, 3);

/**
 * Awards of before the first day that still count towards limits on it: in its week, its month, or for life. Limits
 * of a day begin anew. One entry for each length of time that has to be looked back.
 */
export function earlierOf(ruleSet: RuleSet, fromDay: string, timeZone: string): Earlier[] {
  const { fromMs } = rangeOfDays(fromDay, fromDay, timeZone);
  const byStart = new Map<number, string[]>();
  for (const { code, limits = [] } of ruleSet.rules) {
    const starts = limits.flatMap((limit) =>
      limit.kind === 'period' ? [startOf(limit.period, fromDay, timeZone)] : [],
    );
    const startMs = Math.min(...starts);
    if (startMs < fromMs) byStart.set(startMs, [...(byStart.get(startMs) ?? []), code]);
  }
  return [...byStart].map(([startMs, ruleCodes]) => ({ ruleCodes, range: { fromMs: startMs, toMs: fromMs } }));
}

/** The first instant of the period that a day lies in. */
function startOf(period: LimitPeriod, day: string, timeZone: string): number {
  if (period === 'lifetime') return EVER_MS;
  return rangeOfDays(firstDayOf(period, day), day, timeZone).fromMs;
}

function firstDayOf(period: LimitPeriod, day: string): string {
  if (period === 'month') return `${day.slice(0, 7)}-01`;
  if (period === 'day') return day;
  const { isoWeekday } = localParts(dayOfDate(day) * 86_400_000, 'UTC');
  return dateOfDay(dayOfDate(day) - (isoWeekday - 1));
}
