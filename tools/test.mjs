// `npm test`: everything from a bare machine to one line of counts. Throw-away servers, a fresh build, lint, types,
// then Jest; arguments after `--` go to Jest, and a run that is narrowed by them leaves out lint and coverage.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from './lib/build.mjs';
import { ensureChromium, ensureCurl } from './lib/chromium.mjs';
import { endProcess, Plain, readJson, repoRoot, runInherited, say } from './lib/process.mjs';
import { sizeVariables } from './lib/sizes.mjs';
import { concludeRun } from './lib/summary.mjs';
import { bootstrap, LOCK_CHANGED } from './lib/toolchain.mjs';
import { provision } from './services.mjs';

/** Jest arguments that change how a run looks, not which tests it runs. */
const neutral = /^(--verbose|--ci|--silent|--no-cache|--bail|--forceExit|--detectOpenHandles|--maxWorkers=.*|-w=.*)$/;

const args = process.argv.slice(2);
const isNarrowed = args.some((arg) => !neutral.test(arg));

/** Lint, boundaries, types of what the API's build leaves out, and the lock file. Answers the names of what failed. */
function runChecks() {
  const node = (...command) => runInherited(process.execPath, command) === 0;
  const checks = {
    lint: () => runInherited(join(repoRoot, 'node_modules/.bin/biome'), ['ci', '.']) === 0,
    boundaries: () => !existsSync(join(repoRoot, 'tools/lint-boundaries.mjs')) || node('tools/lint-boundaries.mjs'),
    'types of the console': () =>
      !existsSync(join(repoRoot, 'apps/admin/tsconfig.json')) ||
      node('node_modules/typescript/bin/tsc', '-p', 'apps/admin', '--noEmit'),
    'types of the tests': () => node('node_modules/typescript/bin/tsc', '-p', 'apps/api/tsconfig.check.json'),
    'package-lock.json is complete (npm install, then node tools/complete-lock.mjs)': () => !process.env[LOCK_CHANGED],
  };
  return Object.keys(checks).filter((name) => !checks[name]());
}

/** Builds what the end-to-end tests start; a failed build is a failed check and the rest still runs. */
function build() {
  return ['api', 'console'].filter((name) => {
    try {
      buildIfStale(name);
      return false;
    } catch (error) {
      if (!(error instanceof Plain)) throw error;
      say(error.message);
      return true;
    }
  });
}

function runJest(environment, reportFile, onStart) {
  const coverage = isNarrowed ? [] : ['--coverage', '--coverageReporters=text-summary', '--coverageReporters=lcov'];
  const workers = args.some((arg) => /^(--maxWorkers|-w|--runInBand|-i)/.test(arg)) ? [] : ['--maxWorkers=2'];
  const jest = ['node_modules/jest/bin/jest.js', '--json', `--outputFile=${reportFile}`, ...workers, ...coverage];
  const options = `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings=ExperimentalWarning`;
  const env = { ...sizeVariables('ci'), ...process.env, ...environment, NODE_OPTIONS: options.trim() };
  const child = spawn(process.execPath, [...jest, ...args], { cwd: repoRoot, stdio: 'inherit', env });
  onStart(child);
  return new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

async function main() {
  const failedChecks = [...build().map((name) => `build of ${name}`), ...(isNarrowed ? [] : runChecks())];
  const dir = mkdtempSync(join(tmpdir(), 'jifen-test-'));
  // The database runs as another user and has to reach its folder inside this one.
  chmodSync(dir, 0o711);
  let services;
  let jest;
  let stopping;
  const cleanUp = () => {
    stopping ??= (async () => {
      if (jest) await endProcess(jest, 'SIGTERM', 10_000);
      await services?.mysql?.destroy();
      await services?.redis?.destroy();
      rmSync(dir, { recursive: true, force: true });
    })();
    return stopping;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => cleanUp().then(() => process.exit(signal === 'SIGINT' ? 130 : 143)));
  }
  try {
    const { TEST_DATABASE_URL: databaseUrl, TEST_REDIS_URL: redisUrl } = process.env;
    services = await provision({ dir, profile: 'test', databaseUrl, redisUrl });
    if (!isNarrowed) ensureCurl();
    const reportFile = join(dir, 'jest.json');
    const environment = {
      TEST_DATABASE_URL: services.rootUrl,
      TEST_REDIS_URL: services.redisUrl,
      CHROMIUM_PATH: ensureChromium() ?? '',
    };
    const jestExitCode = await runJest(environment, reportFile, (child) => {
      jest = child;
    });
    const { line, exitCode } = concludeRun({ report: readJson(reportFile), jestExitCode, failedChecks });
    await cleanUp();
    for (const name of failedChecks) say(`Failed before the tests: ${name} (see above).`);
    say(line);
    return exitCode;
  } finally {
    await cleanUp();
  }
}

await bootstrap(main);
