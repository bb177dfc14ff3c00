// What the private database and the private Redis have in common: one process with a log in a folder of its own, which
// can be stopped, killed and started again on the same data.
import { closeSync, openSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { endProcess, isRunning, Plain, sleep, spawnServer, tailOf } from './process.mjs';

const POLL_MS = 25;

export class PrivateServer {
  #child;

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

  /**
   * Starts the program and answers when `isReady` does. Raises a sentence with the end of the log when the program ends
   * instead, or is not ready within `withinMs`.
   */
  async launch({ what, program, args, user, isReady, withinMs }) {
    const log = openSync(this.logFile, 'a', 0o600);
    this.#child = spawnServer(program, args, { user, cwd: this.dir, stdio: ['ignore', log, log] });
    closeSync(log);
    this.#child.unref();
    const deadline = Date.now() + withinMs;
    while (Date.now() < deadline && this.isRunning) {
      if (await isReady()) return;
      await sleep(POLL_MS);
    }
    await this.kill();
    throw new Plain(`${what} did not start; the end of ${this.logFile}:\n${tailOf(this.logFile)}`);
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
