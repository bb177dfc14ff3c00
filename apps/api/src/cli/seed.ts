import 'reflect-metadata';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { demoRuleSet, orderBaseRuleSet } from '@jifen/rules';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { UserDirectory } from '../account/index.js';
import { AppModule } from '../app.module.js';
import { IdentitySeed, type SeedOperator } from '../identity/index.js';
import { Clock, connectionOptions, ProgrammeSettings, type Queryable, type SeedKind } from '../platform/index.js';
import { NestLogger } from '../platform/nest-logger.js';
import { Rules } from '../rule/index.js';
import { demoStart, seedDemoHistory } from '../seed/demo.js';

/**
 * Sets a migrated database up as a programme, once: running it again changes nothing. `SEED=minimal` is an empty
 * programme with one administrator and one API key, `SEED=demo` one that shows something.
 */
export interface SeedContext {
  app: INestApplicationContext;
  kind: SeedKind;
  env: NodeJS.ProcessEnv;
  now: Date;
  say: (sentence: string) => void;
}

export type SeedStep = (context: SeedContext) => Promise<void>;

/** What makes a programme, in order; each step finds out by itself what is there already. */
export const SEED_STEPS: readonly SeedStep[] = [seedRules, seedHistory, seedCredentials];

const ADMIN: SeedOperator = { email: 'admin@example.com', name: 'Admin', role: 'ADMIN' };
const DEMO_OPERATORS: SeedOperator[] = [
  { email: 'operator@example.com', name: 'Olive Operator', role: 'OPERATOR' },
  { email: 'reviewer@example.com', name: 'Remy Reviewer', role: 'REVIEWER' },
  { email: 'finance@example.com', name: 'Fay Finance', role: 'FINANCE' },
  { email: 'risk@example.com', name: 'Rui Risk', role: 'RISK' },
  { email: 'auditor@example.com', name: 'Ada Auditor', role: 'AUDITOR' },
];

interface CredentialsFile {
  baseUrl?: string;
  apiKey?: string;
  operators?: { email: string; password: string; role: string }[];
}

/** Operators and an API client; the secrets go to CREDENTIALS_FILE before anything is created, so none can be lost. */
async function seedCredentials({ app, kind, env, now, say }: SeedContext): Promise<void> {
  const identity = app.get(IdentitySeed);
  const planned = await identity.plan(kind === 'demo' ? [ADMIN, ...DEMO_OPERATORS] : [ADMIN]);
  if (!planned.apiKey && planned.operators.length === 0) return;
  const path = env['CREDENTIALS_FILE'];
  const known: CredentialsFile = path && existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const made = planned.operators.map(({ email, password, role }) => ({ email, password, role }));
  const kept = (known.operators ?? []).filter(({ email }) => !made.some((operator) => operator.email === email));
  const baseUrl = env['BASE_URL'] ?? known.baseUrl ?? 'http://127.0.0.1:3000';
  const credentials = { baseUrl, apiKey: planned.apiKey ?? known.apiKey ?? '', operators: [...kept, ...made] };
  if (path) writeFileSync(path, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  await identity.apply(planned, now);
  if (planned.apiKey) say(`API key: ${planned.apiKey}`);
  for (const { email, password, role } of made) say(`Log-in: ${email}   ${password}   ${role}`);
}

/**
 * The starter rules, unless the programme has a rule set. The demo lives through its past with them, and numbers only
 * run forwards, so there they are published before it begins.
 */
async function seedRules({ app, kind, now }: SeedContext): Promise<void> {
  const rules = app.get(Rules);
  if (rules.live().version > 0) return;
  const clock = app.get(Clock);
  const realNow = clock.now;
  if (kind === 'demo') clock.now = () => demoStart(now);
  try {
    await rules.publish(kind === 'demo' ? demoRuleSet() : orderBaseRuleSet(), 'system', 'Starter rules');
  } finally {
    clock.now = realNow;
  }
}

/**
 * A year of history for the demo, unless the programme has users. It comes before the credentials because it lives
 * through the past, and numbers only run forwards.
 */
async function seedHistory({ app, kind, now, say }: SeedContext): Promise<void> {
  if (kind !== 'demo' || (await app.get(UserDirectory).find({ limit: 1 })).items.length > 0) return;
  say('Living through a year of the demo programme…');
  say(`${await seedDemoHistory(app, now)} events were reported`);
}

/** Inserts the programme's settings unless they are there. Raises when the time zone is not one. */
export async function seedProgramme(db: Queryable, env: NodeJS.ProcessEnv, now: Date): Promise<void> {
  const timeZone = env['PROGRAMME_TIME_ZONE'] || 'Asia/Shanghai';
  await ProgrammeSettings.setUp(db, { name: env['PROGRAMME_NAME'] || 'Jifen', timeZone, seed: kindOf(env) }, now);
}

function kindOf(env: NodeJS.ProcessEnv): SeedKind {
  const kind = env['SEED'] || 'demo';
  if (kind !== 'minimal' && kind !== 'demo') throw new Error(`SEED must be minimal or demo, not "${kind}"`);
  return kind;
}

/** Seeds the database of DATABASE_URL. Raises when the environment is wrong or the database is not migrated. */
export async function seed(env: NodeJS.ProcessEnv, say: (sentence: string) => void): Promise<void> {
  await withProgramme(env);
  // Jobs and queues belong to the server that starts afterwards.
  process.env['WORKER'] = 'off';
  const logger = new NestLogger(env['LOG_LEVEL'] ?? 'warn');
  const app = await NestFactory.createApplicationContext(AppModule, { logger, abortOnError: false });
  try {
    const now = app.get(Clock).now();
    const settings = app.get(ProgrammeSettings);
    // A programme stays what it was set up as, whatever a later start asks for; only a broken-off seed goes on.
    const { kind, isDone } = await settings.seeding();
    if (isDone) return;
    for (const step of SEED_STEPS) await step({ app, kind, env, now, say });
    await settings.seeded(now);
  } finally {
    await app.close();
  }
}

/** The application does not start without its programme, so that comes first. */
async function withProgramme(env: NodeJS.ProcessEnv): Promise<void> {
  const url = env['DATABASE_URL'];
  if (!url) throw new Error('DATABASE_URL is missing: give it as mysql://user:password@host:port/name');
  const dataSource = new DataSource(connectionOptions(url, 1));
  await dataSource.initialize();
  try {
    const run = async (sql: string, params: readonly unknown[] = []) =>
      (await dataSource.query<{ affectedRows: number }>(sql, [...params])).affectedRows;
    await seedProgramme({ run, rows: (sql, params = []) => dataSource.query(sql, [...params]) }, env, new Date());
  } finally {
    await dataSource.destroy();
  }
}

if (import.meta.main) {
  try {
    await seed(process.env, console.log);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
