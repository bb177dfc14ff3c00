import type { Permission, Role, Scope } from '@jifen/contracts';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Who is asking. Found by the identity module's guard from the credentials of the request. */
export type Principal = ClientPrincipal | UserPrincipal | OperatorPrincipal;

/** A merchant's server with an API key. */
export interface ClientPrincipal {
  kind: 'client';
  clientId: string;
  /** Part of the key of every event that it reports. */
  source: string;
  scopes: ReadonlySet<Scope>;
}

/** A user's own app with a token that the merchant's server minted. */
export interface UserPrincipal {
  kind: 'user';
  userId: string;
  clientId: string;
}

/** A person in the console. */
export interface OperatorPrincipal {
  kind: 'operator';
  operatorId: string;
  email: string;
  name: string;
  roles: readonly Role[];
  permissions: ReadonlySet<Permission>;
}

export type JifenRequest = FastifyRequest & { principal?: Principal };

/** How a principal is written into rows and logs. */
export function actorOf(principal: Principal): string {
  if (principal.kind === 'client') return `client:${principal.clientId}`;
  if (principal.kind === 'user') return `user:${principal.userId}`;
  return `operator:${principal.operatorId}`;
}

/** What an operator's write leaves in the audit log besides its before and after. */
export interface Caller {
  principal: Principal;
  actor: string;
  ip: string;
  traceId: string;
}

/** Injects who is calling, for routes that are not public. */
export const Who = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const request = context.switchToHttp().getRequest<JifenRequest>();
  if (!request.principal) throw new Error(`no principal on ${request.url}`);
  return { principal: request.principal, actor: actorOf(request.principal), ip: request.ip, traceId: request.id };
});
