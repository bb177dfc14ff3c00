/**
 * The shape of a rule set: what an operator writes, as plain JSON.
 *
 * Every union carries `kind`, so a new kind of award, limit or validity is one more member and old rule sets keep
 * their meaning. Points are integers, money is integer minor units, rates are basis points (10000 = ×1).
 */

export type Locale = 'zh-CN' | 'en-US';
export type LocalizedText = Record<Locale, string>;

export type RuleStatus = 'ACTIVE' | 'PAUSED';
export type Rounding = 'floor' | 'half_up' | 'ceil';

export interface RuleSet {
  /** Order matters: it is the order of the trace and of stacking groups. */
  rules: Rule[];
}

export interface Rule {
  code: string;
  name: LocalizedText;
  /** Event type, for example `ORDER_COMPLETED`. */
  trigger: string;
  status: RuleStatus;
  /** RFC 3339 instant, inclusive; compared with the event's occurred-at. */
  effectiveFrom?: string;
  /** RFC 3339 instant, exclusive; compared with the event's occurred-at. */
  effectiveTo?: string;
  conditions?: Condition;
  award: AwardSpec;
  /** Applied one after the other to the exact base, before the one rounding. */
  multipliers?: Multiplier[];
  rounding: Rounding;
  stackingGroup?: StackingGroup;
  limits?: Limit[];
  /** Points that the rule gives out over all users; then it gives nothing more. Cuts after every limit. */
  budget?: Budget;
  validity: Validity;
  /** Which day validity counts from; `RECORDED` when left out. */
  validFrom?: ValidFrom;
  /** Points stay pending for this many local days after the recorded day; 0 or left out: spendable at once. */
  activationDelayDays?: number;
  /** Wallet that receives the points; `points` when left out. */
  wallet?: string;
}

export type Condition = AllCondition | AnyCondition | NotCondition | FieldCondition;

export interface AllCondition {
  kind: 'all';
  of: Condition[];
}
export interface AnyCondition {
  kind: 'any';
  of: Condition[];
}
export interface NotCondition {
  kind: 'not';
  of: Condition;
}

export type ConditionOp = 'eq' | 'ne' | 'in' | 'nin' | 'lt' | 'lte' | 'gt' | 'gte' | 'between' | 'contains' | 'exists';

export type Scalar = string | number | boolean;

/**
 * One typed comparison. `value` is a scalar; a list for `in` and `nin`; `[low, high]`, both inclusive, for `between`;
 * true or false for `exists`. `ne` and `nin` are the exact opposites of `eq` and `in`, so a missing field holds them.
 */
export interface FieldCondition {
  kind: 'field';
  /** A path of the field catalogue, `data.<name>` or `user.attributes.<name>`. */
  field: string;
  op: ConditionOp;
  value: Scalar | Scalar[];
}

export type AwardSpec = FixedAward | RatioAward | SteppedAward | ItemsAward | StreakAward;

export interface FixedAward {
  kind: 'fixed';
  points: number;
}

/** `major`: units of "1.00" of the event's currency; `minor`: its smallest units; `each`: a plain number. */
export type RatioUnit = 'major' | 'minor' | 'each';

/** `points` for every `per` units of the base, in proportion; with `fullUnitsOnly` only for every full `per`. */
export interface RatioAward {
  kind: 'ratio';
  points: number;
  per: number;
  unit: RatioUnit;
  base: AwardBase;
  fullUnitsOnly?: boolean;
}

export type AwardBase = FieldBase | LinesBase;

export interface FieldBase {
  kind: 'field';
  field: string;
  /** Parts of an order's amount that earn nothing; only with `order.amount`. */
  exclude?: OrderPart[];
}
export type OrderPart = 'shipping' | 'tax';

/** The sum of the order's lines that match: shipping and tax are left out by nature. */
export interface LinesBase {
  kind: 'lines';
  include?: LineMatch;
  exclude?: LineMatch;
  /** `spread` (the default) takes the order's discount off every line in proportion; `ignore` leaves it. */
  discount?: 'spread' | 'ignore';
}

/** A line matches when its category is in `categories` or its SKU is in `skus`. */
export interface LineMatch {
  categories?: string[];
  skus?: string[];
}

/** Bands of a base. `whole`: the band that is reached decides for all of it; `marginal`: each band for its own part. */
export interface SteppedAward {
  kind: 'stepped';
  mode: 'whole' | 'marginal';
  unit: RatioUnit;
  base: AwardBase;
  steps: Step[];
}

/** From `from` units (inclusive) up to the next step: `points` once, or `points` for every `per` units. */
export interface Step {
  from: number;
  points: number;
  per?: number;
}

/** A ratio over the order's lines in which lines of some categories or SKUs count more or less. */
export interface ItemsAward {
  kind: 'items';
  points: number;
  per: number;
  unit: 'major' | 'minor';
  base: LinesBase;
  /** The first match decides; a line without one counts 10000 (×1). */
  rates: LineRate[];
}
export interface LineRate {
  match: LineMatch;
  rateBps: number;
}

/** Points on reaching exactly so many days in a row; with `cycleDays` the count starts again after so many. */
export interface StreakAward {
  kind: 'streak';
  /** A numeric field that holds the days in a row, for example `user.streakDays`. */
  field: string;
  at: { days: number; points: number }[];
  cycleDays?: number;
}

export interface Multiplier {
  code: string;
  rateBps: number;
  conditions?: Condition;
}

export type StackingMode = 'sum' | 'best' | 'first';
export interface StackingGroup {
  code: string;
  mode: StackingMode;
}

export type LimitPeriod = 'day' | 'week' | 'month' | 'lifetime';
export type Limit = EventLimit | PeriodLimit;

/** At most so many points from one event. */
export interface EventLimit {
  kind: 'event';
  points: number;
}
/** Per user and rule: at most so many awards and so many points in a local day, ISO week, month or for life. */
export interface PeriodLimit {
  kind: 'period';
  period: LimitPeriod;
  times?: number;
  points?: number;
}

/** At most so many points from the whole rule, over all users, for as long as the rule has its code. */
export interface Budget {
  points: number;
}

export type ValidFrom = 'RECORDED' | 'OCCURRED' | 'ACTIVATED';

/** The last local day on which the points can be spent. */
export type Validity =
  | { kind: 'days'; days: number }
  | { kind: 'months'; months: number }
  | { kind: 'fixed_date'; date: string }
  | { kind: 'end_of_year'; years?: number }
  | { kind: 'end_of_month'; months: number }
  | { kind: 'never' };
