import type { Demand } from './demand.js';
import { CLOCKS, daysOf, FIRST_DAY, LAST_DAY, numbersOf, sample, segments, type Work } from './witness.js';
import { dateOfDay, dayOfDate, weekdayOfDay } from './zone.js';

/** Demands on the time of an event hang together: a day has one date, one weekday and one month. */

export type Demands = ReadonlyMap<string, readonly Demand[]>;

const DAY_MS = 86_400_000;
/** No zone was ever further from UTC. */
const MAX_OFFSET_MS = 16 * 3_600_000;
/** More days than this are not looked at one by one. */
const MAX_DAYS = 1500;
const LEAP_YEAR = { first: dayOfDate('2000-01-01'), last: dayOfDate('2000-12-31') };

/** Whether one instant, in some time zone, can meet all demands on `time.…`; true also when that is not known. */
export function canBeWhen(demands: Demands, work: Work): boolean {
  return canBeTimeOfDay(demands, work) && canBeDay(demands, work);
}

function canBeTimeOfDay(demands: Demands, work: Work): boolean {
  const clock = demands.get('time.clock') ?? [];
  const hour = demands.get('time.hour') ?? [];
  if (clock.length === 0 || hour.length === 0) {
    return true;
  }
  work.left -= CLOCKS.length;
  return CLOCKS.some((text) => meets(clock, text) && meets(hour, Number(text.slice(0, 2))));
}

function canBeDay(demands: Demands, work: Work): boolean {
  const date = demands.get('time.date') ?? [];
  const weekday = demands.get('time.weekday') ?? [];
  const dayOfMonth = demands.get('time.dayOfMonth') ?? [];
  const month = demands.get('time.month') ?? [];
  const isDay = (day: number, year: boolean) => {
    const text = dateOfDay(day);
    return (
      meets(month, Number(text.slice(5, 7))) &&
      meets(dayOfMonth, Number(text.slice(8))) &&
      (!year || (meets(weekday, weekdayOfDay(day)) && meets(date, text)))
    );
  };
  const range = daysOfInstant(demands.get('time.occurredAt') ?? []);
  const dates = daysOfDate(date);
  const first = Math.max(range[0], dates[0], FIRST_DAY);
  const last = Math.min(range[1], dates[1], LAST_DAY);
  if (last - first > MAX_DAYS) {
    const { first: from, last: to } = LEAP_YEAR;
    return dayOfMonth.length === 0 || month.length === 0 || someDay(from, to, work, (day) => isDay(day, false));
  }
  return someDay(first, last, work, (day) => isDay(day, true));
}

function someDay(first: number, last: number, work: Work, is: (day: number) => boolean): boolean {
  for (let day = first; day <= last; day++) {
    work.left -= 1;
    if (is(day)) {
      return true;
    }
  }
  return false;
}

/** The local days that instants which meet the demands can fall on, wherever the programme is. */
function daysOfInstant(demands: readonly Demand[]): [number, number] {
  const runs = segments(numbersOf(demands), Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  const [first, last] = rangeOf(demands, runs, (ms) => ms);
  return [Math.floor((first - MAX_OFFSET_MS) / DAY_MS), Math.floor((last + MAX_OFFSET_MS) / DAY_MS)];
}

function daysOfDate(demands: readonly Demand[]): [number, number] {
  return rangeOf(demands, segments(daysOf(demands), FIRST_DAY, LAST_DAY), dateOfDay);
}

/** From the first to the last run that meets the demands; from +∞ to −∞ when none does. */
function rangeOf(
  demands: readonly Demand[],
  runs: readonly [number, number][],
  at: (n: number) => unknown,
): [number, number] {
  const good = runs.filter((run) => meets(demands, at(sample(run))));
  return [good[0]?.[0] ?? Number.POSITIVE_INFINITY, good.at(-1)?.[1] ?? Number.NEGATIVE_INFINITY];
}

function meets(demands: readonly Demand[], value: unknown): boolean {
  return demands.every((demand) => demand.holds(value));
}
