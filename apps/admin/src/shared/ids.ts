const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Random bytes also where the page is not a secure context (plain HTTP inside a company network). */
export function randomBytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** A business number such as `grant-20261122-7K2M9QX4T0AB`: prefix, UTC day, 60 random bits. */
export function businessNo(prefix: string, nowMs: number, random: Uint8Array): string {
  const day = new Date(nowMs).toISOString().slice(0, 10).replaceAll('-', '');
  const tail = Array.from(random.subarray(0, 12), (byte) => ALPHABET[byte % 32]).join('');
  return `${prefix}-${day}-${tail}`;
}
