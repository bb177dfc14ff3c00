import { ChangePasswordRequest, JifenError, LoginRequest, OperatorView, SessionView } from '@jifen/contracts';
import { Body, Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Caller, Clock, CONFIG, type Config, Endpoint, type JifenRequest, Who } from '../platform/index.js';
import { REFRESH_COOKIE, readCookie, refreshCookie } from './domain/cookie.js';
import { LogIn } from './log-in.js';
import { Operators } from './operators.js';
import { type OpenSession, Sessions } from './sessions.js';
import { Throttle } from './throttle.js';

const REQUESTED_WITH = {
  name: 'X-Requested-With',
  description: '`jifen`: a form of another site cannot send it',
  example: 'jifen',
};

@Controller('api/v1/admin')
export class SessionsController {
  constructor(
    private readonly logIn: LogIn,
    private readonly sessions: Sessions,
    private readonly operators: Operators,
    private readonly throttle: Throttle,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('auth/login')
  @Endpoint({
    summary: 'Log in to the console',
    description: 'Sets a refresh token as the cookie `jifen_refresh`, which scripts cannot read.',
    access: { public: 'whoever logs in has no session yet' },
    body: LoginRequest,
    answer: SessionView,
    errors: ['LOGIN_FAILED', 'LOGIN_LOCKED'],
  })
  async login(
    @Body() body: LoginRequest,
    @Req() request: JifenRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    const open = () => this.logIn.logIn(body, originOf(request), this.clock.now());
    return this.answer(await this.throttle.logIn(request.ip, open), reply);
  }

  @Post('auth/refresh')
  @Endpoint({
    summary: 'Go on with a session',
    description: 'Takes the cookie’s refresh token, which is good once, and sets the next one.',
    access: { public: 'the refresh token in the cookie is the credential' },
    answer: SessionView,
    errors: ['UNAUTHENTICATED', 'FORBIDDEN'],
    headers: [REQUESTED_WITH],
  })
  async refresh(@Req() request: JifenRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SessionView> {
    const token = tokenOf(request);
    if (!token) throw new JifenError('UNAUTHENTICATED');
    return this.answer(await this.sessions.refresh(token, originOf(request), this.clock.now()), reply);
  }

  @Post('auth/logout')
  @Endpoint({
    summary: 'End a session',
    access: { public: 'the refresh token in the cookie is the credential' },
    answer: null,
    status: 204,
    errors: ['FORBIDDEN'],
    headers: [REQUESTED_WITH],
  })
  async logout(@Req() request: JifenRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const token = tokenOf(request);
    if (token) await this.sessions.end(token, originOf(request), this.clock.now());
    reply.header('Set-Cookie', refreshCookie('', 0, this.config.secureCookies));
  }

  @Get('me')
  @Endpoint({ summary: 'Who is logged in', access: { operator: true }, answer: OperatorView })
  me(@Who() caller: Caller): Promise<OperatorView> {
    return this.operators.me(caller);
  }

  @Post('me/password')
  @Endpoint({
    summary: 'Change one’s own password',
    description: 'Ends the operator’s other sessions.',
    access: { operator: true },
    body: ChangePasswordRequest,
    answer: null,
    status: 204,
    errors: ['PASSWORD_TOO_WEAK', 'LOGIN_LOCKED'],
  })
  changePassword(@Body() body: ChangePasswordRequest, @Who() caller: Caller): Promise<void> {
    return this.logIn.changePassword(body, caller, this.clock.now());
  }

  private answer({ view, refresh }: OpenSession, reply: FastifyReply): SessionView {
    reply.header('Set-Cookie', refreshCookie(refresh.token, refresh.maxAgeSeconds, this.config.secureCookies));
    return view;
  }
}

function originOf({ ip, id }: JifenRequest): { ip: string; traceId: string } {
  return { ip, traceId: id };
}

/** The refresh token in the cookie. Raises FORBIDDEN without the header that other sites cannot send. */
function tokenOf({ headers }: JifenRequest): string | undefined {
  if (headers['x-requested-with'] !== 'jifen') throw new JifenError('FORBIDDEN');
  return readCookie(headers.cookie, REFRESH_COOKIE);
}
