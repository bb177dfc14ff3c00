/**
 * Exact decimals for amounts read from text. A value is `units × 10^-scale`; sums and products never round.
 * Rounding happens once, in `toMinorHalfUp`, when a whole order becomes minor units of its currency.
 */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** How numbers are written in the file: the decimal sign, and the thousands separator when there is one. */
export interface NumberStyle {
  readonly decimal: '.' | ',';
  readonly thousands?: string;
}

export const ZERO: Decimal = { units: 0n, scale: 0 };

const MAX_DIGITS = 30;

function power10(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/**
 * Reads a plain decimal such as `-12.345`. Anything else (currency signs, exponents, two decimal signs, a thousands
 * separator that was not announced or not at every third digit) is refused, because a guess would change an amount.
 *
 * @returns the exact value, or undefined when the text is not such a number
 */
export function parseDecimal(text: string, style: NumberStyle): Decimal | undefined {
  const match = /^([+-]?)([0-9][^+-]*)$/.exec(text.trim());
  if (!match?.[2]) return undefined;
  const parts = match[2].split(style.decimal);
  if (parts.length > 2) return undefined;
  const whole = readWhole(parts[0] ?? '', style.thousands);
  const fraction = parts[1] ?? '';
  if (whole === undefined || !/^[0-9]*$/.test(fraction) || (parts.length === 2 && fraction === '')) return undefined;
  if (whole.length + fraction.length > MAX_DIGITS) return undefined;
  const magnitude = BigInt(whole + fraction);
  return { units: match[1] === '-' ? -magnitude : magnitude, scale: fraction.length };
}

function readWhole(text: string, thousands: string | undefined): string | undefined {
  if (/^[0-9]+$/.test(text)) return text;
  if (!thousands) return undefined;
  const groups = text.split(thousands);
  const proper = groups.every((group, index) => (index === 0 ? /^[0-9]{1,3}$/ : /^[0-9]{3}$/).test(group));
  return proper ? groups.join('') : undefined;
}

/** The exact sum. */
export function add(a: Decimal, b: Decimal): Decimal {
  if (a.scale === b.scale) return { units: a.units + b.units, scale: a.scale };
  const scale = Math.max(a.scale, b.scale);
  return { units: atScale(a, scale) + atScale(b, scale), scale };
}

/** The exact product. */
export function multiply(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** The value's units at a scale that is at least its own. */
export function atScale(value: Decimal, scale: number): bigint {
  return value.units * power10(scale - value.scale);
}

/** The value as a whole number, or undefined when it has a fraction or is beyond the safe range. */
export function toSafeInteger(value: Decimal): number | undefined {
  const divisor = power10(value.scale);
  if (value.units % divisor !== 0n) return undefined;
  const whole = Number(value.units / divisor);
  return Number.isSafeInteger(whole) ? whole : undefined;
}

/**
 * Rounds to minor units of a currency with `exponent` decimals, half up (away from zero).
 *
 * @returns the amount in minor units, or undefined when it is beyond the safe integer range
 */
export function toMinorHalfUp(value: Decimal, exponent: number): number | undefined {
  const negative = value.units < 0n;
  const magnitude = { units: negative ? -value.units : value.units, scale: value.scale };
  const scale = Math.max(magnitude.scale, exponent);
  const divisor = power10(scale - exponent);
  const minor = Number((2n * atScale(magnitude, scale) + divisor) / (2n * divisor));
  if (!Number.isSafeInteger(minor)) return undefined;
  return negative && minor !== 0 ? -minor : minor;
}
