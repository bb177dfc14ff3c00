// The same servers out of Docker images, for machines that have Docker and nothing else. Handles as in mysql.mjs and
// redis.mjs; the data lives in named volumes, the port is published on 127.0.0.1 only.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  choosePort,
  findProgram,
  firstBytes,
  Plain,
  readJson,
  runQuietly,
  say,
  sleep,
  writePrivate,
} from './process.mjs';

const MYSQL_IMAGE = 'mysql:8.4';
const REDIS_IMAGE = 'redis:7.4';

const docker = (...args) => runQuietly('docker', args);

/** Whether a Docker engine answers. */
export const dockerWorks = () => Boolean(findProgram('docker')) && docker('info').code === 0;

class Container {
  constructor({ dir, profile = 'test', port, kind }) {
    this.dir = resolve(dir);
    this.profile = profile;
    this.port = port;
    this.name = `jifen-${kind}-${createHash('sha256').update(this.dir).digest('hex').slice(0, 10)}`;
  }

  async launch({ image, innerPort, volume, environment = {}, args, ready }) {
    mkdirSync(this.dir, { recursive: true, mode: 0o700 });
    if (docker('image', 'inspect', image).code !== 0) say(`Fetching the Docker image ${image}.`);
    docker('rm', '-f', this.name);
    this.port = await choosePort(this.port);
    const env = Object.entries(environment).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
    const run = ['run', '-d', '--name', this.name, '-p', `127.0.0.1:${this.port}:${innerPort}`];
    const result = docker(...run, '-v', `${this.name}:${volume}`, ...env, image, ...args);
    if (result.code !== 0) throw new Plain(`Docker could not start ${image}:\n${result.output}`);
    for (let waited = 0; waited < 180_000; waited += 250) {
      if (await ready()) return;
      await sleep(250);
    }
    const log = docker('logs', '--tail', '8', this.name).output;
    await this.stop();
    throw new Plain(`${image} did not start:\n${log}`);
  }

  remembered(make) {
    const path = join(this.dir, 'state.json');
    const state = readJson(path) ?? make();
    writePrivate(path, state);
    return state;
  }

  async stop() {
    docker('stop', '-t', '60', this.name);
    docker('rm', '-f', this.name);
  }

  async kill() {
    docker('kill', this.name);
  }

  async destroy() {
    docker('rm', '-f', this.name);
    docker('volume', 'rm', '-f', this.name);
  }
}

export class DockerMysql extends Container {
  constructor(options) {
    super({ ...options, kind: 'mysql' });
    this.database = options.database ?? 'jifen';
  }

  get url() {
    return `mysql://root:${this.password}@127.0.0.1:${this.port}`;
  }

  // The image makes no users but root; inside a container of its own that is what everything uses.
  get adminUrl() {
    return `${this.url}/${this.database}`;
  }

  get appUrl() {
    return this.adminUrl;
  }

  async start() {
    this.password = this.remembered(() => ({ password: randomBytes(18).toString('hex') })).password;
    await this.launch({
      image: MYSQL_IMAGE,
      innerPort: 3306,
      volume: '/var/lib/mysql',
      environment: { MYSQL_ROOT_PASSWORD: this.password, MYSQL_DATABASE: this.database },
      args: [
        '--skip-log-bin',
        '--innodb-flush-log-at-trx-commit=1',
        '--transaction-isolation=READ-COMMITTED',
        '--innodb-rollback-on-timeout=ON',
        '--innodb-lock-wait-timeout=3',
        '--default-time-zone=+00:00',
        '--character-set-server=utf8mb4',
        '--collation-server=utf8mb4_unicode_ci',
        '--max-connections=300',
        '--mysqlx=OFF',
      ],
      ready: async () => (await firstBytes(this.port))?.[4] === 0x0a,
    });
    return this;
  }
}

export class DockerRedis extends Container {
  constructor(options) {
    super({ ...options, kind: 'redis' });
  }

  get url() {
    return `redis://:${this.password}@127.0.0.1:${this.port}/0`;
  }

  async start() {
    this.password = this.remembered(() => ({ password: randomBytes(18).toString('hex') })).password;
    await this.launch({
      image: REDIS_IMAGE,
      innerPort: 6379,
      volume: '/data',
      args: ['--requirepass', this.password, '--appendonly', 'yes', '--maxmemory-policy', 'noeviction', '--save', ''],
      ready: async () => docker('exec', this.name, 'redis-cli', '-a', this.password, 'PING').output.includes('PONG'),
    });
    return this;
  }
}
