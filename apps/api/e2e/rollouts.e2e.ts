import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventResult } from '@jifen/contracts';
import { inRollout, type Rule } from '@jifen/rules';
import { DueSchedules } from '../src/rule/due-schedules.js';
import { newCode, REASON, RuleSteps, review, rules } from './rule-steps.js';
import { bearer, openTestApp, type TestApp } from './support.js';

let t: TestApp;
let steps: RuleSteps;
const call: RuleSteps['call'] = (...request) => steps.call(...request);
beforeAll(async () => {
  t = await openTestApp();
  steps = new RuleSteps(t, await t.operator('OPERATOR'));
}, 60_000);
afterAll(() => t?.close());

describe('publishing', () => {
  test('makes the draft the next version of all sets and takes the draft away', async () => {
    const { code, version } = await steps.newSet(5);
    const outcome = await steps.publish(code, rules(review(6)));
    expect(outcome).toMatchObject({ status: 'PUBLISHED', version: version + 1 });
    expect(outcome.summary).toMatchObject({ liveVersion: version + 1, draft: null });
    const { version: elsewhere } = await steps.newSet(1);
    expect(elsewhere).toBe(version + 2);
    expect(await steps.statuses(code)).toEqual([
      [version + 1, 'LIVE'],
      [version, 'SUPERSEDED'],
    ]);
    await call('post', `/rule-sets/${code}/publish`, { ...REASON, revision: 1 }).expect(409);
    const { revision } = await steps.save(code, rules(review(6)), 0);
    const same = await call('post', `/rule-sets/${code}/publish`, { ...REASON, revision }).expect(409);
    expect(same.body.code).toBe('NOTHING_TO_PUBLISH');
  });

  test('at a time: it holds from then on, also before anybody writes that down', async () => {
    await steps.putMain(rules(review(5)));
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const scheduled = await steps.publish('main', rules(review(9)), { at });
    expect(scheduled.status).toBe('SCHEDULED');
    expect(scheduled.summary).toMatchObject({ scheduledVersion: scheduled.version, scheduledAt: at });
    expect(await steps.pointsFor('u1')).toBe(5);
    t.travel(3_600_001);
    const { editor } = steps;
    editor.token = await t.logIn(editor.email, editor.password);
    t.admin.token = await t.logIn(t.admin.email, t.admin.password);
    expect(await steps.pointsFor('u1')).toBe(9);
    expect(await steps.summary('main')).toMatchObject({ liveVersion: scheduled.version, scheduledVersion: null });
    await t.app.get(DueSchedules, { strict: false }).run();
    await t.app.get(DueSchedules, { strict: false }).run();
    const published = (await steps.history('main')).filter(({ toVersion }) => toVersion === scheduled.version);
    expect(published.map(({ action, by }) => [action, by])).toEqual([
      ['PUBLISHED', 'system:scheduler'],
      ['SCHEDULED', expect.stringMatching(/^operator:/)],
    ]);
  });

  test('a schedule can be taken back', async () => {
    const { code, version } = await steps.newSet(5);
    const at = new Date(Date.now() + 7_300_000).toISOString();
    await steps.publish(code, rules(review(6)), { at });
    const { body } = await call('post', `/rule-sets/${code}/unschedule`, REASON).expect(200);
    expect(body).toMatchObject({ liveVersion: version, scheduledVersion: null });
    await call('post', `/rule-sets/${code}/unschedule`, REASON).expect(409);
    const { revision } = await steps.save(code, rules(review(7)), 0);
    const wrong = (more: object) => call('post', `/rule-sets/${code}/publish`, { ...REASON, revision, ...more });
    await wrong({ at: '2020-01-01T00:00:00Z' }).expect(422);
    await wrong({ at, percent: 10 }).expect(422);
    await wrong({ percent: 100 }).expect(422);
  });

  test('to a part of the users, then to more, then to all', async () => {
    await steps.putMain(rules(review(5)));
    const { status, version } = await steps.publish('main', rules(review(8)), { percent: 30 });
    expect(status).toBe('ROLLING_OUT');
    const inPart = (percent: number) => (userId: string) => inRollout(userId, `main:${version}`, percent);
    const users = Array.from({ length: 40 }, (_, i) => `roll-${i}`);
    const expected = (percent: number) => users.map((userId) => (inPart(percent)(userId) ? 8 : 5));
    const got = () => Promise.all(users.map((userId) => steps.pointsFor(userId)));
    expect(await got()).toEqual(expected(30));
    await call('post', '/rule-sets/main/rollout', { ...REASON, percent: 70 }).expect(200);
    expect(await got()).toEqual(expected(70));
    // Nobody who has it loses it again.
    expect(users.filter(inPart(30)).every(inPart(70))).toBe(true);
    const { body } = await call('post', '/rule-sets/main/rollout', { ...REASON, percent: 100 }).expect(200);
    expect(body).toMatchObject({ liveVersion: version, rolloutVersion: null, rolloutPercent: null });
    expect(await got()).toEqual(users.map(() => 8));
    await call('post', '/rule-sets/main/rollout', { ...REASON, percent: 50 }).expect(409);
  });

  test('a rollout can be withdrawn', async () => {
    const { code, version } = await steps.newSet(5);
    const rolling = await steps.publish(code, rules(review(6)), { percent: 10 });
    expect(await steps.statuses(code)).toEqual([
      [rolling.version, 'ROLLING_OUT'],
      [version, 'LIVE'],
    ]);
    await call('post', `/rule-sets/${code}/rollout`, { ...REASON, percent: 0 }).expect(200);
    expect((await steps.statuses(code))[0]).toEqual([rolling.version, 'SUPERSEDED']);
    expect((await steps.history(code))[0]).toMatchObject({
      action: 'WITHDRAWN',
      fromVersion: rolling.version,
      percent: 0,
    });
  });
});

describe('a user who was merged', () => {
  test('gets the rules of the one who stayed, under every name', async () => {
    const limits: Rule['limits'] = [{ kind: 'period', period: 'day', times: 1 }];
    await steps.putMain(rules(review(5, { limits })));
    const { version } = await steps.publish('main', rules(review(8)), { percent: 50 });
    const isIn = (userId: string) => inRollout(userId, `main:${version}`, 50);
    const names = Array.from({ length: 40 }, (_, i) => `merged-${i}`);
    const [rolled, live] = [names.filter(isIn), names.filter((name) => !isIn(name))];
    const report = async (userId: string) => {
      const event = { eventId: newCode('m'), type: 'REVIEW_POSTED', userId, occurredAt: new Date().toISOString() };
      const asked = t.http.post('/api/v1/events').set(...bearer(t.apiKey));
      return ((await asked.send(event).expect(200)).body as EventResult).points;
    };
    for (const [from, into, points] of [
      [rolled[0] ?? '', live[0] ?? '', [0, 0, 0]],
      [live[1] ?? '', rolled[1] ?? '', [8, 8, 8]],
    ] as const) {
      for (const userId of [from, into]) await report(userId);
      const merge = t.http.post(`/api/v1/admin/users/${from}/merge`).set(...bearer(t.admin.token));
      await merge.send({ intoUserId: into, ...REASON }).expect(200);
      const { body: batch } = await t.http
        .post('/api/v1/events/preview')
        .set(...bearer(t.apiKey))
        .send({ eventId: 'p', type: 'REVIEW_POSTED', userId: from, occurredAt: new Date().toISOString() })
        .expect(200);
      // The one who stayed and has the live rules has had the one review of the day.
      expect([batch.points, await report(from), await report(into)]).toEqual(points);
    }
    await call('post', '/rule-sets/main/rollout', { ...REASON, percent: 0 }).expect(200);
  });
});

describe('a rollout that another version ends', () => {
  const ends = (version: number, pointer: string) => {
    const detail = expect.stringContaining(`version ${version} is being rolled out to 10 %`);
    const text = { 'zh-CN': expect.stringContaining(`第 ${version} 版`), 'en-US': detail };
    return { code: 'RULE_CONFIRMATION_REQUIRED', errors: [{ pointer, code: 'ROLLOUT_ENDS', detail, text }] };
  };

  test('asks for a confirmation: now, at a time and for another rollout', async () => {
    const { code } = await steps.newSet(5);
    const first = await steps.publish(code, rules(review(6)), { percent: 10 });
    const { revision } = await steps.save(code, rules(review(7)), 0);
    const publish = (more: object) => call('post', `/rule-sets/${code}/publish`, { ...REASON, revision, ...more });
    expect((await publish({}).expect(422)).body).toMatchObject(ends(first.version, '/revision'));
    const at = new Date(Date.now() + 86_400_000).toISOString();
    expect((await publish({ at }).expect(422)).body).toMatchObject(ends(first.version, '/revision'));
    expect((await publish({ percent: 20 }).expect(422)).body).toMatchObject(ends(first.version, '/revision'));
    const { body: other } = await publish({ percent: 20, confirm: true }).expect(200);
    expect(other.summary).toMatchObject({ rolloutVersion: other.version });
    const last = await steps.publish(code, rules(review(8)), { confirm: true });
    expect(last.summary).toMatchObject({ liveVersion: last.version, rolloutVersion: null });
  });

  test('asks for it when a whole set is put, too', async () => {
    const { code } = await steps.newSet(5);
    const { version } = await steps.publish(code, rules(review(6)), { percent: 10 });
    const refused = await call('put', `/rule-sets/${code}`, rules(review(7))).expect(422);
    expect(refused.body).toMatchObject(ends(version, ''));
    const { body } = await call('put', `/rule-sets/${code}?confirm=true`, rules(review(7))).expect(200);
    expect(body.rolloutVersion).toBeNull();
  });
});

describe('rolling back', () => {
  test('puts a former version in force at once and ends rollout and schedule', async () => {
    await steps.putMain(rules(review(5)));
    const { liveVersion: first } = await steps.summary('main');
    await steps.putMain(rules(review(6)));
    await steps.publish('main', rules(review(7)), { percent: 50 });
    const at = new Date(Date.now() + 86_400_000).toISOString();
    await steps.publish('main', rules(review(8)), { at, confirm: true });
    const back = { ...REASON, version: first };
    const { body } = await call('post', '/rule-sets/main/rollback', back).expect(200);
    expect(body).toMatchObject({ liveVersion: first, rolloutVersion: null, scheduledVersion: null });
    expect(await Promise.all(['u1', 'u2', 'u3', 'u4'].map((userId) => steps.pointsFor(userId)))).toEqual([5, 5, 5, 5]);
    expect((await steps.history('main'))[0]).toMatchObject({
      action: 'ROLLED_BACK',
      toVersion: first,
      reason: 'A test',
    });
    const { revision } = await steps.summary('main');
    await call('post', '/rule-sets/main/rollback', back).expect(200);
    expect((await steps.summary('main')).revision).toBe(revision);
  });

  test('goes only to a version of the set that was live', async () => {
    const { code, version } = await steps.newSet(5);
    const other = await steps.newSet(6);
    const back = (to: number) => call('post', `/rule-sets/${code}/rollback`, { ...REASON, version: to });
    await back(other.version).expect(404);
    const rolling = await steps.publish(code, rules(review(7)), { percent: 10 });
    const { body } = await call('get', `/rule-sets/${code}/versions`).expect(200);
    expect(body.items).toMatchObject([
      { version: rolling.version, wasLive: false },
      { version, wasLive: true },
    ]);
    const refused = await back(rolling.version).expect(422);
    expect(refused.body.errors).toMatchObject([{ pointer: '/version', code: 'NEVER_LIVE' }]);
  });
});
