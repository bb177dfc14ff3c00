/** What the screens of backtests work out from the numbers of the server. */
import type { BacktestBudget, BacktestDay, BacktestSummary } from '@jifen/contracts';
import { addDays, dayOfDate, isDate } from '@jifen/rules';

/** Whether it may still change by itself. */
export function isOpen({ status }: Pick<BacktestSummary, 'status'>): boolean {
  return status === 'QUEUED' || status === 'RUNNING';
}

/** How far it is in whole percent; undefined until its events are counted. */
export function progressPercent({
  totalEvents,
  doneEvents,
  status,
}: Pick<BacktestSummary, 'totalEvents' | 'doneEvents' | 'status'>): number | undefined {
  if (status === 'DONE') return 100;
  if (totalEvents === null) return undefined;
  if (totalEvents === 0) return 0;
  return Math.min(99, Math.floor((doneEvents / totalEvents) * 100));
}

/** Seconds that it ran, with one decimal; undefined until it ended. */
export function ranSeconds({
  startedAt,
  finishedAt,
}: Pick<BacktestSummary, 'startedAt' | 'finishedAt'>): number | undefined {
  if (startedAt === null || finishedAt === null) return undefined;
  return Math.max(0, Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 100) / 10);
}

/** Every day of the window in order; days on which nothing happened hold zeros. */
export function everyDay(days: readonly BacktestDay[], fromDay: string, toDay: string): BacktestDay[] {
  const known = new Map(days.map((day) => [day.day, day]));
  return daysBetween(fromDay, toDay).map((day) => known.get(day) ?? { day, events: 0, points: 0, postedPoints: 0 });
}

/** What is left of a budget at the end of each day of the window; never below zero. */
export function burnDown(budget: BacktestBudget, fromDay: string, toDay: string): { day: string; left: number }[] {
  const used = new Map(budget.byDay.map((day) => [day.day, day.used]));
  let soFar = budget.usedBefore;
  return daysBetween(fromDay, toDay).map((day) => {
    soFar = used.get(day) ?? soFar;
    return { day, left: Math.max(0, budget.budget - soFar) };
  });
}

function daysBetween(fromDay: string, toDay: string): string[] {
  if (!isDate(fromDay) || !isDate(toDay)) return [];
  const length = Math.max(0, dayOfDate(toDay) - dayOfDate(fromDay) + 1);
  return Array.from({ length }, (_, index) => addDays(fromDay, index));
}

export interface Days {
  fromDay: string;
  toDay: string;
}

export const PRESETS = ['all', 'week', 'month', 'quarter'] as const;
export type Preset = (typeof PRESETS)[number];
const PRESET_DAYS: Readonly<Record<Exclude<Preset, 'all'>, number>> = { week: 7, month: 30, quarter: 90 };

/**
 * The days of a preset: all that have events, or the last of them. They end with the last day that has an event, so
 * that they are never empty.
 */
export function presetDays(preset: Preset, stored: Days, mostDays: number): Days {
  const wanted = preset === 'all' ? mostDays : PRESET_DAYS[preset];
  const earliest = addDays(stored.toDay, 1 - wanted);
  return earliest > stored.fromDay ? { ...stored, fromDay: earliest } : stored;
}

/** Difference of two numbers of points in basis points of the first; null when that is 0. */
export function changeBps(before: number, after: number): number | null {
  return before === 0 ? null : Math.round(((after - before) / before) * 10_000);
}

/** Basis points as a signed percentage, `+20 %` in the language's way; null has none. */
export function formatChange(bps: number | null, locale: string): string {
  if (bps === null) return '—';
  const format = new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 2,
    signDisplay: 'exceptZero',
  });
  return format.format(bps / 10_000).replace('-', '−');
}
