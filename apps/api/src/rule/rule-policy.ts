import { JifenError, type RulePolicyView } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Audit } from '../identity/index.js';
import { type Caller, Database } from '../platform/index.js';
import { type PolicyRow, RulePolicyRepository } from './rule-policy.repository.js';

/** When publishing asks for a second confirmation, and when for a second operator. */
@Injectable()
export class RulePolicy {
  constructor(
    private readonly database: Database,
    private readonly repository: RulePolicyRepository,
    private readonly audit: Audit,
  ) {}

  async get(): Promise<RulePolicyView> {
    return this.repository.find(this.database);
  }

  /** Changes the policy on top of the revision that the client read. Raises STALE_VERSION. */
  async update(request: RulePolicyView, caller: Caller, now: Date): Promise<RulePolicyView> {
    return this.database.transaction(async (db) => {
      const before = await this.repository.lock(db);
      if (sameRules(before, request)) {
        this.audit.unchanged(caller);
        return before;
      }
      if (before.revision !== request.revision) throw new JifenError('STALE_VERSION', { revision: before.revision });
      const after = { ...request, revision: before.revision + 1 };
      await this.repository.update(db, after);
      await this.audit.record(db, caller, { action: 'rules.policy', subject: 'rule-policy', before, after }, now);
      return after;
    });
  }
}

function sameRules(a: PolicyRow, b: PolicyRow): boolean {
  return (
    a.rateGuardBps === b.rateGuardBps &&
    a.reviewAboveBps === b.reviewAboveBps &&
    a.reviewWithoutBacktest === b.reviewWithoutBacktest
  );
}
