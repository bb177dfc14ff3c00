import { EventRequest, type EventResult, JifenError, type PreviewQuery } from '@jifen/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { type Posted, PostingDesk } from '../account/index.js';
import { asJifenError, Clock, errorsOf, LOGGER, type Priority, problemOf } from '../platform/index.js';
import { EventPosting, type Reporter, withOwnRules } from './event-posting.js';

/** Where business events come in to be posted at once: one, many, or just to see what would happen. */
@Injectable()
export class EventIntake {
  constructor(
    private readonly desk: PostingDesk,
    private readonly eventPosting: EventPosting,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

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
    const posting = await this.eventPosting.reported(request, reporter);
    return withOwnRules(posting, (own) => this.desk.post(own, priority));
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

  /** What an event would give, now or at another time or under another version; nothing is stored. */
  async preview(request: EventRequest, reporter: Reporter, query: PreviewQuery): Promise<EventResult> {
    const { now, ruleSetVersion } = query;
    const at = now === undefined ? this.clock.now() : new Date(now);
    const posting = await this.eventPosting.imagined(request, reporter, at, ruleSetVersion);
    const result = await withOwnRules(posting, (own) => this.desk.rehearse(own, (set) => own.decide(set), at));
    // Nothing was posted, so there is nothing that the numbers could name.
    const transactions = result.transactions?.map((each, index) => ({
      ...each,
      transactionNo: `preview-${index + 1}`,
    }));
    return { ...result, ...(transactions ? { transactions } : {}) };
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
