import { DeductionRequest, GrantRequest, PostingResult, TransferRequest, UserParams } from '@jifen/contracts';
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { answered, type Caller, Endpoint, Who } from '../platform/index.js';
import { DirectPostings } from './direct-postings.js';

const COMMON = ['WALLET_UNKNOWN', 'USER_CLOSED', 'IDEMPOTENCY_CONFLICT', 'OVERLOADED', 'OUTCOME_UNKNOWN'] as const;

@Controller('api/v1/users/:userId')
export class PostingsController {
  constructor(private readonly postings: DirectPostings) {}

  @Post('grants')
  @Endpoint({
    summary: 'Grant points',
    access: { scope: 'grants:write' },
    params: UserParams,
    body: GrantRequest,
    status: 201,
    answer: PostingResult,
    errors: [...COMMON, 'POINTS_OUT_OF_RANGE'],
  })
  async grant(
    @Param() { userId }: UserParams,
    @Body() body: GrantRequest,
    @Who() { actor }: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PostingResult> {
    return answered(reply, await this.postings.grant(userId, body, actor));
  }

  @Post('deductions')
  @Endpoint({
    summary: 'Deduct points',
    description: 'Takes the points that expire soonest and counts them as consumed.',
    access: { scope: 'deductions:write' },
    params: UserParams,
    body: DeductionRequest,
    status: 201,
    answer: PostingResult,
    errors: [...COMMON, 'USER_FROZEN', 'INSUFFICIENT_POINTS'],
  })
  async deduct(
    @Param() { userId }: UserParams,
    @Body() body: DeductionRequest,
    @Who() { actor }: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PostingResult> {
    return answered(reply, await this.postings.deduct(userId, body, actor));
  }

  @Post('transfers')
  @Endpoint({
    summary: 'Give points to another user',
    description: 'The points keep their expiry. Nobody who owes points can give any away.',
    access: { scope: 'transfers:write', user: 'own' },
    params: UserParams,
    body: TransferRequest,
    status: 201,
    answer: PostingResult,
    errors: [...COMMON, 'USER_FROZEN', 'INSUFFICIENT_POINTS', 'USER_HAS_DEBT', 'TRANSFER_TO_SELF'],
  })
  async transfer(
    @Param() { userId }: UserParams,
    @Body() body: TransferRequest,
    @Who() { actor }: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PostingResult> {
    return answered(reply, await this.postings.transfer(userId, body, actor));
  }
}
