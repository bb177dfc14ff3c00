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

test('again changes nothing, and demo adds an operator for every other role', async () => {
  const before = credentials();
  const saidAgain = await run('minimal');
  expect(saidAgain.join('\n')).not.toContain(before.apiKey);
  expect(credentials()).toEqual(before);
  await run('demo');
  const after = credentials();
  expect(after.apiKey).toBe(before.apiKey);
  expect(after.operators).toContainEqual(before.operators[0]);
  expect(after.operators.map(({ role }: { role: string }) => role).sort()).toEqual([...ROLES].sort());
  expect(await operators()).toHaveLength(ROLES.length);
  await run('demo');
  expect(credentials()).toEqual(after);
}, 120_000);
