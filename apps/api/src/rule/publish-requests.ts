import {
  type ApproveRequest,
  JifenError,
  type PublishRequestPage,
  type PublishRequestQuery,
  type PublishRequestView,
} from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Audit, Operators } from '../identity/index.js';
import { type Caller, Database, decodeCursor, pageOf, type Queryable } from '../platform/index.js';
import { endingRollout, requireConfirmation } from './domain/check.js';
import type { PublishMode } from './domain/state.js';
import type { PublishRequestRow } from './publish-request.repository.js';
import { type Deed, Publishing } from './publishing.js';
import type { RuleSetRow } from './rule-set.repository.js';
import { RuleStore } from './rule-store.js';
import { requestView } from './rule-views.js';
import { Rules } from './rules.js';

const DEFAULT_LIMIT = 20;

/** Publications that a second operator decides. */
@Injectable()
export class PublishRequests {
  constructor(
    private readonly database: Database,
    private readonly store: RuleStore,
    private readonly publishing: Publishing,
    private readonly audit: Audit,
    private readonly operators: Operators,
    private readonly rules: Rules,
  ) {}

  /** Requests, newest first. Raises INVALID_CURSOR. */
  async page({ status, cursor, limit = DEFAULT_LIMIT }: PublishRequestQuery): Promise<PublishRequestPage> {
    const list = `publish-requests:${status ?? ''}`;
    const before = decodeCursor(list, cursor)?.[0];
    const beforeNo = before === undefined ? undefined : String(before);
    const rows = await this.store.requests.page(this.database, status, beforeNo, limit + 1);
    const names = await this.operators.namesOf(rows.flatMap(({ requestedBy, decidedBy }) => [requestedBy, decidedBy]));
    return pageOf(
      list,
      rows,
      limit,
      (row) => requestView(row, names),
      (row) => [row.requestNo],
    );
  }

  /** One request. Raises PUBLISH_REQUEST_NOT_FOUND. */
  async get(requestNo: string): Promise<PublishRequestView> {
    const row = await this.found(this.database, requestNo);
    return requestView(row, await this.operators.namesOf([row.requestedBy, row.decidedBy]));
  }

  /**
   * Publishes what was asked for, as it was asked for; a time that has passed is now. Raises PUBLISH_REQUEST_NOT_FOUND,
   * PUBLISH_REQUEST_DECIDED, SECOND_OPERATOR_REQUIRED for whoever asked, and RULE_CONFIRMATION_REQUIRED when a rollout
   * would end: whoever asked may not have known of it.
   */
  async approve(
    requestNo: string,
    { reason, confirm }: ApproveRequest,
    caller: Caller,
    now: Date,
  ): Promise<PublishRequestView> {
    const deed = this.publishing.deed({ by: caller.actor, reason, now });
    await this.decide(requestNo, deed, async (db, request, set) => {
      if (request.requestedBy === caller.actor) throw new JifenError('SECOND_OPERATOR_REQUIRED', { requestNo });
      if (!confirm) requireConfirmation([], endingRollout(set, ''));
      const { code, version } = request;
      await this.store.requests.decide(db, requestNo, 'APPROVED', { by: caller.actor, reason }, now);
      await this.publishing.enact(db, set, version, modeOf(request), { ...deed, reason: request.reason });
      await this.settleDraft(db, code, version);
      const after = { ruleSet: code, version, percent: request.percent, at: request.at?.toISOString() };
      const entry = { action: 'rules.approve', subject: `publish-request:${requestNo}`, reason, after };
      await this.audit.record(db, caller, entry, now);
    });
    return this.get(requestNo);
  }

  /** Refuses what was asked for; the draft stays. Raises PUBLISH_REQUEST_NOT_FOUND, PUBLISH_REQUEST_DECIDED. */
  async reject(requestNo: string, reason: string, caller: Caller, now: Date): Promise<PublishRequestView> {
    const deed = this.publishing.deed({ by: caller.actor, reason, now });
    await this.decide(requestNo, deed, async (db, { code, version }, set) => {
      await this.store.requests.decide(db, requestNo, 'REJECTED', { by: caller.actor, reason }, now);
      const { historyNo, by } = deed;
      const history = { historyNo, code, action: 'REJECTED', toVersion: version, by, reason } as const;
      await this.store.history.add(db, history, now);
      await this.publishing.write(db, set, now);
      const after = { ruleSet: code, version };
      const entry = { action: 'rules.reject', subject: `publish-request:${requestNo}`, reason, after };
      await this.audit.record(db, caller, entry, now);
    });
    return this.get(requestNo);
  }

  private async decide(
    requestNo: string,
    deed: Deed,
    work: (db: Queryable, request: PublishRequestRow, set: RuleSetRow) => Promise<void>,
  ): Promise<void> {
    await this.database.transaction(async (db) => {
      const { code } = await this.found(db, requestNo);
      const set = await this.publishing.lock(db, code, deed.now);
      // Read again under the lock: somebody may have decided meanwhile.
      const request = await this.found(db, requestNo);
      if (await this.publishing.isDone(db, deed)) return;
      if (request.status === 'PENDING') return work(db, request, set);
      const { status, decidedBy } = request;
      throw new JifenError('PUBLISH_REQUEST_DECIDED', { requestNo, status, decidedBy });
    });
    await this.rules.changed();
  }

  /** The draft has become the version; what somebody has added to it meanwhile goes on from there. */
  private async settleDraft(db: Queryable, code: string, version: number): Promise<void> {
    const draft = await this.store.drafts.find(db, code);
    if (!draft) return;
    const document = await this.store.sets.document(db, code, version);
    if (draft.document.digest === document?.digest) await this.store.drafts.remove(db, code);
    else await this.store.drafts.rebase(db, code, version);
  }

  private async found(db: Queryable, requestNo: string): Promise<PublishRequestRow> {
    const row = await this.store.requests.find(db, requestNo);
    if (!row) throw new JifenError('PUBLISH_REQUEST_NOT_FOUND', { requestNo });
    return row;
  }
}

function modeOf({ at, percent }: PublishRequestRow): PublishMode {
  if (at !== null) return { kind: 'at', at };
  return percent === null ? { kind: 'now' } : { kind: 'percent', percent };
}
