/**
 * Local days in an IANA time zone, exact and fast.
 *
 * Intl knows every zone but takes microseconds per question. A zone's offset hardly ever changes, so it is remembered
 * per UTC day where both ends of the day agree, per quarter hour in a day that holds a change, and asked from Intl to
 * the millisecond in the one quarter hour in which the change itself falls. The memory is bounded.
 * Dates are `YYYY-MM-DD` in the proleptic Gregorian calendar, years 0001 to 9999.
 */

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
const MAX_REMEMBERED = 8192;
/** 0001-01-03 to 9999-12-29: a zone's offset cannot carry these out of the four-digit years. */
const FIRST_MS = -62_135_424_000_000;
const LAST_MS = 253_402_127_999_999;

/** The day that stands for "never": no date is later. */
export const NEVER = '9999-12-31';

export interface LocalParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  /** Monday is 1, Sunday is 7. */
  isoWeekday: number;
  isoWeek: number;
  /** The year that the ISO week belongs to. */
  isoWeekYear: number;
}

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** UTC day → offset in ms; NaN where the offset changes within the day. */
  readonly days: Map<number, number>;
  readonly quarters: Map<number, number>;
  lastDay: number;
  lastOffset: number;
}

const zones = new Map<string, Zone>();
const dateTexts = new Map<number, string>();
const dateDays = new Map<string, number>();

/** Whether `name` is an IANA time zone that this runtime knows (offsets such as `+08:00` are none). */
export function isTimeZone(name: string): boolean {
  try {
    zoneOf(name);
    return true;
  } catch {
    return false;
  }
}

/** The zone's offset from UTC in milliseconds at an instant. Throws RangeError on an unknown zone or instant. */
export function utcOffsetMs(ms: number, timeZone: string): number {
  return offsetAt(zoneOf(timeZone), ms);
}

/** The local day `YYYY-MM-DD` of an instant. Throws RangeError on an unknown zone or instant. */
export function localDate(ms: number, timeZone: string): string {
  return dateOfDay(localDay(ms, timeZone));
}

/** The local day as a count of days since 1970-01-01. Throws RangeError on an unknown zone or instant. */
export function localDay(ms: number, timeZone: string): number {
  return Math.floor((ms + offsetAt(zoneOf(timeZone), ms)) / DAY_MS);
}

/** Calendar, clock and ISO week of an instant. Throws RangeError on an unknown zone or instant. */
export function localParts(ms: number, timeZone: string): LocalParts {
  const local = ms + offsetAt(zoneOf(timeZone), ms);
  const dayNumber = Math.floor(local / DAY_MS);
  const minuteOfDay = Math.floor((local - dayNumber * DAY_MS) / 60_000);
  const { year, month, day } = civil(dayNumber);
  const isoWeekday = weekdayOfDay(dayNumber);
  const thursday = dayNumber - isoWeekday + 4;
  const isoWeekYear = civil(thursday).year;
  const isoWeek = Math.floor((thursday - daysOf(isoWeekYear, 1, 1)) / 7) + 1;
  const hour = Math.floor(minuteOfDay / 60);
  return { year, month, day, hour, minute: minuteOfDay % 60, isoWeekday, isoWeek, isoWeekYear };
}

/** Monday is 1, Sunday is 7; day 0 is 1970-01-01, a Thursday. */
export function weekdayOfDay(dayNumber: number): number {
  const rest = (dayNumber + 3) % 7;
  return (rest < 0 ? rest + 7 : rest) + 1;
}

/** `n` days later, at most `9999-12-31`. Throws RangeError when `date` is not a date. */
export function addDays(date: string, n: number): string {
  return dateOfDay(Math.min(dayOfDate(date) + n, LAST_DAY));
}

/** The same day `n` months later, or that month's last day where it is shorter; at most `9999-12-31`. */
export function addMonths(date: string, n: number): string {
  const { year, month, day } = civil(dayOfDate(date));
  const months = year * 12 + (month - 1) + n;
  const toYear = Math.floor(months / 12);
  if (toYear > 9999) {
    return NEVER;
  }
  const toMonth = months - toYear * 12 + 1;
  return dateOfDay(daysOf(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth))));
}

/** December 31 of the date's year, `years` later; at most `9999-12-31`. */
export function endOfYear(date: string, years = 0): string {
  const year = civil(dayOfDate(date)).year + years;
  return year > 9999 ? NEVER : dateOfDay(daysOf(year, 12, 31));
}

/** The last day of the month that is `months` after the date's month; at most `9999-12-31`. */
export function endOfMonth(date: string, months = 0): string {
  const { year, month } = civil(dayOfDate(addMonths(date, months)));
  return dateOfDay(daysOf(year, month, daysInMonth(year, month)));
}

/** Days since 1970-01-01. Throws RangeError when the text is not an existing day `YYYY-MM-DD`. */
export function dayOfDate(date: string): number {
  const known = dateDays.get(date);
  if (known !== undefined) {
    return known;
  }
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (match) {
    const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
    if (year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)) {
      const dayNumber = daysOf(year, month, day);
      remember(dateDays, date, dayNumber);
      return dayNumber;
    }
  }
  throw new RangeError(`not a date: ${date}`);
}

/** Whether the text is an existing day `YYYY-MM-DD`, years 0001 to 9999. */
export function isDate(date: string): boolean {
  try {
    dayOfDate(date);
    return true;
  } catch {
    return false;
  }
}

/** The reverse of `dayOfDate`. Throws RangeError outside of the years 0001 to 9999. */
export function dateOfDay(dayNumber: number): string {
  const known = dateTexts.get(dayNumber);
  if (known !== undefined) {
    return known;
  }
  if (!(dayNumber >= FIRST_DAY && dayNumber <= LAST_DAY)) {
    throw new RangeError(`day ${dayNumber} is outside of the years 0001 to 9999`);
  }
  const { year, month, day } = civil(dayNumber);
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  remember(dateTexts, dayNumber, text);
  return text;
}

/** Days since 1970-01-01 of a civil date (Hinnant, "chrono-compatible low-level date algorithms"). */
function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The reverse of `daysOf`, from the same source. */
function civil(dayNumber: number): { year: number; month: number; day: number } {
  const z = dayNumber + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: doy - Math.floor((153 * mp + 2) / 5) + 1 };
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) {
    return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  }
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const FIRST_DAY = daysOf(1, 1, 1);
const LAST_DAY = daysOf(9999, 12, 31);

function offsetAt(zone: Zone, ms: number): number {
  const day = Math.floor(ms / DAY_MS);
  if (day === zone.lastDay) {
    return zone.lastOffset;
  }
  if (!(ms >= FIRST_MS && ms <= LAST_MS) || !Number.isInteger(ms)) {
    throw new RangeError(`instant outside of the years 0001 to 9999: ${ms}`);
  }
  let offset = zone.days.get(day);
  if (offset === undefined) {
    const start = askIntl(zone, day * DAY_MS);
    offset = start === askIntl(zone, day * DAY_MS + DAY_MS - 1) ? start : Number.NaN;
    remember(zone.days, day, offset);
  }
  if (Number.isNaN(offset)) {
    return offsetInQuarter(zone, ms);
  }
  zone.lastDay = day;
  zone.lastOffset = offset;
  return offset;
}

function offsetInQuarter(zone: Zone, ms: number): number {
  const quarter = Math.floor(ms / QUARTER_MS);
  let offset = zone.quarters.get(quarter);
  if (offset === undefined) {
    const start = askIntl(zone, quarter * QUARTER_MS);
    offset = start === askIntl(zone, quarter * QUARTER_MS + QUARTER_MS - 1) ? start : Number.NaN;
    remember(zone.quarters, quarter, offset);
  }
  return Number.isNaN(offset) ? askIntl(zone, ms) : offset;
}

/** Reads the local clock from Intl and subtracts: exact for offsets with seconds, too. */
function askIntl(zone: Zone, ms: number): number {
  const seconds = Math.floor(ms / 1000) * 1000;
  const field = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const part of zone.format.formatToParts(seconds)) {
    if (part.type in field) {
      field[part.type as keyof typeof field] = Number(part.value);
    }
  }
  const days = daysOf(field.year, field.month, field.day);
  return days * DAY_MS + field.hour * 3_600_000 + field.minute * 60_000 + field.second * 1000 - seconds;
}

function zoneOf(timeZone: string): Zone {
  const known = zones.get(timeZone);
  if (known) {
    return known;
  }
  if (!/^[A-Za-z]/.test(timeZone)) {
    throw new RangeError(`not an IANA time zone: ${timeZone}`);
  }
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const zone = { format, days: new Map(), quarters: new Map(), lastDay: Number.NaN, lastOffset: 0 };
  remember(zones, timeZone, zone);
  return zone;
}

function remember<K, V>(cache: Map<K, V>, key: K, value: V): void {
  if (cache.size >= MAX_REMEMBERED) {
    cache.clear();
  }
  cache.set(key, value);
}
