import { randomBytes } from 'node:crypto';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { registerBodyParser } from './body-parser.js';
import type { Config } from './config.js';
import { asJifenError, problemOf, sendProblem } from './problem.filter.js';

/** Fastify as we want it: our own body parser, trace ids, and problem details also where no route is reached. */
export function createAdapter(config: Pick<Config, 'bodyLimitBytes' | 'trustedProxies'>): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: config.bodyLimitBytes,
    disableRequestLogging: true,
    genReqId: (request: { headers: Record<string, string | string[] | undefined> }) =>
      traceIdOf(request.headers['traceparent']),
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
    trustProxy: config.trustedProxies ?? false,
    // What Fastify refuses before any route is found, such as a path that is not well encoded.
    frameworkErrors: (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => {
      const error = asJifenError(thrown);
      sendProblem(reply, error, problemOf(error, request.id, request.headers['accept-language']));
    },
  });
  registerBodyParser(adapter.getInstance() as never);
  return adapter;
}

/** The trace id that a caller's W3C traceparent carries, or a new one. */
function traceIdOf(traceparent: string | string[] | undefined): string {
  const match = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(String(traceparent ?? ''));
  return match?.[1] ?? randomBytes(16).toString('hex');
}
