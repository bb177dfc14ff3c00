import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PreviewRequest, PreviewResult } from '@jifen/contracts';
import { pickGroup, type Rule, type RuleSet } from '@jifen/rules';
import { Rules } from '../src/rule/index.js';
import { REASON, RuleSteps } from './rule-steps.js';
import { bearer, openTestApp, type TestApp } from './support.js';

const rule = (code: string, trigger: string, more: Partial<Rule>): Rule => ({
  code,
  name: { 'zh-CN': code, 'en-US': code },
  trigger,
  status: 'ACTIVE',
  award: { kind: 'ratio', points: 1, per: 1, unit: 'major', base: { kind: 'field', field: 'order.amount' } },
  rounding: 'floor',
  validity: { kind: 'days', days: 365 },
  ...more,
});

const LIVE: RuleSet = {
  rules: [
    rule('BASE', 'ORDER_COMPLETED', {
      multipliers: [
        { code: 'GOLD', rateBps: 20_000, conditions: { kind: 'field', field: 'user.level', op: 'eq', value: 'GOLD' } },
      ],
      limits: [{ kind: 'period', period: 'lifetime', points: 100 }],
      budget: { points: 1_000 },
    }),
  ],
};
const TRIPLE: RuleSet = {
  rules: [
    rule('BASE', 'ORDER_COMPLETED', {
      multipliers: [{ code: 'THREE', rateBps: 30_000 }],
      limits: [{ kind: 'period', period: 'lifetime', points: 100 }],
      budget: { points: 1_000 },
    }),
    rule('WEEKEND', 'ORDER_COMPLETED', {
      award: { kind: 'fixed', points: 7 },
      effectiveFrom: '2030-01-01T00:00:00+08:00',
      conditions: { kind: 'field', field: 'user.tags', op: 'contains', value: 'vip' },
    }),
    rule('STREAK', 'SIGNED_IN', {
      award: { kind: 'streak', field: 'user.streakDays', at: [{ days: 7, points: 70 }] },
    }),
  ],
};

let own: TestApp;
beforeAll(async () => {
  own = await openTestApp({ PROGRAMME_TIME_ZONE: 'Asia/Shanghai' });
  await own.app.get(Rules).publish(LIVE, 'test', null);
  await own.http
    .put('/api/v1/users/gold')
    .set(...bearer(own.apiKey))
    .send({ level: 'GOLD', tags: ['vip'], registeredAt: '2024-05-01T00:00:00Z', attributes: { city: 'Xi’an' } })
    .expect(200);
  await own.http
    .post('/api/v1/events')
    .set(...bearer(own.apiKey))
    .send({ ...order('gold', 2_000), eventId: 'first', occurredAt: new Date().toISOString() })
    .expect(200);
});
afterAll(() => own.close());

const order = (userId: string, amount: number) => {
  const occurredAt = new Date().toISOString();
  return { type: 'ORDER_COMPLETED', userId, occurredAt, data: { currency: 'CNY', amount } };
};
const send = (body: object, code = 'main') =>
  own.http
    .post(`/api/v1/admin/rule-sets/${code}/preview`)
    .set(...bearer(own.admin.token))
    .send(body);
const preview = async (body: Partial<PreviewRequest>): Promise<PreviewResult> => {
  const answer = await send({ candidate: { ruleSet: TRIPLE }, ...body });
  expect({ status: answer.status, errors: answer.body.errors }).toEqual({ status: 200, errors: undefined });
  return answer.body as PreviewResult;
};
const points = ({ candidate, live }: PreviewResult) => [candidate.evaluation['points'], live.evaluation['points']];

describe('a preview', () => {
  test('sets the candidate beside what is live, with the facts, limits and budgets of a real user', async () => {
    const result = await preview({ event: order('gold', 5_000) });
    // 40 of 100 points for life are used: the first order gave 20, twice for gold.
    expect(points(result)).toEqual([60, 60]);
    expect(result.facts).toEqual({
      userId: 'gold',
      level: 'GOLD',
      tags: ['vip'],
      registeredAtMs: Date.UTC(2024, 4, 1),
      attributes: { city: 'Xi’an' },
      orderCount: 1,
    });
    expect(result.usage).toEqual([{ key: 'rule:BASE', period: 'L', times: 1, points: 40 }]);
    expect(result.budgets).toEqual([{ key: 'rule:BASE', used: 40 }]);
    expect(result).toMatchObject({ timeZone: 'Asia/Shanghai', warnings: [], candidate: { version: null } });
    const [live] = await own.database.rows<{ v: number }>(`SELECT live_version AS v FROM rule_set WHERE code = 'main'`);
    expect(result.live.version).toBe(Number(live?.v));
    for (const { sentences } of [result.candidate, result.live]) {
      expect(sentences['zh-CN'].join()).toMatch(/[\u4e00-\u9fff]/);
      expect(sentences['en-US'].length).toBe(sentences['zh-CN'].length);
    }
  });

  test('knows somebody it has never seen as a new user, and makes nobody', async () => {
    const result = await preview({ event: order('nobody', 1_000) });
    expect(points(result)).toEqual([30, 10]);
    expect(result.facts).toEqual({ userId: 'nobody', tags: [], orderCount: 0 });
    expect(await own.database.rows(`SELECT user_id FROM points_user WHERE user_id = 'nobody'`)).toEqual([]);
    expect(await own.database.rows(`SELECT event_no FROM business_event WHERE user_id = 'nobody'`)).toEqual([]);
  });

  test('takes made-up facts, also for a real user, whose limits stay what they are', async () => {
    const silver = { level: 'SILVER', tags: ['vip'], orderCount: 9 };
    const result = await preview({ event: order('gold', 1_000), facts: silver });
    expect(result.facts).toEqual({ userId: 'gold', ...silver });
    expect(points(result)).toEqual([30, 10]);
    expect(result.usage[0]?.points).toBe(40);
    const week = { ...order('nobody', 0), type: 'SIGNED_IN', data: {} };
    expect(points(await preview({ event: week, facts: { streakDays: 7 } }))).toEqual([70, 0]);
    const real = await preview({ event: week });
    expect({ points: points(real), days: real.facts.streakDays }).toEqual({ points: [0, 0], days: 1 });
  });

  test('looks into the future: rules of that day, and validity from then on', async () => {
    const event = { ...order('nobody', 1_000), occurredAt: '2030-01-01T12:00:00+08:00' };
    const facts = { tags: ['vip'] };
    const then = await preview({ event, facts, now: '2030-01-01T12:00:05+08:00' });
    expect(points(then)).toEqual([37, 10]);
    expect(then.warnings).toEqual([]);
    expect(then.recordedAt).toBe('2030-01-01T04:00:05.000Z');
    expect(then.candidate.evaluation['awards']).toContainEqual(
      expect.objectContaining({ ruleCode: 'WEEKEND', expiresOn: '2031-01-01' }),
    );
    // Recorded today it could not have happened yet: shown all the same, and said.
    expect((await preview({ event, facts })).warnings).toEqual(['/event/occurredAt']);
  });

  test('takes a version, and the draft where there is one', async () => {
    const event = order('nobody', 1_000);
    const [version] = await own.database.rows<{ v: number }>('SELECT MIN(version) AS v FROM rule_set_version');
    const first = await preview({ event, candidate: { version: Number(version?.v) } });
    expect(first.candidate.version).toBe(Number(version?.v));
    expect(points(first)).toEqual([10, 10]);
    const { body: none } = await send({ event, candidate: { draft: true } }).expect(404);
    expect(none).toMatchObject({ code: 'RULE_DRAFT_NOT_FOUND', errors: [{ pointer: '/candidate/draft' }] });
    const put = await own.http
      .put('/api/v1/admin/rule-sets/main/draft')
      .set(...bearer(own.admin.token))
      .send({ revision: 0, ruleSet: TRIPLE });
    expect(put.status).toBe(200);
    const draft = await preview({ event, candidate: { draft: true } });
    expect(draft.candidate.version).toBeNull();
    expect(points(draft)).toEqual([30, 10]);
  });

  test('sets it beside the rules of the user’s group while an experiment runs, or of a group that is named', async () => {
    const steps = new RuleSteps(own, own.admin);
    const { code: other } = await steps.newSet(1);
    const ten = rule('TEN', 'ORDER_COMPLETED', { award: { kind: 'fixed', points: 1_000 } });
    const { version } = await steps.publish(other, { rules: [ten] });
    const groups = ['main', other].map((ruleSet, i) => ({ code: `G${i}`, name: `Group ${i}`, weight: 1, ruleSet }));
    await steps.call('post', '/experiments', { code: 'beside', name: 'Beside', groups }).expect(201);
    const before = await preview({ event: order('nobody', 1_000) });
    expect(before).toMatchObject({ experiment: null, live: { ruleSet: 'main' } });
    await steps.call('post', '/experiments/beside/start', REASON).expect(200);
    const userIn = (group: string) =>
      Array.from({ length: 50 }, (_, i) => `g-${i}`).find((id) => pickGroup(id, 'beside', groups) === group) ?? '';
    const told = (group: string) => ({ code: 'beside', group, groups: ['G0', 'G1'] });
    const first = await preview({ event: order(userIn('G0'), 1_000) });
    expect(points(first)).toEqual([30, 10]);
    expect(first).toMatchObject({ experiment: told('G0'), live: { ruleSet: 'main' } });
    const second = await preview({ event: order(userIn('G1'), 1_000) });
    expect(points(second)).toEqual([30, 1_000]);
    expect(second).toMatchObject({ experiment: told('G1'), live: { ruleSet: other, version } });
    const named = await preview({ event: order(userIn('G0'), 1_000), experimentGroup: 'G1' });
    expect(named).toMatchObject({ experiment: told('G1'), live: { ruleSet: other, version } });
    // Whoever works on the rules of a group sees them beside what is live in it, whoever the user is.
    const draft = { candidate: { ruleSet: TRIPLE }, event: order(userIn('G0'), 1_000) };
    const { body: of } = await send(draft, other).expect(200);
    expect(of).toMatchObject({ experiment: told('G0'), live: { ruleSet: other, version } });
    const { body: main } = await send({ ...draft, experimentGroup: 'G0' }, other).expect(200);
    expect(main).toMatchObject({ experiment: told('G0'), live: { ruleSet: 'main' } });
    const unknown = await send({ ...draft, experimentGroup: 'G7' }).expect(422);
    expect(unknown.body).toMatchObject({
      code: 'EXPERIMENT_GROUP_UNKNOWN',
      errors: [{ pointer: '/experimentGroup', code: 'enum' }],
    });
    // A name that was merged away is drawn by the user who stayed.
    const [from, into] = [userIn('G1'), userIn('G0')];
    for (const userId of [from, into]) {
      const { data } = order(userId, 100);
      const event = { ...order(userId, 100), eventId: `before-${userId}`, data: { ...data, orderNo: userId } };
      await own.http
        .post('/api/v1/events')
        .set(...bearer(own.apiKey))
        .send(event)
        .expect(200);
    }
    const merge = own.http.post(`/api/v1/admin/users/${from}/merge`).set(...bearer(own.admin.token));
    await merge.send({ intoUserId: into, ...REASON }).expect(200);
    expect(await preview({ event: order(from, 1_000) })).toMatchObject({ experiment: told('G0') });
    await steps.call('post', '/experiments/beside/end', REASON).expect(200);
  });

  test('shows what the intake would say of the event, with pointers into the request', async () => {
    const event = order('nobody', 1_000);
    const refusal = async (body: object, code?: string) => {
      const answer = await send({ candidate: { ruleSet: TRIPLE }, event, ...body }, code);
      return [answer.status, answer.body.code, answer.body.errors?.[0]?.pointer];
    };
    const odd = { ...event, data: { ...event.data, giftWrap: true } };
    expect((await preview({ event: odd })).warnings).toEqual(['/event/data/giftWrap']);
    const negative = { ...event, data: { currency: 'CNY', amount: -1 } };
    expect(await refusal({ event: negative })).toEqual([422, 'VALIDATION_FAILED', '/event/data/amount']);
    const unknown = { ...event, type: 'UNHEARD_OF' };
    expect(await refusal({ event: unknown })).toEqual([422, 'EVENT_TYPE_UNKNOWN', '/event/type']);
    const refund = { ...event, type: 'ORDER_REFUNDED' };
    expect(await refusal({ event: refund })).toEqual([422, 'EVENT_TYPE_UNSUPPORTED', '/event/type']);
    const money = { ...event, data: { currency: 'XXQ', amount: 1 } };
    expect(await refusal({ event: money })).toEqual([422, 'CURRENCY_UNKNOWN', '/event/data/currency']);
    const broken = { rules: [{ ...LIVE.rules[0], trigger: 5 }] };
    expect(await refusal({ candidate: { ruleSet: broken } })).toEqual([
      422,
      'RULE_SET_INVALID',
      '/candidate/ruleSet/rules/0/trigger',
    ]);
    expect(await refusal({}, 'unknown')).toEqual([404, 'RULE_SET_NOT_FOUND', undefined]);
    expect(await refusal({ candidate: {} })).toEqual([422, 'VALIDATION_FAILED', '/candidate']);
  });
});
