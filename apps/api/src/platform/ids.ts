import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';

/**
 * Time-ordered ids made in the application: 20 characters of Crockford's base 32, of which 9 are the millisecond
 * (good until the year 3084), 7 a random name of this process and 4 a counter within the millisecond and process.
 * Two processes share a name with a chance of 1 in 34 billion; the primary key would catch even that.
 * They sort as text in the order in which one process made them, and the time can be read back from them.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARS = 9;
const COUNTER_CHARS = 4;
const COUNTER_LIMIT = 32 ** COUNTER_CHARS;

@Injectable()
export class Ids {
  private readonly process: string;
  private lastMs = 0;
  private lastTime = '';
  private counter = 0;

  constructor() {
    this.process = Array.from(randomBytes(7), (byte) => ALPHABET[byte & 31]).join('');
  }

  /** The next id. `nowMs` never runs backwards in the ids: a clock that steps back keeps the last millisecond. */
  next(nowMs: number): string {
    if (nowMs > this.lastMs) this.startMillisecond(nowMs);
    else if (this.counter === COUNTER_LIMIT) this.startMillisecond(this.lastMs + 1);
    return this.lastTime + this.process + base32(this.counter++, COUNTER_CHARS);
  }

  private startMillisecond(ms: number): void {
    this.lastMs = ms;
    this.lastTime = base32(ms, TIME_CHARS);
    this.counter = 0;
  }
}

/** The millisecond in which an id was made; undefined when it is not one of our ids. */
export function idTimeMs(id: string): number | undefined {
  if (!/^[0-9A-HJKMNP-TV-Z]{20}$/.test(id)) return undefined;
  let ms = 0;
  for (const char of id.slice(0, TIME_CHARS)) ms = ms * 32 + ALPHABET.indexOf(char);
  return ms;
}

/** The smallest id of a millisecond: a lower bound for ranges. */
export function firstIdOf(ms: number): string {
  return base32(ms, TIME_CHARS) + '0'.repeat(11);
}

function base32(value: number, length: number): string {
  let text = '';
  let rest = value;
  for (let i = 0; i < length; i++) {
    text = ALPHABET[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
