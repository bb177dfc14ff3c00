import type { EventRequest } from '@jifen/contracts';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { PostingDesk } from '../account/index.js';
import { EventInbox, type KeyedEvent } from '../event/index.js';
import { asJifenError, LOGGER, problemOf } from '../platform/index.js';
import { EventPosting, type Reporter, withOwnRules } from './event-posting.js';

/** Events that are stored now and posted in the background. */
@Injectable()
export class AcceptedEvents implements OnApplicationBootstrap {
  constructor(
    private readonly desk: PostingDesk,
    private readonly inbox: EventInbox,
    private readonly eventPosting: EventPosting,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.inbox.workedOffBy(() => this.workOff());
  }

  /** Stores an event to be posted later. Raises what the checks of `EventIntake.process` raise that need no lock. */
  async accept(request: EventRequest, reporter: Reporter): Promise<{ replayed: boolean }> {
    const { eventId, type, userId, occurredAt, channel, data } = request;
    const { fingerprint, refusal } = await this.eventPosting.reported(request, reporter);
    const event = {
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
    };
    return this.inbox.accept(event, refusal);
  }

  /** Posts what was accepted before, until nothing waits. */
  async workOff(): Promise<void> {
    for (;;) {
      const { events, isLast } = await this.inbox.claim();
      await Promise.all(events.map((event) => this.settle(event)));
      if (isLast) return;
    }
  }

  private async settle(event: KeyedEvent): Promise<void> {
    try {
      await withOwnRules(this.eventPosting.accepted(event), (own) => this.desk.post(own, 'bulk'));
    } catch (thrown) {
      const error = asJifenError(thrown);
      const problem = problemOf(error, event.eventNo);
      if (problem.status >= 500) this.logger.warn({ err: thrown, eventNo: event.eventNo }, 'an accepted event waits');
      else await this.inbox.reject(event, problem);
    }
  }
}
