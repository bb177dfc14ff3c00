import type { AuditEntry } from '../identity/index.js';
import type { PublishMode, RuleSetState } from './domain/state.js';
import type { Deed, Published } from './publishing.js';

const ACTION = {
  PUBLISHED: 'rules.publish',
  SCHEDULED: 'rules.schedule',
  ROLLING_OUT: 'rules.rollout',
  PENDING_REVIEW: 'rules.request',
} as const;

/** What the audit log says of a publication; `set` as it was before. */
export function publicationEntry(
  { code, liveVersion }: RuleSetState & { code: string },
  { status, version, requestNo }: Published,
  mode: PublishMode,
  { reason }: Pick<Deed, 'reason'>,
): AuditEntry {
  const percent = mode.kind === 'percent' ? mode.percent : undefined;
  const at = mode.kind === 'at' ? mode.at.toISOString() : undefined;
  return {
    action: ACTION[status],
    subject: `rule-set:${code}`,
    reason: reason ?? undefined,
    before: { version: liveVersion || null },
    after: { version, percent, at, requestNo },
  };
}
