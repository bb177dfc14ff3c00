// Runs a built command of the API against the programme that `npm start` runs here, or against the servers named in the
// environment, which come first: node tools/run.mjs [--standalone] <script> [arguments]
import { join } from 'node:path';
import { buildIfStale } from './lib/build.mjs';
import { localDir, runningEnvironment } from './lib/local.mjs';
import { Plain, repoRoot, runForeground } from './lib/process.mjs';
import { bootstrap } from './lib/toolchain.mjs';

async function main() {
  const [first, ...others] = process.argv.slice(2);
  const isStandalone = first === '--standalone';
  const [script, ...args] = isStandalone ? others : [first, ...others];
  if (!script) throw new Plain('Which command? node tools/run.mjs [--standalone] <script> [arguments]');
  // Servers named by hand stand alone: mixing them with the running programme's could migrate the wrong database.
  const isNamed = process.env.DATABASE_URL || process.env.JIFEN_URL || args.includes('--help') || args.includes('-h');
  const running = isStandalone || isNamed ? {} : runningEnvironment(localDir());
  if (!running) {
    throw new Plain('Nothing runs here: start it with `npm start` in another terminal, or set DATABASE_URL.');
  }
  buildIfStale('api');
  // Relative file names mean the folder the person is in, which npm leaves for the checkout's root.
  const cwd = process.env.INIT_CWD || process.cwd();
  const env = { ...running, ...process.env };
  return runForeground(process.execPath, [join(repoRoot, script), ...args], { cwd, env });
}

await bootstrap(main);
