import { type Confirmable, confirmBody } from '../../shared/forms/confirmation.js';
import { instantOf } from '../../shared/wall-time.js';

/** What the publish dialog's form holds. */
export interface PublishValues extends Confirmable {
  how: 'now' | 'at' | 'percent';
  /** A date and time on the programme's wall. */
  at?: string;
  percent?: number | null;
  reason: string;
}

/** The request: only what the chosen way needs. */
export function publishBody(
  { how, at, percent, reason, ...confirmable }: PublishValues,
  revision: number,
  timeZone: string,
): Record<string, unknown> {
  const instant = how === 'at' && at !== undefined ? instantOf(at, timeZone) : undefined;
  return {
    revision,
    reason: reason.trim(),
    ...(instant === undefined ? {} : { at: instant }),
    ...(how === 'percent' && percent ? { percent } : {}),
    ...confirmBody(confirmable),
  };
}
