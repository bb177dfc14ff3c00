import { describe, expect, it } from '@jest/globals';
import { reviewRuleSet } from './review.js';
import type { Condition, FieldCondition, Limit, Multiplier, Rule } from './rule.js';
import { demoRuleSet, orderBaseRuleSet } from './starter.js';
import { aRule, NOON_MS } from './testing.js';
import { validateRuleSet } from './validate.js';
import { warningText } from './warning-text.js';

const leaf = (field: string, op: FieldCondition['op'], value: FieldCondition['value']): FieldCondition => ({
  kind: 'field',
  field,
  op,
  value,
});
const all = (...of: Condition[]): Condition => ({ kind: 'all', of });
const any = (...of: Condition[]): Condition => ({ kind: 'any', of });
const not = (of: Condition): Condition => ({ kind: 'not', of });
const fixed: Rule['award'] = { kind: 'fixed', points: 10 };
const orderAmount = { kind: 'field', field: 'order.amount' } as const;

/** `pointer CODE` of every warning; the rules must be valid. */
function warnings(rules: Rule | Rule[], options: { guardBps?: number; eventTypes?: string[] } = {}): string[] {
  const set = { rules: Array.isArray(rules) ? rules : [rules] };
  expect(validateRuleSet(JSON.parse(JSON.stringify(set)))).toEqual([]);
  const found = reviewRuleSet(set, { nowMs: NOON_MS, guardBps: 100_000, ...options });
  for (const warning of found) {
    expect(warning.severity).toBe(warning.code === 'RATE_ABOVE_GUARD' ? 'confirm' : 'notice');
    for (const locale of ['zh-CN', 'en-US'] as const) {
      expect(warningText(warning, locale)).not.toMatch(/[{}]|undefined|NaN/);
      expect(warningText(warning, locale)).not.toContain(warning.code);
    }
  }
  return found.map(({ pointer, code }) => `${pointer} ${code}`);
}

describe('conditions', () => {
  const amount = (op: FieldCondition['op'], value: FieldCondition['value']) => leaf('order.amount', op, value);
  it.each<[string, Condition, boolean]>([
    ['a range turned round', all(amount('gt', 10), amount('lt', 5)), true],
    ['a range of one', all(amount('gte', 5), amount('lte', 5)), false],
    ['nothing between neighbours', all(amount('gt', 5), amount('lt', 6)), true],
    ['something between fractions', all(leaf('data.km', 'gt', 5), leaf('data.km', 'lt', 6)), false],
    ['two values at once', all(leaf('user.level', 'eq', 'GOLD'), leaf('user.level', 'eq', 'SILVER')), true],
    ['two tags at once', all(leaf('user.tags', 'contains', 'a'), leaf('user.tags', 'contains', 'b')), false],
    ['a tag with and without', all(leaf('user.tags', 'contains', 'a'), not(leaf('user.tags', 'contains', 'a'))), true],
    [
      'lists without a common member',
      all(leaf('user.level', 'in', ['A', 'B']), leaf('user.level', 'in', ['C', 'D'])),
      true,
    ],
    ['lists with one', all(leaf('user.level', 'in', ['A', 'B']), leaf('user.level', 'in', ['B', 'C'])), false],
    [
      'categories of two lists',
      all(leaf('order.categories', 'in', ['A']), leaf('order.categories', 'in', ['C', 'D'])),
      false,
    ],
    [
      'categories wanted and refused',
      all(leaf('order.categories', 'in', ['A', 'B']), leaf('order.categories', 'nin', ['A', 'B', 'C'])),
      true,
    ],
    ['a value out of a range', all(amount('eq', 3), amount('between', [5, 9])), true],
    ['all values refused', all(leaf('order.first', 'ne', true), leaf('order.first', 'ne', false)), true],
    ['absent and compared', all(leaf('event.channel', 'exists', false), leaf('event.channel', 'eq', 'app')), true],
    ['absent and unlike', all(leaf('event.channel', 'exists', false), leaf('event.channel', 'ne', 'app')), false],
    ['never absent', leaf('user.orderCount', 'exists', false), true],
    ['a NOT of what is asked', all(amount('gte', 100), not(amount('gte', 50))), true],
    ['a NOT of a pair', all(not(any(leaf('user.level', 'eq', 'A'), amount('gte', 0))), amount('gt', 3)), true],
    ['a first order after others', all(leaf('order.first', 'eq', true), leaf('user.orderCount', 'gte', 1)), true],
    ['a first order', all(leaf('order.first', 'eq', true), leaf('user.orderCount', 'lte', 1)), false],
    ['fewer than no orders', leaf('user.orderCount', 'lt', 0), true],
    ['an hour of no day', leaf('time.hour', 'gte', 24), true],
    ['an hour against a clock', all(leaf('time.hour', 'eq', 9), leaf('time.clock', 'gte', '10:00')), true],
    ['an hour with a clock', all(leaf('time.hour', 'eq', 9), leaf('time.clock', 'gte', '09:59')), false],
    ['a clock that is never reached', leaf('time.clock', 'gt', '23:59'), true],
    ['the 31st of February', all(leaf('time.month', 'eq', 2), leaf('time.dayOfMonth', 'eq', 30)), true],
    ['the 29th of February', all(leaf('time.month', 'eq', 2), leaf('time.dayOfMonth', 'eq', 29)), false],
    ['a date on another weekday', all(leaf('time.date', 'eq', '2026-11-22'), leaf('time.weekday', 'eq', 1)), true],
    ['a date on its weekday', all(leaf('time.date', 'eq', '2026-11-22'), leaf('time.weekday', 'eq', 7)), false],
    ['weekdays that are all refused', leaf('time.weekday', 'nin', [1, 2, 3, 4, 5, 6, 7]), true],
    [
      'a date before an instant',
      all(leaf('time.date', 'lt', '2026-11-20'), leaf('time.occurredAt', 'gte', '2026-11-22T00:00:00Z')),
      true,
    ],
    ['another type of event', leaf('event.type', 'eq', 'SIGNED_IN'), true],
    ['its own type of event', leaf('event.type', 'contains', 'ORDER'), false],
    ['texts in order', all(leaf('data.s', 'gt', 'a'), leaf('data.s', 'lt', 'b')), false],
    ['texts out of order', all(leaf('data.s', 'gt', 'b'), leaf('data.s', 'lt', 'a')), true],
    ['a text with and without', all(leaf('data.s', 'contains', 'ab'), not(leaf('data.s', 'contains', 'b'))), false],
    [
      'a channel with and without',
      all(leaf('event.channel', 'contains', 'ab'), not(leaf('event.channel', 'contains', 'b'))),
      true,
    ],
    ['of two kinds', all(leaf('data.s', 'gt', 5), leaf('data.s', 'gt', 'a')), true],
    ['an order of 0', amount('eq', 0), false],
    ['a choice without any', all(any(amount('lt', 5), amount('lt', 3)), amount('gt', 9)), true],
    ['a choice with one', all(any(amount('lt', 5), amount('lt', 30)), amount('gt', 9)), false],
  ])('%s: %j', (_, conditions, never) => {
    const found = warnings(aRule({ award: fixed, conditions }));
    expect(found.includes('/rules/0/conditions NEVER_HOLDS')).toBe(never);
  });

  it('name the field that clashes and the branch that is dead', () => {
    const clash = aRule({ conditions: all(leaf('order.amount', 'gt', 9), leaf('order.amount', 'lt', 5)) });
    const [warning] = reviewRuleSet({ rules: [clash] }, { nowMs: NOON_MS });
    expect(warning && warningText(warning, 'en-US')).toBe(
      'R, conditions: these can never hold together (Order amount)',
    );
    expect(warning && warningText(warning, 'zh-CN')).toBe('R，条件：条件不可能同时成立（订单金额）');
    const branches = any(
      leaf('order.amount', 'lt', 5),
      any(leaf('order.amount', 'gt', 20), leaf('user.level', 'eq', 'A')),
    );
    expect(warnings(aRule({ conditions: all(leaf('order.amount', 'gt', 9), branches) }))).toEqual([
      '/rules/0/conditions/of/1/of/0 BRANCH_NEVER_HOLDS',
    ]);
  });

  it('are set against the window', () => {
    const festival = { effectiveFrom: '2026-12-11T00:00:00+08:00', effectiveTo: '2026-12-12T00:00:00+08:00' };
    const on = (conditions: Condition) => warnings(aRule({ ...festival, award: fixed, conditions }));
    expect(on(leaf('time.date', 'eq', '2026-11-11'))).toEqual(['/rules/0/conditions NEVER_IN_WINDOW']);
    expect(on(leaf('time.date', 'eq', '2026-12-11'))).toEqual([]);
    expect(on(leaf('time.weekday', 'eq', 1))).toEqual(['/rules/0/conditions NEVER_IN_WINDOW']);
    expect(on(leaf('time.weekday', 'eq', 5))).toEqual([]);
    expect(on(leaf('time.month', 'eq', 11))).toEqual(['/rules/0/conditions NEVER_IN_WINDOW']);
    expect(on(leaf('time.occurredAt', 'lt', '2026-12-10T16:00:00Z'))).toEqual(['/rules/0/conditions NEVER_IN_WINDOW']);
  });

  it('are set against what the award counts', () => {
    const ratio = (field: string): Rule['award'] => ({
      kind: 'ratio',
      points: 1,
      per: 1,
      unit: 'each',
      base: { kind: 'field', field },
    });
    const streak: Rule['award'] = { kind: 'streak', field: 'user.streakDays', at: [{ days: 7, points: 70 }] };
    const nothing = ['/rules/0/conditions NOTHING_TO_AWARD'];
    const on = (award: Rule['award'], conditions: Condition, more: Partial<Rule> = {}) =>
      warnings(aRule({ award, conditions, ...more }));
    expect(on(ratio('data.km'), leaf('data.km', 'lte', 0))).toEqual(nothing);
    expect(on(ratio('data.km'), leaf('data.km', 'exists', false))).toEqual(nothing);
    expect(on(ratio('data.km'), leaf('data.km', 'lt', 0.5))).toEqual([]);
    expect(on(streak, leaf('user.streakDays', 'lt', 7))).toEqual(nothing);
    expect(on(streak, leaf('user.streakDays', 'lte', 7))).toEqual([]);
    expect(on(fixed, leaf('order.amount', 'eq', 0))).toEqual(nothing);
    const steps = {
      kind: 'stepped',
      mode: 'whole',
      unit: 'major',
      base: orderAmount,
      steps: [{ from: 100, points: 1 }],
    };
    expect(on(steps as Rule['award'], leaf('order.amount', 'lt', 100))).toEqual(nothing);
    const fruit = { kind: 'lines' as const, include: { categories: ['fruit'] } };
    const items: Rule['award'] = { kind: 'items', points: 1, per: 1, unit: 'major', base: fruit, rates: [] };
    expect(on(items, leaf('order.categories', 'nin', ['fruit']))).toEqual(nothing);
    expect(on(items, leaf('order.lineCount', 'eq', 0))).toEqual(nothing);
    expect(on(items, leaf('order.categories', 'contains', 'juice'))).toEqual([]);
    const half: Multiplier[] = [{ code: 'Z', rateBps: 0, conditions: leaf('user.level', 'eq', 'A') }];
    expect(on(fixed, leaf('user.level', 'eq', 'A'), { multipliers: half })).toEqual(nothing);
  });
});

describe('rules that never give anything', () => {
  it.each<[string, Partial<Rule>, string[]]>([
    ['a window that is over', { effectiveTo: '2026-11-22T12:00:00+08:00' }, ['/effectiveTo WINDOW_OVER']],
    ['a window that ends next', { effectiveTo: '2026-11-22T12:00:01+08:00' }, []],
    ['a multiplier of 0', { multipliers: [{ code: 'Z', rateBps: 0 }] }, ['/multipliers/0/rateBps MULTIPLIED_BY_ZERO']],
    [
      'lines that are all excluded',
      {
        award: {
          kind: 'ratio',
          points: 1,
          per: 1,
          unit: 'major',
          base: { kind: 'lines', include: { categories: ['a'] }, exclude: { categories: ['a', 'b'] } },
        },
      },
      ['/award/base NO_LINE_COUNTS'],
    ],
    ['a date that is past', { validity: { kind: 'fixed_date', date: '2026-11-20' } }, ['/validity NEVER_SPENDABLE']],
    ['a date to come', { validity: { kind: 'fixed_date', date: '2026-11-22' } }, []],
    [
      'a date before the points become usable',
      { validity: { kind: 'fixed_date', date: '2026-12-01' }, activationDelayDays: 30 },
      ['/validity NEVER_SPENDABLE'],
    ],
    [
      'a date before the window',
      { validity: { kind: 'fixed_date', date: '2026-12-01' }, effectiveFrom: '2027-01-01T00:00:00Z' },
      ['/validity NEVER_SPENDABLE'],
    ],
    [
      'a month before they become usable',
      { validity: { kind: 'months', months: 1 }, activationDelayDays: 60 },
      ['/validity NEVER_SPENDABLE'],
    ],
    [
      'a month from when they become usable',
      { validity: { kind: 'months', months: 1 }, activationDelayDays: 60, validFrom: 'ACTIVATED' },
      [],
    ],
    [
      'the end of the month or of the year before',
      { validity: { kind: 'end_of_month', months: 1 }, activationDelayDays: 70 },
      ['/validity NEVER_SPENDABLE'],
    ],
    [
      'the end of the year before',
      { validity: { kind: 'end_of_year' }, activationDelayDays: 400 },
      ['/validity NEVER_SPENDABLE'],
    ],
    ['never', { validity: { kind: 'never' }, activationDelayDays: 400 }, []],
  ])('%s', (_, changes, expected) => {
    expect(warnings(aRule(changes))).toEqual(expected.map((one) => `/rules/0${one}`));
  });

  it('are of a type of event that there is not', () => {
    expect(warnings(aRule(), { eventTypes: ['SIGNED_IN'] })).toEqual(['/rules/0/trigger UNKNOWN_TRIGGER']);
    expect(warnings(aRule(), { eventTypes: ['ORDER_COMPLETED'] })).toEqual([]);
  });

  it('are not among those that a programme starts with', () => {
    expect(warnings(demoRuleSet().rules)).toEqual([]);
    expect(warnings(orderBaseRuleSet().rules)).toEqual([]);
  });
});

describe('rules in the shadow of others', () => {
  const first = (code: string, changes: Partial<Rule> = {}): Rule =>
    aRule({ code, award: fixed, stackingGroup: { code: 'G', mode: 'first' }, ...changes });
  const from = (amount: number) => ({ conditions: leaf('order.amount', 'gte', amount) });
  const limit: Limit = { kind: 'period', period: 'day', times: 1 };
  const shadowed = ['/rules/1/stackingGroup SHADOWED'];
  it.each<[string, Rule[], string[]]>([
    ['after one without conditions', [first('A'), first('B', from(5))], shadowed],
    ['after one that asks for less', [first('A', from(5)), first('B', from(9))], shadowed],
    ['after one that asks for more', [first('A', from(9)), first('B', from(5))], []],
    ['after one that is limited', [first('A', { limits: [limit] }), first('B')], []],
    [
      'after one with an event limit',
      [first('A', { limits: [{ kind: 'event', points: 5 }] }), first('B')],
      ['/rules/0/award/points ABOVE_LIMIT', ...shadowed],
    ],
    ['after one with a budget', [first('A', { budget: { points: 100 } }), first('B')], []],
    ['after one that is paused', [first('A', { status: 'PAUSED' }), first('B')], []],
    ['after one of another type', [first('A', { trigger: 'ORDER_REFUNDED' }), first('B')], []],
    ['after one of another group', [first('A', { stackingGroup: { code: 'H', mode: 'first' } }), first('B')], []],
    ['after one that may give nothing', [first('A', { award: aRule().award }), first('B')], []],
    ['after one with a shorter window', [first('A', { effectiveTo: '2027-01-01T00:00:00Z' }), first('B')], []],
    [
      'after one with a longer window',
      [
        first('A', { effectiveTo: '2027-01-01T00:00:00Z' }),
        first('B', { effectiveFrom: '2026-12-01T00:00:00Z', effectiveTo: '2026-12-02T00:00:00Z' }),
      ],
      shadowed,
    ],
    ['after one whose points may expire', [first('A', { validFrom: 'OCCURRED' }), first('B')], []],
    [
      'after one that is halved to nothing',
      [first('A', { award: { kind: 'fixed', points: 1 }, multipliers: [{ code: 'H', rateBps: 5000 }] }), first('B')],
      [],
    ],
    ['in a sum', [0, 1].map((i) => first(`R${i}`, { stackingGroup: { code: 'G', mode: 'sum' } })), []],
  ])('%s', (_, rules, expected) => {
    expect(warnings(rules)).toEqual(expected);
  });

  it('are found in groups of the best, wherever they stand', () => {
    const best = (code: string, points: number): Rule =>
      aRule({ code, award: { kind: 'fixed', points }, stackingGroup: { code: 'G', mode: 'best' } });
    expect(warnings([best('A', 10), best('B', 5), best('C', 10)])).toEqual([
      '/rules/1/stackingGroup SHADOWED',
      '/rules/2/stackingGroup SHADOWED',
    ]);
    expect(warnings([best('A', 5), best('B', 10)])).toEqual(['/rules/0/stackingGroup SHADOWED']);
    expect(warnings([best('A', 5), { ...best('B', 10), ...from(5) }])).toEqual([]);
  });
});
