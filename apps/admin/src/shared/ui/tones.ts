import type { Tone } from './status-tag.js';

const TONES: Readonly<Record<string, Tone>> = {
  ACTIVE: 'good',
  POSTED: 'good',
  PASSED: 'good',
  DONE: 'good',
  LIVE: 'good',
  APPROVED: 'good',
  PENDING: 'warn',
  USED_UP: 'warn',
  UPCOMING: 'info',
  SCHEDULED: 'info',
  ROLLING_OUT: 'info',
  FROZEN: 'warn',
  PENDING_REVIEW: 'warn',
  RUNNING: 'info',
  ACCEPTED: 'info',
  FAILED: 'bad',
  ERROR: 'bad',
  REJECTED: 'bad',
};

/** The tone of a state of any of the house's things; unknown and ended states are plain. */
export function toneOf(status: string): Tone {
  return TONES[status] ?? 'plain';
}
