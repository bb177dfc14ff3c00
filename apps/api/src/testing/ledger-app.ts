import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { seedProgramme } from '../cli/seed.js';
import { Clock, Database, Ids } from '../platform/index.js';
import { Rules } from '../rule/index.js';
import { openTestDatabase } from './database.js';

const DAY_MS = 86_400_000;

/** The application without HTTP, on a database of its own and with a clock that only the test moves. */
export interface LedgerApp {
  app: INestApplicationContext;
  database: Database;
  /** The time of the application, ms since 1970. */
  nowMs(): number;
  /** Lets time pass. */
  travel(ms: number): void;
  /** A number of the moment, for what needs one of the ledger's own. */
  nextNo(): string;
  close(): Promise<void>;
}

/** Starts it. `ruleSet` is published; `env` overrides, e.g. `{ POSTING_LANES: '4' }`. Days are Shanghai's. */
export async function openLedgerApp(ruleSet: unknown, env: Record<string, string> = {}): Promise<LedgerApp> {
  const db = await openTestDatabase();
  try {
    const secret = () => randomBytes(32).toString('base64');
    const own = {
      DATABASE_URL: db.url,
      DATABASE_ADMIN_URL: db.url,
      DATABASE_POOL_SIZE: '8',
      REDIS_URL: '',
      JWT_SECRET: secret(),
      DATA_KEY: secret(),
      LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
      WORKER: 'off',
      PROGRAMME_TIME_ZONE: 'Asia/Shanghai',
    };
    Object.assign(process.env, own, env);
    let nowMs = startMs(Date.now());
    await seedProgramme(db.database, own, new Date(nowMs));
    await db.database.run(
      `INSERT INTO wallet (code, name_zh, name_en, created_at) VALUES ('coins', '金币', 'Coins', '2026-01-01')`,
    );
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
    app.get(Clock).now = () => new Date(nowMs);
    await app.get(Rules).publish(ruleSet, 'test', null);
    return {
      app,
      database: app.get(Database),
      nowMs: () => nowMs,
      travel: (ms) => {
        nowMs += ms;
      },
      nextNo: () => app.get(Ids).next(nowMs),
      close: async () => {
        await app.close();
        await db.close();
      },
    };
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** The next day's 04:26 UTC: behind nothing that migrating has done, and always the same time of day. */
function startMs(nowMs: number): number {
  return Math.ceil(nowMs / DAY_MS) * DAY_MS + (4 * 60 + 26) * 60_000;
}
