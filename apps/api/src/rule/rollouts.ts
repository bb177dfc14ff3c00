import { JifenError, type RuleHistoryAction } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Audit } from '../identity/index.js';
import { type Caller, Database, type Queryable } from '../platform/index.js';
import { rolledBackTo, rolledOutTo } from './domain/state.js';
import { type Deed, Publishing } from './publishing.js';
import type { RuleSetRow } from './rule-set.repository.js';
import { RuleStore } from './rule-store.js';
import { Rules } from './rules.js';

/** What a change leaves behind: the set after it, and how the history and the audit log call it. */
interface Step {
  after: RuleSetRow;
  action: RuleHistoryAction;
  audited: string;
  fromVersion: number;
  toVersion: number;
  percent?: number;
}

/** What becomes of versions that were published: to more users, to nobody, or back to one from before. */
@Injectable()
export class Rollouts {
  constructor(
    private readonly database: Database,
    private readonly store: RuleStore,
    private readonly publishing: Publishing,
    private readonly audit: Audit,
    private readonly rules: Rules,
  ) {}

  /** Gives the version that is being rolled out to so many users. Raises RULE_SET_NOT_FOUND, ROLLOUT_NOT_RUNNING. */
  async rollOut(code: string, percent: number, reason: string, caller: Caller, now: Date): Promise<void> {
    await this.change(code, reason, caller, now, async (_db, set) => {
      const { rollout, liveVersion } = set;
      if (!rollout) throw new JifenError('ROLLOUT_NOT_RUNNING', { code });
      if (rollout.percent === percent) return undefined;
      const step = { after: rolledOutTo(set, percent), audited: 'rules.rollout', percent };
      if (percent === 0) {
        return { ...step, action: 'WITHDRAWN', fromVersion: rollout.version, toVersion: liveVersion };
      }
      const action = percent === 100 ? 'PUBLISHED' : 'ROLLOUT';
      return { ...step, action, fromVersion: liveVersion, toVersion: rollout.version };
    });
  }

  /** Takes a schedule back. Raises RULE_SET_NOT_FOUND, NOTHING_SCHEDULED. */
  async unschedule(code: string, reason: string, caller: Caller, now: Date): Promise<void> {
    await this.change(code, reason, caller, now, async (_db, set) => {
      const { scheduled, liveVersion } = set;
      if (!scheduled) throw new JifenError('NOTHING_SCHEDULED', { code });
      const versions = { fromVersion: scheduled.version, toVersion: liveVersion };
      return {
        after: { ...set, scheduled: undefined },
        action: 'UNSCHEDULED',
        audited: 'rules.unschedule',
        ...versions,
      };
    });
  }

  /**
   * Puts a version that was live before back in force, at once and for everybody; a rollout and a schedule end. It
   * needs no second operator: it is how one gets out of trouble. Raises RULE_SET_NOT_FOUND, VALIDATION_FAILED for a
   * version that never was in force for everybody.
   */
  async rollBack(code: string, version: number, reason: string, caller: Caller, now: Date): Promise<void> {
    await this.change(code, reason, caller, now, async (db, set) => {
      if (!(await this.store.sets.findVersion(db, code, version))) {
        throw new JifenError('RULE_SET_NOT_FOUND', { code, version });
      }
      if (!(await this.store.history.everLive(db, code, [version])).has(version)) {
        throw new JifenError('VALIDATION_FAILED', { version }, [NEVER_LIVE]);
      }
      const { liveVersion, rollout, scheduled } = set;
      if (liveVersion === version && !rollout && !scheduled) return undefined;
      const versions = { fromVersion: liveVersion, toVersion: version };
      return { after: rolledBackTo(set, version), action: 'ROLLED_BACK', audited: 'rules.rollback', ...versions };
    });
  }

  /** One change under the lock of the set; `undefined`: it is that way already. */
  private async change(
    code: string,
    reason: string,
    caller: Caller,
    now: Date,
    decide: (db: Queryable, set: RuleSetRow) => Promise<Step | undefined>,
  ): Promise<void> {
    const deed = this.publishing.deed({ by: caller.actor, reason, now });
    await this.database.transaction(async (db) => {
      const set = await this.publishing.lock(db, code, now);
      if (await this.publishing.isDone(db, deed)) return;
      const step = await decide(db, set);
      if (step) await this.take(db, set, step, caller, deed);
      else this.audit.unchanged(caller);
    });
    await this.rules.changed();
  }

  private async take(db: Queryable, before: RuleSetRow, step: Step, caller: Caller, deed: Deed): Promise<void> {
    const { after, action, audited, fromVersion, toVersion, percent = null } = step;
    const { historyNo, by, reason, now } = deed;
    const { code } = before;
    await this.store.history.add(db, { historyNo, code, action, fromVersion, toVersion, percent, by, reason }, now);
    await this.publishing.write(db, after, now);
    const entry = {
      action: audited,
      subject: `rule-set:${code}`,
      reason: reason ?? undefined,
      before: stateOf(before),
      after: stateOf(after),
    };
    await this.audit.record(db, caller, entry, now);
  }
}

const NEVER_LIVE = {
  pointer: '/version',
  code: 'NEVER_LIVE',
  detail: 'must be a version that was in force for everybody; anything else is published from a draft',
};

function stateOf({ liveVersion, rollout, scheduled }: RuleSetRow): object {
  return { version: liveVersion || null, rollout: rollout ?? null, scheduled: scheduled ?? null };
}
