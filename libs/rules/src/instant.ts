import { isDate } from './zone.js';

const RFC3339 = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?([Zz]|[+-](\d{2}):(\d{2}))$/;

/** An RFC 3339 instant in milliseconds since 1970, or undefined when the text is none. */
export function parseInstant(text: string): number | undefined {
  const match = RFC3339.exec(text);
  if (!match?.[1] || !isDate(match[1])) {
    return undefined;
  }
  const [hour, minute, second] = [Number(match[2]), Number(match[3]), Number(match[4])];
  if (hour > 23 || minute > 59 || second > 59 || Number(match[7] ?? 0) > 23 || Number(match[8] ?? 0) > 59) {
    return undefined;
  }
  const ms = Date.parse(text.toUpperCase());
  return Number.isFinite(ms) ? Math.floor(ms) : undefined;
}
