import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventResult, ExperimentGroupResult, ExperimentResults, ExperimentView } from '@jifen/contracts';
import { pickGroup, type Rule, type RuleSet } from '@jifen/rules';
import { Publishing } from '../src/rule/publishing.js';
import { Rules } from '../src/rule/rules.js';
import { bearer, openTestApp, type TestApp } from './support.js';

const GROUPS = [
  { code: 'A', name: 'As before', weight: 50, ruleSet: 'single' },
  { code: 'B', name: 'Twice as much', weight: 50, ruleSet: 'double' },
];
const REASON = { reason: 'Does it pay?' };

let t: TestApp;
let count = 0;
beforeAll(async () => {
  t = await openTestApp();
  await publish('single', fixedRules(10));
  await publish('double', fixedRules(20));
});
afterAll(() => t?.close());

/** A set with one rule: so many points for writing a review. */
function fixedRules(points: number): RuleSet {
  const rule: Rule = {
    code: 'REVIEW',
    name: { 'zh-CN': '评价', 'en-US': 'Review' },
    trigger: 'REVIEW_POSTED',
    status: 'ACTIVE',
    award: { kind: 'fixed', points },
    rounding: 'floor',
    validity: { kind: 'days', days: 365 },
  };
  return { rules: [rule] };
}

async function publish(code: string, ruleSet: RuleSet): Promise<number> {
  const publishing = t.app.get(Publishing, { strict: false });
  const who = { by: 'test', reason: null, now: new Date() };
  const version = await t.database.transaction((db) => publishing.publishAtOnce(db, code, ruleSet, who));
  await t.app.get(Rules, { strict: false }).changed();
  return version;
}

const admin = (method: 'get' | 'post' | 'put', path: string, body?: object, token = t.admin.token) => {
  const asked = t.http[method](`/api/v1/admin/experiments${path}`).set(...bearer(token));
  return body ? asked.send(body) : asked;
};
const review = (userId: string, n = ++count) => {
  return { eventId: `review-${n}`, type: 'REVIEW_POSTED', userId, occurredAt: new Date().toISOString() };
};
const report = (event: object, group?: string, key = t.apiKey) => {
  const asked = t.http.post('/api/v1/events').set(...bearer(key));
  return (group === undefined ? asked : asked.set('X-Experiment-Group', group)).send(event);
};
const draft = async (groups: object[] = GROUPS, code = `test-${++count}`): Promise<ExperimentView> => {
  const body = { code, name: 'A test', groups };
  return (await admin('post', '', body).expect(201)).body;
};
const running = async (groups: object[] = GROUPS, name?: string): Promise<string> => {
  const { code } = await draft(groups, name);
  await admin('post', `/${code}/start`, REASON).expect(200);
  return code;
};
const resultsOf = async (code: string): Promise<ExperimentResults> =>
  (await admin('get', `/${code}/results`).expect(200)).body;
const groupOf = (results: ExperimentResults, code: string) =>
  results.groups.find((group) => group.code === code) as ExperimentGroupResult;
const auditOf = async (subject: string) => {
  const answer = await t.http.get(`/api/v1/admin/audit-log?subject=${subject}`).set(...bearer(t.admin.token));
  return answer.body.items as { action: string; reason: string | null; after: object | null }[];
};

afterEach(async () => {
  for (const { code, status } of (await admin('get', '?limit=200').expect(200)).body.items) {
    if (status === 'RUNNING') await admin('post', `/${code}/end`, REASON).expect(200);
  }
});

describe('an experiment on paper', () => {
  test('is written down, changed, found, and nothing happens', async () => {
    const made = await draft();
    expect(made).toMatchObject({ status: 'DRAFT', revision: 1, groups: GROUPS, startedAt: null, winner: null });
    const groups = [{ ...GROUPS[0], weight: 90 }, GROUPS[1]];
    const body = { name: 'Another name', groups, revision: 1 };
    const { body: changed } = await admin('put', `/${made.code}`, body).expect(200);
    expect(changed).toMatchObject({ name: 'Another name', groups, revision: 2 });
    expect((await admin('put', `/${made.code}`, body).expect(409)).body.code).toBe('STALE_VERSION');
    expect((await admin('get', `/${made.code}`).expect(200)).body).toEqual(changed);
    const { body: page } = await admin('get', '?limit=1').expect(200);
    expect(page.items).toHaveLength(1);
    const empty = { users: 0, events: 0, points: 0, pointsPerUser: 0, redeemedUsers: 0, redemptionRateBps: 0 };
    expect((await resultsOf(made.code)).groups).toEqual([
      { code: 'A', ...empty, difference: null },
      { code: 'B', ...empty, difference: { pointsPerUser: null, redemptionRate: null } },
    ]);
    const actions = (await auditOf(`experiment:${made.code}`)).map(({ action }) => action);
    expect(actions).toEqual(['experiments.change', 'experiments.create']);
  });

  test('errors point at their fields', async () => {
    const groups = [GROUPS[0], { ...GROUPS[1], code: 'A' }, { ...GROUPS[1], ruleSet: 'nowhere' }];
    const { body } = await admin('post', '', { code: 'wrong', name: 'Wrong', groups }).expect(422);
    const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers).toEqual(['/groups/1/code', '/groups/2/ruleSet']);
    await admin('post', '', { code: 'wrong', name: 'Wrong', groups: [GROUPS[0]] }).expect(422);
    await admin('post', '', { code: 'wrong', name: 'W', groups: [{ ...GROUPS[0], weight: 0 }, GROUPS[1]] }).expect(422);
    const { code } = await draft();
    const taken = await admin('post', '', { code, name: 'Again', groups: GROUPS }).expect(409);
    expect(taken.body).toMatchObject({ code: 'EXPERIMENT_TAKEN', errors: [{ pointer: '/code' }] });
    expect((await admin('get', '/nowhere').expect(404)).body.code).toBe('EXPERIMENT_NOT_FOUND');
    await admin('get', '/nowhere/results').expect(404);
  });

  test('only those who write rules may', async () => {
    const reviewer = await t.operator('REVIEWER');
    const { code } = await draft();
    await admin('get', `/${code}`, undefined, reviewer.token).expect(200);
    await admin('post', `/${code}/start`, REASON, reviewer.token).expect(403);
  });
});

describe('a running experiment', () => {
  test('is the only one and stays as it is; its rule sets may be published further', async () => {
    const other = await draft();
    const code = await running();
    expect((await admin('post', `/${other.code}/start`, REASON).expect(409)).body.code).toBe('EXPERIMENT_RUNNING');
    expect((await admin('post', `/${code}/start`, REASON).expect(409)).body.code).toBe('EXPERIMENT_STATUS');
    const change = { name: 'Later', groups: GROUPS, revision: 2 };
    expect((await admin('put', `/${code}`, change).expect(409)).body.code).toBe('EXPERIMENT_STATUS');
    const [event, later] = [review('further'), review('further')];
    expect((await report(event, 'A').expect(200)).body.points).toBe(10);
    await publish('single', fixedRules(11));
    expect((await report(later, 'A').expect(200)).body.points).toBe(11);
    await publish('single', fixedRules(10));
  });

  test('a rule set that never was live keeps it from starting', async () => {
    const publishing = t.app.get(Publishing, { strict: false });
    const deed = { historyNo: '0000000000000000000A', by: 'test', reason: null, now: new Date() };
    await t.database.transaction((db) => publishing.create(db, 'never', 'Never', deed));
    const { code } = await draft([GROUPS[0] as object, { ...GROUPS[1], ruleSet: 'never' }]);
    const { body } = await admin('post', `/${code}/start`, REASON).expect(404);
    expect(body).toMatchObject({ code: 'RULE_SET_NOT_FOUND', params: { ruleSet: 'never' } });
    expect((await admin('get', `/${code}`).expect(200)).body.status).toBe('DRAFT');
  });

  test('a user stays in the group of the hash, and what was decided says which', async () => {
    const code = await running();
    for (let n = 0; n < 20; n++) {
      const userId = `sticky-${n}`;
      const group = pickGroup(userId, code, GROUPS);
      expect((await admin('get', `/${code}/assignments/${userId}`).expect(200)).body).toEqual({ group });
      for (const event of [review(userId), review(userId)]) {
        const { body } = await report(event).expect(200);
        expect(body.points).toBe(group === 'A' ? 10 : 20);
        const why = await t.http
          .get(`/api/v1/events/${event.eventId}/explanation?type=REVIEW_POSTED`)
          .set(...bearer(t.apiKey));
        const ruleSet = group === 'A' ? 'single' : 'double';
        expect(why.body).toMatchObject({ experiment: { code, group }, ruleSet, points: body.points });
      }
    }
  });

  test('a trusted client says the group, nobody else does', async () => {
    await running();
    const event = review('told');
    const key = await t.key('events:write');
    expect((await report(event, 'B', key).expect(403)).body.code).toBe('FORBIDDEN');
    const unknown = await report(event, 'C').expect(422);
    expect(unknown.body).toMatchObject({ code: 'EXPERIMENT_GROUP_UNKNOWN', params: { group: 'C' } });
    expect((await report(event, 'B').expect(200)).body.points).toBe(20);
    expect((await report(review('told'), 'A').expect(200)).body.points).toBe(10);
    const batch = await t.http
      .post('/api/v1/events/batch')
      .set(...bearer(t.apiKey))
      .set('X-Experiment-Group', 'B')
      .send({ events: [review('told-1'), review('told-2')] })
      .expect(200);
    expect(batch.body.results.map(({ points }: EventResult) => points)).toEqual([20, 20]);
    const preview = await t.http
      .post('/api/v1/events/preview')
      .set(...bearer(t.apiKey))
      .set('X-Experiment-Group', 'B')
      .send(review('told-3'))
      .expect(200);
    expect(preview.body.points).toBe(20);
  });

  test('without one every group is unknown; what was answered before is answered again', async () => {
    const code = await running();
    const event = review('replayed');
    const first = await report(event, 'B').expect(200);
    const accepted = review('accepted');
    const later = () => report(accepted, 'B').set('Prefer', 'respond-async');
    await later().expect(202);
    await admin('post', `/${code}/end`, REASON).expect(200);
    const again = await report(event, 'B').expect(200);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    expect((await later().expect(202)).headers['idempotent-replayed']).toBe('true');
    for (const asked of [report(review('replayed'), 'B'), report(review('new'), 'B').set('Prefer', 'respond-async')]) {
      expect((await asked.expect(422)).body.code).toBe('EXPERIMENT_GROUP_UNKNOWN');
    }
    expect((await report(review('replayed')).expect(200)).body.status).toBe('NO_AWARD');
  });
});

describe('results', () => {
  const USERS = 60;

  /** Everybody writes as many reviews as the number in the name says. */
  async function simulate(prefix: string): Promise<void> {
    const events = Array.from({ length: USERS }, (_, n) =>
      Array.from({ length: 1 + (n % 4) }, () => review(`${prefix}-${n}`)),
    );
    await t.http
      .post('/api/v1/events/batch')
      .set(...bearer(t.apiKey))
      .send({ events: events.flat() })
      .expect(200);
  }

  test('A/A: the same rules in both groups, and the interval holds 0', async () => {
    // Users and code are always the same, so that the draw is, too: one in twenty does not hold 0.
    const code = await running([GROUPS[0] as object, { ...GROUPS[1], ruleSet: 'single' }], 'same-rules');
    await simulate('same');
    const results = await resultsOf(code);
    const [a, b] = [groupOf(results, 'A'), groupOf(results, 'B')];
    expect(a.users + b.users).toBe(USERS);
    expect(a.events + b.events).toBe(USERS * 2.5);
    expect(a.points + b.points).toBe(USERS * 25);
    const difference = b.difference?.pointsPerUser;
    expect(difference?.estimate).toBeCloseTo(b.points / b.users - a.points / a.users, 9);
    expect(difference?.low).toBeLessThan(0);
    expect(difference?.high).toBeGreaterThan(0);
  });

  test('A/B: twice the points to the same users gives the exact difference', async () => {
    const code = await running();
    // The same doings in both groups: each user of one has a twin in the other.
    for (let n = 0; n < 10; n++) {
      for (let event = 0; event <= n % 3; event++) {
        await report(review(`twin-a-${n}`), 'A').expect(200);
        await report(review(`twin-b-${n}`), 'B').expect(200);
      }
    }
    const results = await resultsOf(code);
    const [a, b] = [groupOf(results, 'A'), groupOf(results, 'B')];
    expect(a).toMatchObject({ users: 10, events: 19, points: 190, pointsPerUser: 19, difference: null });
    expect(b).toMatchObject({ users: 10, events: 19, points: 380, pointsPerUser: 38 });
    const difference = b.difference?.pointsPerUser;
    expect(difference?.estimate).toBe(19);
    // By hand: Σx² = 4300 and 17200, s²/n = 69/9 and 276/9, ν = 13.235, t = 2.15643.
    expect(difference?.low).toBeCloseTo(19 - 2.15643 * Math.sqrt(69 / 9 + 276 / 9), 3);
    expect(difference?.high).toBeCloseTo(19 + 2.15643 * Math.sqrt(69 / 9 + 276 / 9), 3);
  });

  test('whoever spent points since the start has redeemed, under every name', async () => {
    const spend = (userId: string) =>
      t.http
        .post(`/api/v1/users/${userId}/deductions`)
        .set(...bearer(t.apiKey))
        .send({ bizNo: `spent-${++count}`, points: 1, reason: 'Tea' })
        .expect(201);
    for (const userId of ['early', 'survivor']) {
      await t.http
        .post(`/api/v1/users/${userId}/grants`)
        .set(...bearer(t.apiKey))
        .send({ bizNo: 'before', points: 5, reason: 'Before' })
        .expect(201);
    }
    await spend('early');
    await new Promise((resolve) => setTimeout(resolve, 10));
    const code = await running();
    for (const userId of ['early', 'spender', 'saver', 'merged']) await report(review(userId), 'B').expect(200);
    for (const userId of ['spender-a', 'saver-a']) await report(review(userId), 'A').expect(200);
    await spend('spender');
    const merge = t.http.post('/api/v1/admin/users/merged/merge').set(...bearer(t.admin.token));
    await merge.send({ intoUserId: 'survivor', ...REASON }).expect(200);
    const { body: held } = await t.http
      .post('/api/v1/users/spender-a/holds')
      .set(...bearer(t.apiKey))
      .send({ bizNo: 'held', points: 4, reason: 'Checkout' })
      .expect(201);
    const before = await resultsOf(code);
    expect(groupOf(before, 'A')).toMatchObject({ users: 2, redeemedUsers: 0, redemptionRateBps: 0 });
    expect(groupOf(before, 'B')).toMatchObject({ users: 4, redeemedUsers: 1, redemptionRateBps: 2500 });
    await t.http
      .post(`/api/v1/holds/${held.holdNo}/capture`)
      .set(...bearer(t.apiKey))
      .send({ bizNo: 'captured', points: 4 })
      .expect(200);
    await spend('survivor');
    const results = await resultsOf(code);
    expect(groupOf(results, 'A')).toMatchObject({ redeemedUsers: 1, redemptionRateBps: 5000 });
    expect(groupOf(results, 'B')).toMatchObject({ redeemedUsers: 2, redemptionRateBps: 5000 });
    // Newcombe's interval for 2 of 4 against 1 of 2.
    const rate = groupOf(results, 'B').difference?.redemptionRate;
    expect(rate?.estimate).toBe(0);
    expect(rate?.low).toBeCloseTo(-Math.hypot(0.35, 0.4055), 3);
    expect(rate?.high).toBeCloseTo(Math.hypot(0.35, 0.4055), 3);
    await admin('post', `/${code}/end`, REASON).expect(200);
    // What happens afterwards is none of the experiment's business.
    await spend('saver');
    await report(review('saver')).expect(200);
    const ended = await resultsOf(code);
    expect(groupOf(ended, 'B')).toMatchObject({ users: 4, events: 4, redeemedUsers: 2 });
  });
});

describe('the end', () => {
  const live = () => t.app.get(Rules, { strict: false }).live();

  test('with a winner: its rules are the next version of the programme', async () => {
    const code = await running();
    const before = live().version;
    expect((await admin('post', `/${code}/end`, { winner: 'C', ...REASON }).expect(422)).body).toMatchObject({
      code: 'EXPERIMENT_GROUP_UNKNOWN',
      errors: [{ pointer: '/winner' }],
    });
    const { body } = await admin('post', `/${code}/end`, { winner: 'B', reason: 'It paid' }).expect(200);
    expect(body).toMatchObject({ status: 'ENDED', winner: 'B', endReason: 'It paid' });
    expect(body.publication).toMatchObject({ status: 'PUBLISHED', requestNo: null });
    expect(body.publication.version).toBeGreaterThan(before);
    expect(live()).toMatchObject({ code: 'main', version: body.publication.version });
    expect((await report(review('anybody')).expect(200)).body.points).toBe(20);
    expect((await auditOf(`experiment:${code}`))[0]).toMatchObject({ action: 'experiments.end', reason: 'It paid' });
    expect((await auditOf('rule-set:main'))[0]).toMatchObject({ action: 'rules.publish', reason: 'It paid' });
    expect((await admin('post', `/${code}/end`, REASON).expect(409)).body.code).toBe('EXPERIMENT_STATUS');
  });

  test('with a winner whose rules are live already: nothing is published', async () => {
    const version = await publish('main', fixedRules(20));
    const code = await running();
    const { body } = await admin('post', `/${code}/end`, { winner: 'B', ...REASON }).expect(200);
    expect(body.publication).toEqual({ status: 'UNCHANGED', version, requestNo: null });
    const main = await running([{ ...GROUPS[0], ruleSet: 'main' }, GROUPS[1] as object]);
    const again = await admin('post', `/${main}/end`, { winner: 'A', ...REASON }).expect(200);
    expect(again.body.publication).toEqual({ status: 'UNCHANGED', version, requestNo: null });
  });

  test('where the policy asks for a second operator: the experiment ends and a request waits', async () => {
    const version = await publish('main', fixedRules(1));
    await t.database.run('UPDATE rule_policy SET review_above_bps = 0, review_without_backtest = 1');
    const code = await running();
    const { body } = await admin('post', `/${code}/end`, { winner: 'B', ...REASON }).expect(200);
    expect(body).toMatchObject({ status: 'ENDED', winner: 'B', publication: { status: 'PENDING_REVIEW' } });
    expect(body.publication.requestNo).toMatch(/^\w{20}$/);
    expect(live().version).toBe(version);
    expect((await auditOf('rule-set:main'))[0]).toMatchObject({ action: 'rules.request' });
    // Another one cannot wait behind it: nothing happens, the experiment runs on.
    const next = await running();
    const refused = await admin('post', `/${next}/end`, { winner: 'B', ...REASON }).expect(409);
    expect(refused.body.code).toBe('PUBLISH_REQUEST_PENDING');
    expect((await admin('get', `/${next}`).expect(200)).body.status).toBe('RUNNING');
  });
});
