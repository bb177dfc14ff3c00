import {
  CaptureRequest,
  HoldParams,
  HoldRequest,
  HoldResult,
  PostingResult,
  ReleaseRequest,
  UserParams,
} from '@jifen/contracts';
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { answered, type Caller, Endpoint, Who } from '../platform/index.js';
import { Holds } from './holds.js';

const ENDS = ['HOLD_NOT_FOUND', 'HOLD_ENDED', 'HOLD_EXPIRED', 'IDEMPOTENCY_CONFLICT', 'OVERLOADED'] as const;

@Controller('api/v1')
export class HoldsController {
  constructor(private readonly holds: Holds) {}

  @Post('users/:userId/holds')
  @Endpoint({
    summary: 'Put points aside',
    description: 'Held points cannot be spent otherwise and keep their expiry. Capture or release the hold, once.',
    access: { scope: 'holds:write' },
    params: UserParams,
    body: HoldRequest,
    status: 201,
    answer: HoldResult,
    errors: [
      'WALLET_UNKNOWN',
      'USER_FROZEN',
      'USER_CLOSED',
      'INSUFFICIENT_POINTS',
      'IDEMPOTENCY_CONFLICT',
      'OVERLOADED',
    ],
  })
  async hold(
    @Param() { userId }: UserParams,
    @Body() body: HoldRequest,
    @Who() { actor }: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HoldResult> {
    return answered(reply, await this.holds.hold(userId, body, actor));
  }

  @Post('holds/:holdNo/capture')
  @Endpoint({
    summary: 'Take held points for good',
    description: 'All of them or a part; the rest comes back with its expiry.',
    access: { scope: 'holds:write' },
    params: HoldParams,
    body: CaptureRequest,
    answer: PostingResult,
    errors: [...ENDS, 'CAPTURE_EXCEEDS_HOLD'],
  })
  async capture(
    @Param() { holdNo }: HoldParams,
    @Body() body: CaptureRequest,
    @Who() { actor }: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PostingResult> {
    return answered(reply, await this.holds.capture(holdNo, body, actor));
  }

  @Post('holds/:holdNo/release')
  @Endpoint({
    summary: 'Let held points go back',
    access: { scope: 'holds:write' },
    params: HoldParams,
    body: ReleaseRequest,
    answer: PostingResult,
    errors: [...ENDS],
  })
  async release(
    @Param() { holdNo }: HoldParams,
    @Body() body: ReleaseRequest,
    @Who() { actor }: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PostingResult> {
    return answered(reply, await this.holds.release(holdNo, body, actor));
  }
}
