// npm run mutation: Stryker on libs/rules; arguments after `--` go to it, such as `--mutate src/limits.ts`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repoRoot } from './lib/process.mjs';
import { bootstrap } from './lib/toolchain.mjs';

async function main() {
  const stryker = join(repoRoot, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const args = [stryker, 'run', 'stryker.config.mjs', ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { cwd: join(repoRoot, 'libs/rules'), stdio: 'inherit' });
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

await bootstrap(main);
