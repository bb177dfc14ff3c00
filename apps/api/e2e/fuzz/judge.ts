import { ERRORS, type ErrorCode, FIELD_ERROR_CODES, type FieldError } from '@jifen/contracts';
import { schemaChecks } from './answers.js';
import type { ApiDocument, Operation } from './document.js';
import type { RawAnswer } from './http.js';
import type { Expectation, FuzzRequest } from './requests.js';

interface ProblemBody {
  code: ErrorCode;
  status: number;
  traceId: string;
  errors?: FieldError[];
}

/** Refusals of how a request looks; one that looks right must never get them. */
const ABOUT_LOOKS: ErrorCode[] = [
  ...(['VALIDATION_FAILED', 'MALFORMED_JSON', 'MALFORMED_URL', 'INVALID_TEXT', 'NESTING_TOO_DEEP'] as const),
  ...(['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'UNAUTHENTICATED', 'FORBIDDEN', 'METHOD_NOT_ALLOWED'] as const),
];
/** What any address may answer, whatever its own route promises. */
const ANYWHERE: ErrorCode[] = ['NOT_FOUND', 'METHOD_NOT_ALLOWED', 'MALFORMED_URL'];
/** What a body may get on a route that wants none. */
const UNWANTED: ErrorCode[] = [
  ...(['UNSUPPORTED_MEDIA_TYPE', 'MALFORMED_JSON', 'INVALID_TEXT', 'NESTING_TOO_DEEP', 'PAYLOAD_TOO_LARGE'] as const),
];

/** What is wrong with an answer; empty when nothing is. */
export type Judge = (request: FuzzRequest, answer: RawAnswer) => string[];

/** Compares answers with what the document promises and with what had to come of the request. */
export function judgeOf(document: ApiDocument): Judge {
  const { check } = schemaChecks(document);
  return (request, answer) => {
    const { status, headers, body } = answer;
    const isHead = request.method === 'HEAD';
    const isPublic = 'public' in request.operation.access;
    if (status >= 500) return [`answered ${status}: ${body.slice(0, 300)}`];
    if (status < 400) {
      const sameRoute = request.method === request.operation.method;
      const complaints = sameRoute ? checkSuccess(request.operation, answer, check) : [];
      return [...complaints, ...meetsSuccess(request.expected, answer)];
    }
    const type = String(headers['content-type']);
    if (!type.startsWith('application/problem+json')) return [`answered ${status} as ${type}: ${body.slice(0, 200)}`];
    if (isHead) return [];
    const problem = JSON.parse(body) as ProblemBody;
    return [...checkProblem(request, answer, problem, check), ...meetsRefusal(request.expected, problem, isPublic)];
  };
}

type Check = ReturnType<typeof schemaChecks>['check'];

function checkSuccess(operation: Operation, { status, headers, body }: RawAnswer, check: Check): string[] {
  const promised = operation.responses.find((each) => each.status === status);
  if (!promised) return [`answered ${status}, which is not documented`];
  if (!promised.schema) return body === '' ? [] : [`answered ${status} with a body: ${body.slice(0, 100)}`];
  const type = String(headers['content-type']);
  if (!type.startsWith(promised.mediaType ?? '')) return [`answered as ${type}, not as ${promised.mediaType}`];
  if (!promised.mediaType?.includes('json')) return [];
  return check(promised.schema, JSON.parse(body)).map((wrong) => `the answer breaks its schema: ${wrong}`);
}

function checkProblem(request: FuzzRequest, answer: RawAnswer, problem: ProblemBody, check: Check): string[] {
  const { status, headers } = answer;
  const wrong = check({ $ref: '#/components/schemas/ProblemView' }, problem);
  if (wrong.length > 0) return wrong.map((each) => `the problem breaks its schema: ${each}`);
  const { code, traceId, errors } = problem;
  const complaints: string[] = [];
  if (problem.status !== status || ERRORS[code].status !== status) complaints.push(`${code} under status ${status}`);
  if (headers['x-trace-id'] !== undefined && headers['x-trace-id'] !== traceId) complaints.push('another trace id');
  if (code === 'VALIDATION_FAILED' && !errors?.length) complaints.push('VALIDATION_FAILED names no place');
  // The console says what is wrong by the code, in the reader's language.
  const unspoken = errors?.find(
    (error) => !error.text && !(FIELD_ERROR_CODES as readonly string[]).includes(error.code),
  );
  if (unspoken) complaints.push(`no words for ${unspoken.code} in any language but English`);
  const documented = request.operation.responses.some((each) => each.status === status && each.codes.includes(code));
  const otherRoute = request.method !== request.operation.method;
  const isUnwanted = !request.operation.body && UNWANTED.includes(code);
  if (!documented && !otherRoute && !isUnwanted && !ANYWHERE.includes(code))
    complaints.push(`${code} is not documented here`);
  return complaints;
}

function meetsSuccess(expected: Expectation, answer: RawAnswer): string[] {
  if (expected.kind === 'refused') return [`answered ${answer.status} instead of ${expected.codes.join(' or ')}`];
  if (expected.kind !== 'rejected') return [];
  const { results } = JSON.parse(answer.body) as { results: { status: string; problem?: ProblemBody }[] };
  const problem = results[expected.index]?.problem;
  if (!problem) return [`event ${expected.index} was not rejected`];
  return meetsRefusal({ kind: 'refused', codes: ['VALIDATION_FAILED'], pointer: expected.pointer }, problem);
}

function meetsRefusal(expected: Expectation, { code, errors = [] }: ProblemBody, isPublic = false): string[] {
  const places = errors.map(({ pointer }) => pointer);
  if (expected.kind === 'taken') {
    // A public route may still want a proof of its own, such as the cookie of a session.
    const wantsProof = code === 'UNAUTHENTICATED' && isPublic;
    if (!ABOUT_LOOKS.includes(code) || wantsProof) return [];
    const allowed = expected.unless ?? [];
    if (code === 'VALIDATION_FAILED' && places.every((place) => allowed.some((each) => covers(each, place)))) return [];
    return [`looks right and was refused: ${code} at ${places.join(', ')}`];
  }
  if (expected.kind === 'rejected') return [`one event made the batch fail: ${code}`];
  if (expected.kind !== 'refused') return [];
  if (!expected.codes.includes(code)) return [`${code} instead of ${expected.codes.join(' or ')}`];
  const { pointer } = expected;
  if (code !== 'VALIDATION_FAILED' || pointer === undefined) return [];
  const isNamed = places.some((place) => covers(pointer, place) || covers(place, pointer));
  return isNamed ? [] : [`names ${places.join(', ')} and not ${pointer}`];
}

/** Whether a place lies at a pointer or below it; long pointers are cut in answers. */
function covers(pointer: string, place: string): boolean {
  return place === pointer.slice(0, 200) || place.startsWith(`${pointer}/`);
}
