// The first of the two commands, on a programme of its own: it starts, says who may log in, keeps everything for the
// next start, refuses a second start in the same folder, starts again what dies, gives up on what dies again and again,
// and leaves nothing behind when it is stopped.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
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

  function launch(more: Record<string, string> = {}): Started {
    const { DATABASE_URL, DATABASE_ADMIN_URL, REDIS_URL, NODE_OPTIONS, ...inherited } = process.env;
    const env = { ...inherited, LOCAL_DIR: folder, PORT: '0', SEED: 'minimal', NODE_ENV: 'production', ...more };
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

  async function untilSaid({ child, output }: Started, sentence: string): Promise<void> {
    while (!output().includes(sentence)) {
      if (child.exitCode !== null) throw new Error(`npm start ended:\n${output()}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  async function untilReady(started: Started): Promise<string> {
    await untilSaid(started, 'Ctrl-C stops');
    return /Jifen is ready: (\S+)/.exec(started.output())?.[1] ?? '';
  }

  /** Process ids of everything whose command line names something. */
  const processes = (named: string) =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(named);
        } catch {
          return false;
        }
      });
  const leftovers = () => processes(folder);

  /** kill -9 of one of a supervisor's own children. */
  function killChild({ child }: Started, named: string): void {
    const parentOf = (pid: string) => Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
    const [pid, ...others] = processes(named).filter((each) => parentOf(each) === child.pid);
    expect([pid, others]).toEqual([expect.any(String), []]);
    process.kill(Number(pid), 'SIGKILL');
  }

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

  it('starts the API and the servers again when they die, on the same port and with all data', async () => {
    const started = launch();
    const baseUrl = await untilReady(started);
    const { apiKey } = JSON.parse(readFileSync(join(folder, 'credentials.json'), 'utf8'));
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ bizNo: 'g1', points: 7, reason: 'kept' });
    const grant = async () => {
      const answer = await fetch(`${baseUrl}/api/v1/users/ann/grants`, { method: 'POST', headers, body });
      return (await answer.json()) as { points: number; transactions: object[] };
    };
    const first = await grant();
    expect(first).toMatchObject({ points: 7 });
    for (const [what, named] of [
      ['The API', 'dist/main.js'],
      ['The database', join(folder, 'mysql')],
      ['Redis', 'redis-server'],
    ] as const) {
      killChild(started, named);
      await untilSaid(started, `${what} ended and is started again`);
      await untilSaid(started, `${what} is back.`);
    }
    expect(await grant()).toMatchObject({ transactions: first.transactions });
    const account = await (await fetch(`${baseUrl}/api/v1/users/ann/account`, { headers })).json();
    expect(account).toMatchObject({ available: 7 });
    expect(await end(started.child)).toBe(0);
    expect(leftovers()).toEqual([]);
  });

  /** A build of the API whose n-th start runs these lines, with `run` being n. */
  function stubOf(name: string, lines: readonly string[]): Record<string, string> {
    const stub = join(folder, name);
    mkdirSync(join(stub, 'cli'), { recursive: true });
    for (const command of ['migrate', 'seed']) writeFileSync(join(stub, 'cli', `${command}.js`), '');
    const counting = [
      "import { appendFileSync, statSync } from 'node:fs';",
      "import { createServer } from 'node:http';",
      `appendFileSync('${join(stub, 'runs')}', '.');`,
      `const run = statSync('${join(stub, 'runs')}').size;`,
    ];
    writeFileSync(join(stub, 'main.js'), [...counting, ...lines].join('\n'));
    writeFileSync(join(stub, 'package.json'), '{"type":"module"}');
    const elsewhere = { DATABASE_URL: 'mysql://nobody@127.0.0.1:1/none', REDIS_URL: 'redis://127.0.0.1:1' };
    return { JIFEN_API_DIST: stub, ...elsewhere };
  }

  const serving = [
    "console.log('run ' + run + ' serves one request');",
    "const server = createServer((_, answer) => answer.end('ok', () => process.exit(3)));",
    'server.listen(Number(process.env.PORT));',
  ];

  async function untilItGaveUp({ child, output }: Started): Promise<string> {
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(output().match(/The API ended and is started again/g)).toHaveLength(4);
    expect(existsSync(join(folder, 'start.lock'))).toBe(false);
    return output().slice(output().indexOf('The API ended 5 times')).trimEnd();
  }

  it('gives up on an API that dies again and again, and says how the last one ended and what it wrote', async () => {
    expect(await untilItGaveUp(launch(stubOf('serving', serving)))).toBe(
      'The API ended 5 times within a minute and is not started again. The last time it ended with exit code 3; ' +
        `what it wrote last to ${join(folder, 'logs', 'api.log')}:\nrun 5 serves one request`,
    );
  });

  it('says of one that did not get ready that it was starting, and shows nothing of those before it', async () => {
    const killed = "if (run > 1) process.kill(process.pid, 'SIGKILL');";
    expect(await untilItGaveUp(launch(stubOf('starting', [killed, ...serving])))).toBe(
      'The API ended 5 times within a minute and is not started again. The API ended by SIGKILL while it started; ' +
        `what it wrote last to ${join(folder, 'logs', 'api.log')}:\n(nothing)`,
    );
  });
});
