import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { type JifenRequest, LOGGER } from '../platform/index.js';
import { Audit } from './audit.js';

/**
 * Notices an operator's write that left no audit entry. What was done is done, so the answer goes out; but it is logged
 * as an error, and the end-to-end tests fail on it.
 */
@Injectable()
export class AuditWatch {
  constructor(
    private readonly audit: Audit,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  over({ method, principal, routeOptions, id }: JifenRequest, reply: FastifyReply): void {
    if (principal?.kind !== 'operator' || method === 'GET' || method === 'HEAD') return;
    reply.raw.once('finish', () => {
      if (reply.statusCode >= 300 || this.audit.isAccounted(principal)) return;
      const route = `${method} ${routeOptions.url}`;
      this.audit.silent.add(route);
      this.logger.error({ route, traceId: id }, 'an operator’s write left no audit entry');
    });
  }
}
