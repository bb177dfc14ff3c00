import type { BacktestResult } from '@jifen/contracts';
import {
  addExact,
  type CompiledRuleSet,
  compileRuleSet,
  type Evaluation,
  ExactOverflowError,
  evaluate,
  type Facts,
  type LimitPeriod,
  localDate,
  periodName,
  type RuleEvent,
  type RuleSet,
  type UserFacts,
} from '@jifen/rules';
import { People } from './backtest-people.js';
import { Tally } from './backtest-tally.js';
import { rangeOfDays } from './backtest-window.js';
import { UsageTable } from './usage-table.js';

/**
 * Stored events once more, through other rules. Each is evaluated with the facts that were kept beside it and at the
 * time at which it was recorded; only what the rules themselves have used (limits, budgets) is counted anew, from what
 * the same rules had used before the first day.
 */

const DAY_MS = 86_400_000;
const STREAK_FIELD = '"user.streakDays"';
/** Fields that are kept with an event only while a rule in force asks for one of them. */
const PROFILE_FIELDS = /"user\.(tags|registered|attributes)/;
const DEFAULT_SIZES = { users: 8_000_000, counters: 20_000_000 };

export interface ReplayTask {
  ruleSet: RuleSet;
  /** First and last local day of the events. */
  fromDay: string;
  toDay: string;
  timeZone: string;
}

/** A stored event, as far as a replay needs it; JSON as it is stored. */
export interface RecordedEvent {
  userId: string;
  type: string;
  channel: string | null;
  occurredAtMs: number;
  recordedAtMs: number;
  status: string;
  data: string;
  facts: string | null;
  /** JSON with the `transactions` that were posted. */
  posted: string | null;
  /** Today's profile; tags and attributes as JSON. */
  profile?: { tags: string; attributes: string; registeredAtMs: number | undefined };
}

/** Points that a rule gave a user before the first day. */
export interface EarlierAward {
  userId: string;
  ruleCode: string;
  points: number;
  occurredAtMs: number;
}

interface Posted {
  transactions?: { ruleCode?: string; points: number }[];
}

export class Replay {
  private readonly compiled: CompiledRuleSet;
  private readonly people: People;
  private readonly used: UsageTable;
  private readonly tally: Tally;
  /** Numbers of counters by key and period. */
  private readonly counters = new Map<string, Map<string, number>>();
  private counterCount = 0;
  /** Who was merged into a user, and when; all by number. */
  private readonly merged = new Map<number, { alias: number; atMs: number }[]>();
  private readonly survivors = new Map<number, number>();
  private readonly streakTypes: ReadonlySet<string>;
  /** Whether the rules ask for something of the profile, so that events should bring today's along. */
  readonly needsProfiles: boolean;
  /** The periods that a rule has limits for. */
  private readonly limited = new Map<string, Set<LimitPeriod>>();
  private readonly fromMs: number;
  /** The event that is being evaluated. */
  private current = { user: 0, recordedAtMs: 0 };
  private readonly usage: Facts['usage'] = (key, period) => this.usageOf(key, period);
  private readonly budgetUsed = (key: string) => this.tally.budgetUsed(key);

  /** Raises RangeError on an unknown time zone. `sizes` bounds the memory. */
  constructor(
    private readonly task: ReplayTask,
    sizes = DEFAULT_SIZES,
  ) {
    this.compiled = compileRuleSet(task.ruleSet);
    this.people = new People(sizes.users);
    this.used = new UsageTable(sizes.counters);
    this.tally = new Tally(task);
    this.fromMs = rangeOfDays(task.fromDay, task.fromDay, task.timeZone).fromMs;
    for (const { code, limits = [] } of task.ruleSet.rules) {
      const periods = limits.flatMap((limit) => (limit.kind === 'period' ? [limit.period] : []));
      this.limited.set(code, new Set(periods));
    }
    this.needsProfiles = PROFILE_FIELDS.test(JSON.stringify(task.ruleSet));
    const asking = task.ruleSet.rules.filter((rule) => JSON.stringify(rule).includes(STREAK_FIELD));
    this.streakTypes = new Set(asking.map(({ trigger }) => trigger));
  }

  /** Counts an award of before the first day towards the limits. To be called before `add`. */
  earlier({ userId, ruleCode, points, occurredAtMs }: EarlierAward): void {
    const user = this.people.indexOf(userId);
    for (const limit of this.limited.get(ruleCode) ?? []) {
      const period = periodName(limit, occurredAtMs, this.task.timeZone);
      // Only a period that the first day lies in, too, goes on being used.
      if (period !== periodName(limit, this.fromMs, this.task.timeZone)) continue;
      this.used.add(user, this.counterOf(`rule:${ruleCode}`, period), 1, points);
    }
  }

  /** Counts what a rule gave before the first day towards its budget. To be called before `add`. */
  earlierBudget(ruleCode: string, points: number): void {
    this.tally.earlierBudget(ruleCode, points);
  }

  /** Says who was merged into whom, and when: from then on, both use the same limits. To be called before `add`. */
  merge(alias: string, userId: string, atMs: number): void {
    const survivor = this.people.indexOf(userId);
    const index = this.people.indexOf(alias);
    this.survivors.set(index, survivor);
    this.merged.set(survivor, [...(this.merged.get(survivor) ?? []), { alias: index, atMs }]);
  }

  /** Replays one event; they must come in the order in which they were recorded. */
  add(event: RecordedEvent): void {
    const leftOut = this.replay(event);
    if (leftOut !== undefined) this.tally.skip(leftOut);
  }

  /** What came out. Raises ExactOverflowError when a sum leaves the safe range. */
  result(): BacktestResult {
    return this.tally.result(this.people.summary());
  }

  /** Answers why an event was left out, if it was. */
  private replay(event: RecordedEvent): string | undefined {
    if (event.status !== 'POSTED' && event.status !== 'NO_AWARD') return event.status;
    const user = this.factsOf(event);
    if (!user) return 'NO_FACTS';
    const index = this.people.indexOf(user.userId);
    const evaluation = this.evaluate(index, user, event);
    if (!evaluation) return 'POINTS_OUT_OF_RANGE';
    for (const { key, period, times, points } of evaluation.usage) {
      this.used.add(index, this.counterOf(key, period), times, points);
    }
    const posted = postedOf(event.posted);
    let postedPoints = 0;
    for (const { points } of posted) postedPoints = addExact(postedPoints, points);
    const day = localDate(event.occurredAtMs, this.task.timeZone);
    this.tally.add(day, evaluation, posted, postedPoints);
    this.people.add(this.survivors.get(index) ?? index, evaluation.points, postedPoints);
    return undefined;
  }

  private evaluate(index: number, user: UserFacts, event: RecordedEvent): Evaluation | undefined {
    const { type, channel, occurredAtMs, recordedAtMs } = event;
    this.current = { user: index, recordedAtMs };
    const ruleEvent: RuleEvent = {
      eventId: '',
      type,
      userId: user.userId,
      occurredAtMs,
      data: JSON.parse(event.data) as Record<string, unknown>,
      ...(channel === null ? {} : { channel }),
    };
    const known = this.streakTypes.has(type) ? { ...user, streakDays: this.streak(index, user, event) } : user;
    const facts = { user: known, usage: this.usage, budgetUsed: this.budgetUsed };
    try {
      return evaluate(this.compiled, ruleEvent, facts, { recordedAtMs, timeZone: this.task.timeZone });
    } catch (error) {
      if (error instanceof ExactOverflowError) return undefined;
      throw error;
    }
  }

  /**
   * What was known of the user; undefined of events that were recorded without it. Where the profile was not kept
   * because no rule asked for it, today's stands in.
   */
  private factsOf({ facts: json, profile }: RecordedEvent): UserFacts | undefined {
    const facts = (json === null ? null : JSON.parse(json)) as Partial<UserFacts> | null;
    const isWhole =
      typeof facts?.userId === 'string' && typeof facts.orderCount === 'number' && Array.isArray(facts.tags);
    if (!isWhole) return undefined;
    const known = facts as UserFacts;
    if (!profile || known.attributes !== undefined) return known;
    this.tally.profileOfToday();
    const { tags, attributes, registeredAtMs } = profile;
    return {
      ...known,
      tags: JSON.parse(tags) as string[],
      attributes: JSON.parse(attributes) as Record<string, unknown>,
      ...(registeredAtMs === undefined ? {} : { registeredAtMs }),
    };
  }

  private usageOf(key: string, period: string) {
    const counter = this.counterOf(key, period);
    const { user, recordedAtMs } = this.current;
    const own = this.used.get(user, counter);
    for (const { alias, atMs } of this.merged.get(user) ?? []) {
      if (atMs > recordedAtMs) continue;
      const { times, points } = this.used.get(alias, counter);
      own.times += times;
      own.points += points;
    }
    return own;
  }

  /**
   * Days in a row: what was known then; where nobody counted them yet, as far as the replayed days show (one more than
   * on the day before).
   */
  private streak(index: number, user: UserFacts, { type, occurredAtMs }: RecordedEvent): number {
    const key = `streak:${type}`;
    const dayOf = (ms: number) => periodName('day', ms, this.task.timeZone);
    const today = dayOf(occurredAtMs);
    const counted = this.usageOf(key, today).times;
    const days = user.streakDays ?? (counted || this.usageOf(key, dayOf(occurredAtMs - DAY_MS)).times + 1);
    if (counted === 0) this.used.add(index, this.counterOf(key, today), days, 0);
    return days;
  }

  private counterOf(key: string, period: string): number {
    let periods = this.counters.get(key);
    if (!periods) {
      periods = new Map();
      this.counters.set(key, periods);
    }
    let counter = periods.get(period);
    if (counter === undefined) {
      counter = this.counterCount++;
      periods.set(period, counter);
    }
    return counter;
  }
}

function postedOf(json: string | null): { ruleCode?: string; points: number }[] {
  return json === null ? [] : ((JSON.parse(json) as Posted).transactions ?? []);
}
