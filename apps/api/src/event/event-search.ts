import type { EventMatch } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/index.js';
import { EventSearchRepository } from './event-search.repository.js';

/** Our own numbers say their time in the first characters; these many of them name half a day. */
const SHORTEST_NO = 4;

/** Finds stored events by what people have in hand: an order's number, an event's id or number. */
@Injectable()
export class EventSearch {
  constructor(
    private readonly database: Database,
    private readonly repository: EventSearchRepository,
  ) {}

  /** Events whose id or number starts with a text, the shortest ids first, at most `limit`. */
  async startingWith(text: string, limit: number): Promise<EventMatch[]> {
    const byNo = text.length < SHORTEST_NO ? [] : this.repository.numbers(this.database, text.toUpperCase(), limit);
    const [ids, numbers] = await Promise.all([this.repository.ids(this.database, text, limit), byNo]);
    const sorted = ids.sort((a, b) => a.eventId.length - b.eventId.length || (a.eventId < b.eventId ? -1 : 1));
    const wanted = [...new Set([...sorted.map(({ eventNo }) => eventNo), ...numbers])].slice(0, limit);
    const found = await this.repository.load(this.database, wanted);
    return wanted.flatMap((eventNo) => found.filter((event) => event.eventNo === eventNo));
  }
}
