// A MariaDB or MySQL server of our own: its data, port and passwords live in one folder, it listens on 127.0.0.1 only,
// and it can be stopped, killed and started again on the same data, which is what the fault tests do.
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { PrivateServer } from './private-server.mjs';
import {
  choosePort,
  findProgram,
  firstBytes,
  isAlive,
  Plain,
  readJson,
  runQuietly,
  sleep,
  writePrivate,
} from './process.mjs';

const MIB = 1024 * 1024;
/** A Unix socket's path must fit into sockaddr_un; 100 characters fit everywhere. */
const LONGEST_SOCKET_PATH = 100;

/** Sizes by purpose: `main` keeps data between starts, `test` is thrown away and shares the machine with the tests. */
export function sizesFor(profile, memoryBytes) {
  if (profile === 'test') return { bufferPoolBytes: 256 * MIB, redoBytes: 256 * MIB };
  const eighth = Math.floor(memoryBytes / 8 / MIB) * MIB;
  return { bufferPoolBytes: Math.min(2048 * MIB, Math.max(256 * MIB, eighth)), redoBytes: 1024 * MIB };
}

/** Options that MariaDB and MySQL share: durable commits, the isolation and time-outs the ledger is written for. */
export function serverOptions({
  flavour,
  dataDir,
  tmpDir,
  socket,
  port,
  pidFile,
  initFile,
  bufferPoolBytes,
  redoBytes,
  direct,
}) {
  return [
    `--datadir=${dataDir}`,
    // Of its own: MariaDB clears what it takes for its own remains there when it starts, and so would another server.
    `--tmpdir=${tmpDir}`,
    `--socket=${socket}`,
    `--port=${port}`,
    `--pid-file=${pidFile}`,
    `--init-file=${initFile}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--skip-log-bin',
    '--sync-binlog=1',
    '--innodb-flush-log-at-trx-commit=1',
    '--transaction-isolation=READ-COMMITTED',
    '--innodb-rollback-on-timeout=ON',
    '--innodb-lock-wait-timeout=3',
    '--default-time-zone=+00:00',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    '--max-connections=300',
    '--local-infile=OFF',
    '--performance-schema=OFF',
    `--innodb-buffer-pool-size=${bufferPoolBytes}`,
    ...(direct ? ['--innodb-flush-method=O_DIRECT'] : ['--innodb-flush-method=fsync']),
    ...(flavour === 'mariadb'
      ? [`--innodb-log-file-size=${redoBytes}`]
      : [`--loose-innodb-redo-log-capacity=${redoBytes}`, '--loose-mysqlx=OFF', '--secure-file-priv=NULL']),
  ];
}

/**
 * SQL run at every start, one statement a line: the schema, a user for migrations (everything on the schema) and one
 * for the application (rows only, no tables); root is kept for tests, behind a password.
 */
export function initSql({ flavour, database, passwords }) {
  const users = { root: passwords.root, jifen_admin: passwords.admin, jifen: passwords.app };
  const create = Object.entries(users).flatMap(([user, password]) => [
    `CREATE USER IF NOT EXISTS '${user}'@'127.0.0.1' IDENTIFIED BY '${password}';`,
    `ALTER USER '${user}'@'127.0.0.1' IDENTIFIED BY '${password}';`,
  ]);
  const strangers = "WHERE User = '' OR (User = 'root' AND Host NOT IN ('localhost', '127.0.0.1'))";
  // An underscore is a wildcard in the schema of a GRANT.
  const schema = `\`${database.replaceAll('_', '\\_')}\`.*`;
  return [
    `DELETE FROM mysql.${flavour === 'mariadb' ? 'global_priv' : 'user'} ${strangers};`,
    'FLUSH PRIVILEGES;',
    `CREATE DATABASE IF NOT EXISTS \`${database}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;`,
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${passwords.root}';`,
    ...create,
    "GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;",
    `GRANT ALL PRIVILEGES ON ${schema} TO 'jifen_admin'@'127.0.0.1' WITH GRANT OPTION;`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ${schema} TO 'jifen'@'127.0.0.1';`,
    '',
  ].join('\n');
}

/** Whether files in this folder can be opened with O_DIRECT (not so on some memory and network file systems). */
function supportsDirectIo(folder) {
  if (constants.O_DIRECT === undefined) return false;
  const probe = join(folder, '.direct');
  try {
    closeSync(openSync(probe, constants.O_CREAT | constants.O_RDWR | constants.O_DIRECT, 0o600));
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { force: true });
  }
}

/** Root may not simply run the server: the packages' user `mysql` does, where it can reach the folder. */
function serverUser(folder) {
  if (process.getuid?.() !== 0) return {};
  const uid = Number(runQuietly('id', ['-u', 'mysql']).output);
  const gid = Number(runQuietly('id', ['-g', 'mysql']).output);
  const setpriv = findProgram('setpriv');
  if (!uid || !gid || !setpriv) return { asRoot: true };
  chownSync(folder, uid, gid);
  const args = ['--reuid=mysql', '--regid=mysql', '--init-groups', 'test', '-w', folder];
  if (runQuietly(setpriv, args).code === 0) return { user: 'mysql', uid, gid };
  chownSync(folder, 0, 0);
  return { asRoot: true };
}

export class PrivateMysql extends PrivateServer {
  #socketDir;
  #options;

  /** `dir` holds everything; `profile` is 'main' or 'test'; `database` is created if it is missing. */
  constructor({ dir, profile = 'test', database = 'jifen', port, program, sizes } = {}) {
    super(dir);
    this.database = database;
    this.#options = { profile, port, sizes, program: program ?? PrivateMysql.program() };
  }

  /** The server program on this machine, or undefined. */
  static program() {
    return findProgram('mariadbd', 'mysqld');
  }

  /** Root, for tests that make databases of their own: no database in the path. */
  get url() {
    return `mysql://root:${this.passwords.root}@127.0.0.1:${this.port}`;
  }

  get adminUrl() {
    return `mysql://jifen_admin:${this.passwords.admin}@127.0.0.1:${this.port}/${this.database}`;
  }

  get appUrl() {
    return `mysql://jifen:${this.passwords.app}@127.0.0.1:${this.port}/${this.database}`;
  }

  /** Starts the server, makes its data first if there is none, and answers when it takes connections. */
  async start() {
    if (this.isRunning) return this;
    const { program, profile, sizes } = this.#options;
    if (!program) throw new Plain('No MariaDB or MySQL server program was found on this machine.');
    mkdirSync(this.dir, { recursive: true, mode: 0o700 });
    const flavour = /mariadb/i.test(runQuietly(program, ['--version']).output) ? 'mariadb' : 'mysql';
    const run = serverUser(this.dir);
    const state = readJson(join(this.dir, 'state.json')) ?? {};
    await this.#endOrphan();
    this.port = await choosePort(this.port ?? this.#options.port ?? state.port);
    this.passwords = state.passwords ?? {
      root: randomBytes(18).toString('hex'),
      admin: randomBytes(18).toString('hex'),
      app: randomBytes(18).toString('hex'),
    };
    writePrivate(join(this.dir, 'state.json'), { port: this.port, passwords: this.passwords });
    const dataDir = join(this.dir, 'data');
    if (!existsSync(join(this.dir, 'initialized'))) this.#initialize({ program, flavour, dataDir, run });
    const tmpDir = join(this.dir, 'tmp');
    mkdirSync(tmpDir, { recursive: true, mode: 0o700 });
    if (run.uid) chownSync(tmpDir, run.uid, run.gid);
    const initFile = join(this.dir, 'init.sql');
    writePrivate(initFile, initSql({ flavour, database: this.database, passwords: this.passwords }));
    if (run.uid) chownSync(initFile, run.uid, run.gid);
    const options = serverOptions({
      ...(sizes ?? sizesFor(profile, process.constrainedMemory?.() || totalmem())),
      flavour,
      dataDir,
      tmpDir,
      initFile,
      port: this.port,
      pidFile: join(this.dir, 'server.pid'),
      socket: this.#socketPath(run),
      direct: supportsDirectIo(this.dir),
    });
    await this.launch({
      what: 'The database',
      program,
      args: ['--no-defaults', ...(run.asRoot ? ['--user=root'] : []), ...options],
      user: run.user,
      // A server that is still reading its files accepts connections, but greets only when it is ready.
      isReady: async () => (await firstBytes(this.port))?.[4] === 0x0a,
      withinMs: 120_000,
    });
    return this;
  }

  #initialize({ program, flavour, dataDir, run }) {
    rmSync(dataDir, { recursive: true, force: true });
    mkdirSync(dataDir, { mode: 0o700 });
    if (run.uid) chownSync(dataDir, run.uid, run.gid);
    const user = process.getuid?.() === 0 ? [`--user=${run.user ?? 'root'}`] : [];
    const common = ['--no-defaults', `--datadir=${dataDir}`, ...user];
    // Forced, because it refuses machines whose own name does not resolve, and our accounts name addresses only.
    const forInstaller = ['--force', '--auth-root-authentication-method=normal', '--skip-test-db'];
    const installer = findProgram('mariadb-install-db', 'mysql_install_db');
    if (flavour === 'mariadb' && !installer) throw new Plain('mariadb-install-db is missing beside mariadbd.');
    const result =
      flavour === 'mariadb'
        ? runQuietly(installer, [...common, ...forInstaller])
        : runQuietly(program, [...common, '--initialize-insecure', '--loose-innodb-redo-log-capacity=64M']);
    if (result.code !== 0) throw new Plain(`The database could not be set up in ${dataDir}:\n${result.output}`);
    writePrivate(join(this.dir, 'initialized'), `${flavour}\n`);
  }

  /** Inside the folder when its path is short enough, else in a folder of its own under the system's temporary one. */
  #socketPath(run) {
    const inside = join(this.dir, 'm.sock');
    if (inside.length < LONGEST_SOCKET_PATH) return inside;
    this.#socketDir ??= mkdtempSync(join(tmpdir().length < 60 ? tmpdir() : '/tmp', 'jifen-'));
    if (run.uid) chownSync(this.#socketDir, run.uid, run.gid);
    return join(this.#socketDir, 'm.sock');
  }

  /** A server left over from a supervisor that was killed still holds the data: end it before starting another. */
  async #endOrphan() {
    const pid = Number(existsSync(join(this.dir, 'server.pid')) && readFileSync(join(this.dir, 'server.pid'), 'utf8'));
    const commandLine = () => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    };
    if (!pid || !commandLine().includes(join(this.dir, 'data'))) return;
    process.kill(pid, 'SIGTERM');
    for (let waited = 0; isAlive(pid) && waited < 30_000; waited += 50) await sleep(50);
  }

  async stop() {
    await super.stop();
    if (this.#socketDir) rmSync(this.#socketDir, { recursive: true, force: true });
    this.#socketDir = undefined;
  }
}
