import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 2;

/**
 * Personal data at rest: AES-256-GCM with a fresh random IV for every encryption, bound to the row and field it
 * stands in, so that a value cannot be moved. Stored as version, key id, IV, tag, ciphertext. A keyed hash beside it
 * makes equality searchable without telling the value.
 */
export class FieldCipher {
  private readonly key: Buffer;
  private readonly indexKey: Buffer;

  /** `dataKey`: 32 bytes. `keyId` is stored with every value, so that keys can be rotated. */
  constructor(
    dataKey: Buffer,
    private readonly keyId = 1,
  ) {
    this.key = Buffer.from(hkdfSync('sha256', dataKey, '', 'jifen field encryption', 32));
    this.indexKey = Buffer.from(hkdfSync('sha256', dataKey, '', 'jifen blind index', 32));
  }

  /** Encrypts a text for one field of one row (`place`, e.g. `user_profile.name:17850`). */
  encrypt(text: string, place: string): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv);
    cipher.setAAD(Buffer.from(place));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from([VERSION, this.keyId]), iv, cipher.getAuthTag(), body]);
  }

  /** Decrypts what `encrypt` made for the same place. Raises when the value was changed, moved or made with another key. */
  decrypt(stored: Buffer, place: string): string {
    if (stored[0] !== VERSION || stored[1] !== this.keyId) throw new Error(`unknown cipher version at ${place}`);
    const iv = stored.subarray(HEADER_BYTES, HEADER_BYTES + IV_BYTES);
    const tag = stored.subarray(HEADER_BYTES + IV_BYTES, HEADER_BYTES + IV_BYTES + TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.key, iv);
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(tag);
    const body = stored.subarray(HEADER_BYTES + IV_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  }

  /** A keyed hash of a text for equality search: case, width and outer white space do not matter. */
  blindIndex(text: string): Buffer {
    return createHmac('sha256', this.indexKey).update(text.normalize('NFKC').trim().toLowerCase()).digest();
  }
}
