import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  EventResult,
  ProblemView,
  PublishOutcome,
  RuleDraftView,
  RuleHistoryEntry,
  RuleSetSummary,
  RuleVersionInfo,
} from '@jifen/contracts';
import { inRollout, orderBaseRuleSet, type Rule, type RuleSet, ruleSetJson } from '@jifen/rules';
import { DueSchedules } from '../src/rule/due-schedules.js';
import { bearer, type OperatorLogin, openTestApp, type TestApp } from './support.js';

const REASON = { reason: 'A test' };

let t: TestApp;
let editor: OperatorLogin;
let count = 0;
beforeAll(async () => {
  t = await openTestApp();
  editor = await t.operator('OPERATOR');
}, 60_000);
afterAll(() => t?.close());

/** A rule: so many points for writing a review. */
function review(points: number, more: Partial<Rule> = {}): Rule {
  return {
    code: 'REVIEW',
    name: { 'zh-CN': '评价', 'en-US': 'Review' },
    trigger: 'REVIEW_POSTED',
    status: 'ACTIVE',
    award: { kind: 'fixed', points },
    rounding: 'floor',
    validity: { kind: 'days', days: 365 },
    ...more,
  };
}
const rules = (...list: Rule[]): RuleSet => ({ rules: list });

type Method = 'get' | 'post' | 'put' | 'delete';
const call = (method: Method, path: string, body?: object, token = editor.token) => {
  const asked = t.http[method](`/api/v1/admin${path}`).set(...bearer(token));
  return body ? asked.send(body) : asked;
};
const draftOf = async (code: string): Promise<RuleDraftView> => (await call('get', `/rule-sets/${code}/draft`)).body;
const save = async (code: string, ruleSet: RuleSet, revision: number): Promise<RuleDraftView> =>
  (await call('put', `/rule-sets/${code}/draft`, { revision, ruleSet }).expect(200)).body;
const publish = async (code: string, ruleSet: RuleSet, more: object = {}): Promise<PublishOutcome> => {
  const { revision } = await save(code, ruleSet, (await draftOf(code)).revision);
  return (await call('post', `/rule-sets/${code}/publish`, { ...REASON, revision, ...more }).expect(200)).body;
};
const summary = async (code: string): Promise<RuleSetSummary> => (await call('get', `/rule-sets/${code}/summary`)).body;
const history = async (code: string): Promise<RuleHistoryEntry[]> =>
  (await call('get', `/rule-sets/${code}/history?limit=100`).expect(200)).body.items;
const statuses = async (code: string): Promise<[number, string][]> => {
  const { body } = await call('get', `/rule-sets/${code}/versions?limit=100`).expect(200);
  return (body.items as RuleVersionInfo[]).map(({ version, status }) => [version, status]);
};
/** A new rule set whose live version gives so many points. */
const newSet = async (points: number): Promise<{ code: string; version: number }> => {
  const code = `set-${++count}`;
  await call('post', '/rule-sets', { code, name: `Set ${count}` }).expect(201);
  return { code, version: (await publish(code, rules(review(points)))).version };
};
/** Points that a review gives a user now. */
const pointsFor = async (userId: string): Promise<number> => {
  const event = { eventId: `e${++count}`, type: 'REVIEW_POSTED', userId, occurredAt: new Date().toISOString() };
  const answer = await t.http
    .post('/api/v1/events/preview')
    .set(...bearer(t.apiKey))
    .send(event)
    .expect(200);
  return (answer.body as EventResult).points ?? 0;
};
/** Makes `main` what it has to be for a test. */
const putMain = (ruleSet: RuleSet, query = '') => call('put', `/rule-sets/main${query}`, ruleSet);

describe('a rule set as code', () => {
  test('comes back to the byte, and putting it back changes nothing', async () => {
    const first = await call('get', '/rule-sets/main').buffer(true).expect(200);
    expect(first.headers['content-type']).toMatch(/^application\/json/);
    expect(first.text).toBe(ruleSetJson(orderBaseRuleSet()));
    expect(first.headers['etag']).toMatch(/^"v\d+"$/);
    const before = await summary('main');
    const answer = await t.http
      .put('/api/v1/admin/rule-sets/main')
      .set(...bearer(editor.token))
      .set('Content-Type', 'application/json')
      .set('If-Match', first.headers['etag'] as string)
      .send(first.text)
      .expect(200);
    expect(before).toMatchObject(answer.body);
    expect((await call('get', '/rule-sets/main').expect(200)).text).toBe(first.text);
  });

  test('makes the next version live at once, whatever the order of its fields', async () => {
    const { code, version } = await newSet(3);
    const { body } = await call('put', `/rule-sets/${code}?reason=Summer`, rules(review(4))).expect(200);
    expect(body).toMatchObject({ code, liveVersion: version + 1, draft: null });
    const shuffled = Object.fromEntries(Object.entries(review(4)).reverse()) as unknown as Rule;
    const again = await call('put', `/rule-sets/${code}`, rules(shuffled)).expect(200);
    expect(again.body.liveVersion).toBe(version + 1);
    const text = (await call('get', `/rule-sets/${code}`)).text;
    expect(text).toBe(ruleSetJson(rules(review(4))));
    expect((await call('get', `/rule-sets/${code}?version=${version}`)).text).toBe(ruleSetJson(rules(review(3))));
    expect((await history(code))[0]).toMatchObject({
      action: 'PUBLISHED',
      fromVersion: version,
      toVersion: version + 1,
      reason: 'Summer',
      byName: 'OPERATOR',
    });
  });

  test('makes a set that is not there, and refuses what was changed meanwhile with the changes', async () => {
    const code = `code-${++count}`;
    const { body: made } = await call('put', `/rule-sets/${code}`, rules(review(1))).expect(200);
    const put = (tag: string, points: number) =>
      call('put', `/rule-sets/${code}`, rules(review(points))).set('If-Match', tag);
    await put(`"v${made.liveVersion}"`, 2).expect(200);
    const refused = await put(`"v${made.liveVersion}"`, 3).expect(409);
    const problem: ProblemView = refused.body;
    expect(problem).toMatchObject({ code: 'STALE_VERSION', params: { liveVersion: made.liveVersion + 1 } });
    expect(problem.changes).toMatchObject([
      { ruleCode: 'REVIEW', kind: 'CHANGED', path: expect.stringMatching(/^\/award/) },
    ]);
    await put('"something else"', 3).expect(409);
    // What is live already is no change, whatever was read before: the answer may have been lost.
    await put(`"v${made.liveVersion}"`, 2).expect(200);
    await put('*', 3).expect(200);
    await call('put', `/rule-sets/none-${code}`, rules()).set('If-Match', '"v1"').expect(409);
  });

  test('names every mistake at its place', async () => {
    const wrong = { rules: [{ ...review(1), award: { kind: 'fixed', points: 0 }, extra: 1 }] };
    const refused = await putMain(wrong as unknown as RuleSet).expect(422);
    expect(refused.body.code).toBe('RULE_SET_INVALID');
    const pointers = refused.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort();
    expect(pointers).toEqual(['/rules/0/award/points', '/rules/0/extra']);
    const outside = await putMain({ rules: [], more: 1 } as unknown as RuleSet).expect(422);
    expect(outside.body.errors).toEqual([expect.objectContaining({ pointer: '/more' })]);
    await putMain({ rules: Array(2001).fill({}) } as unknown as RuleSet).expect(422);
    await putMain({} as RuleSet).expect(422);
  });
});

describe('a draft', () => {
  test('is the live rules until somebody saves one; saving the same changes nothing', async () => {
    const { code, version } = await newSet(5);
    const none = await draftOf(code);
    expect(none).toMatchObject({ revision: 0, baseVersion: version, ruleSet: rules(review(5)), updatedBy: null });
    const saved = await save(code, rules(review(6)), 0);
    expect(saved).toMatchObject({ baseVersion: version, ruleSet: rules(review(6)), updatedByName: 'OPERATOR' });
    expect(saved.revision).toBeGreaterThan(0);
    expect(await save(code, rules(review(6)), saved.revision)).toEqual(saved);
    expect((await call('get', `/rule-sets/${code}?version=draft`)).text).toBe(ruleSetJson(rules(review(6))));
    expect((await summary(code)).draft).toMatchObject({ revision: saved.revision, updatedByName: 'OPERATOR' });
  });

  test('is refused with a pointer into what was sent', async () => {
    const { code } = await newSet(5);
    const wrong = { revision: 0, ruleSet: { rules: [{ ...review(1), trigger: '' }] } };
    const refused = await call('put', `/rule-sets/${code}/draft`, wrong).expect(422);
    expect(refused.body).toMatchObject({
      code: 'RULE_SET_INVALID',
      errors: [{ pointer: '/ruleSet/rules/0/trigger', code: 'BAD_FORMAT' }],
    });
    const checked = await call('post', `/rule-sets/${code}/validate`, { ruleSet: wrong.ruleSet }).expect(200);
    expect(checked.body).toEqual({
      problems: [
        {
          pointer: '/ruleSet/rules/0/trigger',
          code: 'BAD_FORMAT',
          detail: { 'zh-CN': expect.stringMatching(/格式/), 'en-US': expect.stringMatching(/well-formed/) },
        },
      ],
      warnings: [],
    });
  });

  test('saved twice from the same revision: the second is told who changed what', async () => {
    const { code } = await newSet(5);
    const first = await save(code, rules(review(6)), 0);
    const other = await t.operator('ADMIN');
    const second = { revision: first.revision, ruleSet: rules(review(7)) };
    const { body: theirs } = await call('put', `/rule-sets/${code}/draft`, second, other.token).expect(200);
    const mine = { revision: first.revision, ruleSet: rules(review(6), review(1, { code: 'MORE' })) };
    const refused = await call('put', `/rule-sets/${code}/draft`, mine).expect(409);
    expect(refused.body).toMatchObject({
      code: 'RULE_SET_CHANGED',
      params: { revision: theirs.revision, byName: 'ADMIN', at: theirs.updatedAt },
    });
    // From what was read to what is there now; what was about to be saved does not come into it.
    expect(refused.body.changes).toHaveLength(1);
    expect(refused.body.changes[0]).toMatchObject({ ruleCode: 'REVIEW', kind: 'CHANGED' });
    expect(refused.body.changes[0].text['en-US']).toMatch(/6.*7/);
    await call('post', `/rule-sets/${code}/publish`, { ...REASON, revision: first.revision }).expect(409);
    await call('delete', `/rule-sets/${code}/draft?revision=${first.revision}`).expect(409);
    await call('delete', `/rule-sets/${code}/draft?revision=${theirs.revision}`).expect(204);
    expect((await draftOf(code)).revision).toBe(0);
  });

  test('notices that a version was published since it was begun', async () => {
    const { code, version } = await newSet(5);
    await call('put', `/rule-sets/${code}`, rules(review(6))).expect(200);
    const late = { revision: 0, baseVersion: version, ruleSet: rules(review(7)) };
    const refused = await call('put', `/rule-sets/${code}/draft`, late).expect(409);
    expect(refused.body.changes[0].text['en-US']).toMatch(/5.*6/);
    const { revision } = await save(code, rules(review(7)), 0);
    await call('put', `/rule-sets/${code}`, rules(review(8))).expect(200);
    const unsure = await call('post', `/rule-sets/${code}/publish`, { ...REASON, revision }).expect(422);
    expect(unsure.body).toMatchObject({
      code: 'RULE_CONFIRMATION_REQUIRED',
      errors: [{ pointer: '/revision', code: 'BASE_NOT_LIVE' }],
    });
    await call('post', `/rule-sets/${code}/publish`, { ...REASON, revision, confirm: true }).expect(200);
  });

  test('with a rate beyond the guard is published on a second confirmation only', async () => {
    const { code } = await newSet(5);
    const generous = rules(review(5, { multipliers: [{ code: 'VIP', rateBps: 150_000 }] }));
    const saved = await save(code, generous, 0);
    expect(saved.warnings).toContainEqual(
      expect.objectContaining({ severity: 'confirm', pointer: '/ruleSet/rules/0/multipliers' }),
    );
    const asked = { ...REASON, revision: saved.revision };
    const refused = await call('post', `/rule-sets/${code}/publish`, asked).expect(422);
    expect(refused.body.code).toBe('RULE_CONFIRMATION_REQUIRED');
    expect(refused.body.errors[0].pointer).toBe('/ruleSet/rules/0/multipliers');
    await call('put', `/rule-sets/${code}`, generous).expect(422);
    const { body } = await call('post', `/rule-sets/${code}/publish`, { ...asked, confirm: true }).expect(200);
    expect(body.status).toBe('PUBLISHED');
  });
});

describe('publishing', () => {
  test('makes the draft the next version of all sets and takes the draft away', async () => {
    const { code, version } = await newSet(5);
    const outcome = await publish(code, rules(review(6)));
    expect(outcome).toMatchObject({ status: 'PUBLISHED', version: version + 1 });
    expect(outcome.summary).toMatchObject({ liveVersion: version + 1, draft: null });
    const { version: elsewhere } = await newSet(1);
    expect(elsewhere).toBe(version + 2);
    expect(await statuses(code)).toEqual([
      [version + 1, 'LIVE'],
      [version, 'SUPERSEDED'],
    ]);
    await call('post', `/rule-sets/${code}/publish`, { ...REASON, revision: 1 }).expect(409);
    const { revision } = await save(code, rules(review(6)), 0);
    const same = await call('post', `/rule-sets/${code}/publish`, { ...REASON, revision }).expect(409);
    expect(same.body.code).toBe('NOTHING_TO_PUBLISH');
  });

  test('at a time: it holds from then on, also before anybody writes that down', async () => {
    await putMain(rules(review(5)), '?reason=base').expect(200);
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const scheduled = await publish('main', rules(review(9)), { at });
    expect(scheduled.status).toBe('SCHEDULED');
    expect(scheduled.summary).toMatchObject({ scheduledVersion: scheduled.version, scheduledAt: at });
    expect(await pointsFor('u1')).toBe(5);
    t.travel(3_600_001);
    editor.token = await t.logIn(editor.email, editor.password);
    t.admin.token = await t.logIn(t.admin.email, t.admin.password);
    expect(await pointsFor('u1')).toBe(9);
    expect(await summary('main')).toMatchObject({ liveVersion: scheduled.version, scheduledVersion: null });
    await t.app.get(DueSchedules, { strict: false }).run();
    await t.app.get(DueSchedules, { strict: false }).run();
    const published = (await history('main')).filter(({ toVersion }) => toVersion === scheduled.version);
    expect(published.map(({ action, by }) => [action, by])).toEqual([
      ['PUBLISHED', 'system:scheduler'],
      ['SCHEDULED', expect.stringMatching(/^operator:/)],
    ]);
  });

  test('a schedule can be taken back', async () => {
    const { code, version } = await newSet(5);
    const at = new Date(Date.now() + 7_300_000).toISOString();
    await publish(code, rules(review(6)), { at });
    const { body } = await call('post', `/rule-sets/${code}/unschedule`, REASON).expect(200);
    expect(body).toMatchObject({ liveVersion: version, scheduledVersion: null });
    await call('post', `/rule-sets/${code}/unschedule`, REASON).expect(409);
    const { revision } = await save(code, rules(review(7)), 0);
    const wrong = (more: object) => call('post', `/rule-sets/${code}/publish`, { ...REASON, revision, ...more });
    await wrong({ at: '2020-01-01T00:00:00Z' }).expect(422);
    await wrong({ at, percent: 10 }).expect(422);
    await wrong({ percent: 100 }).expect(422);
  });

  test('to a part of the users, then to more, then to all', async () => {
    await putMain(rules(review(5)), '?reason=base').expect(200);
    const { status, version } = await publish('main', rules(review(8)), { percent: 30 });
    expect(status).toBe('ROLLING_OUT');
    const inPart = (percent: number) => (userId: string) => inRollout(userId, `main:${version}`, percent);
    const users = Array.from({ length: 40 }, (_, i) => `roll-${i}`);
    const expected = (percent: number) => users.map((userId) => (inPart(percent)(userId) ? 8 : 5));
    const got = () => Promise.all(users.map(pointsFor));
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
    const { code, version } = await newSet(5);
    const rolling = await publish(code, rules(review(6)), { percent: 10 });
    expect(await statuses(code)).toEqual([
      [rolling.version, 'ROLLING_OUT'],
      [version, 'LIVE'],
    ]);
    await call('post', `/rule-sets/${code}/rollout`, { ...REASON, percent: 0 }).expect(200);
    expect((await statuses(code))[0]).toEqual([rolling.version, 'SUPERSEDED']);
    expect((await history(code))[0]).toMatchObject({ action: 'WITHDRAWN', fromVersion: rolling.version, percent: 0 });
  });
});

describe('rolling back', () => {
  test('puts a former version in force at once and ends rollout and schedule', async () => {
    await putMain(rules(review(5)), '?reason=base').expect(200);
    const { liveVersion: first } = await summary('main');
    await putMain(rules(review(6)), '?reason=next').expect(200);
    await publish('main', rules(review(7)), { percent: 50 });
    await publish('main', rules(review(8)), { at: new Date(Date.now() + 86_400_000).toISOString() });
    const back = { ...REASON, version: first };
    const { body } = await call('post', '/rule-sets/main/rollback', back).expect(200);
    expect(body).toMatchObject({ liveVersion: first, rolloutVersion: null, scheduledVersion: null });
    expect(await Promise.all(['u1', 'u2', 'u3', 'u4'].map(pointsFor))).toEqual([5, 5, 5, 5]);
    expect((await history('main'))[0]).toMatchObject({ action: 'ROLLED_BACK', toVersion: first, reason: 'A test' });
    const { revision } = await summary('main');
    await call('post', '/rule-sets/main/rollback', back).expect(200);
    expect((await summary('main')).revision).toBe(revision);
  });

  test('goes only to a version of the set that was live', async () => {
    const { code } = await newSet(5);
    const other = await newSet(6);
    const back = (version: number) => call('post', `/rule-sets/${code}/rollback`, { ...REASON, version });
    await back(other.version).expect(404);
    const rolling = await publish(code, rules(review(7)), { percent: 10 });
    const refused = await back(rolling.version).expect(422);
    expect(refused.body.errors).toMatchObject([{ pointer: '/version', code: 'NEVER_LIVE' }]);
  });
});

describe('what there is', () => {
  test('differences between any two versions, in both languages', async () => {
    const { code, version } = await newSet(5);
    await publish(code, rules(review(6), review(1, { code: 'MORE' })));
    const { body } = await call('get', `/rule-sets/${code}/diff?from=${version}&to=live`).expect(200);
    expect(body.changes.map(({ ruleCode, kind }: { ruleCode: string; kind: string }) => [ruleCode, kind])).toEqual([
      ['REVIEW', 'CHANGED'],
      ['MORE', 'ADDED'],
    ]);
    expect(body.changes[0].text).toEqual({
      'zh-CN': expect.stringMatching(/5.*6/),
      'en-US': expect.stringMatching(/5.*6/),
    });
    const same = await call('get', `/rule-sets/${code}/diff?from=live&to=draft`).expect(200);
    expect(same.body.changes).toEqual([]);
    await call('get', `/rule-sets/${code}/diff?from=live&to=999999`).expect(404);
    await call('get', `/rule-sets/${code}/diff?from=live&to=now`).expect(422);
  });

  test('sets by code, versions, and one version with its rules', async () => {
    const { code, version } = await newSet(5);
    const list = await call('get', '/rule-sets?limit=1').expect(200);
    expect(list.body.items).toHaveLength(1);
    const next = await call('get', `/rule-sets?limit=200&cursor=${list.body.nextCursor}`).expect(200);
    expect(next.body.items.map((item: RuleSetSummary) => item.code)).toContain(code);
    const { body } = await call('get', `/rule-sets/${code}/versions/${version}`).expect(200);
    expect(body).toMatchObject({ version, ruleSet: code, status: 'LIVE', ruleCount: 1, rules: rules(review(5)) });
    await call('get', `/rule-sets/main/versions/${version}`).expect(404);
    await call('get', '/rule-sets/none/summary').expect(404);
  });

  test('a copy of another set starts as a draft with its live rules', async () => {
    const { code } = await newSet(5);
    const copy = `copy-${++count}`;
    const { body } = await call('post', '/rule-sets', { code: copy, name: 'Copy', copyOf: code }).expect(201);
    expect(body).toMatchObject({ code: copy, name: 'Copy', liveVersion: null, draft: { baseVersion: null } });
    expect((await draftOf(copy)).ruleSet).toEqual(rules(review(5)));
    await call('post', '/rule-sets', { code: copy, name: 'Again' }).expect(409);
    await call('post', '/rule-sets', { code: `x-${copy}`, name: 'X', copyOf: 'none' }).expect(404);
  });

  test('what rules with a budget have given', async () => {
    await putMain(rules(review(5, { budget: { points: 12 } })), '?reason=budget').expect(200);
    const events = [1, 2, 3].map((n) => {
      return { eventId: `budget-${n}`, type: 'REVIEW_POSTED', userId: `b${n}`, occurredAt: new Date().toISOString() };
    });
    for (const event of events)
      await t.http
        .post('/api/v1/events')
        .set(...bearer(t.apiKey))
        .send(event)
        .expect(200);
    const { body } = await call('get', '/rule-sets/main/summary').expect(200);
    expect(body.budgets).toEqual([{ ruleCode: 'REVIEW', budget: 12, used: 12 }]);
  });

  test('kinds of events, to which operators add', async () => {
    const body = { code: 'LESSON_FINISHED', name: { 'zh-CN': '完成课程', 'en-US': 'Lesson finished' } };
    const made = await call('post', '/event-types', body).expect(201);
    expect(made.body).toEqual({ ...body, builtIn: false });
    const { body: list } = await call('get', '/event-types').expect(200);
    expect(list.items[0].builtIn).toBe(true);
    expect(list.items).toContainEqual(made.body);
    await call('post', '/event-types', body).expect(409);
    await call('post', '/event-types', { ...body, code: 'order_completed' }).expect(409);
    const event = { eventId: 'l1', type: 'LESSON_FINISHED', userId: 'u1', occurredAt: new Date().toISOString() };
    await t.http
      .post('/api/v1/events')
      .set(...bearer(t.apiKey))
      .send(event)
      .expect(200);
  });
});
