import { SearchQuery, SearchResult } from '@jifen/contracts';
import { Controller, Get, Query } from '@nestjs/common';
import { UserDirectory } from '../account/index.js';
import { EventSearch } from '../event/index.js';
import { Endpoint } from '../platform/index.js';

const DEFAULT_LIMIT = 5;

@Controller('api/v1/admin/search')
export class SearchController {
  constructor(
    private readonly events: EventSearch,
    private readonly directory: UserDirectory,
  ) {}

  @Get()
  @Endpoint({
    summary: 'Find events and transactions by number',
    description:
      'By the whole number or its first characters: an event’s id (an order’s number, mostly), or our numbers.',
    access: { permission: 'users:read' },
    query: SearchQuery,
    answer: SearchResult,
  })
  async find(@Query() { q, limit = DEFAULT_LIMIT }: SearchQuery): Promise<SearchResult> {
    const [events, transactions] = await Promise.all([
      this.events.startingWith(q, limit),
      this.directory.transactionsStartingWith(q.toUpperCase(), limit),
    ]);
    return { events, transactions };
  }
}
