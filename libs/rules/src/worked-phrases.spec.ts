import { describe, expect, it } from '@jest/globals';
import type { ConditionTrace, RuleProblem } from './evaluation.js';
import { decimal, factor, fractionText, money } from './numbers.js';
import { conditionText, fieldLabel } from './phrases.js';
import { problemText } from './problem-text.js';

/** Conditions, numbers and problems in both languages, as a person wrote them down. */

const leaf = (field: string, op: string, wanted: unknown, got: unknown, more: object = {}): ConditionTrace =>
  ({ field, op, wanted, got, held: false, ...more }) as ConditionTrace;
describe('conditions', () => {
  const yes = { currency: 'CNY' };
  it.each<[ConditionTrace, string, string]>([
    [leaf('user.level', 'eq', 'GOLD', null), '会员等级为 GOLD（实际为 无）', 'Member level is GOLD (was nothing)'],
    [
      leaf('user.level', 'ne', 'GOLD', 'GOLD'),
      '会员等级不为 GOLD（实际为 GOLD）',
      'Member level is not GOLD (was GOLD)',
    ],
    [leaf('user.level', 'ne', 'A', 'B', { not: true }), '会员等级为 A（实际为 B）', 'Member level is A (was B)'],
    [leaf('user.level', 'in', ['A', 'B'], 'C'), '会员等级属于 A、B（实际为 C）', 'Member level is one of A, B (was C)'],
    [leaf('user.level', 'nin', ['A'], 'A'), '会员等级不属于 A（实际为 A）', 'Member level is none of A (was A)'],
    [leaf('user.tags', 'contains', 'vip', []), '用户标签包含 vip（实际为 空）', 'User tags contains vip (was empty)'],
    [
      leaf('user.tags', 'contains', 'vip', ['vip', 'new'], { not: true }),
      '用户标签不包含 vip（实际为 vip、new）',
      'User tags does not contain vip (was vip, new)',
    ],
    [
      leaf('order.amount', 'lt', 500, 2030, yes),
      '订单金额小于 5.00 CNY（实际为 20.30 CNY）',
      'Order amount is below 5.00 CNY (was 20.30 CNY)',
    ],
    [
      leaf('order.amount', 'lte', 500, 2030, yes),
      '订单金额不超过 5.00 CNY（实际为 20.30 CNY）',
      'Order amount is at most 5.00 CNY (was 20.30 CNY)',
    ],
    [leaf('order.amount', 'gt', 500, 5), '订单金额大于 500（实际为 5）', 'Order amount is above 500 (was 5)'],
    [leaf('order.amount', 'gte', 500, 5), '订单金额不少于 500（实际为 5）', 'Order amount is at least 500 (was 5)'],
    [leaf('order.amount', 'gte', 500, 'x'), '订单金额不少于 500（实际为 x）', 'Order amount is at least 500 (was x)'],
    [leaf('order.first', 'eq', true, false), '首单为 是（实际为 否）', 'First order is yes (was no)'],
    [
      leaf('time.weekday', 'in', [6, 7], 1),
      '星期属于 周六、周日（实际为 周一）',
      'Weekday is one of Saturday, Sunday (was Monday)',
    ],
    [leaf('time.hour', 'between', [8, 9], 7), '小时在 8 至 9 之间（实际为 7）', 'Hour is from 8 to 9 (was 7)'],
    [
      leaf('time.hour', 'between', [8, 9], 8, { not: true }),
      '小时不在 8 至 9 之间（实际为 8）',
      'Hour is not from 8 to 9 (was 8)',
    ],
    [
      leaf('time.clock', 'lt', '09:00', '10:00'),
      '时刻早于 09:00（实际为 10:00）',
      'Time of day is before 09:00 (was 10:00)',
    ],
    [
      leaf('time.date', 'lte', '2026-01-01', '2027-01-01'),
      '日期不晚于 2026-01-01（实际为 2027-01-01）',
      'Date is not after 2026-01-01 (was 2027-01-01)',
    ],
    [leaf('time.occurredAt', 'gt', 'A', 'B'), '发生时间晚于 A（实际为 B）', 'Occurred at is after A (was B)'],
    [leaf('time.occurredAt', 'gte', 'A', 'B'), '发生时间不早于 A（实际为 B）', 'Occurred at is not before A (was B)'],
    [
      leaf('data.coupon', 'exists', true, null),
      '有事件数据 coupon（实际为 无）',
      'Event data coupon is present (was nothing)',
    ],
    [
      leaf('data.coupon', 'exists', false, 'C'),
      '没有事件数据 coupon（实际为 C）',
      'Event data coupon is absent (was C)',
    ],
    [
      leaf('data.coupon', 'exists', true, 'C', { not: true }),
      '没有事件数据 coupon（实际为 C）',
      'Event data coupon is absent (was C)',
    ],
    [
      leaf('data.coupon', 'exists', false, null, { not: true }),
      '有事件数据 coupon（实际为 无）',
      'Event data coupon is present (was nothing)',
    ],
    [leaf('data.coupon', 'eq', 'C', 'D'), '事件数据 coupon 为 C（实际为 D）', 'Event data coupon is C (was D)'],
    [leaf('gone.field', 'eq', 'C', 'D'), 'gone.field 为 C（实际为 D）', 'gone.field is C (was D)'],
    [
      { mode: 'any', held: false, of: [leaf('data.a', 'eq', 1, 2), leaf('data.b', 'eq', 1, 2)] },
      '满足其一［事件数据 a 为 1（实际为 2）；事件数据 b 为 1（实际为 2）］',
      'one of [Event data a is 1 (was 2); Event data b is 1 (was 2)]',
    ],
    [
      { mode: 'all', held: false, of: [leaf('data.a', 'eq', 1, 2), leaf('data.b', 'eq', 1, 2)] },
      '全部满足［事件数据 a 为 1（实际为 2）；事件数据 b 为 1（实际为 2）］',
      'all of [Event data a is 1 (was 2); Event data b is 1 (was 2)]',
    ],
  ])('%j', (condition, zh, en) => {
    expect([conditionText(condition, 'zh-CN'), conditionText(condition, 'en-US')]).toEqual([zh, en]);
  });

  it('free fields have their own name after the label', () => {
    expect(fieldLabel('user.attributes.city', 'en-US')).toBe('User attribute city');
  });
});

describe('numbers', () => {
  it.each([
    [decimal(2030, 2), '20.30'],
    [decimal(-5, 2), '-0.05'],
    [decimal(0, 2), '0.00'],
    [decimal(7, 0), '7'],
    [decimal(-7, 0), '-7'],
    [money(2030, 'KWD'), '2.030 KWD'],
    [money(2030, 'XXX'), '2030'],
    [money(2030, undefined), '2030'],
    [factor(12_000), '1.2'],
    [factor(10_000), '1'],
    [factor(500), '0.05'],
    [factor(100_500), '10.05'],
    [fractionText([20, 1], 2), '20'],
    [fractionText([203, 10], 2), '20.30'],
    [fractionText([203, 10], 0), '20.3'],
    [fractionText([1, 100_000_000], 0), '0.00000001'],
    [fractionText([1, 20], 1), '0.05'],
    [fractionText([20, 3], 2), '6.6667 (20/3)'],
    [fractionText(['100000000000000000000', 1], 2), '100000000000000000000'],
  ])('%s', (said, wanted) => {
    expect(said).toBe(wanted);
  });
});

describe('problems of rule sets', () => {
  const params = {
    expected: 'E',
    min: 1,
    max: 9,
    format: 'F',
    allowed: 'A',
    first: 'P',
    from: 'D',
    field: 'f',
    trigger: 'T',
    group: 'G',
    mode: 'M',
    days: 3,
  };
  it.each([
    ['REQUIRED', '必填', 'is required'],
    ['UNKNOWN_FIELD', '未知字段', 'is not a known field'],
    ['WRONG_TYPE', '类型应为 E', 'must be of type E'],
    ['WRONG_LENGTH', '长度应在 1 至 9 之间', 'must have a length from 1 to 9'],
    ['OUT_OF_RANGE', '应在 1 至 9 之间', 'must be from 1 to 9'],
    ['BAD_FORMAT', '格式不正确，应为 F', 'must be a well-formed F'],
    ['NOT_ALLOWED', '只能是：A', 'must be one of: A'],
    ['TOO_DEEP', '条件嵌套不得超过 9 层', 'conditions may be nested 9 deep at most'],
    ['DUPLICATE', '与 P 重复', 'stands already at P'],
    ['EMPTY_WINDOW', '必须晚于 D', 'must be later than D'],
    ['NO_SUCH_FIELD', '字段目录中没有 f', 'names no field of the catalogue: f'],
    ['FIELD_NOT_OF_TRIGGER', 'T 事件没有 f', 'events of type T have no f'],
    ['NOT_NUMERIC', 'f 不是数值', 'f is not a number'],
    ['NOT_OF_FIELD', '只适用于 order.amount，不适用于 f', 'goes only with order.amount, not with f'],
    ['RANGE_REVERSED', '下限不得大于上限', 'must go from the lower to the higher value'],
    ['NOT_ASCENDING', '必须逐级递增', 'must be higher than the one before'],
    ['MATCHES_NOTHING', '至少指定类目或商品编码', 'must name categories or SKUs'],
    ['LIMITS_NOTHING', '至少限制次数或积分', 'must limit times or points'],
    ['MODE_DIFFERS', '叠加组 G 的方式已定为 M', 'must be M, as group G has it elsewhere'],
    ['EXPIRES_BEFORE_ACTIVE', '积分 3 天后过期，早于生效', 'points would expire after 3 days, before they are active'],
    ['SOMETHING_NEW', 'SOMETHING_NEW', 'SOMETHING_NEW'],
    ['toString', 'toString', 'toString'],
  ])('%s', (code, zh, en) => {
    const problem: RuleProblem = { pointer: '/rules/0', code, params };
    expect([problemText(problem, 'zh-CN'), problemText(problem, 'en-US')]).toEqual([zh, en]);
  });

  it('without the parameters that a text wants', () => {
    expect(problemText({ pointer: '', code: 'WRONG_TYPE', params: {} }, 'en-US')).toBe('must be of type ');
  });
});
