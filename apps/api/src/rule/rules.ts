import { JifenError } from '@jifen/contracts';
import { type CompiledRuleSet, compileRuleSet, problemText, type RuleSet, validateRuleSet } from '@jifen/rules';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, Database, type Queryable } from '../platform/index.js';
import { RuleRepository, type RuleSetVersion } from './rule.repository.js';

/** The programme's rule set. Further sets come with experiments. */
export const MAIN_RULE_SET = 'main';
/** Fields that stand in the profile; level and order count come with the locked row. */
const PROFILE_FIELDS = /"user\.(tags|registered|attributes)/;
const POLL_MS = 2_000;

export interface LiveRules {
  version: number;
  ruleSet: RuleSet;
  compiled: CompiledRuleSet;
  /** Whether any rule looks at the user's profile, so that it must be loaded. */
  needsProfile: boolean;
}

/** Rule sets and which version of them is live. */
@Injectable()
export class Rules implements OnApplicationBootstrap, OnApplicationShutdown {
  private current: LiveRules | undefined;
  private readonly older = new Map<number, LiveRules>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly repository: RuleRepository,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
    // Every replica looks for itself; a database that is away for a moment leaves the last known version in force.
    this.timer = setInterval(() => void this.refresh().catch(() => undefined), POLL_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** What is in force now. An empty set until the programme has one. */
  live(): LiveRules {
    return this.current ?? EMPTY;
  }

  /** A version to rehearse with. Raises RULE_SET_NOT_FOUND. */
  async version(version: number): Promise<LiveRules> {
    const known = this.older.get(version);
    if (known) return known;
    const stored = await this.repository.find(this.database, MAIN_RULE_SET, version);
    if (!stored) throw new JifenError('RULE_SET_NOT_FOUND', { version });
    const rules = liveRules(stored);
    this.older.set(version, rules);
    return rules;
  }

  /** Looks which version is live and takes it up. */
  async refresh(): Promise<void> {
    const version = await this.repository.liveVersion(this.database, MAIN_RULE_SET);
    if (version !== undefined && version !== this.current?.version) this.current = await this.version(version);
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
    const problems = validateRuleSet(json);
    if (problems.length > 0) {
      const errors = problems.map((problem) => {
        return { pointer: problem.pointer, code: problem.code, detail: problemText(problem, 'en-US') };
      });
      throw new JifenError('RULE_SET_INVALID', {}, errors);
    }
    const now = this.clock.now();
    const published = await this.database.transaction(async (db) => {
      const version = await this.repository.publish(db, MAIN_RULE_SET, json as RuleSet, by, reason, now);
      await witness(db, version, now);
      return version;
    });
    await this.refresh();
    return published;
  }
}

function liveRules({ version, ruleSet }: RuleSetVersion): LiveRules {
  const needsProfile = PROFILE_FIELDS.test(JSON.stringify(ruleSet));
  return { version, ruleSet, compiled: compileRuleSet(ruleSet), needsProfile };
}

const EMPTY: LiveRules = {
  version: 0,
  ruleSet: { rules: [] },
  compiled: compileRuleSet({ rules: [] }),
  needsProfile: false,
};
