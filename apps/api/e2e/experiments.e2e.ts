import { describe, expect, test } from '@jest/globals';
import type { EventResult } from '@jifen/contracts';
import { pickGroup } from '@jifen/rules';
import { AcceptedEvents } from '../src/earning/accepted-events.js';
import { Publishing } from '../src/rule/publishing.js';
import { Rules } from '../src/rule/rules.js';
import {
  admin,
  auditOf,
  draft,
  fixedRules,
  GROUPS,
  groupOf,
  next,
  publish,
  REASON,
  report,
  resultsOf,
  review,
  running,
  t,
  withExperiments,
} from './experiment-steps.js';
import { RuleSteps } from './rule-steps.js';
import { bearer } from './support.js';

withExperiments();

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

  test('can be thrown away while it is one, and its code is free again', async () => {
    const { code, revision } = await draft();
    expect((await admin('delete', `/${code}?revision=${revision + 1}`).expect(409)).body.code).toBe('STALE_VERSION');
    await admin('delete', `/${code}?revision=${revision}`).expect(204);
    await admin('get', `/${code}`).expect(404);
    expect((await admin('delete', `/${code}?revision=1`).expect(404)).body.code).toBe('EXPERIMENT_NOT_FOUND');
    expect((await auditOf(`experiment:${code}`))[0]).toMatchObject({ action: 'experiments.discard' });
    await running(GROUPS, code);
    const refused = await admin('delete', `/${code}?revision=2`).expect(409);
    expect(refused.body).toMatchObject({ code: 'EXPERIMENT_STATUS', params: { status: 'RUNNING' } });
  });

  test('needs a code that differs from the others by more than upper and lower case', async () => {
    const { code } = await draft(GROUPS, `case-${next()}`);
    const body = { code: code.toUpperCase(), name: 'Louder', groups: GROUPS };
    const refused = await admin('post', '', body).expect(409);
    expect(refused.body).toMatchObject({
      code: 'EXPERIMENT_TAKEN',
      params: { code: body.code, existing: code },
      errors: [{ pointer: '/code', code: 'caseOnly', text: { 'zh-CN': expect.stringContaining(code) } }],
    });
    await admin('get', `/${body.code}`).expect(404);
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

  test('a merged user is in the group of the one who stayed, under every name', async () => {
    const code = await running();
    const inGroup = (group: string) =>
      Array.from({ length: 20 }, () => `moved-${next()}`).find((id) => pickGroup(id, code, GROUPS) === group) ?? '';
    const [from, into] = [inGroup('A'), inGroup('B')];
    for (const userId of [from, into]) await report(review(userId)).expect(200);
    const merge = t.http.post(`/api/v1/admin/users/${from}/merge`).set(...bearer(t.admin.token));
    await merge.send({ intoUserId: into, ...REASON }).expect(200);
    expect((await report(review(from)).expect(200)).body.points).toBe(20);
    // What the old name has done before stays where it was counted; from now on both are one.
    const results = await resultsOf(code);
    expect(groupOf(results, 'A')).toMatchObject({ users: 1, events: 1, points: 10 });
    expect(groupOf(results, 'B')).toMatchObject({ users: 1, events: 2, points: 40 });
    // A group that a trusted client names is that group, whoever the user is.
    expect((await report(review(from), 'A').expect(200)).body.points).toBe(10);
    const accepted = review(from);
    await report(accepted).set('Prefer', 'respond-async').expect(202);
    await t.app.get(AcceptedEvents, { strict: false }).workOff();
    const later = await t.http.get(`/api/v1/events/${accepted.eventId}?type=REVIEW_POSTED`).set(...bearer(t.apiKey));
    expect(later.body.points).toBe(20);
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

  test('with a winner while the programme’s rules are being rolled out: asks before that ends', async () => {
    await publish('main', fixedRules(1));
    const steps = new RuleSteps(t, t.admin);
    const { version } = await steps.publish('main', fixedRules(2), { percent: 10 });
    const code = await running();
    const end = (more: object) => admin('post', `/${code}/end`, { winner: 'B', ...REASON, ...more });
    expect((await end({}).expect(422)).body).toMatchObject({
      code: 'RULE_CONFIRMATION_REQUIRED',
      errors: [{ pointer: '/winner', code: 'ROLLOUT_ENDS', detail: expect.stringContaining(`version ${version} `) }],
    });
    expect((await admin('get', `/${code}`).expect(200)).body.status).toBe('RUNNING');
    const { body } = await end({ confirm: true }).expect(200);
    expect(body.publication.status).toBe('PUBLISHED');
    expect(await steps.summary('main')).toMatchObject({ rolloutVersion: null });
    // Without a winner nothing is published, so nothing ends.
    await steps.publish('main', fixedRules(3), { percent: 10 });
    const other = await running();
    await admin('post', `/${other}/end`, REASON).expect(200);
    expect(await steps.summary('main')).toMatchObject({ rolloutPercent: 10 });
    await steps.call('post', '/rule-sets/main/rollout', { ...REASON, percent: 0 }).expect(200);
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
    const other = await running();
    const refused = await admin('post', `/${other}/end`, { winner: 'B', ...REASON }).expect(409);
    expect(refused.body.code).toBe('PUBLISH_REQUEST_PENDING');
    expect((await admin('get', `/${other}`).expect(200)).body.status).toBe('RUNNING');
  });
});
