import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CreatedApiKey, type Role, type Scope, type SessionView } from '@jifen/contracts';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { ApiServer, freePort } from '../proof/cluster.js';
import { createApp } from '../src/app.js';
import { SEED_STEPS, type SeedContext, seedProgramme } from '../src/cli/seed.js';
import { Audit } from '../src/identity/index.js';
import { Clock, type Database } from '../src/platform/index.js';
import { openTestDatabase, type TestDatabase } from '../src/testing/database.js';

/** One end-to-end file: a database of its own, seeded like `SEED=minimal`, and the application in this process. */
export interface TestApp {
  app: NestFastifyApplication;
  baseUrl: string;
  database: Database;
  /** The environment that the application was started with; a server beside it starts with the same one. */
  env: Record<string, string>;
  /** A key of the source `demo` with every scope. */
  apiKey: string;
  admin: OperatorLogin;
  /** supertest on the running application. */
  http: ReturnType<typeof request>;
  /** Moves the application's clock (caches live in real time and do not notice). */
  travel(ms: number): void;
  /** Logs in anew, e.g. after travelling further than an access token lives. */
  logIn(email: string, password: string): Promise<string>;
  /** Adds an operator and logs in. */
  operator(...roles: Role[]): Promise<OperatorLogin>;
  /** Adds a key of the source `demo` with these scopes only. */
  key(...scopes: Scope[]): Promise<string>;
  /** A token of a user's own app. */
  userToken(userId: string): Promise<string>;
  /** Stops everything. Raises when an operator's write left no audit entry. */
  close(): Promise<void>;
}

export interface OperatorLogin {
  email: string;
  password: string;
  /** Access token. */
  token: string;
}

export const bearer = (credential: string): [string, string] => ['Authorization', `Bearer ${credential}`];

/** Starts the application on a fresh database. `env` overrides, e.g. `{ WORKER: 'on' }` for jobs and queues. */
export async function openTestApp(env: Record<string, string> = {}): Promise<TestApp> {
  const db = await openTestDatabase();
  const opened: { app?: NestFastifyApplication } = {};
  const close = async () => {
    await opened.app?.close();
    await db.close();
  };
  try {
    const fullEnv = { ...environmentOf(db), ...env };
    Object.assign(process.env, fullEnv);
    await seedProgramme(db.database, fullEnv, new Date());
    opened.app = await createApp();
    return await startUp(opened.app, db.database, fullEnv, close);
  } catch (error) {
    // Whatever is left open would keep Jest from ending.
    await close();
    throw error;
  }
}

async function startUp(
  app: NestFastifyApplication,
  database: Database,
  env: Record<string, string>,
  close: () => Promise<void>,
): Promise<TestApp> {
  await app.listen(0, '127.0.0.1');
  const baseUrl = await app.getUrl();
  const { apiKey, operators } = await seedMinimal(app, env);
  const http = request(baseUrl);
  const logIn = async (email: string, password: string) => {
    const answer = await http.post('/api/v1/admin/auth/login').send({ email, password }).expect(200);
    return (answer.body as SessionView).accessToken;
  };
  const { email, password } = operators[0] as { email: string; password: string };
  const admin = { email, password, token: await logIn(email, password) };
  const seeded = { app, baseUrl, database, env, apiKey, admin, http, logIn };
  return {
    ...seeded,
    travel: clockOf(app),
    operator: (...roles) => addOperator(seeded, roles),
    key: (...scopes) => addKey(seeded, scopes),
    userToken: async (userId) => {
      const answer = await http
        .post('/api/v1/user-tokens')
        .set(...bearer(apiKey))
        .send({ userId })
        .expect(201);
      return answer.body.token;
    },
    close: async () => {
      const silent = [...app.get(Audit).silent];
      await close();
      if (silent.length === 0) return;
      const how = 'call audit.record in its transaction, or audit.unchanged where nothing changed';
      throw new Error(`Operators' writes without an audit entry: ${silent.join(', ')} (${how})`);
    },
  };
}

function environmentOf(db: TestDatabase): Record<string, string> {
  return {
    DATABASE_URL: db.url,
    DATABASE_ADMIN_URL: db.url,
    DATABASE_POOL_SIZE: '8',
    REDIS_URL: process.env['TEST_REDIS_URL'] ?? '',
    REDIS_PREFIX: `test-${randomBytes(6).toString('hex')}`,
    JWT_SECRET: randomBytes(32).toString('base64'),
    DATA_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    LOGIN_ATTEMPTS_PER_MINUTE: '100000',
    WORKER: 'off',
    SECURE_COOKIES: 'off',
    ADMIN_DIST: '',
    PORT: '0',
  };
}

interface SeededCredentials {
  apiKey: string;
  operators: { email: string; password: string }[];
}

async function seedMinimal(app: NestFastifyApplication, env: Record<string, string>): Promise<SeededCredentials> {
  const folder = mkdtempSync(join(tmpdir(), 'jifen-e2e-'));
  try {
    const file = join(folder, 'credentials.json');
    const context: SeedContext = {
      app,
      kind: 'minimal',
      env: { ...env, CREDENTIALS_FILE: file },
      now: new Date(),
      say: () => undefined,
    };
    for (const step of SEED_STEPS) await step(context);
    return JSON.parse(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function clockOf(app: NestFastifyApplication): (ms: number) => void {
  const clock = app.get(Clock);
  let offsetMs = 0;
  clock.now = () => new Date(Date.now() + offsetMs);
  return (ms) => {
    offsetMs += ms;
  };
}

type Seeded = Pick<TestApp, 'http' | 'admin' | 'database' | 'logIn'>;

let operatorCount = 0;
async function addOperator({ http, admin, logIn }: Seeded, roles: Role[]): Promise<OperatorLogin> {
  const email = `${roles.join('-').toLowerCase()}-${++operatorCount}@test.example`;
  const password = randomBytes(15).toString('base64url');
  const body = { email, name: roles.join(' '), password, roles };
  await http
    .post('/api/v1/admin/operators')
    .set(...bearer(admin.token))
    .send(body)
    .expect(201);
  return { email, password, token: await logIn(email, password) };
}

async function addKey({ http, admin, database }: Seeded, scopes: Scope[]): Promise<string> {
  const [client] = await database.rows<{ client_id: string }>("SELECT client_id FROM api_client WHERE source = 'demo'");
  const path = `/api/v1/admin/api-clients/${client?.client_id}/keys`;
  const answer = await http
    .post(path)
    .set(...bearer(admin.token))
    .send({ scopes })
    .expect(201);
  return (answer.body as CreatedApiKey).secret;
}

/** The built API as a process of its own. */
export type TestServer = ApiServer;

/** Starts the built API (apps/api/dist) with an environment such as `TestApp.env` and waits until it is ready. */
export async function startServer(env: Record<string, string>): Promise<TestServer> {
  return new ApiServer(env, await freePort()).start();
}
