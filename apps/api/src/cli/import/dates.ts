import { isTimeZone } from '@jifen/rules';
import { localToInstant } from './zone.js';

/** Why a date could not be read. */
export type DateProblem = 'BAD_DATE' | 'NONEXISTENT_TIME';

/** Reads one date cell: milliseconds since the epoch, or why not. */
export type DateReader = (text: string) => number | DateProblem;

interface Token {
  readonly field: keyof Fields;
  readonly pattern: string;
}

interface Fields {
  year: string;
  shortYear: string;
  month: string;
  day: string;
  hour: string;
  hour12: string;
  minute: string;
  second: string;
  fraction: string;
  half: string;
  offset: string;
}

const OFFSET = 'Z|[+-][0-9]{2}:?[0-9]{2}';

const TOKENS: Readonly<Record<string, Token>> = {
  YYYY: { field: 'year', pattern: '[0-9]{4}' },
  YY: { field: 'shortYear', pattern: '[0-9]{2}' },
  MM: { field: 'month', pattern: '[0-9]{2}' },
  M: { field: 'month', pattern: '[0-9]{1,2}' },
  DD: { field: 'day', pattern: '[0-9]{2}' },
  D: { field: 'day', pattern: '[0-9]{1,2}' },
  HH: { field: 'hour', pattern: '[0-9]{2}' },
  H: { field: 'hour', pattern: '[0-9]{1,2}' },
  hh: { field: 'hour12', pattern: '[0-9]{2}' },
  h: { field: 'hour12', pattern: '[0-9]{1,2}' },
  mm: { field: 'minute', pattern: '[0-9]{2}' },
  m: { field: 'minute', pattern: '[0-9]{1,2}' },
  ss: { field: 'second', pattern: '[0-9]{2}' },
  s: { field: 'second', pattern: '[0-9]{1,2}' },
  SSS: { field: 'fraction', pattern: '[0-9]{1,9}' },
  A: { field: 'half', pattern: '[AaPp][Mm]' },
  Z: { field: 'offset', pattern: OFFSET },
};

const ISO =
  `^(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})` +
  `(?:[T ](?<hour>[0-9]{2}):(?<minute>[0-9]{2})(?::(?<second>[0-9]{2})(?:[.,](?<fraction>[0-9]{1,9}))?)?` +
  `(?<offset>${OFFSET})?)?$`;

/**
 * Compiles a date format into a strict reader. `M` takes one or two digits, `MM` exactly two; text in square brackets is
 * literal; `ISO` reads ISO 8601 dates and times. A time without an offset is a local time of `timeZone`: of an
 * hour that happens twice (clocks go back) the first is taken, an hour that does not exist is `NONEXISTENT_TIME`.
 *
 * @throws RangeError when the format lacks a year, month or day, names a part twice, or the zone is unknown
 */
export function compileDateFormat(format: string, timeZone: string): DateReader {
  const pattern = new RegExp(format === 'ISO' ? ISO : toPattern(format));
  if (!isTimeZone(timeZone)) throw new RangeError(`not a time zone: ${timeZone}`);
  return (text) => {
    const fields = pattern.exec(text.trim())?.groups as Partial<Fields> | undefined;
    const localMs = fields && toLocalMs(fields);
    if (!fields || localMs === undefined) return 'BAD_DATE';
    if (fields.offset === undefined) return localToInstant(localMs, timeZone) ?? 'NONEXISTENT_TIME';
    const offset = offsetMs(fields.offset);
    return offset === undefined ? 'BAD_DATE' : localMs - offset;
  };
}

function toPattern(format: string): string {
  const seen = new Set<string>();
  let pattern = '^';
  for (const [part, literal] of format.matchAll(/\[([^\]]*)\]|YYYY|SSS|YY|MM|DD|HH|hh|mm|ss|[MDHhmsAZ]|./gs)) {
    const token = literal === undefined ? TOKENS[part] : undefined;
    if (!token) {
      pattern += (literal ?? part).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
      continue;
    }
    if (seen.has(token.field)) throw new RangeError(`date format "${format}" names the ${token.field} twice`);
    seen.add(token.field);
    pattern += `(?<${token.field}>${token.pattern})`;
  }
  const complete = (seen.has('year') || seen.has('shortYear')) && seen.has('month') && seen.has('day');
  if (!complete) throw new RangeError(`date format "${format}" needs a year (YYYY), a month (M) and a day (D)`);
  if (seen.has('hour12') !== seen.has('half')) throw new RangeError(`date format "${format}": h and A go together`);
  return `${pattern}$`;
}

/** The wall clock as the epoch milliseconds it would have in UTC; undefined when it is no date or time. */
function toLocalMs(fields: Partial<Fields>): number | undefined {
  const year = fields.shortYear === undefined ? Number(fields.year) : 2000 + Number(fields.shortYear);
  const month = Number(fields.month);
  const day = Number(fields.day);
  const hour = readHour(fields);
  const minute = Number(fields.minute ?? 0);
  const second = Number(fields.second ?? 0);
  if (year < 1900 || hour === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  const millisecond = Number((fields.fraction ?? '').slice(0, 3).padEnd(3, '0'));
  const date = new Date(Date.UTC(year, month - 1, day));
  // JavaScript rolls 30 February into March; a date that changed while being read was not a date.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
}

function readHour(fields: Partial<Fields>): number | undefined {
  if (fields.hour12 === undefined) return Number(fields.hour ?? 0);
  const hour = Number(fields.hour12);
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (fields.half?.toLowerCase() === 'pm' ? 12 : 0);
}

function offsetMs(text: string): number | undefined {
  if (text === 'Z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(-2));
  if (hours > 15 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
