import { JifenError } from '@jifen/contracts';
import type { FastifyInstance } from 'fastify';

/** Deepest nesting of a body. */
const MAX_DEPTH = 32;
/** A number can only be read as infinite with so many digits in a row, or with three of them in its exponent. */
const LONG_NUMBER = 200;
const LONG_EXPONENT = 3;
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads JSON bodies strictly: valid UTF-8, no NUL, no lone surrogates, no number beyond what a double holds (none of
 * them could be stored and given back), a bounded depth, and no `__proto__` key. What is not JSON is 415.
 */
export function registerBodyParser(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** The value of a JSON body. Raises MALFORMED_JSON, INVALID_TEXT or NESTING_TOO_DEEP. */
export function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  let text: string;
  try {
    text = decoder.decode(body);
  } catch {
    throw new JifenError('INVALID_TEXT');
  }
  const { depth, hugeNumbers } = scan(text);
  if (depth > MAX_DEPTH) throw new JifenError('NESTING_TOO_DEEP', { maxDepth: MAX_DEPTH });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new JifenError('MALFORMED_JSON');
  }
  // Only an escape can bring in a NUL or half a surrogate pair, or hide the spelling of a key.
  if (text.includes('\\u') || text.includes('__proto__') || hugeNumbers) refuseUnsafe(value);
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

function refuseUnsafe(value: unknown): void {
  if (typeof value === 'string') {
    if (value.includes('\u0000') || !value.isWellFormed()) throw new JifenError('INVALID_TEXT');
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new JifenError('MALFORMED_JSON');
  } else if (Array.isArray(value)) {
    for (const item of value) refuseUnsafe(item);
  } else if (value !== null && typeof value === 'object') {
    for (const name of Object.getOwnPropertyNames(value)) {
      if (name === '__proto__') throw new JifenError('MALFORMED_JSON');
      refuseUnsafe(name);
      refuseUnsafe((value as Record<string, unknown>)[name]);
    }
  }
}
