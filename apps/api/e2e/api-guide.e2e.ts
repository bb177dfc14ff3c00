import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestApp, type TestApp } from './support.js';

const GUIDE = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
const run = promisify(execFile);

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t?.close());

test('the examples of docs/api.md work, one after the other', async () => {
  const [setUp, ...examples] = [...GUIDE.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, script = '']) => script);
  expect(setUp).toMatch(/^export JIFEN=\S+ KEY=/);
  expect(examples.length).toBeGreaterThan(5);
  const env = { ...process.env, JIFEN: t.baseUrl, KEY: t.apiKey };
  const answers: string[] = [];
  for (const script of examples) {
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { env });
    answers.push(stdout);
    expect([script, stdout.includes('"code":')]).toEqual([script, script.includes('# 422')]);
  }
  const all = answers.join('\n');
  for (const part of ['"token":', '"status":"POSTED"', '"status":"ACCEPTED"', '"bizNo":"paid-1"', '"nextCursor":"'])
    expect(all).toContain(part);
  expect(all).toMatch(/idempotent-replayed: true/i);
  expect(all).toContain('"pointer":"/points","code":"minimum"');
});
