import { EventRequest, type EventResult, JifenError, type PreviewQuery } from '@jifen/contracts';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { type Posted, PostingDesk } from '../account/index.js';
import { EVENT_QUEUE, Events, type KeyedEvent } from '../event/index.js';
import { asJifenError, Clock, errorsOf, Jobs, LOGGER, type Priority, problemOf } from '../platform/index.js';
import { Rules, type Selection } from '../rule/index.js';
import { EventPosting, type Reporter } from './event-posting.js';

const CLAIM = 500;

/** Where business events come in: one, many, later, or just to see what would happen. */
@Injectable()
export class EventIntake implements OnApplicationBootstrap {
  constructor(
    private readonly desk: PostingDesk,
    private readonly events: Events,
    private readonly rules: Rules,
    private readonly eventPosting: EventPosting,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.onWake(EVENT_QUEUE, () => this.workOff());
    this.jobs.recurring('events.sweep', 1_000, () => this.workOff());
  }

  /**
   * Posts the points of one event. Raises EVENT_TYPE_UNKNOWN, VALIDATION_FAILED, ORDER_TOTAL_MISMATCH,
   * CURRENCY_UNKNOWN, EVENT_TOO_OLD, EVENT_IN_FUTURE, USER_CLOSED, EXPERIMENT_GROUP_UNKNOWN, IDEMPOTENCY_CONFLICT, and
   * what the desk raises.
   */
  async process(
    request: EventRequest,
    reporter: Reporter,
    priority: Priority = 'interactive',
  ): Promise<Posted<EventResult>> {
    await this.events.requireType(request.type);
    const chosen = this.choose(request, reporter);
    if (!(chosen instanceof JifenError)) {
      return this.desk.post(this.eventPosting.posting(request, reporter, chosen), priority);
    }
    // What was decided before is answered again, also after its experiment has ended; only what is new is refused.
    const posting = this.eventPosting.posting(request, reporter, { rules: this.rules.live() });
    const decide = (): EventResult => {
      throw chosen;
    };
    return this.desk.post({ ...posting, decide }, priority);
  }

  /**
   * One result an event, in order; a refused one is `REJECTED` with its problem and harms no other. Of several under
   * one key the first counts, whoever their users are.
   */
  async processBatch(requests: readonly unknown[], reporter: Reporter, traceId: string): Promise<EventResult[]> {
    const latest = new Map<string, Promise<EventResult>>();
    const results = requests.map((request) => {
      const key = keyTextOf(request);
      const before = latest.get(key);
      // Users have lanes of their own, so another user's event under the same key could overtake the first.
      const work = () => this.oneOfBatch(request, reporter, traceId);
      const result = before ? before.then(work) : work();
      latest.set(key, result);
      return result;
    });
    return Promise.all(results);
  }

  /** Stores an event to be posted later. Raises what the checks of `process` raise that need no lock. */
  async accept(request: EventRequest, reporter: Reporter): Promise<{ replayed: boolean }> {
    await this.events.requireType(request.type);
    const { eventId, type, userId, occurredAt, channel, data } = request;
    const chosen = this.choose(request, reporter);
    if (chosen instanceof JifenError) {
      const known = await this.events.outcome({ source: reporter.source, type, eventId }).catch(() => undefined);
      if (!known || known.status === 'REJECTED') throw chosen;
    }
    const { fingerprint } = this.eventPosting.posting(request, reporter, { rules: this.rules.live() });
    return this.events.accept({
      source: reporter.source,
      type,
      eventId,
      userId,
      channel: channel ?? null,
      occurredAt: new Date(occurredAt).toISOString(),
      actor: reporter.actor,
      backdated: reporter.mayBackdate,
      data: data ?? {},
      facts: reporter.experimentGroup === undefined ? null : { experimentGroup: reporter.experimentGroup },
      fingerprint,
    });
  }

  /** What an event would give, now or at another time or under another version; nothing is stored. */
  async preview(request: EventRequest, reporter: Reporter, query: PreviewQuery): Promise<EventResult> {
    await this.events.requireType(request.type);
    const { now, ruleSetVersion } = query;
    const at = now === undefined ? this.clock.now() : new Date(now);
    const selection =
      ruleSetVersion === undefined
        ? this.select(request, reporter, at)
        : { rules: await this.rules.version(ruleSetVersion) };
    const posting = this.eventPosting.posting(request, { ...reporter, mayBackdate: true }, selection);
    const result = await this.desk.rehearse(posting, (set) => posting.decide(set), at);
    // Nothing was posted, so there is nothing that the numbers could name.
    const transactions = result.transactions?.map((each, index) => ({
      ...each,
      transactionNo: `preview-${index + 1}`,
    }));
    return { ...result, ...(transactions ? { transactions } : {}) };
  }

  /** Posts what was accepted before. Answers how many events were settled. */
  async workOff(): Promise<void> {
    for (;;) {
      const waiting = await this.events.claim(CLAIM);
      if (waiting.length === 0) return;
      await Promise.all(waiting.map((event) => this.settle(event)));
      if (waiting.length < CLAIM) return;
    }
  }

  private async settle(event: KeyedEvent): Promise<void> {
    const { eventId, type, userId, occurredAt, channel, data, source, actor, backdated, fingerprint } = event;
    const request = { eventId, type, userId, occurredAt, data, ...(channel === null ? {} : { channel }) };
    try {
      const reporter = { source, actor, mayBackdate: backdated };
      // The fingerprint is that of the request as it was sent, which is no longer here to the letter.
      const selection = this.selectLater(event);
      await this.desk.post(this.eventPosting.posting(request, reporter, selection, fingerprint), 'bulk');
    } catch (thrown) {
      const error = asJifenError(thrown);
      const problem = problemOf(error, event.eventNo);
      if (problem.status >= 500) this.logger.warn({ err: thrown, eventNo: event.eventNo }, 'an accepted event waits');
      else await this.events.reject(event, problem);
    }
  }

  /** An experiment may have ended since its event was accepted; the event is none of its business any more. */
  private selectLater({ userId, facts }: KeyedEvent): Selection {
    const nowMs = this.clock.now().getTime();
    const group = facts?.['experimentGroup'];
    if (typeof group !== 'string') return this.rules.select(userId, nowMs);
    try {
      return this.rules.select(userId, nowMs, group);
    } catch (error) {
      if (error instanceof JifenError && error.code === 'EXPERIMENT_GROUP_UNKNOWN')
        return this.rules.select(userId, nowMs);
      throw error;
    }
  }

  /** The rules for an event, or EXPERIMENT_GROUP_UNKNOWN when no experiment with the named group runs. */
  private choose(request: EventRequest, reporter: Reporter): Selection | JifenError {
    try {
      return this.select(request, reporter);
    } catch (error) {
      if (error instanceof JifenError) return error;
      throw error;
    }
  }

  private select({ userId }: EventRequest, { experimentGroup }: Reporter, at = this.clock.now()): Selection {
    return this.rules.select(userId, at.getTime(), experimentGroup);
  }

  private async oneOfBatch(request: unknown, reporter: Reporter, traceId: string): Promise<EventResult> {
    const eventId = eventIdOf(request);
    try {
      const errors = errorsOf(EventRequest, request);
      if (errors.length > 0) throw new JifenError('VALIDATION_FAILED', {}, errors);
      const { answer, replayed } = await this.process(request as EventRequest, reporter, 'bulk');
      return replayed ? { ...answer, replayed } : answer;
    } catch (thrown) {
      const error = asJifenError(thrown);
      if (error.code === 'INTERNAL_ERROR') this.logger.error({ err: thrown, traceId }, 'an event of a batch failed');
      return {
        eventId,
        status: 'REJECTED',
        problem: problemOf(error, traceId) as EventResult['problem'],
      } as EventResult;
    }
  }
}

function keyTextOf(request: unknown): string {
  const type = (request as { type?: unknown } | null)?.type;
  return `${typeof type === 'string' ? type : ''}|${eventIdOf(request)}`;
}

function eventIdOf(request: unknown): string {
  const eventId = (request as { eventId?: unknown } | null)?.eventId;
  return typeof eventId === 'string' ? eventId.slice(0, 64).toWellFormed() : '';
}
