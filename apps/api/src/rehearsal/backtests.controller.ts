import {
  BacktestDays,
  BacktestPage,
  BacktestParams,
  BacktestQuery,
  BacktestRequest,
  BacktestView,
} from '@jifen/contracts';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { type Caller, Endpoint, Who } from '../platform/index.js';
import { Backtests } from './backtests.js';

const READ = { permission: 'rules:read' } as const;
const WRITE = { permission: 'rules:write' } as const;

@Controller('api/v1/admin/backtests')
export class BacktestsController {
  constructor(private readonly backtests: Backtests) {}

  @Post()
  @Endpoint({
    summary: 'Replay days of stored events through other rules',
    description:
      'Runs in the background and changes nothing. Events are those that happened on these days and were posted, in the ' +
      'order in which they were recorded, each with what was known of the user then.',
    access: WRITE,
    body: BacktestRequest,
    status: 202,
    answer: BacktestView,
    errors: ['RULE_SET_NOT_FOUND', 'RULE_DRAFT_NOT_FOUND', 'RULE_SET_INVALID', 'TOO_MANY_BACKTESTS'],
  })
  start(@Body() body: BacktestRequest, @Who() caller: Caller): Promise<BacktestView> {
    return this.backtests.start(body, caller);
  }

  @Get()
  @Endpoint({
    summary: 'Backtests',
    description: 'Newest first, without their results.',
    access: READ,
    query: BacktestQuery,
    answer: BacktestPage,
    errors: ['INVALID_CURSOR'],
  })
  page(@Query() query: BacktestQuery): Promise<BacktestPage> {
    return this.backtests.page(query);
  }

  @Get('days')
  @Endpoint({ summary: 'The days that have events to replay', access: READ, answer: BacktestDays })
  days(): Promise<BacktestDays> {
    return this.backtests.days();
  }

  @Get(':backtestNo')
  @Endpoint({
    summary: 'One backtest, how far it is and what came out',
    access: READ,
    params: BacktestParams,
    answer: BacktestView,
    errors: ['BACKTEST_NOT_FOUND'],
  })
  get(@Param() { backtestNo }: BacktestParams): Promise<BacktestView> {
    return this.backtests.get(backtestNo);
  }

  @Post(':backtestNo/cancel')
  @Endpoint({
    summary: 'Cancel a backtest',
    description: 'One that waits ends at once, one that runs within about a second.',
    access: WRITE,
    params: BacktestParams,
    answer: BacktestView,
    errors: ['BACKTEST_NOT_FOUND', 'BACKTEST_ENDED'],
  })
  cancel(@Param() { backtestNo }: BacktestParams, @Who() caller: Caller): Promise<BacktestView> {
    return this.backtests.cancel(backtestNo, caller);
  }
}
