// npm run mutation: Stryker on libs/rules; arguments after `--` go to it, such as `--mutate src/limits.ts`.
import { join } from 'node:path';
import { repoRoot, runForeground } from './lib/process.mjs';
import { bootstrap } from './lib/toolchain.mjs';

async function main() {
  const stryker = join(repoRoot, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const args = [stryker, 'run', 'stryker.config.mjs', ...process.argv.slice(2)];
  return runForeground(process.execPath, args, { cwd: join(repoRoot, 'libs/rules') });
}

await bootstrap(main);
