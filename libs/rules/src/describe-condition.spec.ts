import { describe, expect, it } from '@jest/globals';
import { describeCondition } from './describe-condition.js';
import type { DescribeOptions } from './describe-words.js';
import type { Condition, FieldCondition } from './rule.js';

const leaf = (field: string, op: FieldCondition['op'], value: FieldCondition['value']): FieldCondition => ({
  kind: 'field',
  field,
  op,
  value,
});
const all = (...of: Condition[]): Condition => ({ kind: 'all', of });
const any = (...of: Condition[]): Condition => ({ kind: 'any', of });
const not = (of: Condition): Condition => ({ kind: 'not', of });
const CNY: DescribeOptions = { currency: 'CNY', timeZone: 'Asia/Shanghai' };

describe('conditions in words', () => {
  const amount = leaf('order.amount', 'gte', 10_000);
  const gold = leaf('user.level', 'eq', 'GOLD');
  const vip = leaf('user.tags', 'contains', 'vip');
  it.each<[Condition, string, string]>([
    [amount, 'order amount is at least 100.00 CNY', '订单金额不少于 100.00 CNY'],
    [
      all(amount, gold),
      'order amount is at least 100.00 CNY and member level is GOLD',
      '订单金额不少于 100.00 CNY，且会员等级为 GOLD',
    ],
    [
      all(amount, any(gold, vip)),
      'order amount is at least 100.00 CNY and (member level is GOLD or user tags contains vip)',
      '订单金额不少于 100.00 CNY，且（会员等级为 GOLD，或用户标签包含 vip）',
    ],
    [any(gold, all(vip)), 'member level is GOLD or user tags contains vip', '会员等级为 GOLD，或用户标签包含 vip'],
    [
      not(all(amount, not(gold))),
      'order amount is below 100.00 CNY or member level is GOLD',
      '订单金额小于 100.00 CNY，或会员等级为 GOLD',
    ],
    [
      all(all(gold, vip), amount),
      'member level is GOLD and user tags contains vip and order amount is at least 100.00 CNY',
      '会员等级为 GOLD，且用户标签包含 vip，且订单金额不少于 100.00 CNY',
    ],
    [leaf('order.first', 'eq', true), "it is the user's first order", '是首单'],
    [leaf('order.first', 'ne', true), "it is not the user's first order", '不是首单'],
    [not(leaf('order.first', 'eq', false)), "it is the user's first order", '是首单'],
    [leaf('order.first', 'exists', true), 'first order is present', '有首单'],
    [leaf('time.weekday', 'in', [6, 7]), 'weekday is one of Saturday, Sunday', '星期属于 周六、周日'],
    [leaf('time.date', 'lt', '2026-12-01'), 'date is before 2026-12-01', '日期早于 2026-12-01'],
    [leaf('time.clock', 'gte', '18:00'), 'time of day is not before 18:00', '时刻不早于 18:00'],
    [
      leaf('time.occurredAt', 'between', ['2026-11-10T16:00:00Z', '2026-11-11T15:59:59Z']),
      'occurred at is from 2026-11-11 00:00 to 2026-11-11 23:59:59',
      '发生时间在 2026-11-11 00:00 至 2026-11-11 23:59:59 之间',
    ],
    [
      leaf('user.registeredAt', 'gt', '2026-01-01T00:00:00+08:00'),
      'registered at is after 2026-01-01 00:00',
      '注册时间晚于 2026-01-01 00:00',
    ],
    [leaf('data.minutes', 'lte', 30), 'event data minutes is at most 30', '事件数据 minutes 不超过 30'],
    [leaf('order.skus', 'in', ['A', 'B']), 'SKUs is one of A, B', '商品编码属于 A、B'],
    [
      leaf('user.level', 'in', 'abcdefghijkl'.split('')),
      'member level is one of a, b, c, d, e, f, g, h, i, j, … (12)',
      '会员等级属于 a、b、c、d、e、f、g、h、i、j、等 12 项',
    ],
  ])('%j', (condition, en, zh) => {
    expect(describeCondition(condition, 'en-US', CNY)).toBe(en);
    expect(describeCondition(condition, 'zh-CN', CNY)).toBe(zh);
  });

  it('say so when money is in minor units and leave instants as they are without a zone', () => {
    expect(describeCondition(amount, 'en-US')).toBe('order amount is at least 10000 (minor units)');
    expect(describeCondition(amount, 'zh-CN')).toBe('订单金额不少于 10000（最小货币单位）');
    expect(describeCondition(leaf('order.amount', 'exists', true), 'en-US')).toBe('order amount is present');
    expect(describeCondition(leaf('time.occurredAt', 'lt', '2026-11-11T00:00:00Z'), 'en-US')).toBe(
      'occurred at is before 2026-11-11T00:00:00Z',
    );
  });
});
