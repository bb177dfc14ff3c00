import type { Demand } from './demand.js';
import { type FieldType, findField } from './fields.js';
import type { Scalar } from './rule.js';
import { dateOfDay, dayOfDate, isDate } from './zone.js';

/**
 * Values to try. Comparisons with constants can change their answer only at those constants, so trying each constant
 * and one value between any two neighbours decides whether some value meets all of them. Where that is not exact (texts
 * that must contain something) the answer is "perhaps", never a wrong "no".
 */

/** How much may be tried before the answer is "perhaps": rules are of any size, a review is not. */
export interface Work {
  left: number;
}

const ALWAYS_THERE = new Set(['user.id', 'user.tags', 'user.orderCount', 'event.type']);
const RANGES: Record<string, readonly [number, number]> = {
  'time.hour': [0, 23],
  'time.dayOfMonth': [1, 31],
  'time.month': [1, 12],
  'user.orderCount': [0, Number.POSITIVE_INFINITY],
  'order.lineCount': [0, Number.POSITIVE_INFINITY],
};
/** Every local time of day, `HH:MM`. */
export const CLOCKS: readonly string[] = Array.from({ length: 1440 }, (_, minute) =>
  [Math.floor(minute / 60), minute % 60].map((n) => String(n).padStart(2, '0')).join(':'),
);
export const FIRST_DAY = dayOfDate('0001-01-01');
export const LAST_DAY = dayOfDate('9999-12-31');

/** Whether a value of the field can meet all demands on it. */
export function canMeet(field: string, demands: readonly Demand[], trigger: string, work: Work): boolean {
  const meets = (value: unknown) => {
    work.left -= demands.length;
    return demands.every((demand) => demand.holds(value));
  };
  const known = findField(field);
  const present = ALWAYS_THERE.has(field) || field.startsWith('time.');
  if (work.left <= 0 || (!present && meets(undefined))) {
    return true;
  }
  // What is tried is made of these.
  work.left -= demands.reduce((sum, { points, members }) => sum + points.length + members.length, 0);
  if (field === 'event.type') {
    return meets(trigger);
  }
  if (known?.options) {
    return known.options.some((option) => meets(option.value));
  }
  return canMeetType(known?.type ?? 'any', field, demands, meets);
}

function canMeetType(type: FieldType, field: string, demands: readonly Demand[], meets: (value: unknown) => boolean) {
  switch (type) {
    case 'money':
    case 'integer':
    case 'time': {
      const [first, last] = RANGES[field] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
      return segments(numbersOf(demands), first, last).some((segment) => meets(sample(segment)));
    }
    case 'date':
      return segments(daysOf(demands), FIRST_DAY, LAST_DAY).some(([day]) => meets(dateOfDay(day)));
    case 'clock':
      return CLOCKS.some(meets);
    case 'boolean':
    case 'enum':
      return [true, false].some(meets);
    case 'string':
      return canBeText(demands, meets);
    case 'list':
      return meets(largestList(demands));
    case 'any':
      return [true, false, {}, largestList(demands), ...realsOf(demands)].some(meets) || canBeText(demands, meets);
  }
}

/** Whole numbers from `first` to `last`, cut into runs at whose constants alone answers can change. */
export function segments(constants: readonly number[], first: number, last: number): [number, number][] {
  const found: [number, number][] = [];
  let at = first;
  for (const constant of constants) {
    if (constant >= first && constant <= last) {
      if (constant - 1 >= at) {
        found.push([at, constant - 1]);
      }
      found.push([constant, constant]);
      at = constant + 1;
    }
  }
  return at <= last ? [...found, [at, last]] : found;
}

/** A number of a run, finite where it has one. */
export function sample([first, last]: readonly [number, number]): number {
  return Number.isFinite(first) ? first : Number.isFinite(last) ? last : 0;
}

/** The constants of the demands that are numbers, ascending, each once. */
export function numbersOf(demands: readonly Demand[]): number[] {
  const all = demands.flatMap(({ points }) => points.filter((point) => typeof point === 'number'));
  return [...new Set(all)].sort((a, b) => a - b);
}

/** The constants of the demands that are dates, as days since 1970, ascending, each once. */
export function daysOf(demands: readonly Demand[]): number[] {
  const all = textsOf(demands).filter(isDate);
  return all.map(dayOfDate).sort((a, b) => a - b);
}

/** Fractions count, too: between any two constants there is a number, as long as floating point has one. */
function realsOf(demands: readonly Demand[]): number[] {
  const constants = numbersOf(demands);
  const between = constants.slice(1).map((high, i) => {
    const low = constants[i] as number;
    return low / 2 + high / 2;
  });
  return [Number.NEGATIVE_INFINITY, ...constants, ...between, Number.POSITIVE_INFINITY];
}

function textsOf(demands: readonly Demand[]): string[] {
  return [...new Set(demands.flatMap(({ points }) => points.filter((point) => typeof point === 'string')))].sort(
    (a, b) => (a < b ? -1 : 1),
  );
}

/** Every constant exactly; texts between them as far as order goes, what they contain is only checked for a clash. */
function canBeText(demands: readonly Demand[], meets: (value: unknown) => boolean): boolean {
  const constants = textsOf(demands);
  if (constants.some(meets)) {
    return true;
  }
  const parts = demands.flatMap(({ part }) => (part ? [part] : []));
  const clash = parts.some(
    ({ text, wanted }) => wanted && parts.some((other) => !other.wanted && text.includes(other.text)),
  );
  const ordered = demands.filter(({ part }) => !part);
  return (
    !clash && ['', ...constants.map((text) => `${text}\0`)].some((text) => ordered.every(({ holds }) => holds(text)))
  );
}

/** All members that any demand asks for and none refuses: no other list meets more. */
function largestList(demands: readonly Demand[]): Scalar[] {
  const wanted = new Set(demands.flatMap(({ members }) => members));
  return [...wanted].filter((member) => demands.every(({ members, holds }) => members.length > 0 || holds([member])));
}
