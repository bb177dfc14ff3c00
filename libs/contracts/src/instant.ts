/** Times as texts, checked the same way by forms, by the API and in the published schema. */
const DAY = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
/** The years 1000 to 9999, which a DATETIME column holds, less a day at each end: its day has four digits in every zone. */
const FIRST_MS = Date.UTC(1000, 0, 2);
const LAST_MS = Date.UTC(9999, 11, 31) - 1;

/** Whether a text is a day `YYYY-MM-DD` that exists, from the year 1000 on. */
export function isDay(text: string): boolean {
  const match = DAY.exec(text);
  if (!match) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  return year >= 1000 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/**
 * Whether a text is an RFC 3339 instant with an offset, of a day that exists, that lies in the years 1000 to 9999
 * whatever the zone. Leap seconds are refused: no clock here can hold them.
 */
export function isInstant(text: string): boolean {
  if (text[10] !== 'T' || !isDay(text.slice(0, 10)) || !TIME.test(text.slice(11))) return false;
  const ms = Date.parse(text);
  return ms >= FIRST_MS && ms <= LAST_MS;
}
