import type { ExperimentPublication } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Audit } from '../identity/index.js';
import { type Caller, Ids, type Queryable } from '../platform/index.js';
import { endingRollout, requireConfirmation } from './domain/check.js';
import { Publishing } from './publishing.js';
import { RuleSetRepository } from './rule-set.repository.js';
import { MAIN_RULE_SET } from './rules.js';

const AT_ONCE = { kind: 'now' } as const;

/** Makes the live rules of another rule set the programme's, as the winner of an experiment. */
@Injectable()
export class Promotion {
  constructor(
    private readonly publishing: Publishing,
    private readonly sets: RuleSetRepository,
    private readonly audit: Audit,
    private readonly ids: Ids,
  ) {}

  /**
   * Publishes the live rules of a set as the next version of `main`, or asks a second operator when the policy says so;
   * rules that are live there already are left alone. Raises RULE_SET_NOT_FOUND, PUBLISH_REQUEST_PENDING, and
   * RULE_CONFIRMATION_REQUIRED when a rollout of `main` would end and that is not `confirm`ed.
   */
  async publish(
    db: Queryable,
    ruleSet: string,
    { reason, confirm = false }: { reason: string; confirm?: boolean | undefined },
    caller: Caller,
    now: Date,
  ): Promise<ExperimentPublication> {
    const main = await this.publishing.lock(db, MAIN_RULE_SET, now);
    const won = ruleSet === MAIN_RULE_SET ? main : await this.publishing.lock(db, ruleSet, now);
    const document = await this.sets.document(db, ruleSet, won.liveVersion);
    if (!document) throw new Error(`rule set ${ruleSet} has no version ${won.liveVersion}`);
    const live = await this.sets.document(db, MAIN_RULE_SET, main.liveVersion);
    if (won === main || (!main.rollout && live?.digest === document.digest)) {
      return { status: 'UNCHANGED', version: main.liveVersion, requestNo: null };
    }
    if (!confirm) requireConfirmation([], endingRollout(main, '/winner'));
    const deed = { historyNo: this.ids.next(now.getTime()), by: caller.actor, reason, now };
    const publication = { document, baseVersion: main.liveVersion || null, mode: AT_ONCE };
    const { status, version, requestNo = null } = await this.publishing.offer(db, main, publication, deed);
    const isPending = status === 'PENDING_REVIEW';
    const entry = {
      action: isPending ? 'rules.request' : 'rules.publish',
      subject: `rule-set:${MAIN_RULE_SET}`,
      reason,
      before: { version: main.liveVersion },
      after: { version, requestNo, from: { ruleSet, version: won.liveVersion } },
    };
    await this.audit.record(db, caller, entry, now);
    return { status: isPending ? 'PENDING_REVIEW' : 'PUBLISHED', version, requestNo };
  }
}
