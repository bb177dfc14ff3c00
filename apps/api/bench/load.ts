// A closed loop: so many callers, each asks again as soon as it is answered, for so many seconds.

export interface Load {
  callers: number;
  warmUpSeconds: number;
  seconds: number;
  /** How many items one call carries. */
  itemsPerCall?: number;
}

export interface Measured {
  /** Items per second that were answered as they should be. */
  perSecond: number;
  /** Of one call. */
  p50Ms: number;
  p99Ms: number;
  calls: number;
  /** Items that were not answered as they should be. */
  failed: number;
}

/** Calls `once` from every caller until time is up. `once` gets a running number and answers how many items failed. */
export async function drive(load: Load, once: (n: number, caller: number) => Promise<number>): Promise<Measured> {
  const startedAt = performance.now();
  const from = startedAt + load.warmUpSeconds * 1000;
  const until = from + load.seconds * 1000;
  const times: number[] = [];
  let failed = 0;
  let n = 0;
  const call = async (caller: number) => {
    for (let before = performance.now(); before < until; ) {
      const bad = await once(n++, caller);
      const after = performance.now();
      if (after >= from && after < until) {
        times.push(after - before);
        failed += bad;
      }
      before = after;
    }
  };
  await Promise.all(Array.from({ length: load.callers }, (_, caller) => call(caller)));
  const sorted = Float64Array.from(times).sort();
  return {
    perSecond: (times.length * (load.itemsPerCall ?? 1) - failed) / load.seconds,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    calls: times.length,
    failed,
  };
}

/** The value below which `share` of the sorted values lie; 0 when there are none. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The middle one of several runs, by throughput. */
export function median(runs: readonly Measured[]): Measured {
  const sorted = [...runs].sort((a, b) => a.perSecond - b.perSecond);
  return sorted[Math.floor((sorted.length - 1) / 2)] as Measured;
}

/** Deterministic numbers below `limit`, spread evenly (a multiplicative hash of a running number). */
export function scattered(n: number, limit: number): number {
  return Math.floor(((Math.imul(n + 1, 2_654_435_761) >>> 0) / 2 ** 32) * limit);
}

/** An id from outside in no order, as the ids of many shops are. */
export function outsideId(prefix: string, n: number): string {
  return `${prefix}${(Math.imul(n + 1, 2_654_435_761) >>> 0).toString(36)}-${n.toString(36)}`;
}
