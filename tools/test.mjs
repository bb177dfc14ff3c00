// `npm test`: everything from a bare machine to one line of counts. Throw-away servers, a fresh build, lint, types,
// then Jest; arguments after `--` go to Jest, and a run that is narrowed by them leaves out lint and coverage.
import { join } from 'node:path';
import { buildIfStale } from './lib/build.mjs';
import { ensureChromium, ensureCurl } from './lib/chromium.mjs';
import { Plain, readJson, repoRoot, runCollected, say } from './lib/process.mjs';
import { sizeVariables } from './lib/sizes.mjs';
import { concludeRun } from './lib/summary.mjs';
import { onThrowAwayServers, seedFrom } from './lib/test-run.mjs';
import { bootstrap, LOCK_CHANGED } from './lib/toolchain.mjs';

/** Jest arguments that change how a run looks, not which tests it runs. */
const neutral = /^(--verbose|--ci|--silent|--no-cache|--bail|--forceExit|--detectOpenHandles|--maxWorkers=.*|-w=.*)$/;

const args = process.argv.slice(2);
const isNarrowed = args.some((arg) => !neutral.test(arg));

/**
 * Lint, boundaries, types of what the API's build leaves out, and the lock file, beside each other. Answers the names
 * of what failed; each says what it found when it is through.
 */
async function runChecks() {
  const node = (...command) => runCollected(process.execPath, command, { cwd: repoRoot });
  const tsc = 'node_modules/typescript/bin/tsc';
  const checks = {
    'types of the console': node(tsc, '-p', 'apps/admin', '--noEmit'),
    'types of the tests': node(tsc, '-p', 'apps/api/tsconfig.check.json'),
    lint: runCollected(join(repoRoot, 'node_modules/.bin/biome'), ['ci', '.'], { cwd: repoRoot }),
    boundaries: node('tools/lint-boundaries.mjs'),
    'package-lock.json is complete (npm install, then node tools/complete-lock.mjs)': {
      code: process.env[LOCK_CHANGED] ? 1 : 0,
      output: '',
    },
  };
  const failed = [];
  for (const [name, check] of Object.entries(checks)) {
    const { code, output } = await check;
    if (output.trim()) say(output.trimEnd());
    if (code !== 0) failed.push(name);
  }
  return failed;
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

/**
 * Runs Jest once for a narrowed run, else once for the tests that count towards the coverage and once for the others:
 * jest.config.mjs says which. Answers the reports and the first exit code that is not 0.
 */
async function runJest(dir, jest) {
  const workers = args.some((arg) => /^(--maxWorkers|-w|--runInBand|-i)/.test(arg)) ? [] : ['--maxWorkers=2'];
  const coverage = ['--coverage', '--coverageReporters=text-summary', '--coverageReporters=lcov'];
  const env = {
    ...sizeVariables('ci'),
    ...process.env,
    CHROMIUM_PATH: ensureChromium() ?? '',
    FC_SEED: String(seedFrom(process.env.FC_SEED)),
  };
  const reports = [];
  let exitCode = 0;
  for (const part of isNarrowed ? [''] : ['measured', 'unmeasured']) {
    const reportFile = join(dir, `jest${part}.json`);
    const options = ['--json', `--outputFile=${reportFile}`, ...workers, ...(part === 'measured' ? coverage : [])];
    const code = await jest([...options, ...args], { ...env, JIFEN_TESTS: part });
    exitCode ||= code;
    reports.push(readJson(reportFile));
  }
  return { reports, exitCode };
}

async function main() {
  const failedChecks = [...build().map((name) => `build of ${name}`), ...(isNarrowed ? [] : await runChecks())];
  const { line, exitCode } = await onThrowAwayServers('test', async ({ dir, jest }) => {
    if (!isNarrowed) ensureCurl();
    const { reports, exitCode: jestExitCode } = await runJest(dir, jest);
    return concludeRun({ reports, jestExitCode, failedChecks });
  });
  for (const name of failedChecks) say(`Failed before the tests: ${name} (see above).`);
  say(line);
  return exitCode;
}

await bootstrap(main);
