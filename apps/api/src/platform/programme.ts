import { Injectable } from '@nestjs/common';
import type { Database } from './database.js';
import { type Queryable, sqlTime } from './queryable.js';

/** What is true of the whole programme. Days, weeks and months are those of its time zone, pinned when it was set up. */
export interface Programme {
  name: string;
  timeZone: string;
  /** Days that points live when nobody says otherwise; 0 means for ever. */
  defaultValidDays: number;
}

/** What a new programme holds: next to nothing, or a year of somebody's life. */
export type SeedKind = 'minimal' | 'demo';

@Injectable()
export class ProgrammeSettings {
  private loaded: Programme | undefined;

  constructor(private readonly database: Database) {}

  /** Reads the settings. Raises when the programme was never seeded. */
  async load(): Promise<Programme> {
    const [row] = await this.database.rows<{ name: string; time_zone: string; default_valid_days: number }>(
      'SELECT name, time_zone, default_valid_days FROM programme WHERE id = 1',
    );
    if (!row) throw new Error('The programme is not set up: run the migrations and the seed first');
    this.loaded = { name: row.name, timeZone: row.time_zone, defaultValidDays: Number(row.default_valid_days) };
    return this.loaded;
  }

  /** Sets the programme up unless it is. Raises when the time zone is not one. */
  static async setUp(
    db: Queryable,
    { name, timeZone, seed }: { name: string; timeZone: string; seed: SeedKind },
    now: Date,
  ): Promise<void> {
    if (!isTimeZone(timeZone))
      throw new Error(`PROGRAMME_TIME_ZONE must be an IANA time zone such as Asia/Shanghai, not "${timeZone}"`);
    const sql = 'INSERT IGNORE INTO programme (id, name, time_zone, seed, created_at) VALUES (1, ?, ?, ?, ?)';
    await db.run(sql, [name, timeZone, seed, sqlTime(now)]);
  }

  /** How the programme was set up first, and whether that was finished. What is asked for later changes nothing. */
  async seeding(): Promise<{ kind: SeedKind; isDone: boolean }> {
    const sql = 'SELECT seed, seeded_at FROM programme WHERE id = 1';
    const [row] = await this.database.rows<{ seed: SeedKind; seeded_at: string | null }>(sql);
    if (!row) throw new Error('The programme is not set up: run the migrations and the seed first');
    return { kind: row.seed, isDone: row.seeded_at !== null };
  }

  /** Says that the programme is set up for good. */
  async seeded(now: Date): Promise<void> {
    await this.database.run('UPDATE programme SET seeded_at = ? WHERE id = 1', [sqlTime(now)]);
  }

  /** The settings as loaded at the start. */
  get current(): Programme {
    if (!this.loaded) throw new Error('programme settings are not loaded yet');
    return this.loaded;
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
