import { describe, expect, test } from '@jest/globals';
import type { EventResult } from '@jifen/contracts';
import {
  type Condition,
  type ConditionOp,
  compileRuleSet,
  evaluate,
  type Rule,
  type RuleSet,
  type Scalar,
} from '@jifen/rules';
import { explanationOf, type Recorded } from './explanation.js';

const AT = Date.parse('2026-03-07T10:00:00Z');
const rule = (code: string, en: string, zh: string, more: Partial<Rule> = {}): Rule => ({
  code,
  name: { 'zh-CN': zh, 'en-US': en },
  trigger: 'ORDER_COMPLETED',
  status: 'ACTIVE',
  award: { kind: 'fixed', points: 50 },
  rounding: 'floor',
  validity: { kind: 'days', days: 365 },
  ...more,
});
const wants = (field: string, op: ConditionOp, value: Scalar): Condition => ({ kind: 'field', field, op, value });
const RULES: RuleSet = {
  rules: [
    rule('BIG', 'Large order', '大额订单', { conditions: wants('order.amount', 'gte', 10_000) }),
    rule('GOLD', 'For gold members', '金卡专享', {
      conditions: { kind: 'all', of: [wants('event.channel', 'eq', 'app'), wants('user.level', 'eq', 'GOLD')] },
    }),
    rule('PAUSED', 'Paused', '已暂停', { status: 'PAUSED' }),
  ],
};
const NAMES = { code: 'main', ruleSet: RULES };

/** An order as the posting would record it. */
function recordedOf(amount: number, level: string, channel = 'app'): Recorded {
  const event = {
    ...{ eventId: 'o-1', type: 'ORDER_COMPLETED', userId: 'u', occurredAtMs: AT, channel },
    data: { currency: 'CNY', amount },
  };
  const facts = { user: { userId: 'u', tags: [], orderCount: 0, level }, usage: () => ({ times: 0, points: 0 }) };
  const clock = { recordedAtMs: AT, timeZone: 'Asia/Shanghai' };
  const { awards, points, trace } = evaluate(compileRuleSet(RULES), event, facts, clock);
  const transactions = awards.map((award, index) => ({
    transactionNo: `t-${index}`,
    points: award.points,
    ruleCode: award.ruleCode,
    expiresOn: award.expiresOn,
  }));
  const result = { eventId: 'o-1', status: 'POSTED', points, transactions, explanation: trace } as EventResult;
  return { ...EVENT, status: points > 0 ? 'POSTED' : 'NO_AWARD', result };
}
const EVENT = { eventNo: 'n-1', eventId: 'o-1', type: 'ORDER_COMPLETED', ruleSetVersion: 3, facts: null };

describe('why these points', () => {
  test('each rule says what it gave, by the name that it had', () => {
    const told = explanationOf(recordedOf(20_000, 'GOLD'), NAMES, 'en-US');
    expect(told).toMatchObject({ status: 'POSTED', points: 100, ruleSet: 'main', ruleSetVersion: 3, problem: null });
    expect(told.rules.map(({ ruleName, outcome, points }) => [ruleName, outcome, points])).toEqual([
      ['Large order', 'AWARDED', 50],
      ['For gold members', 'AWARDED', 50],
      ['Paused', 'PAUSED', 0],
    ]);
    expect(told.rules[0]?.sentences[0]).toBe('Large order: 50 points.');
    expect(told.rules.every(({ firstFailure }) => firstFailure === null)).toBe(true);
    expect(told.sentences).toContain('50 points of Large order can be used until 2027-03-07.');
    expect(told.sentences.at(-1)).toBe('Total: 100 points.');
  });
});

describe('why not', () => {
  test('each rule names the first condition that did not hold, in both languages', () => {
    const recorded = recordedOf(9_900, 'SILVER', 'shop');
    const english = explanationOf(recorded, NAMES, 'en-US');
    expect(english).toMatchObject({ status: 'NO_AWARD', points: 0 });
    const [big, gold, paused] = english.rules;
    expect(big?.firstFailure).toMatch(/at least .*100\.00.*\(was .*99\.00.*\)/);
    // The first of two that failed.
    expect(gold?.firstFailure).toMatch(/app \(was shop\)/);
    expect(gold?.firstFailure).not.toMatch(/GOLD/);
    expect(paused).toMatchObject({ outcome: 'PAUSED', firstFailure: null });
    const chinese = explanationOf(recorded, NAMES, 'zh-CN');
    expect(chinese.rules[0]?.ruleName).toBe('大额订单');
    expect(chinese.rules[0]?.firstFailure).toMatch(/实际为/);
    expect(chinese.sentences.join('')).toMatch(/大额订单：未获得积分/);
  });

  test('no rule looks at such events', () => {
    const result = { eventId: 'o-1', status: 'NO_AWARD', points: 0, transactions: [], explanation: [] } as EventResult;
    const told = explanationOf({ ...EVENT, status: 'NO_AWARD', result }, NAMES, 'en-US');
    expect(told.sentences[0]).toBe('No rule is triggered by this type of event.');
    expect(told.rules).toEqual([]);
  });

  test('a version that is gone leaves the codes', () => {
    const told = explanationOf(recordedOf(9_900, 'SILVER'), undefined, 'en-US');
    expect(told.ruleSet).toBeNull();
    expect(told.rules[0]?.ruleName).toBe('BIG');
  });

  test('it still waits', () => {
    const waiting = { ...EVENT, ruleSetVersion: null, status: 'ACCEPTED', result: null } as Recorded;
    const told = explanationOf(waiting, undefined, 'zh-CN');
    expect(told).toMatchObject({ status: 'ACCEPTED', points: 0, ruleSetVersion: null, rules: [], problem: null });
    expect(told.sentences).toEqual([expect.stringMatching(/等待处理/)]);
  });

  test('it was refused: the problem in the language that was asked for', () => {
    const problem = {
      ...{ type: 'urn:jifen:problem:EVENT_IN_FUTURE', title: 'The event lies in the future', status: 422 },
      ...{ code: 'EVENT_IN_FUTURE', retryable: false, traceId: 't' },
      errors: [{ pointer: '/occurredAt', code: 'maximum', detail: 'must not be more than 5 minutes ahead' }],
    };
    const result = { eventId: 'o-1', status: 'REJECTED', problem } as EventResult;
    const recorded = { ...EVENT, ruleSetVersion: null, status: 'REJECTED', result } as Recorded;
    const english = explanationOf(recorded, undefined, 'en-US');
    expect(english.sentences).toEqual([
      'The event was refused and gave no points: The event lies in the future ' +
        '(/occurredAt must not be more than 5 minutes ahead).',
    ]);
    const chinese = explanationOf(recorded, undefined, 'zh-CN');
    expect(chinese.problem).toMatchObject({ code: 'EVENT_IN_FUTURE', title: '事件发生时间在未来' });
    expect(chinese.sentences).toEqual(['该事件被拒绝，未获得积分：事件发生时间在未来（/occurredAt）。']);
  });
});

describe('the experiment', () => {
  test('is named when one chose the rules, and only then', () => {
    const recorded = recordedOf(1, 'SILVER');
    const told = (facts: Recorded['facts']) => explanationOf({ ...recorded, facts }, NAMES, 'en-US').experiment;
    expect(told({ userId: 'u', experiment: { code: 'spring', group: 'B' } })).toEqual({ code: 'spring', group: 'B' });
    expect(told({ userId: 'u' })).toBeNull();
    expect(told({ experimentGroup: 'B' })).toBeNull();
    expect(told(null)).toBeNull();
  });
});
