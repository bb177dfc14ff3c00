// npm run bench: a private database with durable commits and a private Redis, then apps/api/bench/main.ts on them;
// `npm run bench:backtest` runs apps/api/bench/backtest.ts instead.
// BENCH_DATABASE_URL names another server instead: a user who may create and drop databases; those named bench_* are dropped.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from './lib/build.mjs';
import { repoRoot, runForeground, say } from './lib/process.mjs';
import { bootstrap } from './lib/toolchain.mjs';
import { provision } from './services.mjs';

async function main() {
  const [first, ...others] = process.argv.slice(2);
  const backtest = first === 'backtest';
  const args = backtest ? others : process.argv.slice(2);
  buildIfStale('api');
  const dir = mkdtempSync(join(process.env.BENCH_PARENT_DIR ?? tmpdir(), 'jifen-bench-'));
  const databaseUrl = process.env.BENCH_DATABASE_URL;
  const services = await provision({ dir, profile: 'main', databaseUrl, redisUrl: process.env.BENCH_REDIS_URL });
  const env = {
    ...process.env,
    BENCH_ROOT_URL: services.rootUrl,
    BENCH_REDIS_URL: services.redisUrl,
    BENCH_DIR: dir,
  };
  const script = join(repoRoot, 'apps/api/bench', backtest ? 'backtest.ts' : 'main.ts');
  try {
    return await runForeground(process.execPath, [script, ...args], { env, cwd: process.env.INIT_CWD });
  } finally {
    await services.stop();
    rmSync(dir, { recursive: true, force: true });
    if (databaseUrl) say('The databases bench_* on the server of BENCH_DATABASE_URL are left for a look.');
  }
}

await bootstrap(main);
