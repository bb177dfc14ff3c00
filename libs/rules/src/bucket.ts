/**
 * Which share of the users someone belongs to. The answers are remembered nowhere: a user's group hangs on these
 * lines alone, so what they answer must never change.
 *
 * The hash is FNV-1a (32 bits; Fowler, Noll, Vo) over the bytes of the text's UTF-16 units, low byte first, followed by
 * the finaliser of MurmurHash3 (Appleby), because FNV alone hardly stirs the high bits by the last characters.
 */

const BUCKETS = 10_000;
const TWO_32 = 2 ** 32;

/** The bucket of a text, 0 to 9999: deterministic and even, 1 basis point each. */
export function bucketOf(text: string): number {
  return share(text, BUCKETS);
}

/**
 * Whether a user belongs to the first `percent` (0 to 100, down to hundredths) of all users. Whoever is in stays in
 * when `percent` grows; another `salt` draws another, independent share.
 */
export function inRollout(userId: string, salt: string, percent: number): boolean {
  return bucketOf(`rollout:${salt}:${userId}`) < Math.round(percent * 100);
}

/**
 * The group of a user in an experiment: always the same one as long as codes, weights and their order are the same, in
 * proportion to the weights. Throws RangeError unless there is a group and every weight is a positive integer.
 */
export function pickGroup(
  userId: string,
  experimentCode: string,
  groups: readonly { code: string; weight: number }[],
): string {
  let total = 0;
  for (const { weight } of groups) {
    if (!Number.isSafeInteger(weight) || weight <= 0) {
      throw new RangeError(`not a positive integer: ${weight}`);
    }
    total += weight;
  }
  let left = share(`experiment:${experimentCode}:${userId}`, total);
  for (const { code, weight } of groups) {
    if (left < weight) {
      return code;
    }
    left -= weight;
  }
  throw new RangeError('an experiment needs a group');
}

/** The text's place on a scale of `parts` equal parts, 0 to parts − 1. */
function share(text: string, parts: number): number {
  return Math.floor((hash(text) / TWO_32) * parts);
}

function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    h = Math.imul(h ^ (unit & 0xff), 0x01000193);
    h = Math.imul(h ^ (unit >>> 8), 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
