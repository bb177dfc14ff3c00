import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { PrivateMysql } from '../../../tools/services.mjs';
import { type ApiServer, startServers } from '../proof/cluster.ts';
import type { History } from '../proof/history.ts';
import { type Load, startLoad } from '../proof/load.ts';
import { randomOf } from '../proof/random.ts';
import { outcomesOfAccepted, resolveAll } from '../proof/resolve.ts';
import { seedOf, sizesOf } from '../proof/sizes.ts';
import { expectSettled, expectSound, serverEnv } from './proof-support.js';
import { openTestApp, type TestApp } from './support.js';

/**
 * Servers and their database are killed at random moments under load. Whoever held a lease takes half a minute to be
 * given up, so the events that were only accepted are looked at last, when the database has had its turn.
 */
const size = sizesOf('crash');
const seed = seedOf();
const random = randomOf(seed);
const SETTLE_MS = 90_000;
jest.setTimeout(240_000 + size('apiKills') * 5_000 + size('databaseKills') * 20_000);

/** A programme with some servers under load. */
interface Scene {
  t: TestApp;
  servers: ApiServer[];
  load: Load;
  history: History;
}

async function openScene(asyncShare: number): Promise<Scene> {
  const t = await openTestApp();
  const servers = await startServers(3, serverEnv(t));
  // One that ends in peace leaves its compiled code to all that follow.
  await servers[0]?.stop();
  await servers[0]?.start();
  const load = startLoad({
    drivers: 1,
    workers: size('workers'),
    users: size('users'),
    seed,
    baseUrls: servers.map((server) => server.baseUrl),
    apiKey: t.apiKey,
    asyncShare,
  });
  return { t, servers, load, history: undefined as never };
}

async function closeScene(scene: Scene | undefined): Promise<void> {
  await Promise.all(scene?.servers.map((server) => server.kill()) ?? []);
  await scene?.t.close();
}

const at = (scene: Scene) => ({
  baseUrls: scene.servers.map((server) => server.baseUrl),
  apiKey: scene.t.apiKey,
});

/** Ends the load, asks again whatever has no answer, and says what there was. */
async function settleCalls(scene: Scene): Promise<void> {
  scene.history = await scene.load.stop();
  process.stdout.write(`${JSON.stringify(scene.history.summary())}\n`);
  await resolveAll(scene.history, at(scene));
}

const kinds = (history: History, outcome: string) => history.calls.filter((call) => call.outcome === outcome).length;

describe(`servers and a database that die under load (FC_SEED=${seed})`, () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(0.3);
  });
  afterAll(() => closeScene(scene));

  test(`kill -9 of a server, ${size('apiKills')} times`, async () => {
    const up = new Set(scene.servers);
    let kills = 0;
    const killAgainAndAgain = async () => {
      while (kills++ < size('apiKills')) {
        await sleep(random.between(100, 700));
        const server = random.pick([...up]);
        up.delete(server);
        await server.kill();
        await server.start();
        up.add(server);
      }
    };
    // Two at a time and a third that goes on serving, so that the load never comes to rest.
    await Promise.all([killAgainAndAgain(), killAgainAndAgain()]);
    await settleCalls(scene);
    expect(kinds(scene.history, 'ok')).toBeGreaterThan(size('apiKills') * 20);
    expect(kinds(scene.history, 'unknown')).toBeGreaterThan(0);
  });

  describe('and the database', () => {
    const folder = mkdtempSync(join(tmpdir(), 'jifen-crash-'));
    const mysql = new PrivateMysql({ dir: join(folder, 'mysql') });
    const shared = process.env['TEST_DATABASE_URL'];
    let own: Scene;

    beforeAll(async () => {
      // The database runs as another user and has to reach its folder inside this one.
      chmodSync(folder, 0o711);
      await mysql.start();
      process.env['TEST_DATABASE_URL'] = mysql.url;
      own = await openScene(0.1);
    });
    afterAll(async () => {
      process.env['TEST_DATABASE_URL'] = shared;
      await closeScene(own);
      await mysql.destroy();
      rmSync(folder, { recursive: true, force: true });
    });

    test(`kill -9 of the database, ${size('databaseKills')} times`, async () => {
      for (let kill = 0; kill < size('databaseKills'); kill++) {
        await sleep(random.between(500, 1_500));
        await mysql.kill();
        await sleep(random.between(0, 500));
        await mysql.start();
      }
      await sleep(1_000);
      await settleCalls(own);
      expect(kinds(own.history, 'ok')).toBeGreaterThan(size('databaseKills') * 10);
    });

    test('lose nothing that was acknowledged and do nothing twice', async () => {
      await outcomesOfAccepted(own.history, at(own), Date.now() + SETTLE_MS);
      await expectSettled(own.t, SETTLE_MS);
      await expectSound(own.t, own.history);
    });
  });

  test('lose nothing that was acknowledged and do nothing twice', async () => {
    await outcomesOfAccepted(scene.history, at(scene), Date.now() + SETTLE_MS);
    await expectSettled(scene.t, SETTLE_MS);
    await expectSound(scene.t, scene.history);
  });
});
