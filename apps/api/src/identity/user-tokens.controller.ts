import { JifenError, UserTokenRequest, UserTokenView } from '@jifen/contracts';
import { Body, Controller, Post } from '@nestjs/common';
import { type Caller, Clock, Endpoint, Who } from '../platform/index.js';
import { Tokens } from './tokens.js';

const DEFAULT_TTL_SECONDS = 3600;

@Controller('api/v1/user-tokens')
export class UserTokensController {
  constructor(
    private readonly tokens: Tokens,
    private readonly clock: Clock,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Mint a token for a user’s own app',
    description: 'It opens only what is that user’s, and ends by itself: keep it short-lived.',
    access: { scope: 'user-tokens:write' },
    body: UserTokenRequest,
    answer: UserTokenView,
    status: 201,
  })
  mint(@Body() body: UserTokenRequest, @Who() { principal }: Caller): Promise<UserTokenView> {
    if (principal.kind !== 'client') throw new JifenError('FORBIDDEN');
    const { userId, expiresInSeconds = DEFAULT_TTL_SECONDS } = body;
    return this.tokens.forUser(userId, principal.clientId, expiresInSeconds, this.clock.now());
  }
}
