import type { UserAttributes } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { FieldCipher, isoTime, type Queryable, sqlTime } from '../platform/index.js';

/** What is known of a user besides the ledger; the name is personal and stored encrypted. */
export interface Profile {
  name?: string;
  registeredAt?: string;
  tags: string[];
  attributes: Record<string, string | number | boolean>;
}

interface ProfileRow {
  user_id: string;
  name_encrypted: Buffer | null;
  registered_at: string | null;
  tags: string;
  attributes: string;
}

@Injectable()
export class ProfileRepository {
  constructor(private readonly cipher: FieldCipher) {}

  /** Profiles of some users, by id; users without one are left out. */
  async load(db: Queryable, userIds: readonly string[]): Promise<Map<string, Profile>> {
    const profiles = new Map<string, Profile>();
    if (userIds.length === 0) return profiles;
    const sql =
      'SELECT user_id, name_encrypted, registered_at, tags, attributes FROM user_profile WHERE user_id IN (?)';
    for (const row of await db.rows<ProfileRow>(sql, [userIds])) profiles.set(row.user_id, this.profileOf(row));
    return profiles;
  }

  /** Writes the attributes of a user as a whole. The caller holds the user's row. */
  async save(db: Queryable, userId: string, attributes: UserAttributes, now: Date): Promise<void> {
    const { name, registeredAt, tags = [], attributes: further = {} } = attributes;
    const row = [
      userId,
      name === undefined ? null : this.cipher.encrypt(name, placeOf(userId)),
      name === undefined ? null : this.cipher.blindIndex(name),
      registeredAt === undefined ? null : sqlTime(new Date(registeredAt)),
      JSON.stringify(tags),
      JSON.stringify(further),
      sqlTime(now),
    ];
    await db.run(
      `INSERT INTO user_profile (user_id, name_encrypted, name_index, registered_at, tags, attributes, updated_at)
       VALUES (?) ON DUPLICATE KEY UPDATE name_encrypted = VALUES(name_encrypted), name_index = VALUES(name_index),
         registered_at = VALUES(registered_at), tags = VALUES(tags), attributes = VALUES(attributes),
         updated_at = VALUES(updated_at)`,
      [row],
    );
  }

  /** The keyed hash under which a name is found. */
  nameIndex(name: string): Buffer {
    return this.cipher.blindIndex(name);
  }

  private profileOf(row: ProfileRow): Profile {
    return {
      ...(row.name_encrypted ? { name: this.cipher.decrypt(row.name_encrypted, placeOf(row.user_id)) } : {}),
      ...(row.registered_at ? { registeredAt: isoTime(row.registered_at) } : {}),
      tags: JSON.parse(row.tags) as string[],
      attributes: JSON.parse(row.attributes) as Profile['attributes'],
    };
  }
}

function placeOf(userId: string): string {
  return `user_profile.name:${userId}`;
}
