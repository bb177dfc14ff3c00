/**
 * An API key is `jf_live_`, twelve characters that name it, and 32 random bytes that prove it (base64url). The name
 * finds the row; the secret is kept as its SHA-256 only, which is enough for something nobody can guess.
 */
const MARK = 'jf_live_';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const KEY_ID_LENGTH = 12;
const SECRET_BYTES = 32;
const SHAPE = new RegExp(`^${MARK}([0-9A-Za-z]{${KEY_ID_LENGTH}})([A-Za-z0-9_-]{43})$`);

/** Random bytes that one key takes: those beyond 247 are passed over, so a few are spare. */
export const KEY_RANDOM_BYTES = SECRET_BYTES + 4 * KEY_ID_LENGTH;

export interface KeyParts {
  keyId: string;
  secret: string;
}

/** Makes the parts of a key out of `KEY_RANDOM_BYTES` random bytes. */
export function makeKey(random: Buffer): KeyParts {
  let keyId = '';
  for (const byte of random.subarray(SECRET_BYTES)) {
    if (byte < 248 && keyId.length < KEY_ID_LENGTH) keyId += BASE62[byte % 62];
  }
  if (keyId.length < KEY_ID_LENGTH) throw new Error('not enough random bytes for a key');
  return { keyId, secret: random.subarray(0, SECRET_BYTES).toString('base64url') };
}

export function keyText({ keyId, secret }: KeyParts): string {
  return `${MARK}${keyId}${secret}`;
}

/** What people recognise a key by. */
export function keyPrefix(keyId: string): string {
  return `${MARK}${keyId.slice(0, 4)}`;
}

/** Whether a credential claims to be an API key; no token begins like one. */
export function looksLikeKey(credential: string): boolean {
  return credential.startsWith('jf_');
}

/** The parts of a key; undefined when it is none. */
export function parseKey(text: string): KeyParts | undefined {
  const match = SHAPE.exec(text);
  return match ? { keyId: match[1] as string, secret: match[2] as string } : undefined;
}
