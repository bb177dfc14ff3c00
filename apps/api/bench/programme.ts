// Databases and servers for the bench: one programme a database, and the API as a process of its own.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createPool } from 'mysql2/promise';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export interface Servers {
  /** A user who may create databases; names none. */
  rootUrl: string;
  redisUrl: string;
  /** Folder for credentials and logs. */
  dir: string;
  /** What the names of the databases begin with; what was there under them is dropped. */
  prefix: string;
}

export interface Programme {
  databaseUrl: string;
  env: Record<string, string>;
  apiKey: string;
}

/** A fresh, empty database. */
export async function freshDatabase({ rootUrl }: Servers, name: string): Promise<string> {
  const pool = createPool({ uri: rootUrl, connectionLimit: 1 });
  await pool.query(`DROP DATABASE IF EXISTS ${name}`);
  await pool.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  await pool.end();
  const url = new URL(rootUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** A fresh database with a programme: an empty one (one API key, one rule, 1 point for each 1.00 of an order) or a demo. */
export async function freshProgramme(
  servers: Servers,
  name: string,
  seed: 'minimal' | 'demo' = 'minimal',
): Promise<Programme> {
  const databaseUrl = await freshDatabase(servers, name);
  const credentialsFile = join(servers.dir, `${name}.json`);
  rmSync(credentialsFile, { force: true });
  const secret = randomBytes(32).toString('base64');
  const env = {
    ...(process.env as Record<string, string>),
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    DATABASE_ADMIN_URL: databaseUrl,
    REDIS_URL: servers.redisUrl,
    REDIS_PREFIX: name,
    JWT_SECRET: secret,
    DATA_KEY: secret,
    SEED: seed,
    CREDENTIALS_FILE: credentialsFile,
    LOG_LEVEL: 'warn',
    HOST: '127.0.0.1',
    ADMIN_DIST: '',
  };
  for (const script of ['migrate', 'seed']) {
    const child = spawnSync(process.execPath, [here(`../dist/cli/${script}.js`)], { env, encoding: 'utf8' });
    if (child.status !== 0) throw new Error(`${script} failed:\n${child.stdout}${child.stderr}`);
  }
  const { apiKey } = JSON.parse(readFileSync(credentialsFile, 'utf8')) as { apiKey: string };
  return { databaseUrl, env, apiKey };
}

export interface Server {
  baseUrl: string;
  pid: number;
  stop(): Promise<void>;
}

/** The API of a programme on a port of its own; with `profileDir` it writes a CPU profile when it stops. */
export async function startApi({ env }: Programme, profileDir?: string): Promise<Server> {
  const port = await freePort();
  if (profileDir) mkdirSync(profileDir, { recursive: true });
  const profile = profileDir ? ['--cpu-prof', `--cpu-prof-dir=${profileDir}`, '--cpu-prof-interval=200'] : [];
  const child = spawn(process.execPath, [...profile, here('../dist/main.js')], {
    env: { ...env, PORT: String(port) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return serving(child, `http://127.0.0.1:${port}`, '/health/live');
}

/** Nest's own empty route on the same adapter. */
export async function startEmptyRoute(): Promise<Server> {
  const port = await freePort();
  const env = { ...process.env, NODE_ENV: 'production', PORT: String(port) };
  const child = spawn(process.execPath, [here('./empty-route.ts')], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  return serving(child, `http://127.0.0.1:${port}`, '/empty');
}

async function serving(child: ChildProcess, baseUrl: string, path: string): Promise<Server> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // Nothing that was started here outlives the bench, however it ends.
  process.once('exit', () => child.kill('SIGKILL'));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (child.exitCode !== null) throw new Error('a server of the bench did not start; its log is above');
    const answer = await fetch(`${baseUrl}${path}`).catch(() => undefined);
    if (answer?.ok) return { baseUrl, pid: child.pid ?? 0, stop };
    await sleep(100);
  }
  await stop();
  throw new Error(`${baseUrl} was not ready in a minute`);
}

/** Runs one step of the bench in a process of its own and answers what it prints as JSON at the end. */
export async function inChild<T>(step: string, env: Record<string, string>, input: object): Promise<T> {
  const child = spawn(process.execPath, [here('./worker.ts'), step, JSON.stringify(input)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`the step ${step} failed:\n${output}`);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as T;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export function isBuilt(): boolean {
  return existsSync(here('../dist/main.js'));
}
