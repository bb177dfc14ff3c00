// What every run of tests needs: servers that are thrown away, Jest on them, and a clean end however it comes.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provision } from '../services.mjs';
import { endProcess, isRunning, Plain, repoRoot } from './process.mjs';

/**
 * Chance that is the same in every run of all tests, so that a rare counterexample does not fail the change that
 * happened to come next. `npm run proof` draws fresh seeds, and so does FC_SEED=random.
 */
const FIXED_SEED = 20_101_201;

/** The seed that FC_SEED asks for: a number, `random`, or by default the fixed one. Raises a sentence otherwise. */
export function seedFrom(text = '') {
  if (text === '') return FIXED_SEED;
  if (text === 'random') return randomInt(1, 2 ** 31);
  if (/^-?\d{1,10}$/.test(text)) return Number(text);
  throw new Plain(`FC_SEED must be a whole number or "random", not "${text}".`);
}

/** Jest's workers would go on without it for a while: they are of its group and end with it. */
async function endGroup(child) {
  if (!isRunning(child)) return;
  const signalAll = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // All of them have ended.
    }
  };
  signalAll('SIGTERM');
  await endProcess(child, 'SIGTERM', 10_000);
  signalAll('SIGKILL');
}

/**
 * Runs `work` with a folder of its own and throw-away servers (or those of TEST_DATABASE_URL and TEST_REDIS_URL), and
 * puts everything away afterwards, also when a signal ends it.
 *
 * @param {string} name part of the folder's name
 * @param {(run: {dir: string, jest: (args: string[], env: object) => Promise<number>, isStopping: () => boolean}) =>
 *   Promise<T>} work `jest` answers the exit code
 * @returns {Promise<T>} what `work` answers
 * @template T
 */
export async function onThrowAwayServers(name, work) {
  const dir = mkdtempSync(join(tmpdir(), `jifen-${name}-`));
  // The database runs as another user and has to reach its folder inside this one.
  chmodSync(dir, 0o711);
  let services;
  let child;
  let stopping;
  const cleanUp = () => {
    stopping ??= (async () => {
      await endGroup(child);
      await services?.mysql?.destroy();
      await services?.redis?.destroy();
      rmSync(dir, { recursive: true, force: true });
    })();
    return stopping;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => cleanUp().then(() => process.exit(signal === 'SIGINT' ? 130 : 143)));
  }
  const jest = (args, more) => {
    // Whoever was told to stop between two runs starts no other.
    if (stopping) return Promise.resolve(1);
    const options = `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings=ExperimentalWarning`;
    const servers = { TEST_DATABASE_URL: services.rootUrl, TEST_REDIS_URL: services.redisUrl };
    const env = { ...process.env, ...servers, ...more, NODE_OPTIONS: options.trim() };
    const command = ['node_modules/jest/bin/jest.js', ...args];
    child = spawn(process.execPath, command, { cwd: repoRoot, stdio: 'inherit', env, detached: true });
    return new Promise((resolve) => {
      child.on('error', () => resolve(1));
      child.on('exit', (code) => resolve(code ?? 1));
    });
  };
  try {
    const { TEST_DATABASE_URL: databaseUrl, TEST_REDIS_URL: redisUrl } = process.env;
    services = await provision({ dir, profile: 'test', databaseUrl, redisUrl });
    return await work({ dir, jest, isStopping: () => Boolean(stopping) });
  } finally {
    await cleanUp();
  }
}
