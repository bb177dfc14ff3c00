import { contractClasses, ERRORS, type ErrorCode, JifenError, type JsonSchema, schemaOf } from '@jifen/contracts';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { problemOf } from './problem.filter.js';

const DESCRIPTION = [
  'Points and rewards. Points are integers, money is integer minor units, times are RFC 3339 in UTC, days are',
  'those of the programme’s time zone. Keys from outside (users, events, business numbers) are 1 to 64 of',
  '`A-Za-z0-9._:@-`.',
  '',
  'Every write carries a business key: the same request again gets the first answer again and the header',
  '`Idempotent-Replayed: true`, another request under the same key gets 409. So after a timeout just send it again.',
  '',
  'Errors are RFC 9457 problem details with a stable `code`; a refused request has changed nothing. Lists are read',
  'page by page: give `nextCursor` back as `cursor`.',
].join('\n');

/** Components that no route refers to, but people do: what `data` of an event may hold. */
const ALSO_SHOWN = ['OrderData'];

/**
 * The OpenAPI 3.1 document of the application; the schemas are those that requests are checked with. The same
 * sources give the same text: routes are sorted, and only the schemas that they reach are shown.
 */
export function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Jifen')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'API key, user token or operator session' }, 'bearer')
    .build();
  const document = SwaggerModule.createDocument(app, builder, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
    autoTagControllers: false,
  });
  const paths = Object.entries(document.paths).sort(([a], [b]) => (a < b ? -1 : 1));
  const responses: Record<string, object> = {};
  for (const [path, item] of paths) {
    for (const operation of operationsOf(item)) {
      operation.tags = [tagOf(path)];
      shareProblems(operation.responses, responses);
    }
  }
  document.paths = Object.fromEntries(paths);
  document.tags = [...new Set(paths.map(([path]) => tagOf(path)))].map((name) => ({ name }));
  document.components = {
    ...document.components,
    headers: HEADERS,
    responses: responses as never,
    examples: problemExamples(),
    schemas: reachable(document.paths) as never,
  };
  return document;
}

const HEADERS = {
  IdempotentReplayed: {
    description: '`true` when this is the answer of the first time; absent otherwise',
    schema: { type: 'string' as const, enum: ['true'] },
  },
};

interface Operation {
  tags?: string[];
  responses: Record<string, { content?: Record<string, { examples?: object }> }>;
}

function operationsOf(item: object): Operation[] {
  return Object.values(item).filter((value) => typeof value === 'object' && 'responses' in value);
}

/** Responses of a single problem are the same on every route: they are written down once, under its code. */
function shareProblems(responses: Operation['responses'], shared: Record<string, object>): void {
  for (const [status, response] of Object.entries(responses)) {
    const problem = response.content?.['application/problem+json'];
    const [code = 'Problem', ...others] = Object.keys(problem?.examples ?? {});
    if (!problem || others.length > 0) continue;
    shared[code] = response;
    responses[status] = { $ref: `#/components/responses/${code}` } as object;
  }
}

/** Routes are grouped by what they are about. */
function tagOf(path: string): string {
  const [api, , first = '', second = ''] = path.split('/').slice(1);
  if (api !== 'api') return 'Operations';
  const words = (text: string) => text.replaceAll('-', ' ');
  if (first === 'admin') return `Console: ${words(second)}`;
  const text = words(first);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** One example of each problem of the catalogue, so that responses can name the codes to expect. */
function problemExamples(): Record<string, { summary: string; value: object }> {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const example = (code: ErrorCode) => {
    const wrong = code === 'VALIDATION_FAILED' ? [{ pointer: '/points', code: 'minimum', detail: 'must be >= 1' }] : [];
    return { summary: ERRORS[code].title['en-US'], value: problemOf(new JifenError(code, {}, wrong), traceId) };
  };
  return Object.fromEntries((Object.keys(ERRORS) as ErrorCode[]).map((code) => [code, example(code)]));
}

/** The schemas that the routes refer to, and those that these refer to, by name. */
function reachable(paths: object): Record<string, JsonSchema> {
  const classes = contractClasses();
  const found = new Map<string, JsonSchema>();
  const visit = (name: string) => {
    const type = classes.get(name);
    if (found.has(name) || !type) return;
    const schema = schemaOf(type);
    found.set(name, schema);
    visitAll(schema);
  };
  const visitAll = (value: object) => {
    for (const [, name] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) visit(name ?? '');
  };
  visitAll(paths);
  ALSO_SHOWN.forEach(visit);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Serves the document at /api/openapi.json and for people at /api/docs. Built at the first request, not at the start. */
export function serveOpenApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('api/docs', app, () => openApiDocument(app), { jsonDocumentUrl: 'api/openapi.json' });
}
