// The folder of a local programme (`.local/`): who runs in it, its secrets, and what its commands need to know.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isAlive, Plain, readJson, repoRoot, writePrivate } from './process.mjs';

/** The folder named by LOCAL_DIR, `.local` in the checkout by default. */
export const localDir = (env = process.env) => resolve(repoRoot, env.LOCAL_DIR || '.local');

export const credentialsFile = (dir) => join(dir, 'credentials.json');
const lockFile = (dir) => join(dir, 'start.lock');
const environmentFile = (dir) => join(dir, 'env.json');

/** Whether this process is a running `npm start`, and not another one that got the number of a dead one. */
function isSupervisor(pid) {
  if (!pid || !isAlive(pid)) return false;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('start.mjs');
  } catch {
    return process.platform !== 'linux';
  }
}

/** Takes the folder for this process. Raises a sentence when another `npm start` has it. */
export function takeFolder(dir) {
  mkdirSync(dir, { recursive: true });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(lockFile(dir), JSON.stringify({ pid: process.pid }), { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const pid = readJson(lockFile(dir))?.pid;
      if (isSupervisor(pid)) {
        throw new Plain(
          `Jifen already runs here (process ${pid}, data in ${dir}). Stop it first, or start another one ` +
            'beside it: LOCAL_DIR=.local-2 PORT=3001 npm start',
        );
      }
      rmSync(lockFile(dir), { force: true });
    }
  }
  throw new Plain(`${lockFile(dir)} cannot be taken; another start is under way.`);
}

export function leaveFolder(dir) {
  rmSync(environmentFile(dir), { force: true });
  rmSync(lockFile(dir), { force: true });
}

/**
 * The programme's secrets, made at its first start: JWT_SECRET signs tokens, DATA_KEY encrypts personal data. 32
 * random bytes each, in base64. Whoever loses DATA_KEY loses what it encrypted.
 */
export function secretsOf(dir) {
  const path = join(dir, 'secrets.json');
  const known = readJson(path) ?? {};
  const secrets = Object.fromEntries(
    ['JWT_SECRET', 'DATA_KEY'].map((name) => [name, known[name] ?? randomBytes(32).toString('base64')]),
  );
  writePrivate(path, secrets);
  return secrets;
}

/** What a command needs to reach the running programme; readable by its owner only. */
export const rememberEnvironment = (dir, environment) =>
  writePrivate(environmentFile(dir), { pid: process.pid, environment });

/** The environment of the `npm start` that runs in this folder, or undefined. */
export function runningEnvironment(dir) {
  const known = readJson(environmentFile(dir));
  return known && isSupervisor(known.pid) ? known.environment : undefined;
}
