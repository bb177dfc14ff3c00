import { Injectable } from '@nestjs/common';
import { int, isoTime, type Queryable } from '../platform/index.js';

/** Which version of a rule set is in force. Version 0: none yet. */
export interface RuleSetState {
  liveVersion: number;
  /** Goes to this percentage of the users instead. */
  rollout: { version: number; percent: number } | undefined;
  /** Takes over at this instant. */
  scheduled: { version: number; atMs: number } | undefined;
}

export interface RunningExperiment {
  code: string;
  groups: { code: string; weight: number; ruleSet: string }[];
}

export interface InForce {
  sets: Map<string, RuleSetState>;
  experiment: RunningExperiment | undefined;
}

interface StateRow {
  code: string;
  live_version: number;
  rollout_version: number | null;
  rollout_percent: number | null;
  scheduled_version: number | null;
  scheduled_at: string | null;
}

/** Reads what decides which rules apply: the states of all rule sets and the running experiment. */
@Injectable()
export class InForceRepository {
  /** Everything as it is now. */
  async find(db: Queryable): Promise<InForce> {
    const [states, groups] = await Promise.all([
      db.rows<StateRow>(
        `SELECT code, live_version, rollout_version, rollout_percent, scheduled_version, scheduled_at FROM rule_set`,
      ),
      db.rows<{ experiment: string; code: string; weight: number; rule_set: string }>(
        `SELECT g.experiment, g.code, g.weight, g.rule_set FROM experiment e
         JOIN experiment_group g ON g.experiment = e.code
         WHERE e.running = 1 ORDER BY g.position`,
      ),
    ]);
    const [first] = groups;
    return {
      sets: new Map(states.map((row) => [row.code, stateOf(row)])),
      experiment: first && {
        code: first.experiment,
        groups: groups.map(({ code, weight, rule_set: ruleSet }) => ({ code, weight: int(weight), ruleSet })),
      },
    };
  }
}

function stateOf(row: StateRow): RuleSetState {
  const { rollout_version: rolling, rollout_percent: percent, scheduled_version: next, scheduled_at: at } = row;
  return {
    liveVersion: int(row.live_version),
    rollout: rolling === null ? undefined : { version: int(rolling), percent: int(percent ?? 0) },
    scheduled: next === null || at === null ? undefined : { version: int(next), atMs: Date.parse(isoTime(at)) },
  };
}
