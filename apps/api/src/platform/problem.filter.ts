import { ERRORS, type ErrorCode, type FieldError, JifenError } from '@jifen/contracts';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

/** The problem details (RFC 9457) of an error, as they stand in an answer, a batch result or a stored outcome. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  retryable: boolean;
  detail?: string;
  params?: Readonly<Record<string, unknown>>;
  errors?: readonly FieldError[];
  traceId: string;
}

/** Renders an error of ours as problem details in English or, when `language` starts with zh, in Chinese. */
export function problemOf(error: JifenError, traceId: string, language = 'en'): Problem {
  const { status, retryable, title } = ERRORS[error.code];
  return {
    type: `urn:jifen:problem:${error.code}`,
    title: title[language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en-US'],
    status,
    code: error.code,
    retryable,
    ...(Object.keys(error.params).length ? { params: error.params } : {}),
    ...(error.errors.length ? { errors: error.errors } : {}),
    ...error.members,
    traceId,
  };
}

const BY_STATUS: Record<number, ErrorCode> = {
  400: 'MALFORMED_JSON',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  408: 'REQUEST_TIMEOUT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'VALIDATION_FAILED',
  429: 'RATE_LIMITED',
  431: 'HEADERS_TOO_LARGE',
  503: 'SHUTTING_DOWN',
};

/** The error of ours that stands for whatever was thrown. */
export function asJifenError(thrown: unknown): JifenError {
  if (thrown instanceof JifenError) return thrown;
  const { code } = (thrown ?? {}) as { code?: unknown };
  if (code === 'FST_ERR_BAD_URL') return new JifenError('MALFORMED_URL');
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') {
    const error = { pointer: ':', code: 'maxLength', detail: 'a path parameter is too long' };
    return new JifenError('VALIDATION_FAILED', {}, [error]);
  }
  const status =
    thrown instanceof HttpException
      ? thrown.getStatus()
      : ((thrown as { statusCode?: number } | null)?.statusCode ?? 500);
  return new JifenError(BY_STATUS[status] ?? (status >= 400 && status < 500 ? 'VALIDATION_FAILED' : 'INTERNAL_ERROR'));
}

/**
 * Turns whatever a route throws into problem details. A fault of ours is logged with its stack; being overloaded or
 * cut off from the database is one line each, because they come in crowds.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = asJifenError(thrown);
    const problem = problemOf(error, request.id, request.headers['accept-language']);
    const where = { traceId: request.id, method: request.method, route: request.routeOptions?.url };
    if (error.code === 'INTERNAL_ERROR') this.logger.error({ ...where, err: thrown }, 'unexpected error');
    else if (problem.status >= 500) this.logger.warn({ ...where, code: error.code }, 'request refused');
    if (reply.sent) return;
    sendProblem(reply, error, problem);
  }
}

/** Answers with problem details and the headers that go with them. */
export function sendProblem(reply: FastifyReply, error: JifenError, problem: Problem): void {
  if (error.code === 'UNAUTHENTICATED') reply.header('WWW-Authenticate', 'Bearer');
  if (error.code === 'OVERLOADED' || error.code === 'SHUTTING_DOWN') reply.header('Retry-After', '1');
  const retryAfter = error.params['retryAfterSeconds'];
  if (typeof retryAfter === 'number') reply.header('Retry-After', String(retryAfter));
  reply.status(problem.status).type('application/problem+json').send(problem);
}
