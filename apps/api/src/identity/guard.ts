import { JifenError } from '@jifen/contracts';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Clock, ENDPOINT, type EndpointOptions, type JifenRequest, type Principal } from '../platform/index.js';
import { AuditWatch } from './audit-watch.js';
import { allows } from './domain/allows.js';
import { looksLikeKey, parseKey } from './domain/api-key.js';
import { KeyRing } from './key-ring.js';
import { Sessions } from './sessions.js';
import { Throttle } from './throttle.js';
import { Tokens } from './tokens.js';

/**
 * Stands before every route: finds out who is asking and whether the route's `access` lets them. A route that says
 * nothing is open to nobody. An API key that was seen in the last seconds is decided on without waiting for anything;
 * another one is looked up first and only counted against its address when there is no such key.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly keyRing: KeyRing,
    private readonly tokens: Tokens,
    private readonly sessions: Sessions,
    private readonly throttle: Throttle,
    private readonly watch: AuditWatch,
    private readonly clock: Clock,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const endpoint: EndpointOptions | undefined = Reflect.getMetadata(ENDPOINT, context.getHandler());
    if (!endpoint) throw new JifenError('FORBIDDEN');
    if ('public' in endpoint.access) return true;
    const request = context.switchToHttp().getRequest<JifenRequest>();
    const credential = bearerOf(request.headers.authorization);
    const key = credential && looksLikeKey(credential) ? parseKey(credential) : undefined;
    const remembered = key && this.keyRing.remembered(key);
    if (remembered) return admit(endpoint, request, remembered);
    return this.admitSlowly(endpoint, request, credential, context.switchToHttp().getResponse<FastifyReply>());
  }

  private async admitSlowly(
    endpoint: EndpointOptions,
    request: JifenRequest,
    credential: string | undefined,
    reply: FastifyReply,
  ): Promise<boolean> {
    // Whoever brings nothing at all guesses nothing, so it is not counted.
    if (!credential) throw new JifenError('UNAUTHENTICATED');
    const principal = await this.principalOf(credential);
    if (principal === 'forged') await this.throttle.forged(request.ip);
    if (typeof principal === 'string') throw new JifenError('UNAUTHENTICATED');
    admit(endpoint, request, principal);
    this.watch.over(request, reply);
    return true;
  }

  /** Who a credential stands for; `ended` for one that was good once, which is no attempt to guess. */
  private async principalOf(credential: string): Promise<Principal | 'forged' | 'ended'> {
    if (looksLikeKey(credential)) {
      const key = parseKey(credential);
      return (key && (await this.keyRing.find(key))) ?? 'forged';
    }
    const claims = await this.tokens.read(credential, this.clock.now());
    if (claims?.kind === 'user') return claims;
    if (claims?.kind !== 'operator') return claims ? 'ended' : 'forged';
    return (await this.sessions.principalOf(claims.operatorId, claims.sessionId)) ?? 'ended';
  }
}

function admit(endpoint: EndpointOptions, request: JifenRequest, principal: Principal): boolean {
  const { userId } = request.params as { userId?: string };
  if (!allows(endpoint.access, principal, userId)) throw new JifenError('FORBIDDEN');
  request.principal = principal;
  return true;
}

function bearerOf(header: string | undefined): string | undefined {
  return header && /^Bearer /i.test(header) ? header.slice(7).trim() : undefined;
}
