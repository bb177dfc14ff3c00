import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { endWithUs } from './cluster.ts';
import type { DriverOptions, LogLine } from './driver.ts';
import { History } from './history.ts';

const DRIVER = fileURLToPath(new URL('./driver.ts', import.meta.url));

export type LoadOptions = Omit<DriverOptions, 'name' | 'logFile'> & { drivers: number };

/** Load on some servers, from processes of its own. */
export interface Load {
  /** Lets the workers finish what they are at, and answers everything that was tried and what came of it. */
  stop(): Promise<History>;
}

/** Starts the drivers; each has a seed of its own that follows from the one given. */
export function startLoad({ drivers, ...options }: LoadOptions): Load {
  const folder = mkdtempSync(join(tmpdir(), 'jifen-load-'));
  const started = Array.from({ length: drivers }, (_, index) => {
    // Names carry the seed, so that a second load on the same database does not meet the keys of the first.
    const name = `d${index}-${options.seed.toString(36)}`;
    return startDriver({ ...options, name, seed: options.seed + index, logFile: join(folder, `${name}.jsonl`) });
  });
  return {
    async stop() {
      try {
        await Promise.all(started.map(({ child }) => endDriver(child)));
        const history = new History();
        for (const { logFile } of started) await readLog(logFile, history);
        return history;
      } finally {
        for (const { child } of started) child.kill('SIGKILL');
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

function startDriver(options: DriverOptions): { child: ChildProcess; logFile: string } {
  const child = spawn(process.execPath, ['--no-warnings', DRIVER, JSON.stringify(options)], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  endWithUs(child);
  return { child, logFile: options.logFile };
}

async function endDriver(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    if (child.connected) child.send('stop');
    await ended;
  }
  if (child.exitCode !== 0) throw new Error(`A driver ended with ${child.exitCode ?? child.signalCode}`);
}

async function readLog(path: string, history: History): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const entry = JSON.parse(line) as LogLine;
    if ('intent' in entry) history.intend(entry.intent);
    else history.add(entry.call);
  }
}
