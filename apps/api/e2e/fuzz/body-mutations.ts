import type { ErrorCode } from '@jifen/contracts';
import { schemaChecks } from './answers.js';
import type { Dice } from './dice.js';
import type { ApiDocument, Operation, Schema } from './document.js';
import { BEYOND_SCHEMA, type Expectation, type FuzzRequest, type Maker } from './requests.js';
import { escapePointer, type Place, placesOf, withValue } from './values.js';

type BodyMutation = (maker: Maker, request: FuzzRequest, schema: Schema) => FuzzRequest | undefined;

/**
 * Places where a value that the schema allows may still be refused as such, because the check needs more than the
 * schema: what an order's data says.
 */
const CHECKED_BEYOND: Record<string, string[]> = {
  Events_report: ['/data'],
  Events_batch: ['/events'],
  Events_preview: ['/data'],
};

const checks = new WeakMap<ApiDocument, ReturnType<typeof schemaChecks>>();
function fits(document: ApiDocument, schema: Schema, value: unknown): boolean {
  const known = checks.get(document) ?? schemaChecks(document);
  checks.set(document, known);
  return known.check(schema, value).length === 0;
}

/** What has to come of a body that was changed at a place: what the schema does not allow is refused there. */
function expectationOf({ document }: Maker, operation: Operation, value: unknown, pointer: string): Expectation {
  const schema = operation.body?.schema ?? {};
  const { operationId } = operation;
  const beyond = [...(BEYOND_SCHEMA[operationId] ?? []), ...(CHECKED_BEYOND[operationId] ?? [])];
  if (fits(document, schema, value)) return { kind: 'taken', unless: [pointer, ...beyond] };
  // A batch is taken whatever its events are; each of them is judged by itself.
  const isBatch = operation.operationId === 'Events_batch';
  const { events } = ((isBatch && value) || {}) as { events?: unknown };
  if (pointer === '/events' && Array.isArray(events) && events.length > 0) return { kind: 'sane' };
  const event = isBatch ? /^\/events\/(\d+)(.*)$/.exec(pointer) : null;
  if (event) return { kind: 'rejected', index: Number(event[1]), pointer: event[2] ?? '' };
  return { kind: 'refused', codes: ['VALIDATION_FAILED'], pointer };
}

const refusedAs = (...codes: ErrorCode[]): Expectation => ({ kind: 'refused', codes });

function pickPlace({ document, dice }: Maker, request: FuzzRequest, schema: Schema, among = (_place: Place) => true) {
  const places = placesOf(document, schema, request.body).filter(among);
  return places.length > 0 ? dice.pick(places) : undefined;
}

const OTHER_VALUES: unknown[] = [
  ...[null, true, false, 0, -0, 1, -1, 1.5, 1e308, -1e308, 5e-324, 2 ** 53, -(2 ** 53), 1e21],
  ...[
    '',
    '1',
    'null',
    'x'.repeat(65),
    'x'.repeat(10_000),
    '咖啡☕',
    '../..',
    "'; DROP TABLE points_user; --",
    '\u0001',
  ],
  ...[
    '2026-02-30T00:00:00Z',
    '2026-01-01',
    '0000-01-01T00:00:00Z',
    '2026-06-30T23:59:60Z',
    '9999-12-31T23:59:59-23:59',
  ],
  ...[[], [null], [[]], {}, { constructor: 1 }, { toString: 1 }, { length: 1 }],
];

const wrongValue: BodyMutation = (maker, request, schema) => {
  const place = pickPlace(maker, request, schema);
  if (!place) return undefined;
  const value = maker.dice.pick(OTHER_VALUES);
  const body = withValue(request.body, place.path, value);
  const label = `${place.pointer} = ${JSON.stringify(value).slice(0, 40)}`;
  return { ...request, label, body, expected: expectationOf(maker, request.operation, body, place.pointer) };
};

const missingField: BodyMutation = (maker, request, schema) => {
  const place = pickPlace(maker, request, schema, ({ path, required }) => required && path.length > 0);
  if (!place) return undefined;
  const body = withValue(request.body, place.path, undefined);
  const expected = expectationOf(maker, request.operation, body, place.pointer);
  return { ...request, label: `without ${place.pointer}`, body, expected };
};

const NAMES = [
  'extra',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  '💥',
  'a/b~c',
  '__proto',
  'x'.repeat(300),
  'id',
];

const unknownField: BodyMutation = (maker, request, schema) => {
  const place = pickPlace(maker, request, schema, ({ closed }) => closed);
  if (!place) return undefined;
  const name = maker.dice.pick(NAMES);
  const body = withValue(request.body, [...place.path, name], maker.dice.pick([1, 'x', null, {}]));
  const pointer = `${place.pointer}/${escapePointer(name)}`;
  const expected = expectationOf(maker, request.operation, body, pointer);
  return { ...request, label: `unknown ${pointer.slice(0, 80)}`, body, expected };
};

const MARK = '@@here@@';
/** Literals that a value cannot stand for, with what becomes of the body. `undefined`: what the number means decides. */
const LITERALS: [string, ErrorCode | undefined][] = [
  ['1e400', 'VALIDATION_FAILED'],
  ['-1e400', 'VALIDATION_FAILED'],
  ['9'.repeat(400), 'VALIDATION_FAILED'],
  ['"\\u0000"', 'INVALID_TEXT'],
  ['"a\\u0000b"', 'INVALID_TEXT'],
  ['"\\ud800"', 'INVALID_TEXT'],
  ['"\\udc00x"', 'INVALID_TEXT'],
  ['{"\\ud83d":1}', 'INVALID_TEXT'],
  ['"\u0000"', 'MALFORMED_JSON'],
  ['"a\nb"', 'MALFORMED_JSON'],
  ['{"__proto__":{"admin":true}}', 'MALFORMED_JSON'],
  ['{"\\u005f_proto__":1}', 'MALFORMED_JSON'],
  ...[
    'NaN',
    'Infinity',
    '-Infinity',
    'undefined',
    '01',
    '0x10',
    '1.',
    '.5',
    '+1',
    "'a'",
    'tru',
    '1,',
    '/**/1',
    '@',
  ].map((text): [string, ErrorCode] => [text, 'MALFORMED_JSON']),
  [`${'['.repeat(33)}${']'.repeat(33)}`, 'NESTING_TOO_DEEP'],
  [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'NESTING_TOO_DEEP'],
  ['{"a":'.repeat(30_000), 'NESTING_TOO_DEEP'],
  ...[
    '1e3',
    '1E+3',
    '1.0',
    '10e-1',
    '100.0e0',
    '-0',
    '-0.0',
    '9007199254740993',
    '1e308',
    '1e-400',
    '12345678901234567890',
  ].map((text): [string, undefined] => [text, undefined]),
];

const rawLiteral: BodyMutation = (maker, request, schema) => {
  const place = pickPlace(maker, request, schema, ({ path }) => path.length > 0);
  if (!place) return undefined;
  const [literal, code] = maker.dice.pick(LITERALS);
  const marked = JSON.stringify(withValue(request.body, place.path, MARK));
  const raw = marked.replace(`"${MARK}"`, () => literal);
  const expected = code ? refusedAs(code) : expectationOf(maker, request.operation, JSON.parse(raw), place.pointer);
  return { ...request, label: `${place.pointer} = ${literal.slice(0, 40)}`, raw, expected };
};

const BYTES = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82], [0xf4, 0x90, 0x80, 0x80], [0x80], [0xfe]];

const invalidUtf8: BodyMutation = (maker, request, schema) => {
  const place = pickPlace(maker, request, schema, ({ path }) => path.length > 0);
  if (!place) return undefined;
  const [before = '', after = ''] = JSON.stringify(withValue(request.body, place.path, MARK)).split(MARK);
  const raw = Buffer.concat([Buffer.from(before), Buffer.from(maker.dice.pick(BYTES)), Buffer.from(after)]);
  return { ...request, label: `${place.pointer} is no UTF-8`, raw, expected: refusedAs('INVALID_TEXT') };
};

/** Larger than the limit that these tests set. */
export const BODY_LIMIT_BYTES = 262_144;

const wholeBody: BodyMutation = ({ dice }, request) => {
  const text = JSON.stringify(request.body);
  const cases: [string, string | Buffer, Expectation][] = [
    ['empty', '', refusedAs('VALIDATION_FAILED')],
    ['blank', ' \n', refusedAs('MALFORMED_JSON')],
    ...['null', '[]', '"x"', '1', 'true', '{}', `[${text}]`].map((raw): [string, string, Expectation] => [
      raw.slice(0, 20),
      raw,
      raw === '{}' ? { kind: 'sane' } : { kind: 'refused', codes: ['VALIDATION_FAILED'], pointer: '' },
    ]),
    ['cut off', text.slice(0, -1), refusedAs('MALFORMED_JSON')],
    ['more behind', `${text}x`, refusedAs('MALFORMED_JSON')],
    ['twice', text + text, refusedAs('MALFORMED_JSON')],
    ['with __proto__', text.replace(/^\{/, '{"__proto__":{},'), refusedAs('MALFORMED_JSON')],
    ['with a BOM', `\ufeff${text}`, request.expected],
    ['with white space', `\r\n\t ${text} \n`, request.expected],
    ['every key twice', `${text.slice(0, -1)},${text.slice(1)}`, request.expected],
    ['too large', `${text}${' '.repeat(BODY_LIMIT_BYTES)}`, refusedAs('PAYLOAD_TOO_LARGE')],
    ['UTF-16', Buffer.from(text, 'utf16le'), refusedAs('INVALID_TEXT', 'MALFORMED_JSON')],
    ['a form', 'a=1&b=2', refusedAs('MALFORMED_JSON')],
  ];
  const [label, raw, expected] = dice.pick(cases);
  return { ...request, label: `body ${label}`, raw, expected };
};

const TYPES: [string | undefined, boolean][] = [
  ['application/json; charset=utf-8', true],
  ['application/json;charset=UTF-8', true],
  ['Application/JSON', true],
  ['text/plain', false],
  ['text/json', false],
  ['application/xml', false],
  ['application/x-www-form-urlencoded', false],
  ['multipart/form-data; boundary=x', false],
  ['application/jsonx', false],
  ['application/octet-stream', false],
  ['nonsense', false],
  ['/', false],
  [undefined, false],
];

const contentType: BodyMutation = ({ dice }, request) => {
  const [type, isTaken] = dice.pick(TYPES);
  const { 'Content-Type': _left, ...others } = request.headers;
  const headers = type === undefined ? others : { ...others, 'Content-Type': type };
  const expected = isTaken ? request.expected : refusedAs('UNSUPPORTED_MEDIA_TYPE');
  return { ...request, label: `content type ${type}`, headers, expected };
};

const KINDS: [number, BodyMutation][] = [
  [8, wrongValue],
  [4, missingField],
  [4, unknownField],
  [5, rawLiteral],
  [1, invalidUtf8],
  [3, wholeBody],
  [2, contentType],
];

/** One way or another to spoil a body, where the route takes one. */
export function bodyMutations(maker: Maker, request: FuzzRequest): FuzzRequest | undefined {
  const schema = request.operation.body?.schema;
  if (!schema) return undefined;
  return pickKind(maker.dice)(maker, request, schema);
}

function pickKind(dice: Dice): BodyMutation {
  return dice.pick(KINDS.flatMap(([weight, mutation]) => Array.from({ length: weight }, () => mutation)));
}
