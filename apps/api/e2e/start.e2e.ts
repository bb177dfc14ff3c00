// The first of the two commands, on a programme of its own: it starts, says who may log in, keeps everything for the
// next start, refuses a second start in the same folder, and leaves nothing behind when it is stopped.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';

jest.setTimeout(120_000);
const root = resolve(import.meta.dirname, '../../..');

interface Started {
  child: ChildProcess;
  output: () => string;
}

describe('npm start', () => {
  let folder = '';
  const running: ChildProcess[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'jifen-start-'));
    // The database runs as a user of its own, which has to reach its folder inside this one.
    chmodSync(folder, 0o711);
  });
  afterEach(async () => {
    for (const child of running.splice(0)) await end(child);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const end = async (child: ChildProcess): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    return child.exitCode;
  };

  function launch(): Started {
    const { DATABASE_URL, DATABASE_ADMIN_URL, REDIS_URL, NODE_OPTIONS, ...inherited } = process.env;
    const env = { ...inherited, LOCAL_DIR: folder, PORT: '0', SEED: 'minimal', NODE_ENV: 'production' };
    const child = spawn(process.execPath, ['tools/start.mjs'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    child.stdout.on('data', (bytes) => {
      text += String(bytes);
    });
    child.stderr.on('data', (bytes) => {
      text += String(bytes);
    });
    running.push(child);
    return { child, output: () => text };
  }

  async function untilReady({ child, output }: Started): Promise<string> {
    while (!output().includes('Ctrl-C stops')) {
      if (child.exitCode !== null) throw new Error(`npm start ended:\n${output()}`);
      await new Promise((done) => setTimeout(done, 50));
    }
    return /Jifen is ready: (\S+)/.exec(output())?.[1] ?? '';
  }

  /** Process ids of everything whose command line names our folder. */
  const leftovers = () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
        } catch {
          return false;
        }
      });

  it('starts, refuses a second one beside it, stops cleanly, and keeps everything for the next start', async () => {
    const first = launch();
    const baseUrl = await untilReady(first);
    expect((await fetch(`${baseUrl}/health/ready`)).status).toBe(200);
    const credentialsFile = join(folder, 'credentials.json');
    expect(statSync(credentialsFile).mode & 0o777).toBe(0o600);
    const credentials = JSON.parse(readFileSync(credentialsFile, 'utf8'));
    expect(credentials).toMatchObject({ baseUrl, operators: [{ role: 'ADMIN' }] });
    expect(first.output()).toContain(credentials.apiKey);

    const second = launch();
    const [code] = await once(second.child, 'exit');
    expect(code).toBe(1);
    expect(second.output()).toContain('already runs here');
    expect((await fetch(`${baseUrl}/health/ready`)).status).toBe(200);

    expect(await end(first.child)).toBe(0);
    expect(leftovers()).toEqual([]);
    expect(existsSync(join(folder, 'start.lock'))).toBe(false);

    const third = launch();
    const nextUrl = await untilReady(third);
    expect(JSON.parse(readFileSync(credentialsFile, 'utf8'))).toEqual({ ...credentials, baseUrl: nextUrl });
    expect(await end(third.child)).toBe(0);
  });
});
