import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProblemView, RuleSetSummary } from '@jifen/contracts';
import { orderBaseRuleSet, type Rule, type RuleSet, ruleSetJson } from '@jifen/rules';
import { newCode, RuleSteps, review, rules } from './rule-steps.js';
import { bearer, openTestApp, type TestApp } from './support.js';

let t: TestApp;
let steps: RuleSteps;
const call: RuleSteps['call'] = (...request) => steps.call(...request);
beforeAll(async () => {
  t = await openTestApp();
  steps = new RuleSteps(t, await t.operator('OPERATOR'));
}, 60_000);
afterAll(() => t?.close());

describe('a rule set as code', () => {
  test('comes back to the byte, and putting it back changes nothing', async () => {
    const first = await call('get', '/rule-sets/main').buffer(true).expect(200);
    expect(first.headers['content-type']).toMatch(/^application\/json/);
    expect(first.text).toBe(ruleSetJson(orderBaseRuleSet()));
    expect(first.headers['etag']).toMatch(/^"v\d+"$/);
    const before = await steps.summary('main');
    const answer = await t.http
      .put('/api/v1/admin/rule-sets/main')
      .set(...bearer(steps.editor.token))
      .set('Content-Type', 'application/json')
      .set('If-Match', first.headers['etag'] as string)
      .send(first.text)
      .expect(200);
    expect(before).toMatchObject(answer.body);
    expect((await call('get', '/rule-sets/main').expect(200)).text).toBe(first.text);
  });

  test('makes the next version live at once, whatever the order of its fields', async () => {
    const { code, version } = await steps.newSet(3);
    const { body } = await call('put', `/rule-sets/${code}?reason=Summer`, rules(review(4))).expect(200);
    expect(body).toMatchObject({ code, liveVersion: version + 1, draft: null });
    const shuffled = Object.fromEntries(Object.entries(review(4)).reverse()) as unknown as Rule;
    const again = await call('put', `/rule-sets/${code}`, rules(shuffled)).expect(200);
    expect(again.body.liveVersion).toBe(version + 1);
    const text = (await call('get', `/rule-sets/${code}`)).text;
    expect(text).toBe(ruleSetJson(rules(review(4))));
    expect((await call('get', `/rule-sets/${code}?version=${version}`)).text).toBe(ruleSetJson(rules(review(3))));
    expect((await steps.history(code))[0]).toMatchObject({
      action: 'PUBLISHED',
      fromVersion: version,
      toVersion: version + 1,
      reason: 'Summer',
      byName: 'OPERATOR',
    });
  });

  test('makes a set that is not there, and refuses what was changed meanwhile with the changes', async () => {
    const code = newCode('code');
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
    const refused = await call('put', '/rule-sets/main', wrong as unknown as RuleSet).expect(422);
    expect(refused.body.code).toBe('RULE_SET_INVALID');
    const pointers = refused.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort();
    expect(pointers).toEqual(['/rules/0/award/points', '/rules/0/extra']);
    const outside = await call('put', '/rule-sets/main', { rules: [], more: 1 } as unknown as RuleSet).expect(422);
    expect(outside.body.errors).toEqual([expect.objectContaining({ pointer: '/more' })]);
    await call('put', '/rule-sets/main', { rules: Array(2001).fill({}) } as unknown as RuleSet).expect(422);
    await call('put', '/rule-sets/main', {} as RuleSet).expect(422);
  });
});

describe('what there is', () => {
  test('differences between any two versions, in both languages', async () => {
    const { code, version } = await steps.newSet(5);
    await steps.publish(code, rules(review(6), review(1, { code: 'MORE' })));
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
    const { code, version } = await steps.newSet(5);
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
    const { code } = await steps.newSet(5);
    const copy = newCode('copy');
    const { body } = await call('post', '/rule-sets', { code: copy, name: 'Copy', copyOf: code }).expect(201);
    expect(body).toMatchObject({ code: copy, name: 'Copy', liveVersion: null, draft: { baseVersion: null } });
    expect((await steps.draft(copy)).ruleSet).toEqual(rules(review(5)));
    await call('post', '/rule-sets', { code: copy, name: 'Again' }).expect(409);
    await call('post', '/rule-sets', { code: `x-${copy}`, name: 'X', copyOf: 'none' }).expect(404);
  });

  test('a code that differs by upper and lower case only is not taken', async () => {
    const { code } = await steps.newSet(5);
    const louder = code.toUpperCase();
    const taken = (pointer: string) => {
      const text = { 'zh-CN': expect.stringContaining(code), 'en-US': expect.stringContaining(code) };
      const errors = [{ pointer, code: 'caseOnly', detail: text['en-US'], text }];
      return { code: 'RULE_SET_TAKEN', params: { code: louder, existing: code }, errors };
    };
    const made = await call('post', '/rule-sets', { code: louder, name: 'Louder' }).expect(409);
    expect(made.body).toMatchObject(taken('/code'));
    expect((await call('put', `/rule-sets/${louder}`, rules()).expect(409)).body).toMatchObject(taken(':code'));
    await call('get', `/rule-sets/${louder}`).expect(404);
    // Those that were made before they were refused go on.
    await t.database.run('INSERT INTO rule_set (code, name, live_version, revision, updated_at) VALUES (?)', [
      [louder, louder, 0, 0, '2026-01-01 00:00:00'],
    ]);
    await call('put', `/rule-sets/${louder}`, rules(review(6))).expect(200);
    await call('put', `/rule-sets/${code}`, rules(review(7))).expect(200);
  });

  test('of two codes that are made at once and differ by case, one stays', async () => {
    const code = newCode('race');
    const codes = [code, code.toUpperCase(), code.replace('race', 'Race')];
    const answers = await Promise.all(codes.map((each) => call('post', '/rule-sets', { code: each, name: 'Race' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  test('a new name, while code and draft stay as they are', async () => {
    const { code } = await steps.newSet(5);
    const { revision } = await steps.save(code, rules(review(6)), 0);
    const { body } = await call('put', `/rule-sets/${code}/name`, { name: 'Autumn' }).expect(200);
    expect(body).toMatchObject({ code, name: 'Autumn', draft: { revision } });
    expect((await call('put', `/rule-sets/${code}/name`, { name: 'Autumn' }).expect(200)).body).toEqual(body);
    await steps.save(code, rules(review(7)), revision);
    const { body: log } = await call('get', `/audit-log?subject=rule-set:${code}`, undefined, t.admin.token);
    const renamed = log.items.filter(({ action }: { action: string }) => action === 'rules.rename');
    expect(renamed).toMatchObject([{ before: { name: `Set ${code}` }, after: { name: 'Autumn' } }]);
    await call('put', `/rule-sets/none-${code}/name`, { name: 'Autumn' }).expect(404);
    await call('put', `/rule-sets/${code}/name`, { name: '' }).expect(422);
  });

  test('what rules with a budget have given', async () => {
    await steps.putMain(rules(review(5, { budget: { points: 12 } })));
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
