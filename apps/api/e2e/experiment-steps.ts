import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { ExperimentGroupResult, ExperimentResults, ExperimentView } from '@jifen/contracts';
import type { RuleSet } from '@jifen/rules';
import { Publishing } from '../src/rule/publishing.js';
import { Rules } from '../src/rule/rules.js';
import { REASON, review as reviewRule, rules } from './rule-steps.js';
import { bearer, openTestApp, type TestApp } from './support.js';

/** What the tests of experiments share: a programme with two rule sets, of which one gives twice as much. */

export { REASON };

/** Group B gives 20 points for a review, group A 10. */
export const GROUPS = [
  { code: 'A', name: 'As before', weight: 50, ruleSet: 'single' },
  { code: 'B', name: 'Twice as much', weight: 50, ruleSet: 'double' },
];

export let t: TestApp;
let count = 0;

/** A set with one rule: so many points for writing a review. */
export const fixedRules = (points: number): RuleSet => rules(reviewRule(points));

/** A number that nothing in this file has yet. */
export const next = (): number => ++count;

export async function publish(code: string, ruleSet: RuleSet): Promise<number> {
  const publishing = t.app.get(Publishing, { strict: false });
  const who = { by: 'test', reason: null, now: new Date() };
  const version = await t.database.transaction((db) => publishing.publishAtOnce(db, code, ruleSet, who));
  await t.app.get(Rules, { strict: false }).changed();
  return version;
}

/** A request below /api/v1/admin/experiments. */
export const admin = (
  method: 'get' | 'post' | 'put' | 'delete',
  path: string,
  body?: object,
  token = t.admin.token,
) => {
  const asked = t.http[method](`/api/v1/admin/experiments${path}`).set(...bearer(token));
  return body ? asked.send(body) : asked;
};

export const review = (userId: string, n = next()) => {
  return { eventId: `review-${n}`, type: 'REVIEW_POSTED', userId, occurredAt: new Date().toISOString() };
};

export const report = (event: object, group?: string, key = t.apiKey) => {
  const asked = t.http.post('/api/v1/events').set(...bearer(key));
  return (group === undefined ? asked : asked.set('X-Experiment-Group', group)).send(event);
};

export const draft = async (groups: object[] = GROUPS, code = `test-${next()}`): Promise<ExperimentView> => {
  const body = { code, name: 'A test', groups };
  return (await admin('post', '', body).expect(201)).body;
};

export const running = async (groups: object[] = GROUPS, name?: string): Promise<string> => {
  const { code } = await draft(groups, name);
  await admin('post', `/${code}/start`, REASON).expect(200);
  return code;
};

export const resultsOf = async (code: string): Promise<ExperimentResults> =>
  (await admin('get', `/${code}/results`).expect(200)).body;

export const groupOf = (results: ExperimentResults, code: string) =>
  results.groups.find((group) => group.code === code) as ExperimentGroupResult;

export const auditOf = async (subject: string) => {
  const answer = await t.http.get(`/api/v1/admin/audit-log?subject=${subject}`).set(...bearer(t.admin.token));
  return answer.body.items as { action: string; reason: string | null; after: object | null }[];
};

/** A programme of its own for the tests of a file; what a test has started ends with it. */
export function withExperiments(): void {
  beforeAll(async () => {
    t = await openTestApp();
    await publish('single', fixedRules(10));
    await publish('double', fixedRules(20));
  });
  afterAll(() => t?.close());
  afterEach(async () => {
    for (const { code, status } of (await admin('get', '?limit=200').expect(200)).body.items) {
      if (status === 'RUNNING') await admin('post', `/${code}/end`, REASON).expect(200);
    }
  });
}
