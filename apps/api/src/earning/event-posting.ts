import {
  DEFAULT_WALLET,
  type EventRequest,
  type EventResult,
  JifenError,
  type TransactionSummary,
} from '@jifen/contracts';
import { type Evaluation, ExactOverflowError, evaluate, type Facts, type RuleEvent } from '@jifen/rules';
import { Injectable } from '@nestjs/common';
import { accountView, type LedgerSet, type Posting, transactionSummary } from '../account/index.js';
import { checkEvent, checkTime, type EventEntry, EventJournal, Events, type KeyedEvent } from '../event/index.js';
import { Clock, fingerprintOf, type JournalRecord, ProgrammeSettings } from '../platform/index.js';
import { type LiveRules, RuleFacts, Rules, type Selection } from '../rule/index.js';

/** Who reports an event, and what that allows. */
export interface Reporter {
  /** Part of the event's key; belongs to the API client. */
  source: string;
  actor: string;
  mayBackdate: boolean;
  /** The group of the running experiment that a trusted client has put the user into. */
  experimentGroup?: string | undefined;
}

/** An event on its way to the desk, or why it may only be answered again. */
export type ReportedEvent = Posting<EventResult> & { refusal?: JifenError };

/** Under the lock the user turned out to be another one, for whom other rules hold: to be posted by these. */
class DrawnAgain extends JifenError {
  constructor(readonly posting: Posting<EventResult>) {
    super('STALE_VERSION');
  }
}

/** Runs the posting of an event; a second time only for a name that was merged away, whose survivor has other rules. */
export async function withOwnRules<T>(
  posting: Posting<EventResult>,
  run: (posting: Posting<EventResult>) => Promise<T>,
): Promise<T> {
  try {
    return await run(posting);
  } catch (error) {
    if (error instanceof DrawnAgain) return withOwnRules(error.posting, run);
    throw error;
  }
}

/** Turns a business event into a posting: rules are evaluated under the lock, on what is true at that moment. */
@Injectable()
export class EventPosting {
  constructor(
    private readonly events: Events,
    private readonly journal: EventJournal,
    private readonly rules: Rules,
    private readonly ruleFacts: RuleFacts,
    private readonly programme: ProgrammeSettings,
    private readonly clock: Clock,
  ) {}

  /**
   * The posting of an event that is reported now. What was decided before is answered again, also after its experiment
   * has ended; only what is new is refused then, with `refusal`. Raises EVENT_TYPE_UNKNOWN and what `posting` raises.
   */
  async reported(request: EventRequest, reporter: Reporter): Promise<ReportedEvent> {
    await this.events.requireType(request.type);
    try {
      const selection = this.rules.select(request.userId, this.clock.now().getTime(), reporter.experimentGroup);
      return this.posting(request, reporter, selection);
    } catch (error) {
      if (!isGroupUnknown(error)) throw error;
      const decide = (): EventResult => {
        throw error;
      };
      return { ...this.posting(request, reporter, { rules: this.rules.live() }), decide, refusal: error };
    }
  }

  /** The posting of an event that was accepted before; its experiment may have ended since, and is none of it any more. */
  accepted(event: KeyedEvent): Posting<EventResult> {
    const { eventId, type, userId, occurredAt, channel, data, source, actor, backdated, fingerprint } = event;
    const request = { eventId, type, userId, occurredAt, data, ...(channel === null ? {} : { channel }) };
    // The fingerprint is that of the request as it was sent, which is no longer here to the letter.
    return this.posting(request, { source, actor, mayBackdate: backdated }, this.selectLater(event), fingerprint);
  }

  /**
   * The posting of an event as it would be at an instant, or under some version of the rules. Raises
   * EVENT_TYPE_UNKNOWN, RULE_SET_NOT_FOUND, EXPERIMENT_GROUP_UNKNOWN and what `posting` raises.
   */
  async imagined(request: EventRequest, reporter: Reporter, at: Date, version?: number): Promise<Posting<EventResult>> {
    await this.events.requireType(request.type);
    const selection =
      version === undefined
        ? this.rules.select(request.userId, at.getTime(), reporter.experimentGroup)
        : { rules: await this.rules.version(version) };
    return this.posting(request, { ...reporter, mayBackdate: true }, selection);
  }

  private selectLater({ userId, facts }: KeyedEvent): Selection {
    const nowMs = this.clock.now().getTime();
    const group = facts?.['experimentGroup'];
    if (typeof group !== 'string') return this.rules.select(userId, nowMs);
    try {
      return this.rules.select(userId, nowMs, group);
    } catch (error) {
      if (isGroupUnknown(error)) return this.rules.select(userId, nowMs);
      throw error;
    }
  }

  /** SHA-256 of what was reported, by which a retry is told from another request. */
  private fingerprint({ eventId, type, userId, occurredAt, channel, data }: EventRequest): string {
    return fingerprintOf({ eventId, type, userId, occurredAt, channel, data });
  }

  /**
   * To be run within `withOwnRules`. Raises what checkEvent raises; deciding raises EVENT_TOO_OLD, EVENT_IN_FUTURE,
   * USER_CLOSED, POINTS_OUT_OF_RANGE.
   */
  private posting(
    request: EventRequest,
    reporter: Reporter,
    selection: Selection,
    fingerprint = this.fingerprint(request),
  ): Posting<EventResult> {
    const warnings = checkEvent(request);
    const event = ruleEventOf(request);
    const entry: EventEntry = {
      source: reporter.source,
      type: request.type,
      eventId: request.eventId,
      fingerprint,
    };
    return {
      journal: this.journal as Posting['journal'],
      entry: () => entry,
      fingerprint,
      userIds: [request.userId],
      ...this.ruleFacts.needs(selection.rules, event, this.clock.now().getTime()),
      decide: (set, prior) => {
        checkTime(event.occurredAtMs, set.time.nowMs, reporter.mayBackdate);
        const { userId } = set.ledger(request.userId).user;
        const own = this.rules.selectFor(userId, selection, set.time.nowMs);
        // What was loaded is what the rules from before look at.
        if (own.rules !== selection.rules) throw new DrawnAgain(this.posting(request, reporter, own, fingerprint));
        return this.decide(set, request, event, { entry, reporter, selection: own, warnings, prior });
      },
    };
  }

  private decide(
    set: LedgerSet,
    request: EventRequest,
    event: RuleEvent,
    context: {
      entry: EventEntry;
      reporter: Reporter;
      selection: Selection;
      warnings: string[];
      prior: JournalRecord | undefined;
    },
  ): EventResult {
    const { entry, reporter, selection, warnings, prior } = context;
    const { rules, experiment } = selection;
    const ledger = set.ledger(request.userId);
    if (ledger.user.status === 'CLOSED') throw new JifenError('USER_CLOSED');
    const facts = this.ruleFacts.of(set, rules, event);
    const evaluation = this.evaluate(set, rules, event, facts);
    const eventNo = prior?.ref ?? set.time.nextNo();
    const transactions = this.award(set, request, event, evaluation, { eventNo, reporter, rules });
    this.ruleFacts.use(set, selection, event, evaluation);
    if (request.type === 'ORDER_COMPLETED') set.undo.set(ledger.user, 'orderCount', ledger.user.orderCount + 1);
    const status = transactions.length > 0 ? 'POSTED' : 'NO_AWARD';
    entry.event = {
      eventNo,
      source: entry.source,
      type: entry.type,
      eventId: entry.eventId,
      userId: request.userId,
      channel: request.channel ?? null,
      occurredAt: new Date(event.occurredAtMs).toISOString(),
      recordedAt: new Date(set.time.nowMs).toISOString(),
      status,
      actor: reporter.actor,
      backdated: reporter.mayBackdate,
      ruleSetVersion: rules.version,
      data: event.data,
      facts: { ...facts.user, ...(experiment ? { experiment } : {}) },
    };
    return {
      eventId: request.eventId,
      status,
      points: evaluation.points,
      transactions,
      account: accountView(ledger, ledger.account(DEFAULT_WALLET)),
      explanation: evaluation.trace,
      ...(warnings.length ? { warnings } : {}),
    };
  }

  private evaluate(set: LedgerSet, rules: LiveRules, event: RuleEvent, facts: Facts): Evaluation {
    const clock = { recordedAtMs: set.time.nowMs, timeZone: this.programme.current.timeZone };
    try {
      return evaluate(rules.compiled, event, facts, clock);
    } catch (error) {
      if (error instanceof ExactOverflowError) throw new JifenError('POINTS_OUT_OF_RANGE');
      throw error;
    }
  }

  private award(
    set: LedgerSet,
    request: EventRequest,
    event: RuleEvent,
    evaluation: Evaluation,
    { eventNo, reporter, rules }: { eventNo: string; reporter: Reporter; rules: LiveRules },
  ): TransactionSummary[] {
    return evaluation.awards.map(({ ruleCode, wallet, points, expiresOn, activatesOn }) => {
      const entry = set.earn(
        request.userId,
        { wallet, points, expiresOn, activatesOn },
        {
          businessType: 'EVENT',
          businessNo: request.eventId,
          eventNo,
          ruleCode,
          ruleSetVersion: rules.version,
          actor: reporter.actor,
          occurredAtMs: event.occurredAtMs,
        },
      );
      return transactionSummary(entry);
    });
  }
}

function isGroupUnknown(error: unknown): error is JifenError {
  return error instanceof JifenError && error.code === 'EXPERIMENT_GROUP_UNKNOWN';
}

function ruleEventOf({ eventId, type, userId, occurredAt, channel, data }: EventRequest): RuleEvent {
  return {
    eventId,
    type,
    userId,
    occurredAtMs: Date.parse(occurredAt),
    data: data ?? {},
    ...(channel === undefined ? {} : { channel }),
  };
}
