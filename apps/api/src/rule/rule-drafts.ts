import {
  type FieldError,
  JifenError,
  type RuleDraftView,
  type RuleSetReview,
  type SaveRuleDraftRequest,
  type ValidateRuleSetRequest,
} from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Audit, Operators } from '../identity/index.js';
import { type Caller, Database, type Queryable } from '../platform/index.js';
import { endingRollout, parseRuleSet, type ReviewContext, requireConfirmation, warningsOf } from './domain/check.js';
import { EMPTY_DOCUMENT, type RuleDocument } from './domain/document.js';
import { settled } from './domain/state.js';
import { Publishing } from './publishing.js';
import type { DraftRow } from './rule-draft.repository.js';
import { RuleReview } from './rule-review.js';
import type { RuleSetRow } from './rule-set.repository.js';
import { RuleStore } from './rule-store.js';

/** Where the rules stand in the answers and requests of drafts. */
const AT = '/ruleSet';

/** What a client started from when it says that it changes a draft. */
interface Basis {
  /** 0: there was no draft, but live rules. */
  revision: number;
  baseVersion?: number | null | undefined;
  /** What it wants to store. */
  document?: RuleDocument | undefined;
}

/** The draft of a rule set: one for all who work on it, so nobody overwrites what another has saved. */
@Injectable()
export class RuleDrafts {
  constructor(
    private readonly database: Database,
    private readonly store: RuleStore,
    private readonly publishing: Publishing,
    private readonly review: RuleReview,
    private readonly audit: Audit,
    private readonly operators: Operators,
  ) {}

  /** The draft with what there is to say about it; without one, the live rules. Raises RULE_SET_NOT_FOUND. */
  async get(code: string, now: Date): Promise<RuleDraftView> {
    const found = await this.store.sets.find(this.database, code);
    if (!found) throw new JifenError('RULE_SET_NOT_FOUND', { code });
    const set = settled(found, now);
    const draft = await this.store.drafts.find(this.database, code);
    const live = await this.store.liveDocument(this.database, set);
    const { ruleSet } = draft?.document ?? live;
    const names = await this.operators.namesOf([draft?.updatedBy]);
    return {
      ...(await this.review.review(ruleSet, AT, live.ruleSet, now)),
      revision: draft?.revision ?? 0,
      baseVersion: draft ? draft.baseVersion : set.liveVersion || null,
      ruleSet: ruleSet as unknown as RuleDraftView['ruleSet'],
      updatedBy: draft?.updatedBy ?? null,
      updatedByName: (draft && names.get(draft.updatedBy)) ?? null,
      updatedAt: draft?.updatedAt ?? null,
    };
  }

  /** What there is to say about rules that somebody is writing; stores nothing. Raises RULE_SET_NOT_FOUND. */
  async validate(code: string, request: ValidateRuleSetRequest, caller: Caller, now: Date): Promise<RuleSetReview> {
    this.audit.unchanged(caller);
    const set = await this.store.sets.find(this.database, code);
    if (!set) throw new JifenError('RULE_SET_NOT_FOUND', { code });
    const live = await this.store.liveDocument(this.database, settled(set, now));
    return this.review.review(request.ruleSet, AT, live.ruleSet, now);
  }

  /**
   * Saves a draft on top of the revision that the client read. Raises RULE_SET_NOT_FOUND, RULE_SET_INVALID with a
   * pointer a problem, RULE_SET_CHANGED with who has changed what meanwhile.
   */
  async save(code: string, request: SaveRuleDraftRequest, caller: Caller, now: Date): Promise<RuleDraftView> {
    const document = parseRuleSet(request.ruleSet, AT);
    await this.database.transaction(async (db) => {
      const set = await this.publishing.lock(db, code, now);
      const draft = await this.store.drafts.find(db, code);
      // Whoever stored the same has done it for both; it may have been this very transaction, its COMMIT lost.
      if (draft?.document.digest === document.digest) return this.audit.unchanged(caller);
      await this.requireCurrent(db, set, draft, { ...request, document });
      const { revision } = await this.publishing.write(db, set, now);
      const baseVersion = draft ? draft.baseVersion : set.liveVersion || null;
      await this.store.drafts.save(db, { code, revision, baseVersion, updatedBy: caller.actor, document }, now);
      const before = draft?.document ?? (await this.store.liveDocument(db, set));
      const changed = this.review.changes(before.ruleSet, document.ruleSet).map(({ text }) => text['en-US']);
      const entry = {
        action: 'rules.draft',
        subject: `rule-set:${code}`,
        before: { revision: draft?.revision ?? 0 },
        after: { revision, changes: changed.slice(0, 20).map((text) => text.slice(0, 200)) },
      };
      await this.audit.record(db, caller, entry, now);
    });
    return this.get(code, now);
  }

  /** Throws a draft away; none is none. Raises RULE_SET_NOT_FOUND, RULE_SET_CHANGED. */
  async discard(code: string, revision: number, caller: Caller, now: Date): Promise<void> {
    await this.database.transaction(async (db) => {
      const set = await this.publishing.lock(db, code, now);
      const draft = await this.store.drafts.find(db, code);
      if (!draft) return this.audit.unchanged(caller);
      await this.requireCurrent(db, set, draft, { revision });
      await this.store.drafts.remove(db, code);
      await this.publishing.write(db, set, now);
      const entry = { action: 'rules.discard', subject: `rule-set:${code}`, before: { revision } };
      await this.audit.record(db, caller, entry, now);
    });
  }

  /** What drafts are looked at with before they are published. */
  context(now: Date): Promise<ReviewContext> {
    return this.review.context(now);
  }

  /**
   * The draft that a client wants to publish, under the lock of its set. Raises NOTHING_TO_PUBLISH when there is none
   * or it is what is live, RULE_SET_CHANGED when it is another than the client read, RULE_CONFIRMATION_REQUIRED.
   */
  async readyToPublish(
    db: Queryable,
    set: RuleSetRow,
    { revision, confirm }: { revision: number; confirm?: boolean },
    context: ReviewContext,
  ): Promise<DraftRow> {
    const { code, liveVersion } = set;
    const draft = await this.store.drafts.find(db, code);
    if (!draft) throw new JifenError('NOTHING_TO_PUBLISH', { code });
    await this.requireCurrent(db, set, draft, { revision });
    const live = await this.store.liveDocument(db, set);
    const { ruleSet, digest } = draft.document;
    if (liveVersion > 0 && live.digest === digest) throw new JifenError('NOTHING_TO_PUBLISH', { code });
    const more = [...staleBase(set, draft), ...endingRollout(set, '/revision')];
    if (!confirm) requireConfirmation(warningsOf(ruleSet, AT, context, live.ruleSet), more);
    return draft;
  }

  private async requireCurrent(db: Queryable, set: RuleSetRow, draft: DraftRow | undefined, basis: Basis) {
    const isCurrent = draft
      ? draft.revision === basis.revision
      : basis.revision === 0 && (basis.baseVersion === undefined || (basis.baseVersion ?? 0) === set.liveVersion);
    if (!isCurrent) throw await this.conflict(db, set, draft, basis);
  }

  /**
   * Who has changed what since: from what the client started from to what is there now. When that is too long ago to
   * be known, from what the client wanted to store.
   */
  private async conflict(db: Queryable, set: RuleSetRow, draft: DraftRow | undefined, basis: Basis) {
    const { code } = set;
    const now = draft?.document ?? (await this.store.liveDocument(db, set));
    const from = (await this.startedFrom(db, code, draft, basis)) ?? basis.document ?? now;
    const [last] = draft ? [] : await this.store.history.page(db, code, undefined, 1);
    const by = draft?.updatedBy ?? last?.by ?? null;
    const at = draft?.updatedAt ?? last?.doneAt ?? set.updatedAt;
    const byName = (by && (await this.operators.namesOf([by], db)).get(by)) ?? null;
    const params = { revision: draft?.revision ?? 0, liveVersion: set.liveVersion || null, by, byName, at };
    return new JifenError('RULE_SET_CHANGED', params, [], { changes: this.review.changes(from.ruleSet, now.ruleSet) });
  }

  /** What a client had before it, as far as it is still known; null stands for a set without any live version. */
  private async startedFrom(db: Queryable, code: string, draft: DraftRow | undefined, basis: Basis) {
    if (basis.revision > 0) return this.store.drafts.textAt(db, code, basis.revision);
    const baseVersion = basis.baseVersion === undefined ? draft?.baseVersion : basis.baseVersion;
    if (baseVersion === null) return EMPTY_DOCUMENT;
    return baseVersion === undefined ? undefined : this.store.sets.document(db, code, baseVersion);
  }
}

/** A draft that started from another version than the live one takes back what was published since. */
function staleBase({ liveVersion }: RuleSetRow, { baseVersion }: DraftRow): FieldError[] {
  if ((baseVersion ?? liveVersion) === liveVersion) return [];
  const text = {
    'zh-CN': `线上是第 ${liveVersion} 版，而草稿基于第 ${baseVersion} 版`,
    'en-US': `version ${liveVersion} is live; the draft started from version ${baseVersion}`,
  };
  return [{ pointer: '/revision', code: 'BASE_NOT_LIVE', detail: text['en-US'], text }];
}
