// Small helpers around child processes, ports and files. No dependency, Node 20 or newer, so that the bootstrap runs
// before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { constants as os } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repoRoot = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');

/** Prints one line for the person at the terminal. */
export const say = (line) => process.stdout.write(`${line}\n`);

/** An error whose message is meant for the person at the terminal: printed without a stack. */
export class Plain extends Error {}

/** A closed terminal must not turn into an unhandled EPIPE that leaves servers behind. */
export function ignoreBrokenPipes() {
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
}

// Servers live in sbin, which is not on the PATH of ordinary users on Debian.
const extraFolders = ['/usr/sbin', '/usr/local/sbin', '/usr/libexec', '/opt/homebrew/bin', '/usr/local/bin'];

/** The full path of the first of these programs that can be run, or undefined. */
export function findProgram(...names) {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...extraFolders];
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here: look further.
      }
    }
  }
  return undefined;
}

/** Runs a program to its end with this terminal and answers its exit code. */
export function runInherited(program, args, options = {}) {
  const result = spawnSync(program, args, { stdio: 'inherit', cwd: repoRoot, ...options });
  if (result.error) throw result.error;
  return result.status ?? 1;
}

/**
 * Runs a program to its end with this terminal while this process goes on, and answers its exit code. Ctrl-C reaches
 * it by itself; other signals are passed on.
 */
export function runForeground(program, args, options = {}) {
  const child = spawn(program, args, { stdio: 'inherit', cwd: repoRoot, ...options });
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + (os.signals[signal] ?? 1)));
  });
}

/** Runs a program while this process goes on, and answers { code, output } with stdout and stderr joined. */
export function runCollected(program, args, options = {}) {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The same, but waits. */
export function runQuietly(program, args, options = {}) {
  const result = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, ...options });
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`;
  return { code: result.status ?? 1, output };
}

/**
 * Starts a server in a process group of its own, so that Ctrl-C reaches only the supervisor, and lets the kernel end it
 * when the supervisor is killed (Linux with setpriv). The user is switched before the signal is armed, because changing
 * credentials afterwards would disarm it.
 */
export function spawnServer(program, args, { user, ...options } = {}) {
  const setpriv = findProgram('setpriv');
  const asUser = user ? [`--reuid=${user}`, `--regid=${user}`, '--init-groups'] : [];
  const child = setpriv
    ? spawn(setpriv, [...asUser, '--pdeathsig', 'TERM', program, ...args], { detached: true, ...options })
    : spawn(program, args, { detached: true, ...options });
  child.on('error', () => {});
  const endWithUs = () => child.kill('SIGTERM');
  process.once('exit', endWithUs);
  child.once('exit', () => process.removeListener('exit', endWithUs));
  return child;
}

export const isRunning = (child) => Boolean(child?.pid) && child.exitCode === null && child.signalCode === null;

/** Sends the signal and waits for the end; after `graceMs` the process is killed. Safe to call twice. */
export async function endProcess(child, signal = 'SIGTERM', graceMs = 20_000) {
  if (!isRunning(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
}

export const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Whether nobody listens on this port of 127.0.0.1 (or of every address, when `host` is undefined). */
export function isPortFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A port of 127.0.0.1 that is free now: `preferred` when it is. */
export async function choosePort(preferred) {
  if (preferred && (await isPortFree(preferred))) return preferred;
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Connects and answers the first bytes that come back; undefined when none come. */
export function firstBytes(port, timeoutMs = 1000) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    const finish = (bytes) => {
      socket.destroy();
      resolve(bytes);
    };
    socket.setTimeout(timeoutMs, () => finish(undefined));
    socket.once('error', () => finish(undefined));
    socket.once('close', () => resolve(undefined));
    socket.once('data', finish);
  });
}

/** The last lines of a log file, for an error message; of what stands behind `fromByte`, where others wrote before. */
export function tailOf(path, lines = 8, fromByte = 0) {
  try {
    const text = readFileSync(path).subarray(fromByte).toString('utf8').trimEnd();
    return text.split('\n').slice(-lines).join('\n') || '(nothing)';
  } catch {
    return '(no log)';
  }
}

/** How a process has ended, for a sentence: `with exit code 3`, `by SIGKILL`. */
export const endOf = (child) => (child.signalCode ? `by ${child.signalCode}` : `with exit code ${child.exitCode}`);

export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Writes a file that only its owner can read, at once or not at all. */
export function writePrivate(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.new`;
  const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
  writeFileSync(temporary, text, { mode: 0o600 });
  chmodSync(temporary, 0o600);
  renameSync(temporary, path);
}
