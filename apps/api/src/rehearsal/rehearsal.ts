import {
  type EventRequest,
  JifenError,
  type MadeUpFacts,
  type PreviewEvent,
  type PreviewExperiment,
  type PreviewRequest,
  type PreviewResult,
  type PreviewSide,
} from '@jifen/contracts';
import {
  type Evaluation,
  ExactOverflowError,
  evaluate,
  explain,
  type Facts,
  type RuleEvent,
  type UserFacts,
} from '@jifen/rules';
import { Injectable } from '@nestjs/common';
import { type LedgerSet, PostingDesk } from '../account/index.js';
import { checkEvent, checkTime, Events } from '../event/index.js';
import { Candidates, type LiveRules, MAIN_RULE_SET, RuleFacts, Rules } from '../rule/index.js';
import { RehearsalTime } from './rehearsal-time.js';

/** The event as the intake would take it; no rule looks at its number. */
const NO_EVENT_ID = 'preview';

/** What one event would give under other rules, beside those that are live. Nothing is written. */
@Injectable()
export class Rehearsal {
  constructor(
    private readonly desk: PostingDesk,
    private readonly events: Events,
    private readonly rules: Rules,
    private readonly ruleFacts: RuleFacts,
    private readonly candidates: Candidates,
    private readonly time: RehearsalTime,
  ) {}

  /**
   * Evaluates an event with the user's facts (those of a new user when there is none) or with made-up ones, now or at
   * a time to come. Limits and budgets are those of now. Raises what Candidates.find raises, EVENT_TYPE_UNKNOWN,
   * EVENT_TYPE_UNSUPPORTED, VALIDATION_FAILED, CURRENCY_UNKNOWN, ORDER_TOTAL_MISMATCH, EXPERIMENT_GROUP_UNKNOWN and
   * POINTS_OUT_OF_RANGE.
   */
  async preview(code: string, request: PreviewRequest): Promise<PreviewResult> {
    const warnings = await this.check(request.event);
    const at = request.now === undefined ? this.time.now() : new Date(request.now);
    const found = await this.candidates.find(code, request.candidate);
    const candidate = this.rules.compiledOf({ code, version: found.version ?? 0, ruleSet: found.ruleSet });
    const event = ruleEventOf(request.event);
    let { userId } = event;
    for (;;) {
      const live = await this.live(code, userId, request.experimentGroup, at);
      const rehearsed = await this.rehearse({ candidate, live, event, at, userId }, request.facts);
      if (typeof rehearsed !== 'string') {
        return {
          ...rehearsed,
          candidate: { ...rehearsed.candidate, version: found.version },
          warnings: [...warnings, ...rehearsed.warnings],
        };
      }
      // The name was merged away: the user who stayed is drawn.
      userId = rehearsed;
    }
  }

  /** What is live for a user: the rules that they really get, or those of a set that they get none of. */
  private async live(code: string, userId: string, group: string | undefined, at: Date): Promise<Live> {
    const { running } = this.rules;
    if (group !== undefined && !running?.groups.some((each) => each.code === group)) {
      throw new JifenError('EXPERIMENT_GROUP_UNKNOWN', { group }, [NO_SUCH_GROUP]);
    }
    const { rules, experiment } = this.rules.select(userId, at.getTime(), group);
    const isTheirs = group !== undefined || code === MAIN_RULE_SET || rules.code === code;
    const groups = running?.groups.map((each) => each.code) ?? [];
    const found = isTheirs ? rules : await this.rules.liveFor(code, userId, at.getTime());
    return {
      // Where nothing is live yet, it is nothing of this set.
      rules: found.version === 0 ? { ...found, code } : found,
      experiment: experiment ? { ...experiment, groups } : null,
    };
  }

  /** Both sides for a user; the id of the user who stayed, when this one was merged away. */
  private rehearse(
    { candidate, live, event, at, userId }: Rehearsed,
    madeUp: MadeUpFacts | undefined,
  ): Promise<PreviewResult | string> {
    const sides = [candidate, live.rules];
    const [a, b] = sides.map((rules) => this.ruleFacts.needs(rules, event, at.getTime()));
    const usage = [...(a?.usage ?? []), ...(b?.usage ?? [])];
    const budgets = [...new Set([...(a?.budgets ?? []), ...(b?.budgets ?? [])])];
    const needs = { userIds: [event.userId], usage, budgets, profile: true };
    return this.desk.rehearse<PreviewResult | string>(
      needs,
      (set) => {
        const { user } = set.ledger(event.userId);
        if (user.userId !== userId) return user.userId;
        const facts = this.factsOf(set, sides, event, madeUp);
        const side = (rules: LiveRules) => this.side(rules, event, facts, at.getTime());
        return {
          facts: { ...facts.user, tags: [...facts.user.tags] },
          usage: distinct(usage).map(({ key, period }) => ({ key, period, ...facts.usage(key, period) })),
          budgets: budgets.map((key) => ({ key, used: facts.budgetUsed?.(key) ?? 0 })),
          recordedAt: at.toISOString(),
          timeZone: this.time.timeZone,
          candidate: side(candidate),
          live: side(live.rules),
          experiment: live.experiment,
          warnings: [...timeWarnings(event, at), ...(user.status === 'CLOSED' ? ['/event/userId'] : [])],
        };
      },
      at,
    );
  }

  /** The checks of the intake, with pointers into this request. Answers fields that the type does not define. */
  private async check(event: PreviewEvent): Promise<string[]> {
    try {
      await this.events.requireType(event.type);
      return checkEvent({ ...event, eventId: event.eventId ?? NO_EVENT_ID } satisfies EventRequest).map(within);
    } catch (error) {
      if (!(error instanceof JifenError)) throw error;
      const errors = error.errors.map((each) => ({ ...each, pointer: within(each.pointer) }));
      throw new JifenError(error.code, error.params, errors);
    }
  }

  /** One user, known to both: days in a row are there as soon as one of them counts them. */
  private factsOf(
    set: LedgerSet,
    sides: readonly LiveRules[],
    event: RuleEvent,
    madeUp: MadeUpFacts | undefined,
  ): Facts {
    const all = sides.map((rules) => this.ruleFacts.of(set, rules, event));
    const facts = all.find(({ user }) => user.streakDays !== undefined) ?? all[0];
    if (!facts) throw new Error('nobody to evaluate for');
    return madeUp ? { ...facts, user: userOf(event.userId, madeUp) } : facts;
  }

  private side(rules: LiveRules, event: RuleEvent, facts: Facts, recordedAtMs: number): PreviewSide {
    const clock = { recordedAtMs, timeZone: this.time.timeZone };
    const evaluation = evaluated(() => evaluate(rules.compiled, event, facts, clock));
    const sentences = {
      'zh-CN': explain(evaluation, 'zh-CN', rules.ruleSet),
      'en-US': explain(evaluation, 'en-US', rules.ruleSet),
    };
    const version = rules.version === 0 ? null : rules.version;
    return { ruleSet: rules.code, version, evaluation: { ...evaluation }, sentences };
  }
}

/** What is live for a user, and where they stand in the running experiment. */
interface Live {
  rules: LiveRules;
  experiment: PreviewExperiment | null;
}

interface Rehearsed {
  candidate: LiveRules;
  live: Live;
  event: RuleEvent;
  at: Date;
  /** For whom what is live was drawn. */
  userId: string;
}

const NO_SUCH_GROUP = {
  pointer: '/experimentGroup',
  code: 'enum',
  detail: 'must be a group of the running experiment',
};

const within = (pointer: string) => `/event${pointer}`;

function evaluated(evaluation: () => Evaluation): Evaluation {
  try {
    return evaluation();
  } catch (error) {
    if (error instanceof ExactOverflowError) throw new JifenError('POINTS_OUT_OF_RANGE');
    throw error;
  }
}

function ruleEventOf({ eventId = NO_EVENT_ID, type, userId, occurredAt, channel, data }: PreviewEvent): RuleEvent {
  return {
    eventId,
    type,
    userId,
    occurredAtMs: Date.parse(occurredAt),
    data: data ?? {},
    ...(channel === undefined ? {} : { channel }),
  };
}

/** What would be refused at that time is shown all the same: that is what a rehearsal is for. */
function timeWarnings(event: RuleEvent, at: Date): string[] {
  try {
    checkTime(event.occurredAtMs, at.getTime(), false);
    return [];
  } catch (error) {
    if (error instanceof JifenError) return error.errors.map(({ pointer }) => within(pointer));
    throw error;
  }
}

function userOf(userId: string, madeUp: MadeUpFacts): UserFacts {
  const { level, tags = [], registeredAt, attributes, orderCount = 0, streakDays } = madeUp;
  return {
    userId,
    tags,
    orderCount,
    ...(level ? { level } : {}),
    ...(registeredAt === undefined ? {} : { registeredAtMs: Date.parse(registeredAt) }),
    ...(attributes === undefined ? {} : { attributes }),
    ...(streakDays === undefined ? {} : { streakDays }),
  };
}

function distinct(usage: readonly { key: string; period: string }[]): { key: string; period: string }[] {
  return [...new Map(usage.map((each) => [`${each.key}|${each.period}`, each])).values()];
}
