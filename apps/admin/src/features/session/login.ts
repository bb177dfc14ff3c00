export interface Destination {
  to: string;
  /** The session ran out while the console was open. */
  ended: boolean;
}

/** Where to go after the log-in: the page that asked for it, only within the console. */
export function destination(state: unknown): Destination {
  if (typeof state !== 'object' || state === null) return { to: '/', ended: false };
  const from = 'from' in state && typeof state.from === 'string' ? state.from : '/';
  const inside = from.startsWith('/') && !from.startsWith('//') && !from.startsWith('/login');
  return { to: inside ? from : '/', ended: 'ended' in state && state.ended === true };
}

/** Minutes until a lock ends, rounded up, out of `retryAfterSeconds` or `lockedUntil`. */
export function minutesLeft(params: Readonly<Record<string, unknown>>, nowMs: number): number | undefined {
  const seconds = params['retryAfterSeconds'];
  if (typeof seconds === 'number') return Math.max(1, Math.ceil(seconds / 60));
  const until = params['lockedUntil'];
  const untilMs = typeof until === 'string' ? Date.parse(until) : Number.NaN;
  if (Number.isNaN(untilMs)) return undefined;
  return Math.max(1, Math.ceil((untilMs - nowMs) / 60_000));
}
