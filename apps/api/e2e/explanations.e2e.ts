import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CreatedApiKey, EventExplanation } from '@jifen/contracts';
import type { Condition, Rule, RuleSet } from '@jifen/rules';
import { AcceptedEvents } from '../src/earning/accepted-events.js';
import { Publishing } from '../src/rule/publishing.js';
import { Rules } from '../src/rule/rules.js';
import { bearer, openTestApp, type TestApp } from './support.js';

let t: TestApp;
let version: number;
beforeAll(async () => {
  t = await openTestApp();
  version = await publish(rulesNamed('Gold members', '金卡会员'));
});
afterAll(() => t?.close());

const GOLD: Condition = {
  kind: 'all',
  of: [
    { kind: 'field', field: 'order.amount', op: 'gte', value: 10_000 },
    { kind: 'field', field: 'user.level', op: 'eq', value: 'GOLD' },
  ],
};

function rulesNamed(en: string, zh: string): RuleSet {
  const rule: Rule = {
    code: 'GOLD',
    name: { 'zh-CN': zh, 'en-US': en },
    trigger: 'ORDER_COMPLETED',
    status: 'ACTIVE',
    conditions: GOLD,
    award: { kind: 'fixed', points: 50 },
    rounding: 'floor',
    validity: { kind: 'days', days: 365 },
  };
  const paused = {
    ...rule,
    code: 'PAUSED',
    name: { 'zh-CN': '暂停的', 'en-US': 'A pause' },
    status: 'PAUSED' as const,
  };
  return { rules: [rule, paused] };
}

async function publish(ruleSet: RuleSet): Promise<number> {
  const who = { by: 'test', reason: null, now: new Date() };
  const publishing = t.app.get(Publishing, { strict: false });
  const published = await t.database.transaction((db) => publishing.publishAtOnce(db, 'main', ruleSet, who));
  await t.app.get(Rules, { strict: false }).changed();
  return published;
}

const order = (eventId: string, amount: number, more: object = {}) => ({
  ...{ eventId, type: 'ORDER_COMPLETED', userId: `user-of-${eventId}`, occurredAt: new Date().toISOString() },
  data: { currency: 'CNY', amount },
  ...more,
});
const report = (event: object, headers: Record<string, string> = {}) =>
  t.http
    .post('/api/v1/events')
    .set(...bearer(t.apiKey))
    .set(headers)
    .send(event);
const ask = (eventId: string, query = '', headers: Record<string, string> = {}, key = t.apiKey) =>
  t.http
    .get(`/api/v1/events/${eventId}/explanation?type=ORDER_COMPLETED${query}`)
    .set(...bearer(key))
    .set(headers);
const why = async (eventId: string, query = ''): Promise<EventExplanation> =>
  (await ask(eventId, query).expect(200)).body;
const level = (userId: string, name: string) =>
  t.http
    .put(`/api/v1/users/${userId}`)
    .set(...bearer(t.apiKey))
    .send({ level: name })
    .expect(200);

describe('why these points', () => {
  test('the rule, what held, and the whole event in sentences', async () => {
    await level('user-of-why', 'GOLD');
    await report(order('why', 20_000)).expect(200);
    const told = await why('why');
    expect(told).toMatchObject({
      eventId: 'why',
      type: 'ORDER_COMPLETED',
      status: 'POSTED',
      points: 50,
      problem: null,
    });
    expect(told).toMatchObject({ ruleSet: 'main', ruleSetVersion: version, experiment: null });
    expect(told.rules[0]).toMatchObject({ ruleCode: 'GOLD', ruleName: 'Gold members', outcome: 'AWARDED', points: 50 });
    expect(told.rules[0]?.sentences).toContain('Condition held: Member level is GOLD (was GOLD).');
    expect(told.sentences.at(-1)).toBe('Total: 50 points.');
  });
});

describe('why not', () => {
  test('the first condition of each rule that did not hold', async () => {
    await level('user-of-not', 'SILVER');
    const { body } = await report(order('not', 20_000)).expect(200);
    expect(body).toMatchObject({ status: 'NO_AWARD', points: 0 });
    const told = await why('not');
    expect(told.rules[0]).toMatchObject({
      outcome: 'CONDITION_FAILED',
      points: 0,
      firstFailure: 'Member level is GOLD (was SILVER)',
    });
    expect(told.rules[1]).toMatchObject({ ruleName: 'A pause', outcome: 'PAUSED', firstFailure: null });
    expect(told.sentences[0]).toBe('Gold members: nothing, a condition failed: Member level is GOLD (was SILVER).');
  });

  test('in Chinese by query or header; the query counts', async () => {
    const chinese = '会员等级为 GOLD（实际为 SILVER）';
    expect((await why('not', '&language=zh-CN')).rules[0]?.firstFailure).toBe(chinese);
    const byHeader = await ask('not', '', { 'Accept-Language': 'zh-CN,zh;q=0.9' }).expect(200);
    expect(byHeader.body.rules[0]).toMatchObject({ ruleName: '金卡会员', firstFailure: chinese });
    const both = await ask('not', '&language=en-US', { 'Accept-Language': 'zh' }).expect(200);
    expect(both.body.rules[0].ruleName).toBe('Gold members');
    expect((await ask('not', '&language=fr').expect(422)).body.errors[0].pointer).toBe('?language');
  });

  test('no rule for such an event', async () => {
    const event = { ...order('none', 1), type: 'CONTENT_SHARED', data: {} };
    await report(event).expect(200);
    const path = '/api/v1/events/none/explanation?type=CONTENT_SHARED';
    const { body } = await t.http.get(path).set(...bearer(t.apiKey));
    expect(body).toMatchObject({ status: 'NO_AWARD', rules: [] });
    expect(body.sentences[0]).toBe('No rule is triggered by this type of event.');
  });

  test('an event that waits, and then that was refused', async () => {
    const later = { Prefer: 'respond-async' };
    await report(order('late', 1, { occurredAt: new Date(Date.now() + 3600_000).toISOString() }), later).expect(202);
    expect(await why('late')).toMatchObject({ status: 'ACCEPTED', points: 0, ruleSetVersion: null, rules: [] });
    await t.app.get(AcceptedEvents, { strict: false }).workOff();
    const told = await why('late', '&language=zh-CN');
    expect(told).toMatchObject({ status: 'REJECTED', ruleSet: null, problem: { code: 'EVENT_IN_FUTURE' } });
    expect(told.sentences[0]).toMatch(/事件发生时间在未来/);
  });
});

describe('from the record alone', () => {
  test('later versions and later facts change nothing of what is told', async () => {
    const before = await why('not');
    await publish(rulesNamed('Renamed', '改名'));
    await level('user-of-not', 'GOLD');
    expect(await why('not')).toEqual(before);
    await level('user-of-since', 'SILVER');
    await report(order('since', 20_000)).expect(200);
    expect((await why('since')).rules[0]?.ruleName).toBe('Renamed');
  });
});

describe('for whom', () => {
  test('operators ask by the number of the event', async () => {
    const asOperator = (path: string, token = t.admin.token) =>
      t.http.get(`/api/v1/admin${path}`).set(...bearer(token));
    const { body } = await asOperator('/users/user-of-not/events').expect(200);
    const { eventNo } = body.items[0] as { eventNo: string };
    const auditor = await t.operator('AUDITOR');
    const told = await asOperator(`/events/${eventNo}/explanation?language=en-US`, auditor.token).expect(200);
    expect(told.body).toEqual(await why('not'));
    expect((await asOperator('/events/nowhere/explanation').expect(404)).body.code).toBe('EVENT_NOT_FOUND');
  });

  test('a client sees the events of its own source', async () => {
    const asAdmin = (path: string, body: object) =>
      t.http
        .post(`/api/v1/admin/api-clients${path}`)
        .set(...bearer(t.admin.token))
        .send(body)
        .expect(201);
    const { body: client } = await asAdmin('', { name: 'Another shop', source: 'another' });
    const { body: key } = await asAdmin(`/${client.clientId}/keys`, { scopes: ['events:read'] });
    const { secret } = key as CreatedApiKey;
    expect((await ask('not', '', {}, secret).expect(404)).body.code).toBe('EVENT_NOT_FOUND');
    await ask('not', '', {}, await t.key('events:write')).expect(403);
    await t.http
      .get('/api/v1/events/not/explanation')
      .set(...bearer(t.apiKey))
      .expect(422);
  });
});
