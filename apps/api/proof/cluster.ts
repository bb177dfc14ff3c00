import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
/** Compiled code is kept here, or half of each start would go into compiling; written by servers that end in peace. */
const COMPILED = fileURLToPath(new URL('../../../node_modules/.cache/jifen-compiled', import.meta.url));
const PATIENCE_MS = 60_000;

/** The built API as a process of its own on a port that it keeps, however often it is killed and started again. */
export class ApiServer {
  private readonly env: Record<string, string>;
  private readonly port: number;
  private child: ChildProcess | undefined;
  private output = '';

  constructor(env: Record<string, string>, port: number) {
    this.env = env;
    this.port = port;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it and answers when it is ready. Raises with what it printed when it ends instead. */
  async start(): Promise<this> {
    const child = spawn(process.execPath, [MAIN], {
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, NODE_OPTIONS: '', ...this.env, PORT: String(this.port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    endWithUs(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        this.output = `${this.output}${chunk}`.slice(-20_000);
      });
    }
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await isReady(this.baseUrl))) {
      if (child.exitCode !== null) throw new Error(`The API ended while it started:\n${this.output}`);
      if (child.signalCode !== null) throw new Error('The API was killed while it started');
      if (Date.now() > deadline) throw new Error(`The API did not get ready:\n${this.output}`);
      await sleep(30);
    }
    return this;
  }

  /** What it printed last; an empty text when it had nothing to complain of. */
  get printed(): string {
    return this.output;
  }

  /** kill -9. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

/** Some API servers on one database. */
export async function startServers(count: number, env: Record<string, string>): Promise<ApiServer[]> {
  const servers: ApiServer[] = [];
  for (let n = 0; n < count; n++) servers.push(new ApiServer(env, await freePort()));
  try {
    await Promise.all(servers.map((server) => server.start()));
  } catch (error) {
    await Promise.all(servers.map((server) => server.kill()));
    throw error;
  }
  return servers;
}

/** A child must not outlive us, however we end. */
export function endWithUs(child: ChildProcess): void {
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.removeListener('exit', end));
}

async function isReady(baseUrl: string): Promise<boolean> {
  try {
    return (await fetch(`${baseUrl}/health/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

/** A port of 127.0.0.1 that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
