import { type ClassRef, ERRORS, type ErrorCode, type Permission, type Scope, schemaOf } from '@jifen/contracts';
import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiExtension,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  type ApiResponseOptions,
} from '@nestjs/swagger';
import { exampleOf } from './openapi-example.js';

/**
 * One decorator says everything that is promised of a route: what it does, who may call it, what goes in and out and
 * which errors to expect. The guard, the OpenAPI document and the access table are all read from it. A route
 * without it does not start.
 */
export type Access =
  /** Open to everybody, for the reason given. */
  | { public: string }
  /** Any logged-in operator. */
  | { operator: true }
  | {
      /** API keys with this scope. */
      scope?: Scope;
      /** Operators with this permission. */
      permission?: Permission;
      /** The user's own token: the route's `userId` parameter must be the token's user. */
      user?: 'own';
    };

export interface EndpointOptions {
  summary: string;
  description?: string;
  access: Access;
  body?: ClassRef;
  query?: ClassRef;
  params?: ClassRef;
  /** Class of the answer; `null` for none. */
  answer: ClassRef | null;
  /** Media type of an answer that is text and not JSON. */
  text?: string;
  /** 200 unless given. */
  status?: 200 | 201 | 202 | 204;
  /** Answers under further statuses. */
  alsoAnswers?: { status: number; answer: ClassRef; description: string }[];
  errors?: ErrorCode[];
  headers?: { name: string; description: string; example?: string }[];
}

export const ENDPOINT = 'jifen:endpoint';

const ref = (type: ClassRef) => ({ $ref: `#/components/schemas/${type.name}` });

export function Endpoint(options: EndpointOptions): MethodDecorator {
  const { summary, description, access, status = 200 } = options;
  const open = 'public' in access;
  const decorators: MethodDecorator[] = [
    SetMetadata(ENDPOINT, options),
    HttpCode(status),
    ApiOperation({
      summary,
      description: [description, accessText(access)].filter(Boolean).join('\n\n'),
      ...(open ? { security: [] } : {}),
    }),
    // For programs; people read the last sentence of the description.
    ApiExtension('x-access', access),
    ApiResponse({ status, description: summary, ...answerOf(options) }),
  ];
  if (options.body) decorators.push(bodyOf(options.body, options));
  if (options.query) decorators.push(...parameters(options.query, 'query'));
  if (options.params) decorators.push(...parameters(options.params, 'path'));
  for (const { name, description, example } of options.headers ?? []) {
    const schema = { type: 'string', ...(example ? { examples: [example] } : {}) } as object;
    decorators.push(ApiHeader({ name, description, required: false, schema }));
  }
  for (const also of options.alsoAnswers ?? []) {
    const content = answerContent(also.answer);
    decorators.push(ApiResponse({ status: also.status, description: also.description, content }));
  }
  if (!open) decorators.push(ApiBearerAuth('bearer'));
  for (const response of problems(options)) decorators.push(ApiResponse(response));
  return applyDecorators(...decorators);
}

function answerOf({ answer, text, errors }: EndpointOptions): Partial<ApiResponseOptions> {
  const replays = errors?.includes('IDEMPOTENCY_CONFLICT')
    ? { headers: { 'Idempotent-Replayed': { $ref: '#/components/headers/IdempotentReplayed' } as object } }
    : {};
  if (text) return { content: { [text]: { schema: { type: 'string', description: 'Lines of text' } } } };
  return { ...replays, ...(answer ? { content: answerContent(answer) } : {}) } as Partial<ApiResponseOptions>;
}

function answerContent(type: ClassRef) {
  return { 'application/json': { schema: ref(type), example: exampleOf(schemaOf(type)) } };
}

function bodyOf(type: ClassRef, { errors }: EndpointOptions): MethodDecorator {
  const keyed = errors?.includes('IDEMPOTENCY_CONFLICT');
  const description = `JSON in UTF-8; unknown fields are refused.${keyed ? ' The same again gets the first answer.' : ''}`;
  const examples = { example: { value: exampleOf(schemaOf(type)) } };
  return ApiBody({ required: true, description, schema: ref(type), examples });
}

function parameters(type: ClassRef, place: 'query' | 'path'): MethodDecorator[] {
  const { properties, required } = schemaOf(type) as {
    properties: Record<string, Record<string, unknown>>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => {
    const common = { name, description: String(description), schema: schema as object };
    if (place === 'path') return ApiParam(common);
    return ApiQuery({ ...common, required: required?.includes(name) ?? false });
  });
}

/** The problems of a route, grouped by status; every route that checks anything may also refuse the input as such. */
function problems(options: EndpointOptions): ApiResponseOptions[] {
  const codes = new Set<ErrorCode>(options.errors ?? []);
  if (options.body) {
    for (const code of ['MALFORMED_JSON', 'INVALID_TEXT', 'NESTING_TOO_DEEP', 'PAYLOAD_TOO_LARGE'] as const)
      codes.add(code);
    codes.add('UNSUPPORTED_MEDIA_TYPE');
  }
  if (options.params) codes.add('MALFORMED_URL');
  if (options.body || options.query || options.params) codes.add('VALIDATION_FAILED');
  if (!('public' in options.access)) codes.add('UNAUTHENTICATED').add('FORBIDDEN');
  // Whoever brings credentials can bring wrong ones, again and again.
  if (codes.has('UNAUTHENTICATED') || codes.has('LOGIN_FAILED')) codes.add('RATE_LIMITED');
  codes.add('DATABASE_UNAVAILABLE');
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) byStatus.set(ERRORS[code].status, [...(byStatus.get(ERRORS[code].status) ?? []), code]);
  const listed = [...byStatus].map(([status, list]) => {
    const description = list.map((code) => `\`${code}\`: ${ERRORS[code].title['en-US']}`).join('; ');
    return { status, description, content: problemContent(list) };
  });
  return [...listed, { status: 'default', description: 'Any other problem', content: problemContent([]) }];
}

/** Problem details; the examples name the codes to expect. */
function problemContent(codes: readonly ErrorCode[]) {
  const examples = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` } as object]));
  return {
    'application/problem+json': {
      schema: { $ref: '#/components/schemas/ProblemView' },
      ...(codes.length > 0 ? { examples } : {}),
    },
  };
}

/** One line that tells people who may call a route. */
export function accessText(access: Access): string {
  if ('public' in access) return `Public: ${access.public}`;
  if ('operator' in access) return 'For any logged-in operator.';
  const parts: string[] = [];
  if (access.scope) parts.push(`API keys with the scope \`${access.scope}\``);
  if (access.user) parts.push('the token of the user itself');
  if (access.permission) parts.push(`operators with the permission \`${access.permission}\``);
  return `For ${parts.join(', ')}.`;
}
