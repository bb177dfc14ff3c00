import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ErrorCode, JifenError } from '@jifen/contracts';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { registerBodyParser } from './body-parser.js';
import type { Config } from './config.js';
import { asJifenError, problemOf, sendProblem } from './problem.filter.js';

/** Fastify as we want it: our own body parser, trace ids, and problem details also where no route is reached. */
export function createAdapter(config: Pick<Config, 'bodyLimitBytes' | 'trustedProxies'>): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: config.bodyLimitBytes,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: (request: { headers: Record<string, string | string[] | undefined> }) =>
      traceIdOf(request.headers['traceparent']),
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
    trustProxy: config.trustedProxies ?? false,
    clientErrorHandler: refuseBytes,
    // What Fastify refuses before any route is found, such as a path that is not well encoded.
    frameworkErrors: (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => {
      const error = asJifenError(thrown);
      sendProblem(reply, error, problemOf(error, request.id, request.headers['accept-language']));
    },
  });
  const fastify = adapter.getInstance();
  registerBodyParser(fastify as never);
  // Node would answer 417 by itself; a server may also take no notice of an expectation that it does not know.
  fastify.server.on('checkExpectation', (request, response) => fastify.server.emit('request', request, response));
  return adapter;
}

/** Answers what is no HTTP, so that there is neither a request nor a reply, and hangs up. */
function refuseBytes(thrown: Error & { code?: string }, socket: Duplex): void {
  if (thrown.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const code = CLIENT_ERRORS[thrown.code ?? ''] ?? 'MALFORMED_REQUEST';
  const problem = problemOf(new JifenError(code), newTraceId());
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

const CLIENT_ERRORS: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
};

/** The trace id that a caller's W3C traceparent carries, or a new one. */
function traceIdOf(traceparent: string | string[] | undefined): string {
  const match = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(String(traceparent ?? ''));
  return match?.[1] ?? newTraceId();
}

/** Node keeps a store of random bytes for UUIDs, so that most requests ask the system for none. */
function newTraceId(): string {
  return randomUUID().replaceAll('-', '');
}
