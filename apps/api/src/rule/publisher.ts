import { type CreateRuleSetRequest, JifenError, type PublishDraftRequest } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Audit } from '../identity/index.js';
import { type Caller, Database, isDuplicateKey, type Queryable } from '../platform/index.js';
import { EMPTY_DOCUMENT } from './domain/document.js';
import { type PublishMode, settled } from './domain/state.js';
import { publicationEntry } from './publication-entry.js';
import { type Published, Publishing } from './publishing.js';
import { RuleDrafts } from './rule-drafts.js';
import { RuleStore } from './rule-store.js';
import { Rules } from './rules.js';

const NO_SUCH_SOURCE = { pointer: '/copyOf', code: 'enum', detail: 'must be a rule set that exists' };
const TAKEN = { pointer: '/code', code: 'unique', detail: 'must not be the code of another rule set' };

/** Makes rule sets, and publishes what was drafted: at once, at a time, or to a part of the users. */
@Injectable()
export class Publisher {
  constructor(
    private readonly database: Database,
    private readonly store: RuleStore,
    private readonly publishing: Publishing,
    private readonly drafts: RuleDrafts,
    private readonly audit: Audit,
    private readonly rules: Rules,
  ) {}

  /** Adds a rule set with a draft: empty, or a copy of another one's live rules. Raises RULE_SET_TAKEN, RULE_SET_NOT_FOUND. */
  async create({ code, name, copyOf }: CreateRuleSetRequest, caller: Caller, now: Date): Promise<void> {
    const deed = this.publishing.deed({ by: caller.actor, reason: null, now });
    const work = async (db: Queryable) => {
      if (await this.store.history.find(db, deed.historyNo)) return;
      if (await this.store.sets.find(db, code)) throw new JifenError('RULE_SET_TAKEN', { code }, [TAKEN]);
      const document = copyOf === undefined ? EMPTY_DOCUMENT : await this.liveRulesOf(db, copyOf, now);
      const set = await this.publishing.create(db, code, name, deed);
      const { revision } = await this.publishing.write(db, set, now);
      await this.store.drafts.save(db, { code, revision, baseVersion: null, updatedBy: caller.actor, document }, now);
      const entry = { action: 'rules.create', subject: `rule-set:${code}`, after: { name, copyOf } };
      await this.audit.record(db, caller, entry, now);
    };
    await this.database.transaction(work).catch((error: unknown) => {
      throw isDuplicateKey(error) ? new JifenError('RULE_SET_TAKEN', { code }, [TAKEN]) : error;
    });
  }

  /** Changes what people call a rule set. Raises RULE_SET_NOT_FOUND. */
  async rename(code: string, name: string, caller: Caller, now: Date): Promise<void> {
    await this.database.transaction(async (db) => {
      const set = await this.publishing.lock(db, code, now);
      if (set.name === name) return this.audit.unchanged(caller);
      await this.store.sets.rename(db, code, name);
      await this.publishing.write(db, set, now);
      const names = { before: { name: set.name }, after: { name } };
      await this.audit.record(db, caller, { action: 'rules.rename', subject: `rule-set:${code}`, ...names }, now);
    });
  }

  /**
   * Publishes the draft of a revision. Raises RULE_SET_NOT_FOUND, RULE_SET_CHANGED, NOTHING_TO_PUBLISH,
   * RULE_CONFIRMATION_REQUIRED, PUBLISH_REQUEST_PENDING, VALIDATION_FAILED.
   */
  async publish(code: string, request: PublishDraftRequest, caller: Caller, now: Date): Promise<Published> {
    const mode = modeOf(request, now);
    const deed = this.publishing.deed({ by: caller.actor, reason: request.reason, now });
    const context = await this.drafts.context(now);
    const published = await this.database.transaction(async (db) => {
      const set = await this.publishing.lock(db, code, now);
      const before = await this.publishing.done(db, deed);
      if (before) return before;
      const draft = await this.drafts.readyToPublish(db, set, request, context);
      const { document, baseVersion } = draft;
      const outcome = await this.publishing.offer(db, set, { document, baseVersion, mode }, deed);
      // While a second operator looks at it, the draft stays: a refusal must not lose anybody's work.
      if (outcome.status !== 'PENDING_REVIEW') await this.store.drafts.remove(db, code);
      await this.audit.record(db, caller, publicationEntry(set, outcome, mode, deed), now);
      return outcome;
    });
    await this.rules.changed();
    return published;
  }

  private async liveRulesOf(db: Queryable, code: string, now: Date) {
    const set = await this.store.sets.find(db, code);
    const document = set && (await this.store.liveDocument(db, settled(set, now)));
    if (!document) throw new JifenError('RULE_SET_NOT_FOUND', { code }, [NO_SUCH_SOURCE]);
    return document;
  }
}

/** When and to whom, out of a request. Raises VALIDATION_FAILED. */
function modeOf({ at, percent }: PublishDraftRequest, now: Date): PublishMode {
  const refuse = (pointer: string, code: string, detail: string): never => {
    throw new JifenError('VALIDATION_FAILED', {}, [{ pointer, code, detail }]);
  };
  if (at === undefined) return percent === undefined ? { kind: 'now' } : { kind: 'percent', percent };
  if (percent !== undefined) return refuse('/percent', 'not', 'must not be given together with at');
  const time = new Date(at);
  return time > now ? { kind: 'at', at: time } : refuse('/at', 'minimum', 'must lie in the future');
}
