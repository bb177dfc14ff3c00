import { Injectable } from '@nestjs/common';
import type { SetWriter } from '../account/index.js';
import type { Queryable } from '../platform/index.js';
import type { BacktestFinding } from './domain/second-operator.js';

/** The experiment that divides the users just now. */
export interface RunningExperiment {
  code: string;
  groups: { code: string; weight: number; ruleSet: string }[];
}

/** What rules have to know of experiments, which stand above them and register themselves. */
export interface ExperimentSource {
  /** The experiment that runs, if one does. */
  running(db: Queryable): Promise<RunningExperiment | undefined>;
  /** Counts an event of a user who takes part, in the transaction that posts it. */
  readonly tally: SetWriter<TallyRow>;
}

/** One event of a user who takes part in an experiment. */
export interface TallyRow {
  experiment: string;
  group: string;
  userId: string;
  points: number;
}

/** What finished backtests of exactly these rules have shown. */
export type FindingSource = (db: Queryable, ruleSet: string, digest: string) => Promise<BacktestFinding | undefined>;

/**
 * What rules have to know of modules that stand above them. These register themselves, before the application starts;
 * without them there are no experiments, and nothing was ever backtested.
 */
@Injectable()
export class RuleSources {
  /** How users are divided. */
  experiments: ExperimentSource | undefined;
  /** What rehearsals have shown. */
  findings: FindingSource | undefined;
}
