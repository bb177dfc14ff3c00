import type { ErrorCode } from '@jifen/contracts';
import { bodyMutations } from './body-mutations.js';
import type { Parameter } from './document.js';
import type { FuzzRequest, Maker } from './requests.js';

/** A way to spoil a request; answers nothing where there is nothing of the kind to spoil. */
export type Mutation = (maker: Maker, request: FuzzRequest) => FuzzRequest | undefined;

const BAD_PATHS: [string, ErrorCode[]][] = [
  ...[
    '%00',
    'a%00',
    '%2e',
    '%2e%2e',
    '.',
    '..',
    '%2F',
    'a%2Fb',
    '%F0%9F%92%A5',
    '%E5%92%96',
    '%20',
    'a%20b',
    '%0d%0aX',
  ].map((text): [string, ErrorCode[]] => [text, ['VALIDATION_FAILED']]),
  ...["'", '"', ';', '%5C', '%25', '*', '%3Cscript%3E', '%EF%BB%BFa', 'x'.repeat(65), 'x'.repeat(200)].map(
    (text): [string, ErrorCode[]] => [text, ['VALIDATION_FAILED']],
  ),
  ['x'.repeat(201), ['VALIDATION_FAILED', 'NOT_FOUND']],
  ['x'.repeat(10_000), ['VALIDATION_FAILED', 'NOT_FOUND']],
  ['', ['NOT_FOUND', 'VALIDATION_FAILED']],
  ['a/b', ['NOT_FOUND']],
  ...['%', '%zz', '%ff', '%C0%80', '%ED%A0%80', '%u0000'].map((text): [string, ErrorCode[]] => [
    text,
    ['MALFORMED_URL'],
  ]),
];

/** Path parameters that are no keys. A user token sees first of all that it is not about its own user. */
const spoilPath: Mutation = ({ dice }, request) => {
  const names = Object.keys(request.pathValues);
  if (names.length === 0) return undefined;
  const name = dice.pick(names);
  const [text, codes] = dice.pick(BAD_PATHS);
  const own = request.asker.kind === 'user' && name === 'userId' ? (['FORBIDDEN'] as const) : [];
  const place = text.length > 200 ? ':' : `:${name}`;
  const expected = { kind: 'refused', codes: [...codes, ...own], pointer: place } as const;
  return {
    ...request,
    label: `path ${name}=${text.slice(0, 80)}`,
    pathValues: { ...request.pathValues, [name]: text },
    expected,
  };
};

const queryOf = ({ operation }: FuzzRequest): Parameter[] => operation.parameters.filter((each) => each.in === 'query');

/** The query with nothing of a name, and then this of it. */
function withQuery(request: FuzzRequest, name: string, ...values: string[]): [string, string][] {
  return [
    ...request.query.filter(([other]) => other !== name),
    ...values.map((value): [string, string] => [name, value]),
  ];
}

const TEXTS = [
  '',
  '0',
  '-1',
  '1000000000',
  '1e9',
  'abc',
  '1.5',
  '9007199254740993',
  '1e400',
  '-0',
  'null',
  'true',
  '%00',
  '%F0%9F%92%A5',
];

/** A query parameter that says something else: what its schema does not allow is refused by its name. */
const spoilQuery: Mutation = ({ dice }, request) => {
  const parameters = queryOf(request);
  if (parameters.length === 0) return undefined;
  const { name, schema } = dice.pick(parameters);
  const text = dice.pick([...TEXTS, 'x'.repeat(5000), encodeURIComponent('2026-02-30T00:00:00Z'), '2026-01-01']);
  const decoded = decodeURIComponent(text);
  const query = withQuery(request, name, text);
  const label = `query ${name}=${text.slice(0, 80)}`;
  if (schema.type !== 'string' || allowsText(schema, decoded))
    return { ...request, label, query, expected: { kind: 'sane' } };
  return { ...request, label, query, expected: { kind: 'refused', codes: ['VALIDATION_FAILED'], pointer: `?${name}` } };
};

function allowsText(
  { pattern, enum: values, format, minLength = 0, maxLength = Infinity }: Parameter['schema'],
  text: string,
) {
  if (values) return values.includes(text);
  if (format) return text === '2026-01-01' && format === 'date';
  return text.length >= minLength && text.length <= maxLength && (!pattern || new RegExp(pattern, 'u').test(text));
}

/** Numbers out of bounds, and everything given twice or under names that are not there. */
const breakQuery: Mutation = ({ dice }, request) => {
  const parameters = queryOf(request);
  const refused = (name: string) => ({ kind: 'refused', codes: ['VALIDATION_FAILED'], pointer: `?${name}` }) as const;
  const limit = parameters.find(({ name }) => name === 'limit');
  if (limit && dice.chance(40)) {
    const text = dice.pick(['0', '-1', '1000000000', '201', '1.5', 'abc', '1e400', 'NaN', '9007199254740993', '']);
    return { ...request, label: `limit=${text}`, query: withQuery(request, 'limit', text), expected: refused('limit') };
  }
  if (parameters.length > 0 && dice.chance(40)) {
    const { name, schema } = dice.pick(parameters);
    const value = String(schema.examples?.[0] ?? schema.enum?.[0] ?? '1');
    const query = withQuery(request, name, encodeURIComponent(value), encodeURIComponent(value));
    return { ...request, label: `${name} twice`, query, expected: refused(name) };
  }
  const name = dice.pick(['unknown', 'limit%5B%5D', '__proto__', 'constructor', 'cursor%00', '%F0%9F%92%A5', 'LIMIT']);
  const query: [string, string][] = [...request.query, [name, '1']];
  const decoded = decodeURIComponent(name).replaceAll('\u0000', '\ufffd');
  // A route that takes no query at all does not look at it.
  const expected = parameters.length > 0 ? refused(decoded) : request.expected;
  return { ...request, label: `unknown query ${decoded}`, query, expected };
};

/** A page is refused to start where another list or another user's list ended. */
const foreignCursor: Mutation = ({ dice, world }, request) => {
  if (!queryOf(request).some(({ name }) => name === 'cursor')) return undefined;
  const list = listOf(request);
  const foreign = world.cursors
    .filter((each) => each.list !== list && !sameList(each.list, list))
    .map((each) => each.cursor);
  const [body = '', tag = ''] = dice.pick(foreign).split('.');
  const garbage = [
    'x',
    '.',
    '..',
    'e30.AAAA',
    `${body}.`,
    `.${tag}`,
    `${body}.${tag}.${tag}`,
    body,
    `${body}A.${tag}`,
    '%F0%9F%92%A5',
  ];
  const text = dice.chance(50) ? `${body}.${tag}` : dice.pick([...garbage, `${'A'.repeat(500)}.${tag}`]);
  const query: [string, string][] = [['cursor', text]];
  const label = `cursor ${text.slice(0, 60)}`;
  return { ...request, label, query, expected: { kind: 'refused', codes: ['INVALID_CURSOR', 'USER_NOT_FOUND'] } };
};

const listOf = ({ operation, pathValues }: FuzzRequest): string =>
  pathValues['userId'] === undefined ? operation.operationId : `${operation.operationId} ${pathValues['userId']}`;

/** The console's and the API's statement of a user are one list. */
function sameList(a: string, b: string): boolean {
  const subject = (list: string) => list.replace(/^\w+_(transactions)/, '$1');
  return subject(a) === subject(b);
}

const WRONG_CREDENTIALS = [
  '',
  'Bearer',
  'Bearer ',
  'Bearer x',
  'Bearer null',
  'Basic YWRtaW46YWRtaW4=',
  'Bearer jf_live_x_y',
  'Bearer jf_live_',
  `Bearer ${'x'.repeat(5000)}`,
  'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c2VyLTAiLCJleHAiOjk5OTk5OTk5OTl9.',
  'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c2VyLTAifQ.AAAA',
  'Bearer ..',
  'Token \u00ff\u00fe',
];

/** Credentials that are none. */
const wrongCredentials: Mutation = ({ dice }, request) => {
  if (!request.asker.authorization) return undefined;
  const Authorization = dice.chance(20) ? `${request.asker.authorization}x` : dice.pick(WRONG_CREDENTIALS);
  const headers = { ...request.headers, Authorization };
  const label = `authorization ${Authorization.slice(0, 40)}`;
  return { ...request, label, headers, expected: { kind: 'refused', codes: ['UNAUTHENTICATED'] } };
};

const ODD_HEADERS: [string, string][] = [
  ['Prefer', 'respond-async; wait=\u00ff'],
  ['Prefer', ',;=,,respond-asyncx'],
  ['Prefer', 'x'.repeat(5000)],
  ['Accept-Language', 'zh-CN,zh;q=0.9'],
  ['Accept-Language', '*;q=abc,\u00e9'],
  ['Accept-Language', 'x'.repeat(5000)],
  ['traceparent', '00-zz-zz-zz'],
  ['traceparent', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`],
  ['traceparent', '\u00ff'.repeat(100)],
  ['Accept', 'text/html'],
  ['Accept', 'application/xml;q=x'],
  ['Accept-Encoding', 'gzip, br, nonsense'],
  ['X-Forwarded-For', "'; DROP TABLE points_user; --"],
  ['X-Forwarded-For', '999.999.999.999, ::::'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['If-None-Match', '*'],
  ['Range', 'bytes=0-'],
  ['Cookie', 'jifen_refresh=%00; jifen_refresh=; =; ;;'],
  ['Cookie', `jifen_refresh=${'x'.repeat(4000)}`],
  ['Origin', 'null'],
  ['Host', 'evil.example'],
  ['X-Experiment-Group', '\u00ff'],
  ['Expect', 'nonsense'],
];

/** Headers that are odd and change nothing about whether the request is taken. */
const oddHeaders: Mutation = ({ dice }, request) => {
  const [name, value] = dice.pick(ODD_HEADERS);
  const headers = { ...request.headers, [name]: value };
  return { ...request, label: `${name}: ${value.slice(0, 40)}`, headers, expected: { kind: 'sane' } };
};

/** Methods that the route does not have; another route may. */
const otherMethods: Mutation = ({ dice }, request) => {
  const method = dice.pick(['HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'DELETE', 'PUT', 'PATCH', 'POST', 'GET', 'SEARCH']);
  if (method === request.method) return undefined;
  const { raw, ...others } = request;
  const isBodiless = ['HEAD', 'GET', 'TRACE'].includes(method);
  return {
    ...others,
    label: `method ${method}`,
    method,
    body: isBodiless ? undefined : request.body,
    expected: { kind: 'sane' },
  };
};

/** A body where none is wanted. */
const unwantedBody: Mutation = ({ dice }, request) => {
  if (request.operation.body) return undefined;
  const raw = dice.pick(['{}', '{', '[]', '"\\u0000"', '['.repeat(5000), 'a=1', '', Buffer.from([0xff, 0x00])]);
  const type = dice.pick(['application/json', 'text/plain', 'application/x-www-form-urlencoded']);
  const headers = { ...request.headers, 'Content-Type': type };
  return { ...request, label: `unwanted body as ${type}`, raw, headers, expected: { kind: 'sane' } };
};

const OF_THE_REST: [number, Mutation][] = [
  [3, spoilPath],
  [2, spoilQuery],
  [3, breakQuery],
  [2, foreignCursor],
  [2, wrongCredentials],
  [2, oddHeaders],
  [1, otherMethods],
  [1, unwantedBody],
];

/** So many spoilt requests of a route, of every kind that it has something for. */
export function spoiltRequests(maker: Maker, make: () => FuzzRequest, count: number): FuzzRequest[] {
  const { dice } = maker;
  const weighted = [...OF_THE_REST, [24, bodyMutations] as [number, Mutation]];
  const urn = weighted.flatMap(([weight, mutation]) => Array.from({ length: weight }, () => mutation));
  const result: FuzzRequest[] = [];
  while (result.length < count) {
    const spoilt = dice.pick(urn)(maker, make());
    if (spoilt) result.push(spoilt);
  }
  return result;
}
