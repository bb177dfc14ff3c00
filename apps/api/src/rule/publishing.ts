import { JifenError, type PublishStatus } from '@jifen/contracts';
import type { RuleSet } from '@jifen/rules';
import { Injectable } from '@nestjs/common';
import { Ids, isoTime, type Queryable, sqlTime } from '../platform/index.js';
import { caseOnly } from './domain/code-twins.js';
import { documentOf, type RuleDocument } from './domain/document.js';
import { type ReviewNeed, reviewNeeded } from './domain/second-operator.js';
import { isDue, type PublishMode, published, settled } from './domain/state.js';
import { PublishRequestRepository } from './publish-request.repository.js';
import { RuleHistoryRepository } from './rule-history.repository.js';
import { RulePolicyRepository } from './rule-policy.repository.js';
import { RuleSetRepository, type RuleSetRow } from './rule-set.repository.js';
import { RuleSources } from './rule-sources.js';

/** Who does something, why, and under which number it goes into the history. */
export interface Deed {
  /** Known outside of the transaction, so that a second run of it finds what the first has done. */
  historyNo: string;
  by: string;
  reason: string | null;
  now: Date;
}

export interface Publication {
  document: RuleDocument;
  /** The version that it was made from. */
  baseVersion: number | null;
  mode: PublishMode;
}

export interface Published {
  status: PublishStatus;
  version: number;
  /** The request that a second operator has to approve. */
  requestNo?: string;
}

const SCHEDULER = 'system:scheduler';
const AT_ONCE: PublishMode = { kind: 'now' };
const STATUS = { now: 'PUBLISHED', at: 'SCHEDULED', percent: 'ROLLING_OUT' } as const;
const ACTION = { now: 'PUBLISHED', at: 'SCHEDULED', percent: 'ROLLOUT' } as const;

/**
 * How versions come into force, always within the caller's transaction and under the lock of the rule set. Whoever
 * calls this tells `Rules.changed()` after the commit.
 */
@Injectable()
export class Publishing {
  constructor(
    private readonly sets: RuleSetRepository,
    private readonly history: RuleHistoryRepository,
    private readonly requests: PublishRequestRepository,
    private readonly policy: RulePolicyRepository,
    private readonly sources: RuleSources,
    private readonly ids: Ids,
  ) {}

  /** A deed; to be made before the transaction. */
  deed(who: Omit<Deed, 'historyNo'>): Deed {
    return { ...who, historyNo: this.ids.next(who.now.getTime()) };
  }

  /**
   * Whether an earlier run of the transaction was committed after all, its answer lost. Otherwise the deed gets a new
   * number: numbers that are given under the lock of the set stand in the order in which things happened.
   */
  async isDone(db: Queryable, deed: Deed): Promise<boolean> {
    if (await this.history.find(db, deed.historyNo)) return true;
    deed.historyNo = this.ids.next(deed.now.getTime());
    return false;
  }

  /** What a publication has come to that an earlier run of the transaction has committed; see `isDone`. */
  async done(db: Queryable, deed: Deed): Promise<Published | undefined> {
    const { historyNo } = deed;
    if (!(await this.isDone(db, deed))) return undefined;
    const entry = await this.history.find(db, historyNo);
    const version = entry?.toVersion ?? 0;
    if (entry?.action === 'REQUESTED') return { status: 'PENDING_REVIEW', version, requestNo: historyNo };
    if (entry?.action === 'SCHEDULED') return { status: STATUS.at, version };
    return { status: entry?.action === 'ROLLOUT' ? STATUS.percent : STATUS.now, version };
  }

  /** Holds a rule set until the end of the transaction; a schedule that has come is written down first. */
  async lock(db: Queryable, code: string, now: Date): Promise<RuleSetRow> {
    const set = await this.sets.lock(db, code);
    if (!set) throw new JifenError('RULE_SET_NOT_FOUND', { code });
    return this.settle(db, set, now);
  }

  /**
   * Adds a rule set without any rules and holds it; `pointer` is where the client has named it. Raises a duplicate-key
   * error when the code is taken, and RULE_SET_TAKEN when another one differs by upper and lower case only.
   */
  async create(db: Queryable, code: string, name: string, deed: Deed, pointer = '/code'): Promise<RuleSetRow> {
    const { historyNo, by, reason, now } = deed;
    await this.sets.insert(db, code, name, now);
    const twin = await this.sets.twinOf(db, code);
    if (twin !== undefined) throw new JifenError('RULE_SET_TAKEN', { code, existing: twin }, [caseOnly(pointer, twin)]);
    await this.history.add(db, { historyNo, code, action: 'CREATED', reason, by }, now);
    return this.lock(db, code, now);
  }

  /**
   * Makes rules the next version of a set and publishes it, or leaves that to a second operator when the policy says
   * so. Raises PUBLISH_REQUEST_PENDING.
   */
  async offer(db: Queryable, set: RuleSetRow, publication: Publication, deed: Deed): Promise<Published> {
    const need = await this.reviewNeed(db, set.code, publication.document.digest);
    if (need) return this.request(db, set, publication, need, deed);
    const version = await this.addVersion(db, set, publication, deed);
    await this.enact(db, set, version, publication.mode, deed);
    return { status: STATUS[publication.mode.kind], version };
  }

  /** Publishes without asking anybody: seeds and tests. Makes the rule set when it is not there. */
  async publishAtOnce(db: Queryable, code: string, ruleSet: RuleSet, who: Omit<Deed, 'historyNo'>): Promise<number> {
    const known = await this.sets.find(db, code);
    const set = known ? await this.lock(db, code, who.now) : await this.create(db, code, code, this.deed(who));
    const deed = this.deed(who);
    const publication = { document: documentOf(ruleSet), baseVersion: set.liveVersion || null, mode: AT_ONCE };
    const version = await this.addVersion(db, set, publication, deed);
    await this.enact(db, set, version, AT_ONCE, deed);
    return version;
  }

  /** Brings a version into force as `mode` says; a time that has passed is now. Answers the set after it. */
  async enact(db: Queryable, set: RuleSetRow, version: number, mode: PublishMode, deed: Deed): Promise<RuleSetRow> {
    const { historyNo, by, reason, now } = deed;
    const effective = mode.kind === 'at' && mode.at <= now ? AT_ONCE : mode;
    await this.history.add(
      db,
      {
        ...{ historyNo, code: set.code, action: ACTION[effective.kind], by, reason },
        ...{ fromVersion: set.liveVersion, toVersion: version },
        percent: effective.kind === 'percent' ? effective.percent : null,
        at: effective.kind === 'at' ? effective.at : null,
      },
      now,
    );
    return this.write(db, published(set, version, effective), now);
  }

  /** Writes a changed rule set. */
  async write(db: Queryable, set: RuleSetRow, now: Date): Promise<RuleSetRow> {
    const written = { ...set, revision: set.revision + 1, updatedAt: isoTime(sqlTime(now)) };
    await this.sets.update(db, written, now);
    return written;
  }

  private async settle(db: Queryable, set: RuleSetRow, now: Date): Promise<RuleSetRow> {
    const { code, scheduled } = set;
    if (!scheduled || !isDue(set, now)) return set;
    await this.history.add(
      db,
      {
        ...{ historyNo: this.ids.next(now.getTime()), code, action: 'PUBLISHED', by: SCHEDULER, reason: null },
        ...{ fromVersion: set.liveVersion, toVersion: scheduled.version, at: scheduled.at },
      },
      now,
    );
    return this.write(db, settled(set, now), now);
  }

  private async reviewNeed(db: Queryable, ruleSet: string, digest: string): Promise<ReviewNeed | undefined> {
    const policy = await this.policy.find(db);
    if (policy.reviewAboveBps === null) return undefined;
    return reviewNeeded(policy, await this.sources.findings?.(db, ruleSet, digest));
  }

  private async request(
    db: Queryable,
    set: RuleSetRow,
    publication: Publication,
    need: ReviewNeed,
    deed: Deed,
  ): Promise<Published> {
    const { code } = set;
    const { historyNo, by, reason, now } = deed;
    const pending = await this.requests.pendingOf(db, code);
    if (pending) throw new JifenError('PUBLISH_REQUEST_PENDING', { requestNo: pending.requestNo });
    const version = await this.addVersion(db, set, publication, deed);
    const { mode } = publication;
    const percent = mode.kind === 'percent' ? mode.percent : null;
    const at = mode.kind === 'at' ? mode.at : null;
    const request = { requestNo: historyNo, code, version, percent, at, reason: reason ?? '', requestedBy: by };
    await this.requests.insert(db, { ...request, ...need }, now);
    const versions = { fromVersion: set.liveVersion, toVersion: version };
    await this.history.add(db, { historyNo, code, action: 'REQUESTED', ...versions, percent, at, by, reason }, now);
    return { status: 'PENDING_REVIEW', version, requestNo: historyNo };
  }

  private addVersion(db: Queryable, { code }: RuleSetRow, publication: Publication, deed: Deed): Promise<number> {
    const { document, baseVersion } = publication;
    const version = { ...document, code, baseVersion, reason: deed.reason, createdBy: deed.by };
    return this.sets.addVersion(db, version, deed.now);
  }
}
