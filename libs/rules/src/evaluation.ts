import type { ConditionOp, LimitPeriod, RatioUnit, Rounding, Scalar, StackingMode } from './rule.js';

/** What an evaluation reads and what it answers. Everything is plain JSON: it is stored beside the event. */

export interface RuleEvent {
  eventId: string;
  type: string;
  userId: string;
  /** Decides effective windows, weekdays, hours and the day, week and month of limits. */
  occurredAtMs: number;
  data: Record<string, unknown>;
  channel?: string;
}

export interface UserFacts {
  userId: string;
  level?: string;
  tags: readonly string[];
  registeredAtMs?: number;
  attributes?: Record<string, unknown>;
  /** Posted orders before this event. */
  orderCount: number;
  /** Days in a row, this one included. */
  streakDays?: number;
}

export interface Usage {
  times: number;
  points: number;
}

export interface Facts {
  user: UserFacts;
  /** What the user has used of a counter so far; asked only for the counters that `usageKeys` named. */
  usage: (key: string, period: string) => Usage;
  /** Points that a rule has given out over all users; asked only for keys that `budgetKeys` named. Left out: 0. */
  budgetUsed?: (key: string) => number;
}

export interface EvaluationClock {
  /** Decides where validity and activation start. */
  recordedAtMs: number;
  /** The programme's IANA time zone. */
  timeZone: string;
}

export interface UsageKey {
  key: string;
  period: string;
}

export interface UsageDelta extends UsageKey, Usage {}

/** Points taken from a rule's budget. */
export interface BudgetDelta {
  key: string;
  points: number;
}

export interface Award {
  ruleCode: string;
  points: number;
  wallet: string;
  /** Last local day on which the points can be spent; `9999-12-31`: never expires. */
  expiresOn: string;
  /** First local day on which the points can be spent, or null: at once. */
  activatesOn: string | null;
}

export interface Evaluation {
  awards: Award[];
  trace: RuleTrace[];
  /** What the awards consume of the counters. */
  usage: UsageDelta[];
  /** What the awards consume of their rules' budgets. */
  budget: BudgetDelta[];
  /** Sum over the awards, all wallets. */
  points: number;
}

export type RuleOutcome =
  | 'AWARDED'
  | 'CONDITION_FAILED'
  | 'NOT_EFFECTIVE'
  | 'PAUSED'
  | 'ZERO'
  | 'LIMITED'
  | 'STACKED_OUT';

/** Why a rule whose conditions held gave nothing. */
export type ZeroReason =
  | 'ZERO_AMOUNT'
  | 'NEGATIVE_AMOUNT'
  | 'NO_AMOUNT'
  | 'UNKNOWN_CURRENCY'
  | 'NO_ELIGIBLE_LINES'
  | 'NO_STEP_REACHED'
  | 'ROUNDED_TO_ZERO'
  | 'ALREADY_EXPIRED';

/** An integer of any size: a number in the safe range, else its decimal digits. */
export type ExactInteger = number | string;
/** Numerator and denominator in lowest terms. */
export type ExactFraction = [ExactInteger, ExactInteger];

export interface RuleTrace {
  ruleCode: string;
  outcome: RuleOutcome;
  reason?: ZeroReason;
  /** All of these had to hold. */
  conditions: ConditionTrace[];
  base?: BaseTrace;
  multipliers?: MultiplierTrace[];
  /** Points after the multipliers, before rounding. */
  exact?: ExactFraction;
  rounding?: { mode: Rounding; points: number };
  /** Limits that cut, in the order in which they did. */
  caps?: CapTrace[];
  /** The rule that took this one's place. */
  stacking?: { group: string; mode: StackingMode; winner: string };
  /** What the rule gave in the end. */
  points: number;
}

export type ConditionTrace = LeafTrace | GroupTrace;

export type Got = Scalar | null | readonly Scalar[];

export interface LeafTrace {
  field: string;
  op: ConditionOp;
  wanted: Scalar | readonly Scalar[];
  /** null: the event has no such field. Lists and texts are cut to a length that can be stored. */
  got: Got;
  /** Of a money field: the currency that the minor units of `wanted` and `got` are of. */
  currency?: string;
  /** Stands under a NOT: `held` is already turned round. */
  not?: true;
  held: boolean;
}

export interface GroupTrace {
  mode: 'all' | 'any';
  of: ConditionTrace[];
  held: boolean;
}

export interface AmountTrace {
  /** Field path, or `lines`. */
  of: string;
  /** Scaled by 10^exponent: 2030 with exponent 2 is 20.30. */
  amount: number;
  exponent: number;
  currency?: string;
  /** What was taken off an order's amount. */
  minus?: { part: string; amount: number }[];
  /** The order's discount that is spread over its lines: amount × (total − discount) / total. */
  spread?: { discount: number; total: number };
}

export type BaseTrace =
  | { kind: 'fixed'; points: number }
  | ({
      kind: 'ratio';
      points: number;
      per: number;
      unit: RatioUnit;
      fullUnitsOnly?: true;
      exact: ExactFraction;
    } & AmountTrace)
  | ({
      kind: 'stepped';
      mode: 'whole' | 'marginal';
      unit: RatioUnit;
      steps: StepTrace[];
      exact: ExactFraction;
    } & AmountTrace)
  | ({
      kind: 'items';
      points: number;
      per: number;
      unit: 'major' | 'minor';
      lines: { amount: number; rateBps: number; count: number }[];
      exact: ExactFraction;
    } & AmountTrace)
  | { kind: 'streak'; field: string; days: number; points: number };

export interface StepTrace {
  from: number;
  points: number;
  per?: number;
  /** The part of the amount that falls into this step. */
  part: ExactFraction;
}

export interface MultiplierTrace {
  code: string;
  rateBps: number;
  held: boolean;
  conditions: ConditionTrace[];
}

export interface CapTrace {
  /** `budget`: of the whole rule, over all users. */
  limit: 'event' | LimitPeriod | 'budget';
  by: 'times' | 'points';
  max: number;
  used: number;
  before: number;
  after: number;
}

export interface RuleProblem {
  /** RFC 6901 JSON pointer into the rule set. */
  pointer: string;
  code: string;
  params: Record<string, string | number | boolean>;
}
