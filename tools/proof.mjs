// `npm run proof`: the heavy suites at full figures, in rounds. Each round is a run of its own under its own seed;
// what is done is remembered under .local/proof, so that an interrupted proof goes on where it was. Each suite that is
// through leaves a line in docs/proof.md.
//   npm run proof                     everything that is not done yet for this commit
//   npm run proof -- crash torture    these suites only
//   npm run proof -- --fresh          from the beginning
//   FC_SEED=7 CRASH_API_KILLS=200 npm run proof -- crash --rounds=1
import { randomInt } from 'node:crypto';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from './lib/build.mjs';
import { localDir } from './lib/local.mjs';
import { Plain, readJson, repoRoot, runQuietly, say, writePrivate } from './lib/process.mjs';
import { roundsOf, sizesOf, sizeVariables, variableOf } from './lib/sizes.mjs';
import { onThrowAwayServers } from './lib/test-run.mjs';
import { bootstrap } from './lib/toolchain.mjs';

/** Each suite: its name on the command line and in the table of sizes, and where its tests are. */
const SUITES = {
  properties: ['--selectProjects', 'pure'],
  ledger: ['--selectProjects', 'pure', 'database', '--testPathPatterns', 'ledger-model'],
  fuzz: ['--selectProjects', 'api', '--testPathPatterns', 'e2e/fuzz'],
  torture: ['--selectProjects', 'api', '--testPathPatterns', 'e2e/torture'],
  crash: ['--selectProjects', 'api', '--testPathPatterns', 'e2e/crash'],
  redisGone: ['--selectProjects', 'api', '--testPathPatterns', 'e2e/redis-gone'],
};

const PAGE = join(repoRoot, 'docs/proof.md');
const HEAD = `# Proof

\`npm run proof\` runs the heavy suites at full figures (\`tools/sizes.json\`, column \`proof\`), in rounds with a seed of
their own, and adds a line here for every suite that went through. \`FC_SEED\` and the sizes by name (for example
\`CRASH_API_KILLS=200\`) repeat or change a run; an interrupted proof goes on where it was.

| when (UTC) | commit | suite | sizes of a round | rounds | minutes | result | seeds | machine |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
`;

const git = (...args) => runQuietly('git', args, { cwd: repoRoot }).output.trim();

/** What is to be done: names of suites, and the flags. */
function parse(args) {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const unknown = names.find((name) => !SUITES[name]);
  if (unknown) throw new Plain(`There is no suite ${unknown}; there are ${Object.keys(SUITES).join(', ')}.`);
  const rounds = Number(args.find((arg) => arg.startsWith('--rounds='))?.slice(9)) || undefined;
  return { names: names.length > 0 ? names : Object.keys(SUITES), rounds, isFresh: args.includes('--fresh') };
}

/** What was done before, as long as it was for the same code. */
class State {
  constructor(isFresh) {
    this.path = join(localDir(), 'proof', 'state.json');
    const isChanged = git('status', '--porcelain', '-uno', '--', '.', ':!docs/proof.md') !== '';
    const commit = `${git('rev-parse', '--short', 'HEAD')}${isChanged ? '+' : ''}`;
    const known = readJson(this.path);
    const isSame = !isFresh && known?.commit === commit;
    if (known && !isSame && !isFresh)
      say(`The code is another one than at ${known.commit}: starting from the beginning.`);
    this.value = isSame ? known : { commit, suites: {} };
  }

  suite(name) {
    this.value.suites[name] ??= { seeds: [], seconds: 0, isDone: false };
    return this.value.suites[name];
  }

  save() {
    writePrivate(this.path, this.value);
  }
}

/** The sizes as they were in force, variables set by hand included. */
function sizesInForce(name) {
  const sizes = Object.entries(sizesOf(name, 'proof'));
  if (sizes.length === 0) return 'as in `npm test`';
  return sizes.map(([size, value]) => `${size} ${process.env[variableOf(name, size)] || value}`).join(', ');
}

/** Adds a line to the page. */
function report(name, commit, { seeds, seconds }, result) {
  if (!existsSync(PAGE)) writeFileSync(PAGE, HEAD);
  const when = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const shown = seeds.length > 3 ? `${seeds.slice(0, 3).join(' ')} …` : seeds.join(' ');
  const rounds = `${seeds.length}`;
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'cores'}`;
  const minutes = (seconds / 60).toFixed(1);
  const cells = [when, commit, name, sizesInForce(name), rounds, minutes, result, shown, machine];
  appendFileSync(PAGE, `| ${cells.join(' | ')} |\n`);
}

/** Runs the rounds of a suite that are left. Answers whether all of them passed. */
async function prove(name, wantedRounds, state, { jest, isStopping }) {
  const suite = state.suite(name);
  const rounds = wantedRounds ?? roundsOf(name, 'proof');
  while (suite.seeds.length < rounds) {
    // A seed that is given belongs to the first round; the others follow from it.
    const seed = Number(process.env.FC_SEED) ? Number(process.env.FC_SEED) + suite.seeds.length : randomInt(1, 2 ** 31);
    say(`${name}: round ${suite.seeds.length + 1} of ${rounds}, FC_SEED=${seed}, ${sizesInForce(name)}`);
    const startedMs = Date.now();
    const env = { ...sizeVariables('proof', [name]), ...process.env, FC_SEED: String(seed) };
    const passed = (await jest(['--runInBand', ...SUITES[name]], env)) === 0;
    const seconds = (Date.now() - startedMs) / 1000;
    // A round that was interrupted says nothing; it is run again.
    if (isStopping()) return false;
    if (!passed) {
      report(name, state.value.commit, { seeds: [seed], seconds }, '**failed**');
      return false;
    }
    suite.seeds.push(seed);
    suite.seconds += seconds;
    state.save();
  }
  suite.isDone = true;
  state.save();
  report(name, state.value.commit, suite, 'passed');
  return true;
}

async function main() {
  const { names, rounds, isFresh } = parse(process.argv.slice(2));
  buildIfStale('api');
  const state = new State(isFresh);
  return onThrowAwayServers('proof', async (run) => {
    for (const name of names) {
      if (state.suite(name).isDone) say(`${name}: done before (--fresh starts again)`);
      else if (!(await prove(name, rounds, state, run))) return 1;
    }
    say(`All is proven; see ${PAGE}`);
    return 0;
  });
}

await bootstrap(main);
