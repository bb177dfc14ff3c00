/** The arithmetic of charts: where a value stands, which values the axis names. Pure; pixels in, pixels out. */

/** A scale maps values onto pixels in a straight line. */
export type Scale = (value: number) => number;

/** Maps `from..to` onto `start..end`; a domain without extent lands in the middle. */
export function linear(from: number, to: number, start: number, end: number): Scale {
  if (from === to) return () => (start + end) / 2;
  return (value) => start + ((value - from) / (to - from)) * (end - start);
}

/**
 * Round values for an axis from `low` to `high` in about `count` steps of 1, 2 or 5 times a power of ten, the first at
 * or below `low` and the last at or above `high`. With `whole` no step is finer than 1.
 */
export function ticks(low: number, high: number, count: number, whole = true): number[] {
  const span = high - low;
  if (!(span > 0)) return whole ? [low, low + 1] : [low];
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough) ?? 10;
  const step = whole ? Math.max(1, factor * power) : factor * power;
  const [first, last] = [Math.floor(low / step), Math.ceil(high / step)];
  return Array.from({ length: last - first + 1 }, (_, index) => tidy((first + index) * step));
}

/** Takes the noise off a product of decimals: 0.30000000000000004 is 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(12)) + 0;
}

/** Which of `count` places carry a label when at most `most` fit: evenly apart, the first always among them. */
export function labelled(count: number, most: number): number[] {
  if (count <= 0) return [];
  const step = Math.max(1, Math.ceil(count / Math.max(1, most)));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}

/** The `d` of a path through the points; gaps (undefined) break it. */
export function linePath(points: readonly ({ x: number; y: number } | undefined)[]): string {
  let open = false;
  const parts: string[] = [];
  for (const point of points) {
    if (point) parts.push(`${open ? 'L' : 'M'}${px(point.x)} ${px(point.y)}`);
    open = point !== undefined;
  }
  return parts.join('');
}

function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** The index whose place is nearest to `x`, of `count` places spread evenly from `start` to `end`. */
export function nearestIndex(x: number, count: number, start: number, end: number): number | undefined {
  if (count === 0) return undefined;
  if (count === 1 || end === start) return 0;
  const index = Math.round(((x - start) / (end - start)) * (count - 1));
  return Math.min(count - 1, Math.max(0, index));
}
