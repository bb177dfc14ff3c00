// What the private database and the private Redis have in common: one process with a log in a folder of its own, which
// can be stopped, killed and started again on the same data.
import { closeSync, fstatSync, openSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { endOf, endProcess, isRunning, Plain, sleep, spawnServer, tailOf } from './process.mjs';

const POLL_MS = 25;

export class PrivateServer {
  #child;
  /** Where in the log that all starts share the words of this one begin, in bytes. */
  #logFrom = 0;

  /** `dir` holds everything; `profile` is 'main' (keeps its data) or 'test' (thrown away). */
  constructor(dir) {
    this.dir = resolve(dir);
  }

  get isRunning() {
    return isRunning(this.#child);
  }

  get pid() {
    return this.#child?.pid;
  }

  get logFile() {
    return join(this.dir, 'server.log');
  }

  /** Settles when the server that runs now has ended, for whatever reason; at once when none runs. */
  get ended() {
    return this.isRunning ? new Promise((resolveEnd) => this.#child.once('exit', resolveEnd)) : Promise.resolve();
  }

  /** How the server that ran last has ended, and what it wrote in the end. */
  get lastWords() {
    return `${endOf(this.#child)}; what it wrote last to ${this.logFile}:\n${this.#written}`;
  }

  get #written() {
    return tailOf(this.logFile, 8, this.#logFrom);
  }

  /**
   * Starts the program and answers when `isReady` does. Raises a sentence with what it wrote when the program ends
   * instead, or is not ready within `withinMs`.
   */
  async launch({ what, program, args, user, isReady, withinMs }) {
    const log = openSync(this.logFile, 'a', 0o600);
    this.#logFrom = fstatSync(log).size;
    this.#child = spawnServer(program, args, { user, cwd: this.dir, stdio: ['ignore', log, log] });
    closeSync(log);
    this.#child.unref();
    const deadline = Date.now() + withinMs;
    while (Date.now() < deadline && this.isRunning) {
      if (await isReady()) return;
      await sleep(POLL_MS);
    }
    if (!this.isRunning) throw new Plain(`${what} did not start: it ended ${this.lastWords}`);
    await this.kill();
    const waited = `it was not ready after ${withinMs / 1000} s`;
    throw new Plain(`${what} did not start: ${waited}; what it wrote last to ${this.logFile}:\n${this.#written}`);
  }

  /** Shuts the server down cleanly; it can be started again on the same data and port. */
  async stop() {
    await endProcess(this.#child, 'SIGTERM', 60_000);
  }

  /** kill -9: what a power cut looks like to the server. */
  async kill() {
    await endProcess(this.#child, 'SIGKILL');
  }

  /** Stops the server and deletes its data. */
  async destroy() {
    await this.kill();
    await this.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
