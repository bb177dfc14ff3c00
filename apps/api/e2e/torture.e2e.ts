import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Call } from '../proof/call.ts';
import { type ApiServer, startServers } from '../proof/cluster.ts';
import { History, winnerOf } from '../proof/history.ts';
import type { Intent } from '../proof/intent.ts';
import { startLoad } from '../proof/load.ts';
import { resolveAll } from '../proof/resolve.ts';
import { seedOf, sizesOf } from '../proof/sizes.ts';
import { verdict } from '../proof/verdict.ts';
import { expectSettled, expectSound, serverEnv } from './proof-support.js';
import { openTestApp, type TestApp } from './support.js';

const size = sizesOf('torture');
const seed = seedOf();
const workers = size('drivers') * size('workersPerDriver');
jest.setTimeout(120_000 + size('seconds') * 5_000);

describe(`${workers} workers in ${size('drivers')} processes on ${size('apis')} servers (FC_SEED=${seed})`, () => {
  let t: TestApp;
  let servers: ApiServer[] = [];
  let history: History;

  beforeAll(async () => {
    t = await openTestApp();
    servers = await startServers(size('apis'), serverEnv(t));
    const baseUrls = servers.map((server) => server.baseUrl);
    const load = startLoad({
      drivers: size('drivers'),
      workers: size('workersPerDriver'),
      users: size('users'),
      seed,
      baseUrls,
      apiKey: t.apiKey,
      asyncShare: 0,
    });
    await sleep(size('seconds') * 1000);
    history = await load.stop();
    process.stdout.write(`${JSON.stringify(history.summary())}\n`);
    await resolveAll(history, { baseUrls, apiKey: t.apiKey });
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await t?.close();
  });

  test('the load was what it was meant to be', () => {
    const { stories } = history;
    const copied = stories.filter(({ calls }) => calls.length > 2).length;
    const kinds = new Set(stories.filter((story) => winnerOf(story) !== undefined).map(({ intent }) => intent.kind));
    expect([...kinds].sort()).toEqual(['capture', 'deduct', 'event', 'grant', 'hold', 'release', 'transfer']);
    expect(stories.length).toBeGreaterThan(size('seconds') * 20);
    expect(copied / stories.length).toBeGreaterThan(0.2);
    expect(history.summary()['refused INSUFFICIENT_POINTS']).toBeGreaterThan(0);
  });

  test('no server failed: whoever came was served, refused, or told to come again', () => {
    expect(Object.keys(history.summary()).filter((what) => what.startsWith('unknown'))).toEqual([]);
    expect(servers.map((server) => server.printed).join('')).not.toMatch(/"level":(50|60)/);
  });

  test('another body under a key was always a conflict', () => {
    expect(history.summary()['refused IDEMPOTENCY_CONFLICT']).toBeGreaterThan(0);
    for (const story of history.stories) {
      const winner = winnerOf(story);
      // The last one was asked when the other body had certainly been taken.
      const last = story.calls.filter((call) => call.body !== winner).at(-1);
      if (winner === undefined || !last) continue;
      expect([last.outcome, last.code]).toEqual(['refused', 'IDEMPOTENCY_CONFLICT']);
    }
  });

  test('the hot user was busy and never in the red', async () => {
    const [row] = await t.database.rows<{ entries: string; lowest: string }>(
      `SELECT COUNT(*) AS entries, MIN(available_after) AS lowest FROM points_transaction WHERE user_id = 'hot'`,
    );
    expect(Number(row?.entries)).toBeGreaterThan(history.stories.length / size('users'));
    expect(Number(row?.lowest)).toBeGreaterThanOrEqual(0);
    const said = history.stories.flatMap(({ intent, calls }) => {
      return intent.userId === 'hot' ? calls.flatMap((call) => call.available ?? []) : [];
    });
    expect(Math.min(...said)).toBeGreaterThanOrEqual(0);
  });

  test('what was acknowledged is there exactly once, and every invariant holds', async () => {
    await expectSettled(t, 30_000);
    await expectSound(t, history);
  });
});

describe('the judgement sees', () => {
  const intent: Intent = { id: 'i', kind: 'grant', userId: 'u', path: '/', bodies: [{ points: 1 }, { points: 2 }] };
  const ok: Call = {
    intent: 'i',
    body: 0,
    atMs: 0,
    outcome: 'ok',
    status: 201,
    answer: 'a',
    transactions: [['T1', 1]],
  };
  const replay: Call = { ...ok, replayed: true };
  const rows = [{ transactionNo: 'T1', points: 1 }];
  const historyOf = (...calls: Call[]) => {
    const history = new History();
    history.intend(intent);
    for (const call of calls) history.add(call);
    return history;
  };
  const conflict: Call = { ...ok, body: 1, outcome: 'refused', status: 409, code: 'IDEMPOTENCY_CONFLICT' };
  const { answer: _answer, transactions: _transactions, ...bare } = conflict;

  test('nothing where nothing is wrong', () => {
    expect(verdict(historyOf(ok, replay, bare), rows)).toEqual([]);
  });

  test.each([
    ['a lost row', historyOf(ok), [], /missing/],
    ['a row twice', historyOf(ok), [...rows, ...rows], /there twice/],
    ['a row that nobody was told of', historyOf(ok), [...rows, { transactionNo: 'T2', points: 1 }], /nobody was told/],
    ['other points', historyOf(ok), [{ transactionNo: 'T1', points: 2 }], /other points/],
    ['a thing done twice', historyOf(ok, ok), rows, /done twice/],
    ['another answer', historyOf(ok, { ...replay, answer: 'b' }), rows, /different answers/],
    ['two bodies under a key', historyOf(ok, { ...replay, body: 1 }), rows, /two bodies/],
    ['a conflict with itself', historyOf(ok, { ...bare, body: 0 }), rows, /was refused with/],
    ['a question without an answer', historyOf({ ...bare, outcome: 'unknown', status: 0 }), [], /nobody knows/],
    ['a failure', historyOf({ ...bare, outcome: 'unknown', status: 500, code: 'INTERNAL_ERROR' }), [], /failed/],
  ])('%s', (_what, history, found, complaint) => {
    expect(verdict(history, found).join('; ')).toMatch(complaint);
  });
});
