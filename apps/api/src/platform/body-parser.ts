import { type FieldError, JifenError } from '@jifen/contracts';
import type { FastifyInstance } from 'fastify';
import { escapePointer, shownPointer } from './pointer.js';

/** Deepest nesting of a body. */
const MAX_DEPTH = 32;
/** A number can only be read as infinite with so many digits in a row, or with three of them in its exponent. */
const LONG_NUMBER = 200;
const LONG_EXPONENT = 3;
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads JSON bodies strictly: valid UTF-8, no NUL, no lone surrogates, no number beyond what a double holds (none of
 * them could be stored and given back), a bounded depth, and no `__proto__` key. What is not JSON, or is compressed, is
 * 415.
 */
export function registerBodyParser(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      const encoding = request.headers['content-encoding'] ?? 'identity';
      if (encoding.toLowerCase() !== 'identity') throw new JifenError('UNSUPPORTED_MEDIA_TYPE');
      done(null, parseBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

/**
 * The value of a JSON body. Raises MALFORMED_JSON, and with a pointer where there is one INVALID_TEXT, NESTING_TOO_DEEP
 * or, for a number that is too large, VALIDATION_FAILED.
 */
export function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  let text: string;
  try {
    text = decoder.decode(body);
  } catch {
    throw new JifenError('INVALID_TEXT');
  }
  const { depth, hugeNumbers } = scan(text);
  if (depth > MAX_DEPTH) {
    const wrong = errorAt(deepPlace(text), 'depth', `must not be nested deeper than ${MAX_DEPTH}`);
    throw new JifenError('NESTING_TOO_DEEP', { maxDepth: MAX_DEPTH }, wrong);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new JifenError('MALFORMED_JSON');
  }
  // Only an escape can bring in a NUL or half a surrogate pair, or hide the spelling of a key.
  if (text.includes('\\u') || text.includes('__proto__') || hugeNumbers) refuseUnsafe(value, '');
  return value;
}

/**
 * One pass before parsing, so that nothing deep is ever built: the deepest nesting of brackets outside strings, and
 * whether any number is long enough to be read as infinite.
 */
function scan(text: string): { depth: number; hugeNumbers: boolean } {
  let open = 0;
  let depth = 0;
  let digits = 0;
  let longest = LONG_NUMBER;
  let hugeNumbers = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char >= 48 && char <= 57) {
      if (++digits >= longest) hugeNumbers = true;
      continue;
    }
    if (char === 43) continue;
    digits = 0;
    longest = char === 69 || char === 101 ? LONG_EXPONENT : LONG_NUMBER;
    if (char === 34) {
      i = endOfString(text, i);
    } else if (char === 91 || char === 123) {
      if (++open > depth) depth = open;
    } else if (char === 93 || char === 125) open--;
  }
  return { depth, hugeNumbers };
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 92) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

/** The pointer to the first bracket that is too deep. What comes before it may be no JSON; then it is a guess. */
function deepPlace(text: string): string {
  const open: { isArray: boolean; index: number; name: string }[] = [];
  let name = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    const inner = open.at(-1);
    if (char === '"') {
      const end = endOfString(text, i);
      name = text.slice(i, end + 1);
      i = end;
    } else if (char === ':' && inner) inner.name = name;
    else if (char === ',' && inner) inner.index++;
    else if (char === ']' || char === '}') open.pop();
    else if (char === '[' || char === '{') {
      if (open.length === MAX_DEPTH) break;
      open.push({ isArray: char === '[', index: 0, name: '""' });
    }
  }
  return open.map((each) => `/${each.isArray ? each.index : escapePointer(spelledOut(each.name))}`).join('');
}

function spelledOut(name: string): string {
  try {
    return String(JSON.parse(name));
  } catch {
    return name;
  }
}

function errorAt(pointer: string, code: string, detail: string): FieldError[] {
  return [{ pointer: shownPointer(pointer), code, detail }];
}

function refuseText(text: string, pointer: string): void {
  if (!text.includes('\u0000') && text.isWellFormed()) return;
  throw new JifenError('INVALID_TEXT', {}, errorAt(pointer, 'text', 'must hold neither NUL nor half a surrogate pair'));
}

function refuseUnsafe(value: unknown, at: string): void {
  if (typeof value === 'string') {
    refuseText(value, at);
  } else if (typeof value === 'number') {
    if (Number.isFinite(value)) return;
    throw new JifenError('VALIDATION_FAILED', {}, errorAt(at, 'type', 'must be a finite number'));
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) refuseUnsafe(item, `${at}/${index}`);
  } else if (value !== null && typeof value === 'object') {
    for (const name of Object.getOwnPropertyNames(value)) {
      if (name === '__proto__') throw new JifenError('MALFORMED_JSON');
      const place = `${at}/${escapePointer(name)}`;
      refuseText(name, place);
      refuseUnsafe((value as Record<string, unknown>)[name], place);
    }
  }
}
