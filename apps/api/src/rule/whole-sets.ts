import { JifenError, type PutRuleSetQuery } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Audit } from '../identity/index.js';
import { type Caller, Database, type Queryable } from '../platform/index.js';
import { endingRollout, parseRuleSet, requireConfirmation, warningsOf } from './domain/check.js';
import type { RuleDocument } from './domain/document.js';
import { publicationEntry } from './publication-entry.js';
import { type Deed, type Published, Publishing } from './publishing.js';
import { RuleReview } from './rule-review.js';
import type { RuleSetRow } from './rule-set.repository.js';
import { RuleStore } from './rule-store.js';
import { Rules } from './rules.js';

const AT_ONCE = { kind: 'now' } as const;

/** Rule sets as code: one request brings a whole set into force, and the same request again changes nothing. */
@Injectable()
export class WholeSets {
  constructor(
    private readonly database: Database,
    private readonly store: RuleStore,
    private readonly publishing: Publishing,
    private readonly review: RuleReview,
    private readonly audit: Audit,
    private readonly rules: Rules,
  ) {}

  /**
   * Makes a rule set what the document says, at once; makes the set when there is none. `ifMatch` is the entity tag
   * that the client read. Raises RULE_SET_INVALID and RULE_CONFIRMATION_REQUIRED with a pointer each, STALE_VERSION
   * with what has changed, RULE_SET_TAKEN for a new code that differs by case only, REVIEW_REQUIRED when a second operator has to approve it, PUBLISH_REQUEST_PENDING.
   */
  async put(
    code: string,
    json: unknown,
    { reason, confirm }: PutRuleSetQuery,
    ifMatch: string | undefined,
    caller: Caller,
    now: Date,
  ): Promise<void> {
    const document = parseRuleSet(json, '');
    const base = baseOf(ifMatch);
    const context = await this.review.context(now);
    const deed = this.publishing.deed({ by: caller.actor, reason: reason ?? null, now });
    const created = this.publishing.deed(deed);
    const work = async (db: Queryable): Promise<Published | undefined> => {
      const set = await this.locked(db, code, base, created);
      const before = await this.publishing.done(db, deed);
      if (before) return before;
      const live = await this.store.liveDocument(db, set);
      if (set.liveVersion > 0 && live.digest === document.digest) {
        this.audit.unchanged(caller);
        return undefined;
      }
      await this.requireBase(db, set, base);
      const warnings = warningsOf(document.ruleSet, '', context, live.ruleSet);
      if (!confirm) requireConfirmation(warnings, endingRollout(set, ''));
      const asked = await this.asked(db, code, document);
      if (asked) return asked;
      const publication = { document, baseVersion: set.liveVersion || null, mode: AT_ONCE };
      const published = await this.publishing.offer(db, set, publication, deed);
      await this.audit.record(db, caller, publicationEntry(set, published, AT_ONCE, deed), now);
      return published;
    };
    const published = await this.database.transaction(work, { retryDuplicates: true });
    await this.rules.changed();
    if (published?.status !== 'PENDING_REVIEW') return;
    const { version, requestNo = null } = published;
    throw new JifenError('REVIEW_REQUIRED', { requestNo, version });
  }

  private async locked(db: Queryable, code: string, base: Base, deed: Deed): Promise<RuleSetRow> {
    if (await this.store.sets.find(db, code)) return this.publishing.lock(db, code, deed.now);
    if (base !== undefined) throw new JifenError('STALE_VERSION', { liveVersion: null });
    return this.publishing.create(db, code, code, deed, ':code');
  }

  /** The same rules again, while a second operator looks at them, are the same request. */
  private async asked(db: Queryable, code: string, document: RuleDocument): Promise<Published | undefined> {
    const pending = await this.store.requests.pendingOf(db, code);
    const wanted = pending && (await this.store.sets.document(db, code, pending.version));
    if (!pending || wanted?.digest !== document.digest) return undefined;
    return { status: 'PENDING_REVIEW', version: pending.version, requestNo: pending.requestNo };
  }

  private async requireBase(db: Queryable, set: RuleSetRow, base: Base): Promise<void> {
    const { code, liveVersion } = set;
    if (base === undefined || base === 'any' || base === liveVersion) return;
    const from = base === 'unknown' ? undefined : await this.store.sets.document(db, code, base);
    const to = await this.store.liveDocument(db, set);
    const members = from ? { changes: this.review.changes(from.ruleSet, to.ruleSet) } : {};
    throw new JifenError('STALE_VERSION', { liveVersion: liveVersion || null }, [], members);
  }
}

/** What `If-Match` asks for: a version, any version, or a tag that is none of ours. */
type Base = number | 'any' | 'unknown' | undefined;

function baseOf(ifMatch: string | undefined): Base {
  if (ifMatch === undefined) return undefined;
  if (ifMatch.trim() === '*') return 'any';
  const version = /^"v(\d{1,9})"$/.exec(ifMatch.trim())?.[1];
  return version === undefined ? 'unknown' : Number(version);
}
