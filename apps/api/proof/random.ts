/** Chance that can be repeated: everything a driver does follows from its seed (but not how the calls interleave). */
export interface Random {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number;
  /** Whether something of this probability happens. */
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
}

/** xorshift32 (Marsaglia 2003) over a seed that is mixed first, so that neighbouring seeds differ at once. */
export function randomOf(seed: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < 8; i++) next();
  return {
    next,
    between: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)] as never,
  };
}

/**
 * Zipf's law over `count` places: place k is drawn in proportion to 1 / (k + 1)^exponent, so the first one is hot.
 * Answers a function from a number in [0, 1) to a place.
 */
export function zipf(count: number, exponent = 1.1): (uniform: number) => number {
  const sums: number[] = [];
  let total = 0;
  for (let k = 1; k <= count; k++) {
    total += 1 / k ** exponent;
    sums.push(total);
  }
  return (uniform) => {
    const wanted = uniform * total;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? total) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
