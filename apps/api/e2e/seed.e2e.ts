import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ROLES } from '@jifen/contracts';
import { seed } from '../src/cli/seed.js';
import { openTestDatabase, type TestDatabase } from '../src/testing/database.js';

let db: TestDatabase;
let folder: string;
let file: string;
beforeAll(async () => {
  db = await openTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'jifen-seed-'));
  file = join(folder, 'credentials.json');
  const secret = () => randomBytes(32).toString('base64');
  const env = { DATABASE_URL: db.url, JWT_SECRET: secret(), DATA_KEY: secret(), REDIS_URL: '', LOG_LEVEL: 'silent' };
  Object.assign(process.env, env, { CREDENTIALS_FILE: file, BASE_URL: 'http://127.0.0.1:3999' });
}, 30_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await db.close();
});

const run = async (kind: string) => {
  const said: string[] = [];
  await seed({ ...process.env, SEED: kind }, (sentence) => said.push(sentence));
  return said;
};
const credentials = () => JSON.parse(readFileSync(file, 'utf8'));
const operators = () => db.database.rows<{ email: string; roles: string }>('SELECT email, roles FROM operator');

test('a time zone or a kind of seed that is none is refused with a sentence', async () => {
  await expect(seed({ ...process.env, SEED: 'huge' }, () => undefined)).rejects.toThrow('SEED must be minimal or demo');
  const wrong = { ...process.env, SEED: 'minimal', PROGRAMME_TIME_ZONE: 'Mars/Olympus' };
  await expect(seed(wrong, () => undefined)).rejects.toThrow('PROGRAMME_TIME_ZONE must be an IANA time zone');
});

test('minimal is one administrator and one key, told once and kept for the owner only', async () => {
  const said = await run('minimal');
  const { baseUrl, apiKey, operators: made } = credentials();
  expect(baseUrl).toBe('http://127.0.0.1:3999');
  expect(made).toEqual([{ email: 'admin@example.com', password: expect.any(String), role: 'ADMIN' }]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(said.join('\n')).toContain(apiKey);
  expect(said.join('\n')).toContain(made[0].password);
  expect(await operators()).toEqual([{ email: 'admin@example.com', roles: 'ADMIN' }]);
});

test('again changes nothing, whatever kind a later start asks for', async () => {
  const before = credentials();
  for (const kind of ['minimal', 'demo', '']) {
    const said = await run(kind);
    expect(said).toEqual([]);
    expect(credentials()).toEqual(before);
    expect(await operators()).toHaveLength(1);
    expect(await db.database.rows('SELECT user_id FROM points_user')).toEqual([]);
  }
}, 120_000);

test('demo is an operator for every role and a year of history', async () => {
  const demo = await openTestDatabase();
  const path = join(folder, 'demo.json');
  Object.assign(process.env, { DATABASE_URL: demo.url, CREDENTIALS_FILE: path });
  try {
    await run('demo');
    const made = JSON.parse(readFileSync(path, 'utf8'));
    expect(made.operators.map(({ role }: { role: string }) => role).sort()).toEqual([...ROLES].sort());
    const [row] = await demo.database.rows<{ users: string; days: string }>(
      `SELECT COUNT(DISTINCT user_id) AS users, DATEDIFF(MAX(recorded_at), MIN(recorded_at)) AS days
       FROM points_transaction`,
    );
    expect(Number(row?.users)).toBeGreaterThan(200);
    expect(Number(row?.days)).toBeGreaterThan(330);
    expect(await run('demo')).toEqual([]);
  } finally {
    await demo.close();
  }
}, 120_000);
