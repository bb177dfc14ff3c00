/**
 * Where a text stops being JSON, and where in a text a value stands. Engines tell neither, or in words of their own, so
 * the text is read once more here.
 */

const SPACE = String.raw`[\t\n\r ]*`;
const TEXT = String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"`;
const PLAIN = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null`;
const TOKENS = new RegExp(`${SPACE}(?:([{}[\\],:])|${TEXT}|${PLAIN})`, 'y');

type Expected = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'more' | 'nothing';

/** Line and column, from 1, of the first character that cannot stand there; undefined when the text is JSON. */
export function placeOfFault(json: string): { line: number; column: number } | undefined {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  while (at < json.length) {
    TOKENS.lastIndex = at;
    const match = TOKENS.exec(json);
    const start = at + (/^[\t\n\r ]*/.exec(json.slice(at))?.[0].length ?? 0);
    if (!match) return start === json.length && expected === 'nothing' ? undefined : placeAt(json, start);
    const [token, mark] = match;
    const next = after(expected, mark ?? (token.trimStart().startsWith('"') ? 'text' : 'plain'), open);
    if (next === undefined) return placeAt(json, start);
    expected = next;
    at += token.length;
  }
  return expected === 'nothing' ? undefined : placeAt(json, json.length);
}

/** What may come after the token; undefined when the token itself may not stand there. */
function after(expected: Expected, token: string, open: ('{' | '[')[]): Expected | undefined {
  const ended = (): Expected => (open.length === 0 ? 'nothing' : 'more');
  const wantsValue = expected === 'value' || expected === 'valueOrEnd';
  switch (token) {
    case '{':
    case '[':
      if (!wantsValue) return undefined;
      open.push(token);
      return token === '{' ? 'keyOrEnd' : 'valueOrEnd';
    case '}':
    case ']': {
      const mayEnd = token === '}' ? expected === 'keyOrEnd' : expected === 'valueOrEnd';
      if (!mayEnd && expected !== 'more') return undefined;
      return open.pop() === (token === '}' ? '{' : '[') ? ended() : undefined;
    }
    case ',':
      if (expected !== 'more') return undefined;
      return open.at(-1) === '{' ? 'key' : 'value';
    case ':':
      return expected === 'colon' ? 'value' : undefined;
    case 'text':
      if (expected === 'key' || expected === 'keyOrEnd') return 'colon';
      return wantsValue ? ended() : undefined;
    default:
      return wantsValue ? ended() : undefined;
  }
}

function placeAt(json: string, index: number): { line: number; column: number } {
  const before = json.slice(0, index).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

interface OpenValue {
  pointer: string;
  /** The name of the member that comes next, or the number of the element. */
  next: string | number | undefined;
}

/**
 * The line, from 1, on which the value begins that an RFC 6901 pointer names; of a value that is missing, that of the
 * value it is missing from. The text must be JSON.
 */
export function lineOf(json: string, pointer: string): number {
  const open: OpenValue[] = [];
  let [line, best, depth] = [1, 1, -1];
  const begin = (): string => {
    const top = open.at(-1);
    const own = top ? `${top.pointer}/${String(top.next).replaceAll('~', '~0').replaceAll('/', '~1')}` : '';
    const leads = pointer === own || pointer.startsWith(`${own}/`);
    if (leads && own.length > depth) [best, depth] = [line, own.length];
    return own;
  };
  for (const [text, mark] of json.matchAll(new RegExp(TOKENS, 'g'))) {
    line += text.split('\n').length - 1;
    const top = open.at(-1);
    if (mark === '{' || mark === '[') open.push({ pointer: begin(), next: mark === '[' ? 0 : undefined });
    else if (mark === '}' || mark === ']') open.pop();
    else if (mark === ',' && top) top.next = typeof top.next === 'number' ? top.next + 1 : undefined;
    else if (mark === undefined && top && top.next === undefined) top.next = JSON.parse(text) as string;
    else if (mark === undefined) begin();
  }
  return best;
}
