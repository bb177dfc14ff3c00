import {
  DeductionRequest,
  EventNoParams,
  GrantRequest,
  PageQuery,
  PostingResult,
  StoredEventPage,
  StoredEventView,
  TransactionExplanation,
  TransactionParams,
  UserParams,
} from '@jifen/contracts';
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Accounts, UserDirectory } from '../account/index.js';
import { Events } from '../event/index.js';
import { Audit } from '../identity/index.js';
import { answered, type Caller, Clock, Endpoint, Who } from '../platform/index.js';
import { DirectPostings, type PostingWitness } from './direct-postings.js';

@Controller('api/v1/admin')
export class AdminEarningController {
  constructor(
    private readonly postings: DirectPostings,
    private readonly accounts: Accounts,
    private readonly directory: UserDirectory,
    private readonly events: Events,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  @Post('users/:userId/grants')
  @Endpoint({
    summary: 'Grant points by hand',
    access: { permission: 'points:grant' },
    params: UserParams,
    body: GrantRequest,
    status: 201,
    answer: PostingResult,
    errors: ['USER_NOT_FOUND', 'WALLET_UNKNOWN', 'USER_CLOSED', 'IDEMPOTENCY_CONFLICT', 'POINTS_OUT_OF_RANGE'],
  })
  async grant(
    @Param() { userId }: UserParams,
    @Body() body: GrantRequest,
    @Who() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PostingResult> {
    // Operators act on users they have found; a slip of the pen must not open a new one.
    await this.accounts.user(userId);
    const witness = this.witness(caller, 'points.grant', userId, body);
    const posted = await this.postings.grant(userId, body, caller.actor, witness);
    if (posted.replayed) this.audit.unchanged(caller);
    return answered(reply, posted);
  }

  @Post('users/:userId/deductions')
  @Endpoint({
    summary: 'Deduct points by hand',
    description: 'The points are revoked, they do not count as consumed. Works on frozen users, too.',
    access: { permission: 'points:deduct' },
    params: UserParams,
    body: DeductionRequest,
    status: 201,
    answer: PostingResult,
    errors: ['USER_NOT_FOUND', 'WALLET_UNKNOWN', 'USER_CLOSED', 'INSUFFICIENT_POINTS', 'IDEMPOTENCY_CONFLICT'],
  })
  async deduct(
    @Param() { userId }: UserParams,
    @Body() body: DeductionRequest,
    @Who() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PostingResult> {
    await this.accounts.user(userId);
    const witness = this.witness(caller, 'points.deduct', userId, body);
    const posted = await this.postings.deduct(userId, body, caller.actor, witness);
    if (posted.replayed) this.audit.unchanged(caller);
    return answered(reply, posted);
  }

  @Get('users/:userId/events')
  @Endpoint({
    summary: 'See what was reported of a user',
    description: 'Also what gave no points, with the reason.',
    access: { permission: 'users:read' },
    params: UserParams,
    query: PageQuery,
    answer: StoredEventPage,
    errors: ['USER_NOT_FOUND', 'INVALID_CURSOR'],
  })
  async ofUser(@Param() { userId }: UserParams, @Query() { cursor, limit }: PageQuery): Promise<StoredEventPage> {
    const names = await this.accounts.read(userId, (_ledger, set) => set.namesOf(userId), { lots: false });
    return this.events.ofUser(names, cursor, limit);
  }

  @Get('events/:eventNo')
  @Endpoint({
    summary: 'See a stored event',
    access: { permission: 'users:read' },
    params: EventNoParams,
    answer: StoredEventView,
    errors: ['EVENT_NOT_FOUND'],
  })
  event(@Param() { eventNo }: EventNoParams): Promise<StoredEventView> {
    return this.events.find(eventNo);
  }

  @Get('transactions/:transactionNo')
  @Endpoint({
    summary: 'See why these points',
    description: 'From the posting back to the rule, the conditions it looked at, and the event.',
    access: { permission: 'users:read' },
    params: TransactionParams,
    answer: TransactionExplanation,
    errors: ['TRANSACTION_NOT_FOUND'],
  })
  async why(@Param() { transactionNo }: TransactionParams): Promise<TransactionExplanation> {
    const transaction = await this.directory.transaction(transactionNo);
    if (transaction.eventNo === undefined) return { transaction };
    return { transaction, event: await this.events.find(transaction.eventNo) };
  }

  private witness(
    caller: Caller,
    action: string,
    userId: string,
    body: GrantRequest | DeductionRequest,
  ): PostingWitness {
    const { bizNo, points, reason, wallet } = body;
    return (db, result) => {
      const [transaction] = result.transactions;
      const after = {
        bizNo,
        points,
        wallet,
        transactionNo: transaction?.transactionNo,
        available: result.account?.available,
      };
      return this.audit.record(db, caller, { action, subject: `user:${userId}`, reason, after }, this.clock.now());
    };
  }
}
