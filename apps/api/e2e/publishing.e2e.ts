import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PublishRequestView, RulePolicyView } from '@jifen/contracts';
import { documentOf } from '../src/rule/domain/document.js';
import { REASON, RuleSteps, review, rules as ruleSetOf } from './rule-steps.js';
import { type OperatorLogin, openTestApp, type TestApp } from './support.js';

const REVIEW_ABOVE_BPS = 1_000;

let t: TestApp;
let steps: RuleSteps;
let editor: OperatorLogin;
let reviewer: OperatorLogin;
let count = 0;
let code = '';
let live = 0;
beforeAll(async () => {
  t = await openTestApp();
  editor = await t.operator('OPERATOR');
  steps = new RuleSteps(t, editor);
  reviewer = await t.operator('REVIEWER');
}, 60_000);
afterAll(() => t?.close());
beforeEach(async () => {
  code = `reviewed-${++count}`;
  live = (await call('put', `/rule-sets/${code}`, rules(5)).expect(200)).body.liveVersion;
});
afterEach(() => policy({ reviewAboveBps: null, reviewWithoutBacktest: false }));

const rules = (points: number) => ruleSetOf(review(points));
const call: RuleSteps['call'] = (...request) => steps.call(...request);
const policy = async (change: Partial<RulePolicyView>): Promise<RulePolicyView> => {
  const { body } = await call('get', '/rule-policy').expect(200);
  return (await call('put', '/rule-policy', { ...body, ...change }, t.admin.token).expect(200)).body;
};
const draft = async (points: number): Promise<number> => {
  const { revision } = await steps.draft(code);
  return (await steps.save(code, rules(points), revision)).revision;
};
const publish = (points: number, more: object = {}) => steps.publish(code, rules(points), more);
const summary = () => steps.summary(code);
const decide = (requestNo: string | undefined, how: 'approve' | 'reject', who = reviewer, more: object = {}) =>
  call('post', `/publish-requests/${requestNo}/${how}`, { reason: 'Looked at it', ...more }, who.token);

/** Writes a backtest as the worker leaves it behind. */
async function backtested(points: number, result: object, status = 'DONE'): Promise<string> {
  const { json, digest } = documentOf(rules(points));
  const backtestNo = `BT${String(++count).padStart(18, '0')}`;
  await t.database.run(
    `INSERT INTO backtest (backtest_no, rule_set, digest, rules, from_day, to_day, status, result, requested_by,
       requested_at) VALUES (?, ?, ?, ?, '2026-01-01', '2026-01-31', ?, ?, 'test', '2026-02-01 00:00:00')`,
    [backtestNo, code, digest, json, status, JSON.stringify({ events: 10, ...result })],
  );
  return backtestNo;
}

describe('the policy', () => {
  test('asks for nothing by default, and counts its changes', async () => {
    const { body } = await call('get', '/rule-policy').expect(200);
    expect(body).toMatchObject({ rateGuardBps: 100_000, reviewAboveBps: null, reviewWithoutBacktest: false });
    const changed = await policy({ rateGuardBps: 50_000 });
    expect(changed.revision).toBe(body.revision + 1);
    const stale = { ...body, rateGuardBps: 20_000 };
    await call('put', '/rule-policy', stale, t.admin.token).expect(409);
    await policy({ rateGuardBps: 100_000 });
    await call('put', '/rule-policy', { ...body, reviewAboveBps: -1 }, t.admin.token).expect(422);
    await call('put', '/rule-policy', body).expect(403);
    expect((await publish(50)).status).toBe('PUBLISHED');
  });
});

describe('a second operator', () => {
  test('is not needed for what a backtest has shown to give little more', async () => {
    await policy({ reviewAboveBps: REVIEW_ABOVE_BPS });
    await backtested(6, { points: 110, changeBps: REVIEW_ABOVE_BPS });
    expect((await publish(6)).status).toBe('PUBLISHED');
    // Never backtested, which this policy does not ask for.
    expect((await publish(7)).status).toBe('PUBLISHED');
  });

  test('is not got round by a backtest that met no event, or by one of quieter days', async () => {
    await policy({ reviewAboveBps: REVIEW_ABOVE_BPS, reviewWithoutBacktest: true });
    await backtested(8, { events: 0, points: 0, changeBps: null });
    const { requestNo } = await publish(8);
    const { body: asked } = await call('get', `/publish-requests/${requestNo}`).expect(200);
    expect(asked).toMatchObject({ why: 'NO_BACKTEST', backtestNo: null });
    await decide(requestNo, 'reject').expect(200);
    const backtestNo = await backtested(9, { points: 300, changeBps: 20_000 });
    await backtested(9, { points: 100, changeBps: 0 });
    const second = await call('get', `/publish-requests/${(await publish(9)).requestNo}`).expect(200);
    expect(second.body).toMatchObject({ why: 'INCREASE_ABOVE_THRESHOLD', increaseBps: 20_000, backtestNo });
  });

  test('approves what gives much more; whoever asked cannot', async () => {
    await policy({ reviewAboveBps: REVIEW_ABOVE_BPS });
    await backtested(6, { points: 105, changeBps: 500 });
    const backtestNo = await backtested(6, { points: 120, changeBps: 2000 });
    await backtested(6, { points: 100, changeBps: 0 }, 'CANCELLED');
    const { status, version, requestNo } = await publish(6);
    expect({ status, version }).toEqual({ status: 'PENDING_REVIEW', version: expect.any(Number) });
    expect(await summary()).toMatchObject({ liveVersion: live, pendingRequestNo: requestNo, draft: {} });
    const { body: asked } = await call('get', `/publish-requests/${requestNo}`).expect(200);
    expect(asked).toMatchObject({
      ...{ requestNo, ruleSet: code, version, status: 'PENDING', why: 'INCREASE_ABOVE_THRESHOLD' },
      ...{ increaseBps: 2000, backtestNo, percent: null, at: null, reason: 'A test', requestedByName: 'OPERATOR' },
    });
    await decide(requestNo, 'approve', editor).expect(403);
    const { body: approved } = await decide(requestNo, 'approve').expect(200);
    expect(approved).toMatchObject({ status: 'APPROVED', decidedByName: 'REVIEWER', decisionReason: 'Looked at it' });
    expect(await summary()).toMatchObject({ liveVersion: version, pendingRequestNo: null, draft: null });
    const again = await decide(requestNo, 'reject').expect(409);
    expect(again.body.code).toBe('PUBLISH_REQUEST_DECIDED');
    const { body: history } = await call('get', `/rule-sets/${code}/history?limit=2`).expect(200);
    expect(history.items).toMatchObject([
      { action: 'PUBLISHED', toVersion: version, byName: 'REVIEWER' },
      { action: 'REQUESTED', toVersion: version, byName: 'OPERATOR' },
    ]);
  });

  test('is not the one who asked, whatever else they may', async () => {
    await policy({ reviewAboveBps: 0, reviewWithoutBacktest: true });
    const revision = await draft(6);
    const body = { ...REASON, revision };
    const { body: outcome } = await call('post', `/rule-sets/${code}/publish`, body, t.admin.token).expect(200);
    const refused = await decide(outcome.requestNo, 'approve', t.admin).expect(403);
    expect(refused.body.code).toBe('SECOND_OPERATOR_REQUIRED');
    expect((await summary()).liveVersion).toBe(live);
    await decide(outcome.requestNo, 'approve').expect(200);
  });

  test('is needed for what was never backtested, when the policy says so; points where there were none are more', async () => {
    await policy({ reviewAboveBps: REVIEW_ABOVE_BPS, reviewWithoutBacktest: true });
    const unknown = await publish(16);
    const { body: request } = await call('get', `/publish-requests/${unknown.requestNo}`).expect(200);
    expect(request).toMatchObject({ why: 'NO_BACKTEST', increaseBps: null, backtestNo: null });
    await decide(unknown.requestNo, 'reject').expect(200);
    await backtested(17, { points: 1, changeBps: null });
    expect((await publish(17)).status).toBe('PENDING_REVIEW');
  });

  test('refuses: the draft stays, the version is marked, and it can be asked for again', async () => {
    await policy({ reviewAboveBps: REVIEW_ABOVE_BPS, reviewWithoutBacktest: true });
    const { version, requestNo } = await publish(6);
    const pending = await call('post', `/rule-sets/${code}/publish`, { ...REASON, revision: await draft(7) });
    expect([pending.status, pending.body.code]).toEqual([409, 'PUBLISH_REQUEST_PENDING']);
    await decide(requestNo, 'reject').expect(200);
    const { body } = await call('get', `/rule-sets/${code}/versions`).expect(200);
    expect(body.items[0]).toMatchObject({ version, status: 'REJECTED' });
    expect(await summary()).toMatchObject({ liveVersion: live, pendingRequestNo: null, draft: {} });
    await call('post', `/rule-sets/${code}/rollback`, { ...REASON, version }).expect(422);
    expect((await publish(7)).status).toBe('PENDING_REVIEW');
  });

  test('approves it as it was asked for: to a part of the users, or at a time', async () => {
    await policy({ reviewAboveBps: 0, reviewWithoutBacktest: true });
    const part = await publish(6, { percent: 20 });
    await decide(part.requestNo, 'approve').expect(200);
    expect(await summary()).toMatchObject({ liveVersion: live, rolloutVersion: part.version, rolloutPercent: 20 });
    // What somebody has looked at may go on to more users.
    await call('post', `/rule-sets/${code}/rollout`, { ...REASON, percent: 60 }).expect(200);
    const at = new Date(Date.now() + 600_000).toISOString();
    const later = await publish(7, { at, confirm: true });
    await decide(later.requestNo, 'approve', reviewer, { confirm: true }).expect(200);
    expect(await summary()).toMatchObject({ scheduledVersion: later.version, scheduledAt: at });
  });

  test('is told of a rollout that would end, which whoever asked may not have known', async () => {
    await policy({ reviewAboveBps: 0, reviewWithoutBacktest: true });
    const { requestNo, version } = await publish(6);
    await policy({ reviewAboveBps: null });
    const rolling = await publish(7, { percent: 20 });
    const refused = await decide(requestNo, 'approve').expect(422);
    expect(refused.body).toMatchObject({
      code: 'RULE_CONFIRMATION_REQUIRED',
      errors: [{ pointer: '', code: 'ROLLOUT_ENDS', detail: expect.stringContaining(`version ${rolling.version} `) }],
    });
    expect(await summary()).toMatchObject({
      liveVersion: live,
      rolloutVersion: rolling.version,
      pendingRequestNo: requestNo,
    });
    await decide(requestNo, 'approve', reviewer, { confirm: true }).expect(200);
    expect(await summary()).toMatchObject({ liveVersion: version, rolloutVersion: null, pendingRequestNo: null });
  });

  test('comes late: a time gone by is now', async () => {
    await policy({ reviewAboveBps: 0, reviewWithoutBacktest: true });
    const { version, requestNo } = await publish(6, { at: new Date(Date.now() + 60_000).toISOString() });
    t.travel(61_000);
    await decide(requestNo, 'approve').expect(200);
    expect(await summary()).toMatchObject({ liveVersion: version, scheduledVersion: null });
  });

  test('is not needed to go back', async () => {
    await publish(6);
    await policy({ reviewAboveBps: 0, reviewWithoutBacktest: true });
    const { body } = await call('post', `/rule-sets/${code}/rollback`, { ...REASON, version: live }).expect(200);
    expect(body.liveVersion).toBe(live);
  });

  test('is asked for a set put as code, too, once for the same set', async () => {
    await policy({ reviewAboveBps: 0, reviewWithoutBacktest: true });
    const put = (points: number) => call('put', `/rule-sets/${code}?reason=code`, rules(points)).expect(409);
    const { body: first } = await put(6);
    expect(first).toMatchObject({ code: 'REVIEW_REQUIRED', params: { requestNo: expect.any(String) } });
    expect((await put(6)).body.params).toEqual(first.params);
    expect((await put(7)).body).toMatchObject({
      code: 'PUBLISH_REQUEST_PENDING',
      params: { requestNo: first.params.requestNo },
    });
    await decide(first.params.requestNo, 'approve').expect(200);
    await call('put', `/rule-sets/${code}`, rules(6)).expect(200);
  });

  test('finds what waits, newest first', async () => {
    await policy({ reviewAboveBps: 0, reviewWithoutBacktest: true });
    const { requestNo } = await publish(6);
    const list = async (query: string): Promise<PublishRequestView[]> =>
      (await call('get', `/publish-requests${query}`).expect(200)).body.items;
    expect((await list('?status=PENDING&limit=1'))[0]?.requestNo).toBe(requestNo);
    const decided = await list('?status=REJECTED&limit=200');
    expect(decided.every(({ status }) => status === 'REJECTED')).toBe(true);
    const page = await call('get', '/publish-requests?limit=2').expect(200);
    const next = await call('get', `/publish-requests?limit=2&cursor=${page.body.nextCursor}`).expect(200);
    expect(next.body.items[0].requestNo < page.body.items[1].requestNo).toBe(true);
    await call('get', '/publish-requests/none').expect(404);
    await decide('none', 'approve').expect(404);
  });
});
