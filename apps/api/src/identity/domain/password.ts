/**
 * What a password must be: long, not made of the e-mail, and not one that everybody tries first. Rules about kinds of
 * characters make passwords worse, so there are none (NIST SP 800-63B, 5.1.1.2).
 */
const MIN_LENGTH = 12;

/**
 * Well-known long passwords and words that pad short ones, in lower case; repeated and counted ones are found by rule.
 */
const COMMON = [
  'password',
  'passw0rd',
  'p@ssword',
  'p@ssw0rd',
  'qwertyuiop',
  'qwerty123456',
  '1q2w3e4r5t',
  '1qaz2wsx3edc',
  'letmein',
  'iloveyou',
  'administrator',
  'admin123',
  'welcome',
  'changeme',
  'woaini',
  'abc123',
  'a123456',
  'jifen',
];
const SEQUENCES = ['01234567890123456789', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm'];

export type PasswordFlaw = 'too-short' | 'contains-email' | 'common';

/** Why a password cannot be taken; undefined when it can. Lengths count characters, not bytes. */
export function passwordFlaw(password: string, email: string): PasswordFlaw | undefined {
  if ([...password].length < MIN_LENGTH) return 'too-short';
  const lower = password.toLowerCase();
  const name = email.toLowerCase().split('@')[0] ?? '';
  if (lower.includes(email.toLowerCase()) || (name.length >= 4 && lower.includes(name))) return 'contains-email';
  return isCommon(lower) ? 'common' : undefined;
}

/** Whether what is left of a password without its well-known parts is too little to guess at. */
function isCommon(lower: string): boolean {
  let rest = lower;
  for (const word of COMMON) rest = rest.replaceAll(word, '');
  for (const sequence of SEQUENCES) rest = withoutRuns(rest, sequence);
  return [...rest].length < MIN_LENGTH / 2 || new Set(rest).size < 4;
}

const RUN = 4;

/** Removes stretches of at least four characters that follow a well-known sequence, forwards or backwards. */
function withoutRuns(text: string, sequence: string): string {
  const backwards = [...sequence].reverse().join('');
  let kept = '';
  for (let at = 0; at < text.length; ) {
    let length = 1;
    while (at + length < text.length && follows(text.slice(at, at + length + 1), sequence, backwards)) length++;
    if (length < RUN) kept += text.slice(at, at + length);
    at += length;
  }
  return kept;
}

function follows(piece: string, sequence: string, backwards: string): boolean {
  return sequence.includes(piece) || backwards.includes(piece);
}

/** An e-mail as it is kept and compared; undefined when it does not fit the column once normalised. */
export function normaliseEmail(email: string): string | undefined {
  const normal = email.normalize('NFC').toLowerCase();
  return [...normal].length <= 254 ? normal : undefined;
}
