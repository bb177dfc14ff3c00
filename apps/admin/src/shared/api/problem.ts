import { ERRORS, type ErrorCode, type FieldError } from '@jifen/contracts';

export type ProblemCode = ErrorCode | 'NETWORK' | 'BAD_ANSWER';

interface ProblemBody {
  code?: unknown;
  status?: unknown;
  detail?: unknown;
  retryable?: unknown;
  params?: unknown;
  errors?: unknown;
  traceId?: unknown;
  [extension: string]: unknown;
}

/** A request that did not succeed: the API's problem details, or that no answer came at all. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly retryable: boolean;
  readonly detail: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  readonly errors: readonly FieldError[];
  readonly traceId: string | undefined;
  /** Members that only this kind of problem has. */
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: ProblemCode,
    status: number,
    body: ProblemBody = {},
  ) {
    super(code);
    this.name = 'ApiProblem';
    this.status = status;
    this.retryable = body.retryable === true || code === 'NETWORK';
    this.detail = typeof body.detail === 'string' ? body.detail : undefined;
    this.params = isRecord(body.params) ? body.params : {};
    this.errors = Array.isArray(body.errors) ? body.errors.filter(isFieldError) : [];
    this.traceId = typeof body.traceId === 'string' ? body.traceId : undefined;
    this.extensions = body;
  }
}

/** Reads an answer's body as problem details; a body that is none (a proxy's page) becomes `BAD_ANSWER`. */
export function problemOf(status: number, body: unknown): ApiProblem {
  if (isRecord(body) && typeof body['code'] === 'string' && Object.hasOwn(ERRORS, body['code'])) {
    return new ApiProblem(body['code'] as ErrorCode, status, body);
  }
  return new ApiProblem('BAD_ANSWER', status, isRecord(body) ? body : {});
}

/** Whatever was thrown, as a problem that can be shown. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem('BAD_ANSWER', 0, { detail: error instanceof Error ? error.message : String(error) });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFieldError(value: unknown): value is FieldError {
  return isRecord(value) && typeof value['pointer'] === 'string' && typeof value['code'] === 'string';
}
