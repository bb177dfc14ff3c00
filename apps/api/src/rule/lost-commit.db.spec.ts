import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Rule, RuleSet } from '@jifen/rules';
import { EventTypes } from '../event/index.js';
import type { Caller, Database } from '../platform/index.js';
import { type LedgerApp, openLedgerApp } from '../testing/ledger-app.js';
import { PublishRequests } from './publish-requests.js';
import { Publisher } from './publisher.js';
import { Rollouts } from './rollouts.js';
import { RuleDrafts } from './rule-drafts.js';
import { RuleHistory } from './rule-history.js';
import { RulePolicy } from './rule-policy.js';
import { RuleSets } from './rule-sets.js';
import { WholeSets } from './whole-sets.js';

const REASON = 'A test';

/**
 * When the connection is lost at COMMIT nobody knows whether it took place, so the transaction is run again. Here each
 * is committed and then run again: everything must be as after one run, and the caller must get the first answer.
 */
let t: LedgerApp;
let once: Database['transaction'];
let code = '';
let count = 0;
let first = 0;

beforeAll(async () => {
  t = await openLedgerApp(rules(1));
  once = t.database.transaction.bind(t.database);
}, 60_000);
afterAll(() => t?.close());
beforeEach(async () => {
  code = `set-${++count}`;
  await put(5);
  first = (await summary()).liveVersion as number;
  t.database.transaction = async (work, options) => {
    await once(work, options);
    return once(work, options);
  };
});
afterEach(() => {
  t.database.transaction = once;
});

function rules(points: number): RuleSet {
  const rule: Rule = {
    code: 'REVIEW',
    name: { 'zh-CN': '评价', 'en-US': 'Review' },
    trigger: 'REVIEW_POSTED',
    status: 'ACTIVE',
    award: { kind: 'fixed', points },
    rounding: 'floor',
    validity: { kind: 'never' },
  };
  return { rules: [rule] };
}

function caller(name: string): Caller {
  const id = { operatorId: name, email: `${name}@test.example`, name };
  const principal = { kind: 'operator' as const, ...id, roles: [], permissions: new Set<never>() };
  return { principal, actor: `operator:${name}`, ip: '127.0.0.1', traceId: 'test' };
}
const ada = caller('ADA');
const bob = caller('BOB');

const now = () => new Date(t.nowMs());
const put = (points: number, set = code) =>
  t.app.get(WholeSets, { strict: false }).put(set, rules(points), {}, undefined, ada, now());
const save = async (points: number, revision = 0): Promise<number> => {
  const request = { revision, ruleSet: rules(points) as never };
  return (await t.app.get(RuleDrafts, { strict: false }).save(code, request, ada, now())).revision;
};
const publish = async (points: number, more: { at?: string; percent?: number } = {}) => {
  const request = { revision: await save(points), reason: REASON, confirm: true, ...more };
  return t.app.get(Publisher, { strict: false }).publish(code, request, ada, now());
};
const summary = (set = code) => t.app.get(RuleSets, { strict: false }).summary(set, now());
/** What was done since the set was made, oldest first. */
const actions = async (set = code): Promise<string[]> => {
  const { items } = await t.app.get(RuleHistory, { strict: false }).history(set, { limit: 100 });
  const made = items.reverse().map(({ action }) => action);
  return made[0] === 'CREATED' ? made.slice(1) : made;
};
const audited = async (subject = `rule-set:${code}`): Promise<string[]> => {
  const sql = 'SELECT action FROM audit_log WHERE subject = ? ORDER BY audit_no';
  return (await t.database.rows<{ action: string }>(sql, [subject])).map(({ action }) => action);
};

describe('run again after a COMMIT whose answer was lost', () => {
  test('a set put as code is one version', async () => {
    await put(6);
    expect((await summary()).liveVersion).toBe(first + 1);
    expect(await actions()).toEqual(['PUBLISHED', 'PUBLISHED']);
    const set = `new-${count}`;
    await put(1, set);
    expect(await actions(set)).toEqual(['PUBLISHED']);
  });

  test('a set is made once, with its draft', async () => {
    const set = `made-${count}`;
    await t.app.get(Publisher, { strict: false }).create({ code: set, name: 'Made', copyOf: code }, ada, now());
    expect(await summary(set)).toMatchObject({ liveVersion: null, draft: {} });
    expect(await audited(`rule-set:${set}`)).toEqual(['rules.create']);
  });

  test('a draft is saved once and thrown away once', async () => {
    const revision = await save(6);
    expect((await summary()).draft?.revision).toBe(revision);
    await t.app.get(RuleDrafts, { strict: false }).discard(code, revision, ada, now());
    expect((await summary()).draft).toBeNull();
    expect(await audited()).toEqual(['rules.publish', 'rules.draft', 'rules.discard']);
  });

  test.each([
    ['at once', {}, 'PUBLISHED', 'PUBLISHED'],
    ['at a time', { at: '2099-01-01T00:00:00.000Z' }, 'SCHEDULED', 'SCHEDULED'],
    ['to a part', { percent: 20 }, 'ROLLING_OUT', 'ROLLOUT'],
  ])('a draft is published once: %s', async (_how, more, status, action) => {
    expect(await publish(6, more)).toEqual({ status, version: first + 1 });
    expect(await actions()).toEqual(['PUBLISHED', action]);
    expect((await summary()).draft).toBeNull();
  });

  test('a rollout, a schedule and a rollback are changed once', async () => {
    const rollouts = t.app.get(Rollouts, { strict: false });
    await publish(6, { percent: 20 });
    await rollouts.rollOut(code, 50, REASON, ada, now());
    await rollouts.rollOut(code, 0, REASON, ada, now());
    await publish(7, { at: '2099-01-01T00:00:00.000Z' });
    await rollouts.unschedule(code, REASON, ada, now());
    await publish(8);
    await rollouts.rollBack(code, first, REASON, ada, now());
    const done = ['ROLLOUT', 'ROLLOUT', 'WITHDRAWN', 'SCHEDULED', 'UNSCHEDULED', 'PUBLISHED', 'ROLLED_BACK'];
    expect(await actions()).toEqual(['PUBLISHED', ...done]);
    expect(await summary()).toMatchObject({ liveVersion: first, rolloutVersion: null, scheduledVersion: null });
  });

  test('the policy is changed, publications are asked for, refused and approved once', async () => {
    const policy = t.app.get(RulePolicy, { strict: false });
    const requests = t.app.get(PublishRequests, { strict: false });
    const before = await policy.get();
    const asked = { ...before, reviewAboveBps: 0, reviewWithoutBacktest: true };
    expect(await policy.update(asked, ada, now())).toEqual({ ...asked, revision: before.revision + 1 });
    const one = await publish(6);
    expect(one).toEqual({ status: 'PENDING_REVIEW', version: first + 1, requestNo: expect.any(String) });
    expect((await requests.reject(one.requestNo ?? '', REASON, bob, now())).status).toBe('REJECTED');
    const draft = await summary();
    await t.app.get(RuleDrafts, { strict: false }).discard(code, draft.draft?.revision ?? 0, ada, now());
    const two = await publish(7);
    expect((await requests.approve(two.requestNo ?? '', { reason: REASON }, bob, now())).status).toBe('APPROVED');
    expect(await actions()).toEqual(['PUBLISHED', 'REQUESTED', 'REJECTED', 'REQUESTED', 'PUBLISHED']);
    expect(await audited(`publish-request:${two.requestNo}`)).toEqual(['rules.approve']);
    await policy.update({ ...before, revision: before.revision + 1 }, ada, now());
  });

  test('a kind of event is added once', async () => {
    const name = { 'zh-CN': '完成课程', 'en-US': 'Lesson finished' };
    const types = t.app.get(EventTypes, { strict: false });
    expect(await types.create({ code: 'LESSON', name }, ada)).toMatchObject({ code: 'LESSON', builtIn: false });
    expect(await audited('event-type:LESSON')).toEqual(['rules.event-type']);
  });
});
