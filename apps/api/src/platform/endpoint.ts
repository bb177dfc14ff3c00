import { type ClassRef, ERRORS, type ErrorCode, type Permission, type Scope, schemaOf } from '@jifen/contracts';
import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  type ApiResponseOptions,
} from '@nestjs/swagger';

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
  const { summary, description, answer, status = 200 } = options;
  const decorators: MethodDecorator[] = [
    SetMetadata(ENDPOINT, options),
    HttpCode(status),
    ApiOperation({ summary, description: [description, accessText(options.access)].filter(Boolean).join('\n\n') }),
    ApiResponse({ status, description: summary, ...(answer ? { schema: ref(answer) } : {}) }),
  ];
  if (options.body) decorators.push(ApiBody({ required: true, schema: ref(options.body) }));
  if (options.query) decorators.push(...parameters(options.query, 'query'));
  if (options.params) decorators.push(...parameters(options.params, 'path'));
  for (const { name, description, example } of options.headers ?? []) {
    decorators.push(ApiHeader({ name, description, required: false, ...(example ? { example } : {}) }));
  }
  for (const also of options.alsoAnswers ?? []) {
    decorators.push(ApiResponse({ status: also.status, description: also.description, schema: ref(also.answer) }));
  }
  if (!('public' in options.access)) decorators.push(ApiBearerAuth('bearer'));
  for (const response of problems(options)) decorators.push(ApiResponse(response));
  return applyDecorators(...decorators);
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
  if (options.body || options.query || options.params) codes.add('VALIDATION_FAILED');
  if (!('public' in options.access)) codes.add('UNAUTHENTICATED').add('FORBIDDEN');
  codes.add('RATE_LIMITED').add('DATABASE_UNAVAILABLE');
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) byStatus.set(ERRORS[code].status, [...(byStatus.get(ERRORS[code].status) ?? []), code]);
  return [...byStatus].map(([status, list]) => ({
    status,
    description: list.map((code) => `\`${code}\`: ${ERRORS[code].title['en-US']}`).join('; '),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemView' } } },
  }));
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
