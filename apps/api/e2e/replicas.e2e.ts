import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { EventResult, RuleHistoryEntry, RuleSetSummary } from '@jifen/contracts';
import type { Rule, RuleSet } from '@jifen/rules';
import { PrivateRedis } from '../../../tools/services.mjs';
import { type ApiServer, startServers } from '../proof/cluster.ts';
import { serverEnv } from './proof-support.js';
import { openTestApp, type TestApp } from './support.js';

const ROUNDS = 5;
const AT_ONCE_MS = 1_000;
const WITHOUT_REDIS_MS = 5_000;
/** A machine that is busy with something else may take longer once; then this still says which promise was broken. */
const PATIENCE_MS = 20_000;
jest.setTimeout(180_000);

describe('two API processes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jifen-replicas-'));
  const redis = new PrivateRedis({ dir: folder });
  let t: TestApp;
  let servers: ApiServer[] = [];
  let points = 100;

  beforeAll(async () => {
    await redis.start();
    t = await openTestApp();
    servers = await startServers(2, serverEnv(t, { REDIS_URL: redis.url }));
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await t?.close();
    await redis.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  const here = () => (servers[0] as ApiServer).baseUrl;
  const there = () => (servers[1] as ApiServer).baseUrl;

  function rules(reviewPoints: number): RuleSet {
    const rule: Rule = {
      code: 'REVIEW',
      name: { 'zh-CN': '评价', 'en-US': 'Review' },
      trigger: 'REVIEW_POSTED',
      status: 'ACTIVE',
      award: { kind: 'fixed', points: reviewPoints },
      rounding: 'floor',
      validity: { kind: 'never' },
    };
    return { rules: [rule] };
  }

  async function ask<T>(baseUrl: string, method: string, path: string, body?: object): Promise<T> {
    const isAdmin = path.startsWith('/admin');
    const headers = {
      Authorization: `Bearer ${isAdmin ? t.admin.token : t.apiKey}`,
      ...(body ? { 'Content-Type': 'application/json' } : {}),
    };
    const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    const answer = await fetch(`${baseUrl}/api/v1${path}`, init);
    const json = (await answer.json()) as T;
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(json)}`);
    return json;
  }

  async function pointsAt(baseUrl: string): Promise<number> {
    const event = { eventId: 'e', type: 'REVIEW_POSTED', userId: 'u1', occurredAt: new Date().toISOString() };
    return (await ask<EventResult>(baseUrl, 'POST', '/events/preview', event)).points ?? 0;
  }

  /** Milliseconds until a process gives so many points. */
  async function msUntil(baseUrl: string, wanted: number): Promise<number> {
    const startedMs = performance.now();
    for (;;) {
      const got = await pointsAt(baseUrl);
      const ms = Math.round(performance.now() - startedMs);
      if (got === wanted) return ms;
      if (ms > PATIENCE_MS) throw new Error(`${got} points after ${ms} ms and not ${wanted}`);
      await sleep(10);
    }
  }

  /** Publishes and rolls back on one process; how long the other one took each time, slowest last. */
  async function measure(what: string): Promise<number[]> {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { liveVersion } = await ask<RuleSetSummary>(here(), 'GET', '/admin/rule-sets/main/summary');
      const before = await pointsAt(here());
      await ask(here(), 'PUT', '/admin/rule-sets/main?reason=more', rules(++points));
      expect(await pointsAt(here())).toBe(points);
      times.push(await msUntil(there(), points));
      const back = { version: liveVersion, reason: 'back' };
      await ask(here(), 'POST', '/admin/rule-sets/main/rollback', back);
      expect(await pointsAt(here())).toBe(before);
      times.push(await msUntil(there(), before));
    }
    times.sort((a, b) => a - b);
    process.stdout.write(`${what}: the other process followed after ${times.join(', ')} ms\n`);
    return times;
  }

  test('publishing and rolling back on one holds on the other within a second', async () => {
    await ask(here(), 'PUT', '/admin/rule-sets/main?reason=start', rules(++points));
    await msUntil(there(), points);
    const times = await measure('with Redis');
    expect(times.at(-2)).toBeLessThan(AT_ONCE_MS);
  });

  test('a schedule holds on both when its time has come, and is written down once', async () => {
    const draft = { revision: 0, ruleSet: rules(++points) };
    const { revision } = await ask<{ revision: number }>(here(), 'PUT', '/admin/rule-sets/main/draft', draft);
    const atMs = Date.now() + 2_000;
    const request = { revision, reason: 'Later', at: new Date(atMs).toISOString() };
    const { version } = await ask<{ version: number }>(here(), 'POST', '/admin/rule-sets/main/publish', request);
    await Promise.all(servers.map(({ baseUrl }) => msUntil(baseUrl, points)));
    expect(Date.now()).toBeGreaterThanOrEqual(atMs);
    process.stdout.write(`both processes followed a schedule ${Date.now() - atMs} ms after its time\n`);
    const published = async () => {
      const { items } = await ask<{ items: RuleHistoryEntry[] }>(there(), 'GET', '/admin/rule-sets/main/history');
      return items.filter(({ action, toVersion }) => action === 'PUBLISHED' && toVersion === version);
    };
    const deadline = Date.now() + PATIENCE_MS;
    while ((await published()).length === 0 && Date.now() < deadline) await sleep(50);
    await sleep(2_500);
    expect(await published()).toMatchObject([{ by: 'system:scheduler', at: request.at }]);
  });

  test('without Redis it takes five seconds at most', async () => {
    await redis.stop();
    const times = await measure('without Redis');
    expect(times.at(-2)).toBeLessThan(WITHOUT_REDIS_MS);
  });
});
