import { JifenError } from '@jifen/contracts';
import { type CompiledRuleSet, compileRuleSet, inRollout, pickGroup, type RuleSet } from '@jifen/rules';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock, Database, type Queryable, Signals } from '../platform/index.js';
import { parseRuleSet } from './domain/check.js';
import { Publishing } from './publishing.js';
import { RuleRepository, type RuleSetState, type RuleSetVersion } from './rule.repository.js';
import { RuleSources, type RunningExperiment } from './rule-sources.js';

/** The programme's rule set. Further sets are for the groups of experiments. */
export const MAIN_RULE_SET = 'main';
/** Fields that stand in the profile; level and order count come with the locked row. */
const PROFILE_FIELDS = /"user\.(tags|registered|attributes)/;
const POLL_MS = 2_000;
const SIGNAL = 'rules';
/** Versions kept at hand for previews and old events; those in force are kept anyway. */
const KEPT = 200;

export interface LiveRules {
  /** The rule set that the version is one of. */
  code: string;
  version: number;
  ruleSet: RuleSet;
  compiled: CompiledRuleSet;
  /** Whether any rule looks at the user's profile, so that it must be loaded. */
  needsProfile: boolean;
}

/** The rules for one user at one moment, and why these. */
export interface Selection {
  rules: LiveRules;
  /** For whom they were drawn; left out where the rules are those that were asked for, whoever the user is. */
  drawnFor?: { userId: string; group: string | undefined };
  /** The running experiment and the user's group in it. */
  experiment?: { code: string; group: string } | undefined;
}

/** Rule sets and which version of them is in force for whom. */
@Injectable()
export class Rules implements OnApplicationBootstrap, OnApplicationShutdown {
  private sets = new Map<string, RuleSetState>();
  private experiment: RunningExperiment | undefined;
  private readonly compiled = new LRUCache<number, LiveRules>({ max: KEPT });
  /** The versions that somebody may get just now. */
  private current = new Map<number, LiveRules>();
  private loading: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly repository: RuleRepository,
    private readonly sources: RuleSources,
    private readonly clock: Clock,
    private readonly signals: Signals,
    private readonly publishing: Publishing,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
    const look = () => void this.refresh().catch(() => undefined);
    this.signals.on(SIGNAL, look);
    // Every replica also looks for itself; a database that is away for a moment leaves the last known rules in force.
    this.timer = setInterval(look, POLL_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Which of some rule sets exist, with the number of the live version; 0 for a set that never had one. */
  async liveVersions(db: Queryable, codes: readonly string[], now: Date): Promise<Map<string, number>> {
    return this.repository.liveVersions(db, codes, now);
  }

  /** What most users get now: the live version of the programme's rule set. An empty set until there is one. */
  live(): LiveRules {
    return this.liveOf(MAIN_RULE_SET, this.clock.now().getTime());
  }

  /**
   * The rules of a user at an instant: those of the running experiment's group (the given one, else the one that the
   * user's id falls into), else the programme's; of a set, the version that is being rolled out when the user belongs
   * to its share. Raises EXPERIMENT_GROUP_UNKNOWN.
   */
  select(userId: string, nowMs: number, group?: string): Selection {
    const { experiment } = this;
    const drawnFor = { userId, group };
    const wanted = group ?? (experiment && pickGroup(userId, experiment.code, experiment.groups));
    if (wanted === undefined) return { rules: this.versionFor(MAIN_RULE_SET, userId, nowMs), drawnFor };
    const found = experiment?.groups.find(({ code }) => code === wanted);
    if (!experiment || !found) throw new JifenError('EXPERIMENT_GROUP_UNKNOWN', { group: wanted });
    return {
      rules: this.versionFor(found.ruleSet, userId, nowMs),
      drawnFor,
      experiment: { code: experiment.code, group: found.code },
    };
  }

  /**
   * The selection once it is known who the user is: a name that was merged away is drawn by the user who stayed. A
   * group that was named stays, unless its experiment has ended meanwhile.
   */
  selectFor(userId: string, selection: Selection, nowMs: number): Selection {
    const { drawnFor } = selection;
    if (!drawnFor || drawnFor.userId === userId) return selection;
    const isThere = this.experiment?.groups.some(({ code }) => code === drawnFor.group);
    return this.select(userId, nowMs, isThere ? drawnFor.group : undefined);
  }

  /** The experiment that divides the users just now, if one does. */
  get running(): RunningExperiment | undefined {
    return this.experiment;
  }

  /**
   * What is live of one rule set, as a user gets it. Of a set that nobody gets just now: its live version. An empty
   * set where nothing was published yet.
   */
  async liveFor(code: string, userId: string, nowMs: number): Promise<LiveRules> {
    const state = this.sets.get(code);
    const rules = this.versionFor(code, userId, nowMs);
    if (rules.version > 0 || !state || state.liveVersion === 0) return rules;
    return this.version(liveAt(state, nowMs));
  }

  /** Rules that are in force for nobody, made ready to be tried out. */
  compiledOf(rules: Pick<LiveRules, 'code' | 'version' | 'ruleSet'>): LiveRules {
    return liveRules(rules);
  }

  /** A version to rehearse with or to explain by. Raises RULE_SET_NOT_FOUND. */
  async version(version: number): Promise<LiveRules> {
    const known = this.current.get(version) ?? this.compiled.get(version);
    if (known) return known;
    const stored = await this.repository.findVersion(this.database, version);
    if (!stored) throw new JifenError('RULE_SET_NOT_FOUND', { version });
    const rules = liveRules(stored);
    this.compiled.set(version, rules);
    return rules;
  }

  /** Looks what is in force and takes it up. */
  async refresh(): Promise<void> {
    // One after the other: what was read first must not come to stand last.
    const load = this.loading.catch(() => undefined).then(() => this.load());
    this.loading = load;
    return load;
  }

  /** To be called when something was changed that decides which rules are in force: here at once, elsewhere soon. */
  async changed(): Promise<void> {
    // What was committed is done, whatever comes now: a look that fails is made up for by the next one.
    await this.refresh().catch(() => undefined);
    await this.signals.send(SIGNAL);
  }

  /**
   * Makes a rule set the live one, as the next version; `witness` writes in the same transaction.
   * Raises RULE_SET_INVALID with a pointer a problem.
   */
  async publish(
    json: unknown,
    by: string,
    reason: string | null,
    witness: (db: Queryable, version: number, now: Date) => Promise<void> = async () => undefined,
  ): Promise<number> {
    const { ruleSet } = parseRuleSet(json, '');
    const now = this.clock.now();
    const published = await this.database.transaction(async (db) => {
      const version = await this.publishing.publishAtOnce(db, MAIN_RULE_SET, ruleSet, { by, reason, now });
      await witness(db, version, now);
      return version;
    });
    await this.changed();
    return published;
  }

  private async load(): Promise<void> {
    const [sets, experiment] = await Promise.all([
      this.repository.states(this.database),
      this.sources.experiments?.running(this.database),
    ]);
    const wanted = [MAIN_RULE_SET, ...(experiment?.groups.map(({ ruleSet }) => ruleSet) ?? [])];
    const current = new Map<number, LiveRules>();
    for (const state of wanted.map((code) => sets.get(code))) {
      const versions = state ? [state.liveVersion, state.rollout?.version, state.scheduled?.version] : [];
      for (const version of versions) if (version) current.set(version, await this.version(version));
    }
    this.sets = sets;
    this.experiment = experiment;
    this.current = current;
  }

  private versionFor(code: string, userId: string, nowMs: number): LiveRules {
    const rollout = this.sets.get(code)?.rollout;
    const isIn = rollout && inRollout(userId, `${code}:${rollout.version}`, rollout.percent);
    return (isIn && this.current.get(rollout.version)) || this.liveOf(code, nowMs);
  }

  private liveOf(code: string, nowMs: number): LiveRules {
    const state = this.sets.get(code);
    return (state && this.current.get(liveAt(state, nowMs))) ?? EMPTY;
  }
}

/** A schedule holds by the clock alone: nobody has to be awake for it. */
function liveAt({ liveVersion, scheduled }: RuleSetState, nowMs: number): number {
  return scheduled && scheduled.atMs <= nowMs ? scheduled.version : liveVersion;
}

/** Rules made ready to be evaluated; version 0 of what is none yet. */
function liveRules({ code, version, ruleSet }: Pick<RuleSetVersion, 'code' | 'version' | 'ruleSet'>): LiveRules {
  const needsProfile = PROFILE_FIELDS.test(JSON.stringify(ruleSet));
  return { code, version, ruleSet, compiled: compileRuleSet(ruleSet), needsProfile };
}

const EMPTY: LiveRules = {
  code: MAIN_RULE_SET,
  version: 0,
  ruleSet: { rules: [] },
  compiled: compileRuleSet({ rules: [] }),
  needsProfile: false,
};
