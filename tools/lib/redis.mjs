// A Redis (or Valkey) server of our own, with the same handles as the private database: start, stop, kill, start again.
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { PrivateServer } from './private-server.mjs';
import { choosePort, findProgram, Plain, readJson, sleep, writePrivate } from './process.mjs';

/** The configuration file: not arguments, because those show the password to everybody on the machine. */
export function redisConfig({ port, dir, password, keep }) {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir "${dir}"`,
    `requirepass ${password}`,
    'maxmemory-policy noeviction',
    'save ""',
    `appendonly ${keep ? 'yes' : 'no'}`,
    'appendfsync everysec',
    'daemonize no',
    '',
  ].join('\n');
}

/** Sends plain text and answers what comes back until there are `lines` lines of it or the connection ends. */
function talk(port, text, lines, timeoutMs = 1000) {
  return new Promise((resolveText) => {
    let answer = '';
    const socket = createConnection({ port, host: '127.0.0.1' }, () => socket.write(text));
    const finish = () => {
      socket.destroy();
      resolveText(answer);
    };
    socket.setTimeout(timeoutMs, finish);
    socket.on('error', finish);
    socket.on('close', finish);
    socket.on('data', (bytes) => {
      answer += bytes;
      if (answer.split('\r\n').length > lines) finish();
    });
  });
}

export class PrivateRedis extends PrivateServer {
  #options;

  /** `dir` holds everything; profile 'main' keeps the data in an append-only file, 'test' keeps nothing. */
  constructor({ dir, profile = 'test', port, program } = {}) {
    super(dir);
    this.#options = { profile, port, program: program ?? PrivateRedis.program() };
  }

  /** The server program on this machine, or undefined. */
  static program() {
    return findProgram('redis-server', 'valkey-server');
  }

  get url() {
    return `redis://:${this.password}@127.0.0.1:${this.port}/0`;
  }

  /** Starts the server and answers when it has loaded its data. */
  async start() {
    if (this.isRunning) return this;
    const { program, profile, port } = this.#options;
    if (!program) throw new Plain('No Redis or Valkey server program was found on this machine.');
    mkdirSync(this.dir, { recursive: true, mode: 0o700 });
    const state = readJson(join(this.dir, 'state.json')) ?? {};
    this.port = await this.#reclaim(this.port ?? port ?? state.port, state.password);
    this.password = state.password ?? randomBytes(18).toString('hex');
    writePrivate(join(this.dir, 'state.json'), { port: this.port, password: this.password });
    const config = join(this.dir, 'redis.conf');
    writePrivate(config, redisConfig({ ...this, keep: profile === 'main' }));
    await this.launch({
      what: 'Redis',
      program,
      args: [config],
      isReady: () => this.#answers(),
      withinMs: 60_000,
    });
    return this;
  }

  /** Answers whether the server takes commands under the password. */
  async #answers(port = this.port, password = this.password) {
    return (await talk(port, `AUTH ${password}\r\nPING\r\n`, 2)) === '+OK\r\n+PONG\r\n';
  }

  /** A server left over from a supervisor that was killed answers to our password on our port: end it. */
  async #reclaim(port, password) {
    if (port && password && (await this.#answers(port, password))) {
      await talk(port, `AUTH ${password}\r\nSHUTDOWN\r\n`, 2);
      await sleep(200);
    }
    return choosePort(port);
  }
}
