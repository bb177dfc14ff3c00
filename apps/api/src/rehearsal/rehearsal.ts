import {
  type EventRequest,
  JifenError,
  type MadeUpFacts,
  type PreviewEvent,
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
import { Candidates, type LiveRules, RuleFacts, Rules } from '../rule/index.js';
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
   * EVENT_TYPE_UNSUPPORTED, VALIDATION_FAILED, CURRENCY_UNKNOWN, ORDER_TOTAL_MISMATCH and POINTS_OUT_OF_RANGE.
   */
  async preview(code: string, request: PreviewRequest): Promise<PreviewResult> {
    const warnings = await this.check(request.event);
    const at = request.now === undefined ? this.time.now() : new Date(request.now);
    const found = await this.candidates.find(code, request.candidate);
    const candidate = this.rules.compiledOf({ code, version: found.version ?? 0, ruleSet: found.ruleSet });
    const live = await this.rules.liveFor(code, request.event.userId, at.getTime());
    const event = ruleEventOf(request.event);
    const [a, b] = [candidate, live].map((rules) => this.ruleFacts.needs(rules, event, at.getTime()));
    const usage = [...(a?.usage ?? []), ...(b?.usage ?? [])];
    const budgets = [...new Set([...(a?.budgets ?? []), ...(b?.budgets ?? [])])];
    const needs = { userIds: [event.userId], usage, budgets, profile: true };
    return this.desk.rehearse(
      needs,
      (set) => {
        const closed = set.ledger(event.userId).user.status === 'CLOSED';
        const facts = this.factsOf(set, [candidate, live], event, request.facts);
        const side = (rules: LiveRules) => this.side(rules, event, facts, at.getTime());
        return {
          facts: { ...facts.user, tags: [...facts.user.tags] },
          usage: distinct(usage).map(({ key, period }) => ({ key, period, ...facts.usage(key, period) })),
          budgets: budgets.map((key) => ({ key, used: facts.budgetUsed?.(key) ?? 0 })),
          recordedAt: at.toISOString(),
          timeZone: this.time.timeZone,
          candidate: { ...side(candidate), version: found.version },
          live: side(live),
          warnings: [...warnings, ...timeWarnings(event, at), ...(closed ? ['/event/userId'] : [])],
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
    return { version, evaluation: { ...evaluation }, sentences };
  }
}

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
