import { type EventExplanation, JifenError, type Language } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { type EventKey, Events, type StoredEvent } from '../event/index.js';
import { type LiveRules, Rules } from '../rule/index.js';
import { explanationOf } from './domain/explanation.js';

/** Why an event gave points, and why it gave none. */
@Injectable()
export class Explanations {
  constructor(
    private readonly events: Events,
    private readonly rules: Rules,
  ) {}

  /** Explains an event by its number. Raises EVENT_NOT_FOUND. */
  async byNo(eventNo: string, language: Language): Promise<EventExplanation> {
    return this.explain(await this.events.recorded(eventNo), language);
  }

  /** Explains an event that a source reported. Raises EVENT_NOT_FOUND. */
  async byKey(key: EventKey, language: Language): Promise<EventExplanation> {
    return this.explain(await this.events.recordedUnder(key), language);
  }

  private async explain(event: StoredEvent, language: Language): Promise<EventExplanation> {
    return explanationOf(event, await this.inForce(event.ruleSetVersion), language);
  }

  /** The rules as they were; undefined for an event that none were looked at for. */
  private async inForce(version: number | null): Promise<LiveRules | undefined> {
    if (!version) return undefined;
    return this.rules.version(version).catch((error: unknown) => {
      if (error instanceof JifenError && error.code === 'RULE_SET_NOT_FOUND') return undefined;
      throw error;
    });
  }
}
