import { randomBytes } from 'node:crypto';
import type {
  EventResult,
  PublishOutcome,
  RuleDraftView,
  RuleHistoryEntry,
  RuleSetSummary,
  RuleVersionInfo,
} from '@jifen/contracts';
import type { Rule, RuleSet } from '@jifen/rules';
import type { Test } from 'supertest';
import { bearer, type OperatorLogin, type TestApp } from './support.js';

/** Why, in every request that asks for a reason. */
export const REASON = { reason: 'A test' };

/** A rule: so many points for writing a review. */
export function review(points: number, more: Partial<Rule> = {}): Rule {
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

export const rules = (...list: Rule[]): RuleSet => ({ rules: list });

/** What an operator does with rule sets, over HTTP. */
export class RuleSteps {
  constructor(
    private readonly t: TestApp,
    readonly editor: OperatorLogin,
  ) {}

  /** A request below /api/v1/admin. */
  call(method: 'get' | 'post' | 'put' | 'delete', path: string, body?: object, token = this.editor.token): Test {
    const asked = this.t.http[method](`/api/v1/admin${path}`).set(...bearer(token));
    return body ? asked.send(body) : asked;
  }

  async draft(code: string): Promise<RuleDraftView> {
    return (await this.call('get', `/rule-sets/${code}/draft`).expect(200)).body;
  }

  async save(code: string, ruleSet: RuleSet, revision: number): Promise<RuleDraftView> {
    return (await this.call('put', `/rule-sets/${code}/draft`, { revision, ruleSet }).expect(200)).body;
  }

  /** Saves a draft and publishes it. */
  async publish(code: string, ruleSet: RuleSet, more: object = {}): Promise<PublishOutcome> {
    const { revision } = await this.save(code, ruleSet, (await this.draft(code)).revision);
    const request = { ...REASON, revision, ...more };
    return (await this.call('post', `/rule-sets/${code}/publish`, request).expect(200)).body;
  }

  async summary(code: string): Promise<RuleSetSummary> {
    return (await this.call('get', `/rule-sets/${code}/summary`).expect(200)).body;
  }

  async history(code: string): Promise<RuleHistoryEntry[]> {
    return (await this.call('get', `/rule-sets/${code}/history?limit=100`).expect(200)).body.items;
  }

  async statuses(code: string): Promise<[number, string][]> {
    const { body } = await this.call('get', `/rule-sets/${code}/versions?limit=100`).expect(200);
    return (body.items as RuleVersionInfo[]).map(({ version, status }) => [version, status]);
  }

  /** A new rule set whose live version gives so many points. */
  async newSet(points: number): Promise<{ code: string; version: number }> {
    const code = newCode('set');
    await this.call('post', '/rule-sets', { code, name: `Set ${code}` }).expect(201);
    return { code, version: (await this.publish(code, rules(review(points)))).version };
  }

  /** Makes `main` what it has to be for a test. */
  async putMain(ruleSet: RuleSet): Promise<RuleSetSummary> {
    return (await this.call('put', '/rule-sets/main?reason=base', ruleSet).expect(200)).body;
  }

  /** Points that a review gives a user now. */
  async pointsFor(userId: string): Promise<number> {
    const event = { eventId: 'e', type: 'REVIEW_POSTED', userId, occurredAt: new Date().toISOString() };
    const asked = this.t.http.post('/api/v1/events/preview').set(...bearer(this.t.apiKey));
    return ((await asked.send(event).expect(200)).body as EventResult).points ?? 0;
  }
}

/** A code that nothing has yet. */
export const newCode = (kind: string): string => `${kind}-${randomBytes(6).toString('hex')}`;
