import { Injectable } from '@nestjs/common';
import type { Queryable } from '../platform/index.js';
import { EMPTY_DOCUMENT, type RuleDocument } from './domain/document.js';
import type { RuleSetState } from './domain/state.js';
import { PublishRequestRepository } from './publish-request.repository.js';
import { RuleDraftRepository } from './rule-draft.repository.js';
import { RuleHistoryRepository } from './rule-history.repository.js';
import { RulePolicyRepository } from './rule-policy.repository.js';
import { RuleSetRepository } from './rule-set.repository.js';

/** The tables of the life cycle. Locks are taken in this order: a rule set, then the policy's row. */
@Injectable()
export class RuleStore {
  constructor(
    readonly sets: RuleSetRepository,
    readonly drafts: RuleDraftRepository,
    readonly history: RuleHistoryRepository,
    readonly requests: PublishRequestRepository,
    readonly policy: RulePolicyRepository,
  ) {}

  /** The live rules of a set; none while nothing was published. */
  async liveDocument(db: Queryable, set: RuleSetState & { code: string }): Promise<RuleDocument> {
    if (set.liveVersion === 0) return EMPTY_DOCUMENT;
    return (await this.sets.document(db, set.code, set.liveVersion)) ?? EMPTY_DOCUMENT;
  }
}
