// `npm start`: one command from a checkout to a running programme. It builds what changed, finds or starts MySQL and
// Redis, migrates, seeds once, serves API and console on one port, starts again what dies, and stops everything it
// started when it is told to.
import { once } from 'node:events';
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './lib/build.mjs';
import { keepRunning } from './lib/keep.mjs';
import { credentialsFile, leaveFolder, localDir, rememberEnvironment, secretsOf, takeFolder } from './lib/local.mjs';
import {
  choosePort,
  endOf,
  endProcess,
  isPortFree,
  isRunning,
  Plain,
  readJson,
  repoRoot,
  say,
  sleep,
  spawnServer,
  tailOf,
  writePrivate,
} from './lib/process.mjs';
import { bootstrap } from './lib/toolchain.mjs';
import { provision } from './services.mjs';

const API_GRACE_MS = 30_000;
const READY_WITHIN_MS = 90_000;
const LARGEST_LOG_BYTES = 50 * 1024 * 1024;

/** JIFEN_API_DIST names another build of the API: the tests of this file start a stub with it. */
const apiDist = process.env.JIFEN_API_DIST || join(repoRoot, 'apps/api/dist');
const dir = localDir();

let services;
let server;
/** Where in api.log, which all starts share, the words of this server begin, in bytes. */
let serverLogFrom = 0;
let migration;
let stopping;
/** Starts of servers that are under way: stopping waits for them, or they would be left behind. */
const underWay = new Set();

/** Stops in the order of dependence: the API first and awaited, then Redis, then the database. Safe to call twice. */
function stopAll() {
  stopping ??= (async () => {
    await endProcess(migration);
    await endProcess(server, 'SIGTERM', API_GRACE_MS);
    await Promise.allSettled(underWay);
    await services?.stop();
    leaveFolder(dir);
  })();
  return stopping;
}

/** Once stopping has begun, nothing more is started: the signal's handler ends the process. */
const untilExit = () => new Promise(() => {});

function stopOnSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, async () => {
      if (!stopping) say('Stopping.');
      await stopAll();
      process.exit(0);
    });
  }
}

async function choosePublicPort() {
  const text = process.env.PORT || '3000';
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Plain(`PORT must be a whole number from 0 to 65535, not "${text}".`);
  }
  if (port === 0) return choosePort();
  if (await isPortFree(port, process.env.HOST || '127.0.0.1')) return port;
  throw new Plain(`Port ${port} is in use by another program. Choose another one: PORT=${port + 1} npm start`);
}

function openLog(name) {
  const folder = join(dir, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  if (existsSync(path) && statSync(path).size > LARGEST_LOG_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

/** Runs one of the API's commands to its end, with its output on this terminal. */
async function runCommand(name, what, env) {
  migration = spawnServer(process.execPath, [join(apiDist, 'cli', `${name}.js`)], {
    env,
    cwd: repoRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((resolve) => migration.on('exit', (status) => resolve(status ?? 1)));
  if (stopping) await untilExit();
  if (code !== 0) throw new Plain(`${what} failed; the messages are above.`);
}

async function isReady(baseUrl) {
  try {
    return (await fetch(`${baseUrl}/health/ready`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

/** What the API that was started last has written in the end. */
function apiWords() {
  const path = join(dir, 'logs', 'api.log');
  return `what it wrote last to ${path}:\n${tailOf(path, 20, serverLogFrom)}`;
}

/** Starts the API and answers when it serves. Raises a sentence with what it wrote when it does not get there. */
async function startApi(env, baseUrl) {
  const descriptor = openLog('api.log');
  serverLogFrom = fstatSync(descriptor).size;
  server = spawnServer(process.execPath, [join(apiDist, 'main.js')], {
    env,
    cwd: repoRoot,
    stdio: ['ignore', descriptor, descriptor],
  });
  closeSync(descriptor);
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isReady(baseUrl))) {
    if (stopping) await untilExit();
    if (!isRunning(server)) throw new Plain(`The API ended ${endOf(server)} while it started; ${apiWords()}`);
    if (Date.now() > deadline) {
      await endProcess(server, 'SIGKILL');
      throw new Plain(`The API did not get ready within ${READY_WITHIN_MS / 1000} s; ${apiWords()}`);
    }
    await sleep(100);
  }
}

async function endUnexpectedly(sentence) {
  if (stopping) return;
  process.stderr.write(`${sentence}\n`);
  await stopAll();
  process.exit(1);
}

/** Starts it again whenever it dies; a crash loop ends everything. */
async function keep(options) {
  const reason = await keepRunning({ ...options, isStopping: () => Boolean(stopping) });
  if (reason) await endUnexpectedly(reason);
}

const keepApi = (env, baseUrl) =>
  keep({
    what: 'The API',
    logFile: join(dir, 'logs', 'api.log'),
    ended: () => isRunning(server) && once(server, 'exit'),
    lastWords: () => `${endOf(server)}; ${apiWords()}`,
    start: () => startApi(env, baseUrl),
  });

/** A private server comes back on its data and its port, which the API knows it by; one in Docker is not watched. */
function keepService(what, service) {
  if (!service?.ended) return;
  const { port } = service;
  const start = async () => {
    const started = service.start();
    underWay.add(started);
    await started.finally(() => underWay.delete(started));
    if (service.port === port) return;
    await service.stop();
    throw new Plain(`Its port ${port} was taken by another program meanwhile.`);
  };
  keep({ what, logFile: service.logFile, ended: () => service.ended, lastWords: () => service.lastWords, start });
}

/** The credentials as the seed wrote them, with the address of this start. */
function credentialsFor(baseUrl) {
  const path = credentialsFile(dir);
  const credentials = readJson(path);
  if (credentials && credentials.baseUrl !== baseUrl) writePrivate(path, { ...credentials, baseUrl });
  return credentials;
}

function announce(baseUrl, credentials, startedAt) {
  say('');
  say(`Jifen is ready: ${baseUrl}   (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
  say(`  API document  ${baseUrl}/api/docs`);
  if (credentials?.apiKey) say(`  API key       ${credentials.apiKey}`);
  for (const { email, password, role } of credentials?.operators ?? []) {
    say(`  log in        ${email}   ${password}   ${role}`);
  }
  say(`  kept in       ${credentialsFile(dir)}   log: ${join(dir, 'logs', 'api.log')}`);
  say('Ctrl-C stops everything that was started.');
}

async function main() {
  const startedAt = Date.now();
  takeFolder(dir);
  try {
    const port = await choosePublicPort();
    if (!process.env.JIFEN_API_DIST) for (const name of ['api', 'console']) buildIfStale(name);
    stopOnSignals();
    const { DATABASE_URL: databaseUrl, DATABASE_ADMIN_URL: adminUrl, REDIS_URL: redisUrl } = process.env;
    services = await provision({ dir, profile: 'main', databaseUrl, adminUrl, redisUrl });
    const baseUrl = `http://127.0.0.1:${port}`;
    const environment = {
      ...secretsOf(dir),
      DATABASE_URL: services.databaseUrl,
      DATABASE_ADMIN_URL: services.adminUrl,
      REDIS_URL: services.redisUrl,
      PORT: String(port),
      BASE_URL: baseUrl,
      CREDENTIALS_FILE: credentialsFile(dir),
      SEED: process.env.SEED || 'demo',
      ADMIN_DIST: join(repoRoot, 'apps/admin/dist'),
      NODE_ENV: process.env.NODE_ENV || 'production',
      SECURE_COOKIES: process.env.SECURE_COOKIES || 'off',
    };
    if (!existsSync(environment.ADMIN_DIST)) environment.ADMIN_DIST = '';
    const env = { ...process.env, ...environment };
    await runCommand('migrate', 'Migrating the database', env);
    await runCommand('seed', 'Seeding', env);
    const credentials = credentialsFor(baseUrl);
    await startApi(env, baseUrl);
    const forCommands = { JIFEN_URL: baseUrl, JIFEN_API_KEY: credentials?.apiKey ?? '' };
    rememberEnvironment(dir, { ...environment, ...forCommands });
    keepApi(env, baseUrl);
    keepService('The database', services.mysql);
    keepService('Redis', services.redis);
    announce(baseUrl, credentials, startedAt);
  } catch (error) {
    await stopAll();
    throw error;
  }
}

await bootstrap(main);
