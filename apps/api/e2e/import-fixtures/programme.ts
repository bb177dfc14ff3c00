import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createConnection } from 'mysql2/promise';

// The same variable with which npm start is given another build.
const DIST = process.env['JIFEN_API_DIST'] ?? resolve(import.meta.dirname, '../../dist');
const READY_WITHIN_MS = 60_000;

export interface Finished {
  readonly code: number;
  readonly output: string;
}

/** An empty programme as a merchant has it: built API in a process and database of its own, SEED=minimal. */
export class Programme {
  private constructor(
    readonly baseUrl: string,
    readonly apiKey: string,
    private readonly api: ChildProcess,
    private readonly folder: string,
    private readonly database: string,
  ) {}

  static async start(): Promise<Programme> {
    const folder = await mkdtemp(join(tmpdir(), 'jifen-import-'));
    const database = `jifen_import_${process.pid}_${randomBytes(4).toString('hex')}`;
    await sql(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
    const port = await freePort();
    const baseUrl = `http://127.0.0.1:${port}`;
    const url = new URL(rootUrl());
    url.pathname = `/${database}`;
    const env = {
      DATABASE_URL: url.href,
      DATABASE_ADMIN_URL: url.href,
      REDIS_URL: process.env['TEST_REDIS_URL'] ?? '',
      REDIS_PREFIX: database,
      JWT_SECRET: randomBytes(32).toString('base64'),
      DATA_KEY: randomBytes(32).toString('base64'),
      PORT: String(port),
      BASE_URL: baseUrl,
      CREDENTIALS_FILE: join(folder, 'credentials.json'),
      SEED: 'minimal',
      LOG_LEVEL: 'error',
    };
    for (const command of ['migrate', 'seed']) {
      const { code, output } = await runNode([join(DIST, 'cli', `${command}.js`)], env);
      if (code !== 0) throw new Error(`${command} failed: ${output}`);
    }
    const api = spawn(process.execPath, [join(DIST, 'main.js')], { env: { ...process.env, ...env }, stdio: 'inherit' });
    const { apiKey }: { apiKey: string } = JSON.parse(await readFile(env.CREDENTIALS_FILE, 'utf8'));
    const programme = new Programme(baseUrl, apiKey, api, folder, database);
    try {
      await programme.untilReady();
    } catch (error) {
      await programme.stop();
      throw error;
    }
    return programme;
  }

  /** Runs the import command as a person would. Reports go to the folder `out`. */
  importOrders(file: string, out: string, ...options: string[]): Promise<Finished> {
    const argv = [join(DIST, 'cli', 'import.js'), 'orders', resolve(file), '--out', out, ...options];
    return runNode(argv, { JIFEN_URL: this.baseUrl, JIFEN_API_KEY: this.apiKey });
  }

  /** Available points of a user; undefined when the programme does not know the user. */
  async available(userId: string): Promise<number | undefined> {
    const response = await fetch(`${this.baseUrl}/api/v1/users/${encodeURIComponent(userId)}/account`, {
      headers: { authorization: `Bearer ${this.apiKey}` },
    });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`account of ${userId}: ${response.status} ${await response.text()}`);
    const { available } = (await response.json()) as { available: number };
    return available;
  }

  async stop(): Promise<void> {
    if (this.api.exitCode === null && this.api.signalCode === null) {
      const ended = new Promise((done) => this.api.once('exit', done));
      this.api.kill('SIGTERM');
      await ended;
    }
    await sql(`DROP DATABASE ${this.database}`);
    await rm(this.folder, { recursive: true });
  }

  private async untilReady(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline && this.api.exitCode === null) {
      const response = await fetch(`${this.baseUrl}/health/ready`).catch(() => undefined);
      if (response?.ok) return;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error('the API did not get ready');
  }
}

function rootUrl(): string {
  const url = process.env['TEST_DATABASE_URL'];
  if (!url) throw new Error('TEST_DATABASE_URL is missing; npm test sets it');
  return url;
}

async function sql(statement: string): Promise<void> {
  const connection = await createConnection(rootUrl());
  await connection.query(statement);
  await connection.end();
}

function runNode(argv: readonly string[], extra: Readonly<Record<string, string>>): Promise<Finished> {
  const child = spawn(process.execPath, argv, { env: { ...process.env, LANG: 'C', LC_ALL: 'C', ...extra } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code: code ?? -1, output }));
  });
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
