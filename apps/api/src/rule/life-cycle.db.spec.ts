import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { JifenError } from '@jifen/contracts';
import type { Rule, RuleSet } from '@jifen/rules';
import fc from 'fast-check';
import type { Caller } from '../platform/index.js';
import { type LedgerApp, openLedgerApp } from '../testing/ledger-app.js';
import { DueSchedules } from './due-schedules.js';
import { PublishRequests } from './publish-requests.js';
import { Publisher } from './publisher.js';
import { Rollouts } from './rollouts.js';
import { RuleDrafts } from './rule-drafts.js';
import { RuleHistory } from './rule-history.js';
import { RulePolicy } from './rule-policy.js';
import { RuleSets } from './rule-sets.js';
import { WholeSets } from './whole-sets.js';

const REASON = 'A test';
const HOUR_MS = 3_600_000;

let t: LedgerApp;
let count = 0;
let code = '';
beforeAll(async () => {
  t = await openLedgerApp(rules(1));
}, 60_000);
afterAll(() => t?.close());
beforeEach(async () => {
  code = `set-${++count}`;
  await put(code, 5);
});

function rules(points: number, ruleCode = 'REVIEW'): RuleSet {
  const rule: Rule = {
    code: ruleCode,
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
const eve = caller('EVE');

const now = () => new Date(t.nowMs());
const put = (set: string, points: number, who = ada) =>
  t.app.get(WholeSets, { strict: false }).put(set, rules(points), { confirm: true }, undefined, who, now());
const save = async (points: number, revision: number, who = ada): Promise<number> => {
  const saved = await t.app
    .get(RuleDrafts, { strict: false })
    .save(code, { revision, ruleSet: rules(points) as never }, who, now());
  return saved.revision;
};
const publish = (revision: number, more: { at?: string; percent?: number } = {}, who = ada) =>
  t.app
    .get(Publisher, { strict: false })
    .publish(code, { revision, reason: REASON, confirm: true, ...more }, who, now());
const rollBack = (version: number, who = ada) =>
  t.app.get(Rollouts, { strict: false }).rollBack(code, version, REASON, who, now());
const settle = () => t.app.get(DueSchedules, { strict: false }).run();
const summary = () => t.app.get(RuleSets, { strict: false }).summary(code, now());
const history = async () =>
  (await t.app.get(RuleHistory, { strict: false }).history(code, { limit: 200 })).items.reverse();
const versions = async (): Promise<number[]> => {
  const rows = await t.database.rows<{ version: number }>('SELECT version FROM rule_set_version ORDER BY version');
  return rows.map(({ version }) => Number(version));
};

/** What came of several at once: `ok`, or the code of the refusal. */
/** Asks again while the server is too busy, as the answer says one may. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof JifenError) || error.code !== 'OVERLOADED') throw error;
    }
  }
}

async function outcomes(all: Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(all);
  return settled
    .map((each) => {
      if (each.status === 'fulfilled') return 'ok';
      if (each.reason instanceof JifenError) return each.reason.code;
      throw each.reason;
    })
    .sort();
}

describe('at once', () => {
  test('versions of many sets get numbers of one sequence, without a gap', async () => {
    const before = await versions();
    const codes = Array.from({ length: 12 }, (_, i) => `many-${count}-${i}`);
    expect(await outcomes([...codes, ...codes].map((set, i) => patiently(() => put(set, 1 + i))))).toEqual(
      Array(24).fill('ok'),
    );
    const after = await versions();
    const last = before.at(-1) as number;
    expect(after.slice(before.length)).toEqual(Array.from({ length: 24 }, (_, i) => last + 1 + i));
  });

  test('the same set, put by several, becomes one version', async () => {
    const set = `same-${count}`;
    expect(await outcomes(Array.from({ length: 8 }, () => patiently(() => put(set, 3))))).toEqual(Array(8).fill('ok'));
    const rows = await t.database.rows('SELECT version FROM rule_set_version WHERE code = ?', [set]);
    expect(rows).toHaveLength(1);
  });

  test('of several who save on one revision one does, and the others are told what has changed', async () => {
    const revision = await save(6, 0);
    const saves = [7, 8, 9, 10, 11].map((points) => save(points, revision, points % 2 ? ada : bob));
    const settled = await Promise.allSettled(saves);
    const refused = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason as JifenError] : []));
    expect(refused).toHaveLength(4);
    const draft = await t.app.get(RuleDrafts, { strict: false }).get(code, now());
    for (const { code: problem, params, members } of refused) {
      expect(problem).toBe('RULE_SET_CHANGED');
      expect(params).toMatchObject({ revision: draft.revision, by: draft.updatedBy, at: draft.updatedAt });
      expect(members['changes']).toMatchObject([{ ruleCode: 'REVIEW', kind: 'CHANGED' }]);
    }
  });

  test('of several who publish one draft one does', async () => {
    const revision = await save(6, 0);
    const before = await versions();
    const all = [ada, bob, eve].map((who) => publish(revision, {}, who));
    expect(await outcomes(all)).toEqual(['NOTHING_TO_PUBLISH', 'NOTHING_TO_PUBLISH', 'ok']);
    expect(await versions()).toHaveLength(before.length + 1);
  });

  test('a schedule that has come is written down once, whoever comes by', async () => {
    const { version } = await publish(await save(6, 0), { at: new Date(t.nowMs() + HOUR_MS).toISOString() });
    t.travel(HOUR_MS);
    await Promise.all([settle(), settle(), put(code, 7), settle(), rollBack(version), settle()]);
    const steps = await history();
    const published = steps.filter(({ by }) => by === 'system:scheduler');
    expect(published).toMatchObject([{ action: 'PUBLISHED', toVersion: version }]);
    expect(replayed(steps)).toEqual(await inForce());
  });
});

describe('a second operator', () => {
  beforeEach(() => policy(0));
  const policy = async (reviewAboveBps: number | null) => {
    const rulePolicy = t.app.get(RulePolicy, { strict: false });
    const { revision } = await rulePolicy.get();
    const change = { rateGuardBps: 100_000, reviewAboveBps, reviewWithoutBacktest: true, revision };
    await rulePolicy.update(change, ada, now());
  };
  const decide = (how: 'approve' | 'reject', requestNo: string, who: Caller) => {
    const requests = t.app.get(PublishRequests, { strict: false });
    if (how === 'reject') return requests.reject(requestNo, REASON, who, now());
    return requests.approve(requestNo, { reason: REASON, confirm: true }, who, now());
  };

  test('is another one, and one alone decides', async () => {
    const { requestNo = '', version } = await publish(await save(6, 0));
    await expect(decide('approve', requestNo, ada)).rejects.toMatchObject({ code: 'SECOND_OPERATOR_REQUIRED' });
    const all = [bob, eve, bob, eve].map((who, i) => decide(i < 2 ? 'approve' : 'reject', requestNo, who));
    expect(await outcomes(all)).toEqual([...Array(3).fill('PUBLISH_REQUEST_DECIDED'), 'ok']);
    const decided = await t.app.get(PublishRequests, { strict: false }).get(requestNo);
    expect((await summary()).liveVersion === version).toBe(decided.status === 'APPROVED');
    await policy(null);
  });

  test('is asked once, however many ask', async () => {
    const revision = await save(6, 0);
    const all = [ada, bob, eve].map((who) => publish(revision, {}, who));
    expect(await outcomes(all)).toEqual(['PUBLISH_REQUEST_PENDING', 'PUBLISH_REQUEST_PENDING', 'ok']);
    await policy(null);
  });
});

type Step = Awaited<ReturnType<typeof history>>[number];
type State = { live: number | null; rollout: number | null; scheduled: number | null };

const inForce = async (): Promise<State> => {
  const { liveVersion: live, rolloutVersion: rollout, scheduledVersion: scheduled } = await summary();
  return { live, rollout, scheduled };
};

/** What the history says is in force. Raises when an entry does not follow from those before it. */
function replayed(steps: readonly Step[]): State {
  let state: State = { live: null, rollout: null, scheduled: null };
  for (const { action, fromVersion, toVersion, by } of steps) {
    if (action !== 'WITHDRAWN' && action !== 'UNSCHEDULED') expect([action, fromVersion]).toEqual([action, state.live]);
    if (action === 'PUBLISHED') {
      const keeps = by !== 'system:scheduler' && state.scheduled !== toVersion;
      state = { live: toVersion, rollout: null, scheduled: keeps ? state.scheduled : null };
    } else if (action === 'ROLLED_BACK') state = { live: toVersion, rollout: null, scheduled: null };
    else if (action === 'ROLLOUT') state.rollout = toVersion;
    else if (action === 'SCHEDULED') state.scheduled = toVersion;
    else if (action === 'WITHDRAWN') state.rollout = null;
    else if (action === 'UNSCHEDULED') state.scheduled = null;
    else if (action === 'CREATED') state.live = null;
  }
  return state;
}

describe('the history', () => {
  const tolerant = (work: Promise<unknown>) =>
    work.catch((error: unknown) => {
      if (!(error instanceof JifenError) || error.code === 'INTERNAL_ERROR') throw error;
    });
  const draftAnd = async (points: number, more: { at?: string; percent?: number }) => {
    const { revision } = await t.app.get(RuleDrafts, { strict: false }).get(code, now());
    await publish(await save(points, revision), more);
  };
  const step = fc.oneof(
    fc.record({ do: fc.constant('put' as const), points: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ do: fc.constant('publish' as const), points: fc.integer({ min: 10, max: 19 }) }),
    fc.record({ do: fc.constant('percent' as const), points: fc.integer({ min: 20, max: 29 }) }),
    fc.record({ do: fc.constant('at' as const), points: fc.integer({ min: 30, max: 39 }) }),
    fc.record({ do: fc.constant('rollout' as const), percent: fc.constantFrom(0, 50, 100) }),
    fc.record({ do: fc.constantFrom('unschedule' as const, 'back' as const, 'wait' as const) }),
  );
  type Given = typeof step extends fc.Arbitrary<infer T> ? T : never;

  async function take(given: Given, first: number): Promise<unknown> {
    const rollouts = t.app.get(Rollouts, { strict: false });
    switch (given.do) {
      case 'put':
        return put(code, given.points);
      case 'publish':
        return draftAnd(given.points, {});
      case 'percent':
        return draftAnd(given.points, { percent: given.points });
      case 'at':
        return draftAnd(given.points, { at: new Date(t.nowMs() + HOUR_MS).toISOString() });
      case 'rollout':
        return rollouts.rollOut(code, given.percent, REASON, bob, now());
      case 'unschedule':
        return rollouts.unschedule(code, REASON, bob, now());
      case 'back':
        return rollBack(first, bob);
      case 'wait':
        t.travel(HOUR_MS / 2);
        return settle();
    }
  }

  test('tells what is in force, whatever several do at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 6 }), async (rounds) => {
        code = `set-${++count}`;
        await put(code, 5);
        const first = (await summary()).liveVersion as number;
        for (const round of rounds) await Promise.all(round.map((given) => tolerant(take(given, first))));
        expect(replayed(await history())).toEqual(await inForce());
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
