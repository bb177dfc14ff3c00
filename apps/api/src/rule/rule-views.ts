import type {
  PublishRequestStatus,
  PublishRequestView,
  RuleHistoryEntry,
  RuleSetSummary,
  RuleVersionInfo,
  RuleVersionStatus,
} from '@jifen/contracts';
import type { RuleSetState } from './domain/state.js';
import type { PublishRequestRow } from './publish-request.repository.js';
import type { DraftInfo } from './rule-draft.repository.js';
import type { HistoryRow } from './rule-history.repository.js';
import type { RuleSetRow, VersionRow } from './rule-set.repository.js';

/** Names of operators by actor. */
export type Names = ReadonlyMap<string, string>;

export function summaryView(
  set: RuleSetRow,
  draft: DraftInfo | undefined,
  pendingRequestNo: string | undefined,
  names: Names,
): RuleSetSummary {
  const { code, name, liveVersion, rollout, scheduled, updatedAt, revision } = set;
  return {
    ...{ code, name, updatedAt, revision },
    liveVersion: liveVersion === 0 ? null : liveVersion,
    rolloutVersion: rollout?.version ?? null,
    rolloutPercent: rollout?.percent ?? null,
    scheduledVersion: scheduled?.version ?? null,
    scheduledAt: scheduled?.at.toISOString() ?? null,
    draft: draft
      ? {
          revision: draft.revision,
          baseVersion: draft.baseVersion,
          updatedBy: draft.updatedBy,
          updatedByName: names.get(draft.updatedBy) ?? null,
          updatedAt: draft.updatedAt,
        }
      : null,
    pendingRequestNo: pendingRequestNo ?? null,
  };
}

export function versionView(
  row: VersionRow,
  status: RuleVersionStatus,
  wasLive: boolean,
  names: Names,
): RuleVersionInfo {
  const { version, code, ruleCount, reason, createdBy, createdAt } = row;
  const createdByName = names.get(createdBy) ?? null;
  return { version, ruleSet: code, status, wasLive, ruleCount, reason, createdBy, createdByName, createdAt };
}

/** Where a version stands, by the state of its set and by what became of its last publish request. */
export function statusOf(
  version: number,
  { liveVersion, rollout, scheduled }: RuleSetState,
  request: PublishRequestStatus | undefined,
): RuleVersionStatus {
  if (version === liveVersion) return 'LIVE';
  if (version === rollout?.version) return 'ROLLING_OUT';
  if (version === scheduled?.version) return 'SCHEDULED';
  if (request === 'PENDING') return 'PENDING_REVIEW';
  return request === 'REJECTED' ? 'REJECTED' : 'SUPERSEDED';
}

export function historyView(row: HistoryRow, names: Names): RuleHistoryEntry {
  const { historyNo, action, fromVersion, toVersion, percent, at, reason, by, doneAt } = row;
  const byName = names.get(by) ?? null;
  return { historyNo, action, fromVersion, toVersion, percent, at, reason, by, byName, doneAt };
}

export function requestView(row: PublishRequestRow, names: Names): PublishRequestView {
  const { code, at, ...rest } = row;
  return {
    ...rest,
    ruleSet: code,
    at: at?.toISOString() ?? null,
    requestedByName: names.get(row.requestedBy) ?? null,
    decidedByName: row.decidedBy === null ? null : (names.get(row.decidedBy) ?? null),
  };
}
