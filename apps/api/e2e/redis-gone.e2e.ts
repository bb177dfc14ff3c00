import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { PrivateRedis } from '../../../tools/services.mjs';
import { type ApiServer, startServers } from '../proof/cluster.ts';
import type { History } from '../proof/history.ts';
import { startLoad } from '../proof/load.ts';
import { outcomesOfAccepted, resolveAll } from '../proof/resolve.ts';
import { seedOf, sizesOf } from '../proof/sizes.ts';
import { expectSettled, expectSound, serverEnv } from './proof-support.js';
import { openTestApp, type TestApp } from './support.js';

const size = sizesOf('redisGone');
const seed = seedOf();
const downSeconds = size('downSeconds');
const SETTLE_MS = 30_000;
jest.setTimeout(120_000 + downSeconds * 5_000);

describe(`Redis is away for ${downSeconds} seconds under load (FC_SEED=${seed})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'jifen-redis-'));
  const redis = new PrivateRedis({ dir: folder });
  let t: TestApp;
  let servers: ApiServer[] = [];
  let history: History;
  const away = { fromMs: 0, toMs: 0 };
  const at = () => ({ baseUrls: servers.map((server) => server.baseUrl), apiKey: t.apiKey });

  beforeAll(async () => {
    await redis.start();
    t = await openTestApp();
    servers = await startServers(2, serverEnv(t, { REDIS_URL: redis.url }));
    const load = startLoad({
      drivers: 1,
      workers: size('workers'),
      users: size('users'),
      seed,
      ...at(),
      asyncShare: 0.5,
    });
    await sleep(2_000);
    await redis.stop();
    away.fromMs = Date.now();
    await sleep(downSeconds * 1000);
    away.toMs = Date.now();
    await redis.start();
    await sleep(2_000);
    history = await load.stop();
    process.stdout.write(`${JSON.stringify(history.summary())}\n`);
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await t?.close();
    await redis.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  test('posting goes on without an error', () => {
    const calls = history.calls.filter(({ atMs }) => atMs > away.fromMs && atMs < away.toMs);
    const summary = history.summary(calls);
    expect(Object.keys(summary).filter((what) => /^(unknown|busy)/.test(what))).toEqual([]);
    expect(summary['ok']).toBeGreaterThan(downSeconds * 20);
    // Not in one burst when it came back, but in every second without it.
    for (let second = 1; second < downSeconds; second++) {
      const fromMs = away.fromMs + (second - 1) * 1000;
      const served = calls.filter(({ atMs, outcome }) => outcome === 'ok' && atMs >= fromMs && atMs < fromMs + 1000);
      expect([second, served.length > 0]).toEqual([second, true]);
    }
  });

  test('events are accepted, to be posted later', () => {
    const accepted = history.calls.filter(({ atMs, status }) => {
      return status === 202 && atMs > away.fromMs && atMs < away.toMs;
    });
    expect(accepted.length).toBeGreaterThan(downSeconds);
  });

  test('afterwards everything that waited is done, each once', async () => {
    await expectSettled(t, SETTLE_MS);
    await outcomesOfAccepted(history, at(), Date.now() + SETTLE_MS);
    await resolveAll(history, at());
    await expectSettled(t, SETTLE_MS);
    const [row] = await t.database.rows<{ batches: string; receipts: string; messages: string }>(
      `SELECT (SELECT COUNT(*) FROM posting_batch) AS batches,
              (SELECT COUNT(*) FROM outbox_receipt WHERE consumer = 'sealer') AS receipts,
              (SELECT COUNT(DISTINCT outbox_no) FROM outbox_receipt) AS messages`,
    );
    expect(row?.receipts).toBe(row?.batches);
    expect(row?.messages).toBe(row?.batches);
    await expectSound(t, history);
  });
});
