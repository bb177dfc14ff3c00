import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedOf, sizesOf } from '../proof/sizes.js';
import { Clock } from '../src/platform/index.js';
import { BODY_LIMIT_BYTES } from './fuzz/body-mutations.js';
import { Dice } from './fuzz/dice.js';
import { type ApiDocument, type Operation, operationsOf } from './fuzz/document.js';
import { closeConnections, type RawAnswer, send, sendBytes } from './fuzz/http.js';
import { type Judge, judgeOf } from './fuzz/judge.js';
import { spoiltRequests } from './fuzz/mutations.js';
import { type FuzzRequest, type Maker, rawOf, validRequest } from './fuzz/requests.js';
import { differences, type Snapshot, tableWatch } from './fuzz/tables.js';
import { buildWorld, collectCursors, newKey, type World } from './fuzz/world.js';
import { bearer, openTestApp, type TestApp } from './support.js';

/**
 * Bad input on every route: requests made from the OpenAPI document that is served, most of them spoilt in one place.
 * FUZZ_REQUESTS says how many, FC_SEED repeats a run (keys and what stands in the database differ, nothing else).
 */
const REQUESTS = sizesOf('fuzz')('requests');
const SEED = seedOf();
const VALID_SHARE = 0.35;
const AT_ONCE = 8;

let t: TestApp;
let world: World;
let document: ApiDocument;
let operations: Operation[];
let judge: Judge;
let snapshot: () => Promise<Snapshot>;
let sent = 0;
const complaints: string[] = [];
const succeeded = new Set<string>();

beforeAll(async () => {
  console.log(`Fuzz: ${REQUESTS} requests, FC_SEED=${SEED}`);
  t = await openTestApp({ BODY_LIMIT_BYTES: String(BODY_LIMIT_BYTES) });
  document = (await t.http.get('/api/openapi.json').expect(200)).body;
  operations = operationsOf(document);
  judge = judgeOf(document);
  world = await buildWorld(t);
  await collectCursors(world, operations);
  snapshot = await tableWatch(t.database);
  // Time stands still: what falls due is done by whoever comes next, a refused request included.
  const now = new Date();
  t.app.get(Clock).now = () => now;
}, 120_000);
afterAll(async () => {
  closeConnections();
  await t?.close();
});

/** Sends and judges a request. */
async function attempt(request: FuzzRequest): Promise<RawAnswer> {
  sent++;
  const answer = await send(t.baseUrl, rawOf(request));
  const { operation } = request;
  const wrong = judge(request, answer);
  for (const each of wrong)
    complaints.push(`${operation.operationId} as ${request.asker.kind}, ${request.label}: ${each}`);
  if (answer.status < 400 && request.method === operation.method) {
    succeeded.add(operation.operationId);
    if (operation.operationId === 'Sessions_changePassword') {
      world.operator.password = (request.body as { newPassword: string }).newPassword;
    }
  }
  return answer;
}

/** Runs requests some at a time. */
async function attemptAll(requests: readonly FuzzRequest[]): Promise<RawAnswer[]> {
  const answers: RawAnswer[] = [];
  let next = 0;
  const worker = async () => {
    while (next < requests.length) {
      const index = next++;
      answers[index] = await attempt(requests[index] as FuzzRequest);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}

/** Requests that are all to be refused: nothing at all may be written meanwhile. */
async function expectUnchanged(requests: readonly FuzzRequest[]): Promise<void> {
  const before = await snapshot();
  await attemptAll(requests);
  const changed = differences(before, await snapshot());
  if (changed.length === 0) return;
  const guilty = await guiltyOf(requests);
  complaints.push(`refused requests wrote ${changed.join('; ')}: ${guilty ?? 'not found again'}`);
}

async function guiltyOf(requests: readonly FuzzRequest[]): Promise<string | undefined> {
  for (const request of requests) {
    const before = await snapshot();
    await send(t.baseUrl, rawOf(request));
    const [changed] = differences(before, await snapshot());
    if (changed) return `${request.operation.operationId}, ${request.label} (${changed})`;
  }
  return undefined;
}

/** A request that may go either way: where it is refused after all, nothing was written. */
async function expectUnchangedIfRefused(request: FuzzRequest): Promise<void> {
  const before = await snapshot();
  const answer = await attempt(request);
  if (answer.status < 400) return;
  const changed = differences(before, await snapshot());
  const who = `${request.operation.operationId}, ${request.label}: ${answer.body.slice(0, 200)}`;
  if (changed.length > 0) complaints.push(`a refused request wrote ${changed.join('; ')}: ${who}`);
}

async function fuzz(operation: Operation, dice: Dice, count: number): Promise<void> {
  await world.prepare(operation);
  const maker: Maker = { document, world, dice };
  const askers = await world.askersOf(operation.access);
  const make = () => validRequest(maker, operation, dice.pick(askers));
  const valid = Array.from({ length: Math.ceil(count * VALID_SHARE) }, make);
  const spoilt = spoiltRequests(maker, make, count - valid.length);
  const refused = spoilt.filter(({ expected }) => expected.kind === 'refused');
  const others = dice.shuffled([...valid, ...spoilt.filter(({ expected }) => expected.kind !== 'refused')]);
  await expectUnchanged(refused);
  const watched = others.slice(0, Math.ceil(others.length / 3));
  for (const request of watched) await expectUnchangedIfRefused(request);
  await attemptAll(others.slice(watched.length));
}

describe('bad input', () => {
  test('is refused on every route with a problem that says where, and changes nothing', async () => {
    const dice = new Dice(SEED);
    const share = Math.ceil(REQUESTS / operations.length);
    for (const operation of operations) await fuzz(operation, dice, share);
    expect(sent).toBeGreaterThanOrEqual(REQUESTS);
    expect([...new Set(complaints)].slice(0, 60)).toEqual([]);
    // Valid requests are only worth something when they get through.
    const never = operations.map(({ operationId }) => operationId).filter((id) => !succeeded.has(id));
    expect(never).toEqual([]);
  }, 600_000);

  test('that is no HTTP at all is refused as a problem, too', async () => {
    for (const bytes of ['FOO / HTTP/1.1\r\nHost: x\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', 'nonsense\r\n\r\n']) {
      const answer = await sendBytes(t.baseUrl, bytes);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toMatch(/content-type: application\/problem\+json/i);
      expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status: 400, traceId: expect.any(String) });
    }
    const long = `GET /${'x'.repeat(70_000)} HTTP/1.1\r\nHost: x\r\n\r\n`;
    expect(await sendBytes(t.baseUrl, long)).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('a write opens an unknown user, a read of one is 404', async () => {
    const read = async (userId: string) => {
      const answers: Record<string, number> = {};
      for (const { method, path } of operations) {
        // Only what is of the user alone: a draw of an experiment says nothing of whether the user is there.
        if (method !== 'GET' || !path.includes('{userId}') || path.includes('{code}')) continue;
        const credential = path.includes('/admin/') ? world.operator.token : t.apiKey;
        const answer = await t.http.get(path.replace('{userId}', userId)).set(...bearer(credential));
        answers[path] = answer.status;
      }
      return answers;
    };
    const unknown = await read(newKey());
    expect(Object.keys(unknown).length).toBeGreaterThan(5);
    expect(new Set(Object.values(unknown))).toEqual(new Set([404]));
    const post = (path: string, body: object) =>
      t.http
        .post(path)
        .set(...bearer(t.apiKey))
        .send(body);
    const [granted, reported, put] = [newKey(), newKey(), newKey()];
    await post(`/api/v1/users/${granted}/grants`, { bizNo: 'g1', points: 1e3, reason: 'first' }).expect(201);
    const event = { eventId: newKey(), type: 'SIGNED_IN', userId: reported, occurredAt: new Date().toISOString() };
    await post('/api/v1/events', event).expect(200);
    await t.http
      .put(`/api/v1/users/${put}`)
      .set(...bearer(t.apiKey))
      .send({})
      .expect(200);
    for (const userId of [granted, reported, put]) {
      expect(new Set(Object.values(await read(userId)))).toEqual(new Set([200]));
    }
  });
});
