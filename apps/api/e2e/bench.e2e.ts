import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { pino } from 'pino';
import { LINES } from '../bench/report.js';
import { openDatabase } from '../src/platform/connection.js';
import { type Database } from '../src/platform/index.js';
import { serverUrl } from '../src/testing/database.js';

jest.setTimeout(300_000);

const prefix = `jifen_bench_${randomBytes(4).toString('hex')}`;
const dir = mkdtempSync(join(tmpdir(), 'jifen-bench-'));
let server: Database;

beforeAll(async () => {
  server = await openDatabase(serverUrl(), 1, pino({ level: 'silent' }));
});

afterAll(async () => {
  for (const name of ['ours', 'seed', 'bare', 'small', 'grown']) {
    await server.run(`DROP DATABASE IF EXISTS ${prefix}_${name}`);
  }
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

test('npm run bench -- --quick prints every line and every aim; how fast it was is nobody’s business here', async () => {
  const main = fileURLToPath(new URL('../bench/main.ts', import.meta.url));
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    BENCH_ROOT_URL: serverUrl(),
    BENCH_REDIS_URL: process.env['TEST_REDIS_URL'],
    BENCH_DIR: dir,
    BENCH_PREFIX: prefix,
  };
  const { stdout } = await promisify(execFile)(process.execPath, [main, '--quick'], { env });
  for (const line of Object.values(LINES)) {
    const row = stdout.split('\n').find((each) => each.startsWith(`| ${line} `));
    expect(row).toMatch(/\| +[\d,]+ +\| +\d+\.\d +\| +\d+\.\d +\|/);
  }
  expect(stdout.match(/\| (reached|missed) +\|/g)).toHaveLength(12);
});
