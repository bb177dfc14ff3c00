import type { LimitForm } from './rule-form.js';

export const LIMIT_SPANS = ['event', 'day', 'week', 'month', 'lifetime'] as const;
export type LimitSpan = (typeof LIMIT_SPANS)[number];

/** What a limit counts in. */
export function spanOf(limit: LimitForm): LimitSpan {
  return limit.kind === 'event' ? 'event' : limit.period;
}

/** The limit in another span; a single event has no number of times. */
export function withSpan(limit: LimitForm, span: LimitSpan): LimitForm {
  const points = limit.points ?? null;
  if (span === 'event') return { kind: 'event', points };
  const times = limit.kind === 'period' ? (limit.times ?? null) : null;
  return { kind: 'period', period: span, times, points };
}

/** A limit of a span that has none yet; undefined when each has one. */
export function freeLimit(limits: readonly LimitForm[]): LimitForm | undefined {
  const taken = new Set(limits.map(spanOf));
  const order: readonly LimitSpan[] = ['day', 'event', 'week', 'month', 'lifetime'];
  const span = order.find((one) => !taken.has(one));
  return span && withSpan({ kind: 'period', period: 'day', times: span === 'event' ? null : 1, points: null }, span);
}
