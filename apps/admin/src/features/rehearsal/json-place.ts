/** Where a text stops being JSON. Engines tell it in words of their own or not at all, so it is read once more here. */

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
