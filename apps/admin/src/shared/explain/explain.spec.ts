import { describe, expect, test } from '@jest/globals';
import { compileRuleSet, evaluate, orderBaseRuleSet } from '@jifen/rules';
import { orderLines, shownFields } from './event-fields.js';
import { readReasoning } from './traces.js';

const order = { orderNo: '536365', currency: 'GBP', amount: 2030 };

function traceOf(data: Record<string, unknown>): unknown[] {
  const evaluation = evaluate(
    compileRuleSet(orderBaseRuleSet()),
    { eventId: '536365', type: 'ORDER_COMPLETED', userId: '17850', occurredAtMs: 0, data },
    { user: { userId: '17850', tags: [], orderCount: 0 }, usage: () => ({ times: 0, points: 0 }) },
    { recordedAtMs: 0, timeZone: 'UTC' },
  );
  return JSON.parse(JSON.stringify(evaluation.trace));
}

describe('a stored explanation', () => {
  test('becomes sentences in either language', () => {
    const en = readReasoning(traceOf(order), 'en-US');
    expect(en.rules).toHaveLength(1);
    expect(en.rules[0]).toMatchObject({ ruleCode: 'ORDER_BASE', awarded: true, points: 20 });
    expect(en.rules[0]?.headline).toContain('20 points');
    expect(en.rules[0]?.steps.join(' ')).toContain('20.30 GBP');
    expect(readReasoning(traceOf(order), 'zh-CN').rules[0]?.headline).toContain('20 分');
  });

  test('says why there is nothing', () => {
    const { rules } = readReasoning(traceOf({ ...order, amount: 99 }), 'en-US');
    expect(rules[0]).toMatchObject({ awarded: false, points: 0 });
    expect(rules[0]?.headline).toContain('nothing');
  });

  test('of an unknown shape is kept as it is', () => {
    const odd = [{ hello: 1 }, null, { ruleCode: 'A', outcome: 'NEW_OUTCOME', conditions: [null] }];
    expect(readReasoning(odd, 'en-US')).toEqual({ rules: [], unreadable: odd });
    expect(readReasoning(undefined, 'en-US')).toEqual({ rules: [], unreadable: [] });
  });
});

describe('an event’s data', () => {
  test('is fields, money and lines', () => {
    const data = {
      ...order,
      items: [{ sku: 'A', lineAmount: 5, quantity: 'x' }, null, {}],
      gift: true,
      deep: { a: 1 },
    };
    expect(shownFields(data)).toEqual([
      { name: 'orderNo', value: '536365', money: false },
      { name: 'currency', value: 'GBP', money: false },
      { name: 'amount', value: 2030, money: true },
      { name: 'gift', value: true, money: false },
    ]);
    expect(orderLines(data)).toEqual([{ index: 0, sku: 'A', lineAmount: 5 }]);
    expect(orderLines({ items: 'none' })).toEqual([]);
  });
});
