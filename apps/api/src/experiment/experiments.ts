import {
  type ChangeExperimentRequest,
  type CreateExperimentRequest,
  type EndExperimentRequest,
  type EndedExperiment,
  type ExperimentAssignment,
  type ExperimentGroup,
  type ExperimentPage,
  type ExperimentView,
  type FieldError,
  JifenError,
  type PageQuery,
} from '@jifen/contracts';
import { pickGroup } from '@jifen/rules';
import { Injectable } from '@nestjs/common';
import { Audit } from '../identity/index.js';
import {
  type Caller,
  Clock,
  Database,
  decodeCursor,
  isDuplicateKey,
  pageOf,
  type Queryable,
} from '../platform/index.js';
import { caseOnly, Promotion, Rules } from '../rule/index.js';
import { type Experiment, ExperimentRepository } from './experiment.repository.js';

const LIST = 'experiments';
const DEFAULT_LIMIT = 50;

/**
 * Experiments: the users are drawn into groups by a hash of their id, each group has a rule set, and what the groups
 * do is counted. One runs at a time. While it runs its groups stay as they are; the rule sets of the groups may be
 * published further, and then the newer version counts.
 */
@Injectable()
export class Experiments {
  constructor(
    private readonly database: Database,
    private readonly repository: ExperimentRepository,
    private readonly promotion: Promotion,
    private readonly rules: Rules,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Experiments by code. Raises INVALID_CURSOR. */
  async page({ cursor, limit = DEFAULT_LIMIT }: PageQuery): Promise<ExperimentPage> {
    const after = String(decodeCursor(LIST, cursor)?.[0] ?? '');
    const rows = await this.repository.page(this.database, after, limit + 1);
    return pageOf(
      LIST,
      rows,
      limit,
      (row): ExperimentView => row,
      (row) => [row.code],
    );
  }

  /** One experiment. Raises EXPERIMENT_NOT_FOUND. */
  async get(code: string): Promise<ExperimentView> {
    return this.found(this.database, code);
  }

  /** The group that a user is drawn into, whether or not the experiment runs. Raises EXPERIMENT_NOT_FOUND. */
  async assignment(code: string, userId: string): Promise<ExperimentAssignment> {
    const { groups } = await this.found(this.database, code);
    return { group: pickGroup(userId, code, groups) };
  }

  /** Writes down a new experiment. Raises EXPERIMENT_TAKEN, VALIDATION_FAILED. */
  async create({ code, name, groups }: CreateExperimentRequest, caller: Caller): Promise<ExperimentView> {
    const now = this.clock.now();
    const times = { createdAt: now.toISOString(), startedAt: null, endedAt: null };
    const draft = { status: 'DRAFT', revision: 1, createdBy: caller.actor, winner: null, endReason: null } as const;
    const experiment: Experiment = { code, name, groups, ...times, ...draft };
    let written = false;
    await this.database.transaction(
      async (db) => {
        const existing = await this.repository.find(db, code, true);
        // Our own is there when the first COMMIT was lost on the way back.
        if (written && existing?.createdAt === experiment.createdAt) return;
        if (existing) throw new JifenError('EXPERIMENT_TAKEN', { code }, [TAKEN]);
        await this.checkGroups(db, groups, now);
        await this.repository.insert(db, experiment);
        const twin = await this.repository.twinOf(db, code);
        if (twin !== undefined)
          throw new JifenError('EXPERIMENT_TAKEN', { code, existing: twin }, [caseOnly('/code', twin)]);
        const entry = { action: 'experiments.create', subject: subjectOf(code), after: { name, groups } };
        await this.audit.record(db, caller, entry, now);
        written = true;
      },
      { retryDuplicates: true },
    );
    return experiment;
  }

  /** Changes a draft. Raises EXPERIMENT_NOT_FOUND, EXPERIMENT_STATUS, STALE_VERSION, VALIDATION_FAILED. */
  async change(code: string, request: ChangeExperimentRequest, caller: Caller): Promise<ExperimentView> {
    const { name, groups, revision } = request;
    const now = this.clock.now();
    let written: Experiment | undefined;
    return this.database.transaction(async (db) => {
      const before = await this.found(db, code, true);
      if (written && before.revision === written.revision) return written;
      requireStatus(before, 'DRAFT');
      if (before.revision !== revision) throw new JifenError('STALE_VERSION', { revision: before.revision });
      await this.checkGroups(db, groups, now);
      const after = { ...before, name, groups, revision: revision + 1 };
      await this.repository.replace(db, after);
      const entry = {
        action: 'experiments.change',
        subject: subjectOf(code),
        before: { name: before.name, groups: before.groups },
        after: { name, groups },
      };
      await this.audit.record(db, caller, entry, now);
      written = after;
      return after;
    });
  }

  /** Takes a draft away; its code is free again. Raises EXPERIMENT_NOT_FOUND, EXPERIMENT_STATUS, STALE_VERSION. */
  async discard(code: string, revision: number, caller: Caller): Promise<void> {
    const now = this.clock.now();
    let written = false;
    await this.database.transaction(async (db) => {
      // Gone already when the first COMMIT was lost on the way back.
      if (written && !(await this.repository.find(db, code))) return;
      const before = await this.found(db, code, true);
      requireStatus(before, 'DRAFT');
      const { name, groups } = before;
      if (before.revision !== revision) throw new JifenError('STALE_VERSION', { revision: before.revision });
      await this.repository.remove(db, code);
      const entry = { action: 'experiments.discard', subject: subjectOf(code), before: { name, groups } };
      await this.audit.record(db, caller, entry, now);
      written = true;
    });
  }

  /**
   * Starts an experiment: from now on its groups decide by their rule sets. Raises EXPERIMENT_NOT_FOUND,
   * EXPERIMENT_STATUS, EXPERIMENT_RUNNING, and RULE_SET_NOT_FOUND when a rule set has no live version.
   */
  async start(code: string, reason: string, caller: Caller): Promise<ExperimentView> {
    const now = this.clock.now();
    let written = false;
    const started = await this.database
      .transaction(async (db) => {
        const before = await this.found(db, code, true);
        if (written && before.startedAt === now.toISOString()) return before;
        requireStatus(before, 'DRAFT');
        const live = await this.rules.liveVersions(db, ruleSetsOf(before.groups), now);
        for (const { ruleSet } of before.groups) {
          if (!live.get(ruleSet)) throw new JifenError('RULE_SET_NOT_FOUND', { ruleSet });
        }
        const revision = before.revision + 1;
        const after: Experiment = { ...before, status: 'RUNNING', startedAt: now.toISOString(), revision };
        await this.repository.advance(db, after);
        const entry = {
          action: 'experiments.start',
          subject: subjectOf(code),
          reason,
          after: { groups: before.groups, versions: Object.fromEntries(live) },
        };
        await this.audit.record(db, caller, entry, now);
        written = true;
        return after;
      })
      .catch((error: unknown) => {
        throw isDuplicateKey(error) ? new JifenError('EXPERIMENT_RUNNING') : error;
      });
    await this.rules.changed();
    return started;
  }

  /**
   * Ends an experiment: everybody gets the programme's rules again, which become those of the winner, if one is named.
   * Raises EXPERIMENT_NOT_FOUND, EXPERIMENT_STATUS, EXPERIMENT_GROUP_UNKNOWN, PUBLISH_REQUEST_PENDING, and
   * RULE_CONFIRMATION_REQUIRED when a rollout of the programme's rules would end with it.
   */
  async end(code: string, request: EndExperimentRequest, caller: Caller): Promise<EndedExperiment> {
    const { winner, reason } = request;
    const now = this.clock.now();
    let publication: EndedExperiment['publication'] = null;
    let written = false;
    const ended = await this.database.transaction(async (db) => {
      const before = await this.found(db, code, true);
      if (written && before.endedAt === now.toISOString()) return before;
      requireStatus(before, 'RUNNING');
      const group = before.groups.find((each) => each.code === winner);
      if (winner !== undefined && !group)
        throw new JifenError('EXPERIMENT_GROUP_UNKNOWN', { group: winner }, [UNKNOWN]);
      const after: Experiment = {
        ...before,
        status: 'ENDED',
        endedAt: now.toISOString(),
        winner: winner ?? null,
        endReason: reason,
        revision: before.revision + 1,
      };
      await this.repository.advance(db, after);
      publication = group ? await this.promotion.publish(db, group.ruleSet, request, caller, now) : null;
      const entry = {
        action: 'experiments.end',
        subject: subjectOf(code),
        reason,
        after: { winner: after.winner, publication },
      };
      await this.audit.record(db, caller, entry, now);
      written = true;
      return after;
    });
    await this.rules.changed();
    return { ...ended, publication };
  }

  private async found(db: Queryable, code: string, lock = false): Promise<Experiment> {
    const experiment = await this.repository.find(db, code, lock);
    if (!experiment) throw new JifenError('EXPERIMENT_NOT_FOUND', { code });
    return experiment;
  }

  /** What the shape of a request cannot say: every group by itself, every rule set one that there is. */
  private async checkGroups(db: Queryable, groups: readonly ExperimentGroup[], now: Date): Promise<void> {
    const known = await this.rules.liveVersions(db, ruleSetsOf(groups), now);
    const errors: FieldError[] = [];
    groups.forEach(({ code, ruleSet }, index) => {
      if (groups.findIndex((other) => other.code === code) < index) {
        errors.push({ pointer: `/groups/${index}/code`, code: 'unique', detail: 'must differ from the other groups' });
      }
      if (!known.has(ruleSet)) {
        errors.push({ pointer: `/groups/${index}/ruleSet`, code: 'enum', detail: 'must be a rule set that exists' });
      }
    });
    if (errors.length > 0) throw new JifenError('VALIDATION_FAILED', {}, errors);
  }
}

const TAKEN = { pointer: '/code', code: 'unique', detail: 'must not be the code of another experiment' };
const UNKNOWN = { pointer: '/winner', code: 'enum', detail: 'must be a group of the experiment' };

const subjectOf = (code: string) => `experiment:${code}`;
const ruleSetsOf = (groups: readonly ExperimentGroup[]) => groups.map(({ ruleSet }) => ruleSet);

function requireStatus({ code, status }: Experiment, wanted: Experiment['status']): void {
  if (status !== wanted) throw new JifenError('EXPERIMENT_STATUS', { code, status, wanted });
}
