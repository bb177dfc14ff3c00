import type { ErrorCode } from '@jifen/contracts';

/** The OpenAPI document as these tests read it: operations with everything that belongs to them. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  minProperties?: number;
  maxProperties?: number;
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  examples?: unknown[];
}

export interface ApiDocument {
  openapi: string;
  tags: { name: string }[];
  paths: Record<string, Record<string, RawOperation>>;
  components: {
    schemas: Record<string, Schema>;
    responses: Record<string, RawResponse>;
    examples: Record<string, { value: unknown }>;
  };
}

interface RawResponse {
  $ref?: string;
  description: string;
  content?: Record<string, { schema: Schema; example?: unknown; examples?: object }>;
}

interface RawOperation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security: object[];
  'x-access': Access;
  parameters: Parameter[];
  requestBody?: {
    description: string;
    content: Record<string, { schema: Schema; examples: { example: { value: unknown } } }>;
  };
  responses: Record<string, RawResponse>;
}

export interface Access {
  public?: string;
  operator?: true;
  scope?: string;
  permission?: string;
  user?: 'own';
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  description: string;
  required: boolean;
  schema: Schema;
}

export interface Answer {
  status: number;
  description: string;
  mediaType: string | undefined;
  schema: Schema | undefined;
  /** What a success may look like. */
  example: unknown;
  /** Codes of the problems to expect under this status. */
  codes: ErrorCode[];
}

export interface Operation extends Pick<RawOperation, 'operationId' | 'summary' | 'description' | 'tags' | 'security'> {
  method: string;
  /** With `{name}` parameters. */
  path: string;
  access: Access;
  parameters: Parameter[];
  body: { description: string; schema: Schema; example: unknown } | undefined;
  responses: Answer[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Every operation of the document, with references to shared responses followed. */
export function operationsOf(document: ApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, raw]) => operationOf(document, method.toUpperCase(), path, raw)),
  );
}

function operationOf(document: ApiDocument, method: string, path: string, raw: RawOperation): Operation {
  const { operationId, summary, description, tags, security, parameters, requestBody } = raw;
  const content = requestBody?.content['application/json'];
  const body = content && {
    description: requestBody?.description ?? '',
    schema: content.schema,
    example: content.examples?.example.value,
  };
  const responses = Object.entries(raw.responses)
    .filter(([status]) => status !== 'default')
    .map(([status, response]) => answerOf(document, Number(status), response));
  return {
    ...{ operationId, summary, description, tags, security, parameters, method, path, body, responses },
    access: raw['x-access'],
  };
}

function answerOf({ components }: ApiDocument, status: number, response: RawResponse): Answer {
  const named = response.$ref ? components.responses[response.$ref.split('/').at(-1) ?? ''] : response;
  if (!named) throw new Error(`No response ${response.$ref}`);
  const [mediaType, content] = Object.entries(named.content ?? {})[0] ?? [];
  const codes = Object.keys(content?.examples ?? {}) as ErrorCode[];
  const { schema, example } = content ?? {};
  return { status, description: named.description, mediaType, schema, example, codes };
}

/** The schema itself, with references followed. */
export function resolve(document: ApiDocument, schema: Schema): Schema {
  if (!schema.$ref) return schema;
  const found = document.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
  if (!found) throw new Error(`No schema ${schema.$ref}`);
  return found;
}
