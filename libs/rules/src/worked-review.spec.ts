import { describe, expect, it } from '@jest/globals';
import { field } from '../testing/worked.js';
import { pointBounds, scaledBounds } from './point-bounds.js';
import { reviewRuleSet } from './review.js';
import { limitFindings } from './review-limits.js';
import type { Condition, Limit, LinesBase, Rule } from './rule.js';
import { aRule } from './testing.js';

const NOW_MS = Date.parse('2026-11-22T00:00:00Z');
const fixed = (points: number, more: Partial<Rule> = {}): Rule => aRule({ award: { kind: 'fixed', points }, ...more });
const per = (period: 'day' | 'week' | 'month' | 'lifetime', more: { times?: number; points?: number }): Limit => ({
  kind: 'period',
  period,
  ...more,
});
const level = field('user.level', 'eq', 'GOLD');

describe('how few and how many points one award can be', () => {
  const twice = { code: 'A', rateBps: 20_000 };
  const half = { code: 'B', rateBps: 5000 };
  it.each<[string, Rule, number, number]>([
    ['fixed', fixed(10), 10, 10],
    ['doubled', fixed(10, { multipliers: [twice] }), 20, 20],
    ['perhaps doubled', fixed(10, { multipliers: [{ ...twice, conditions: level }] }), 10, 20],
    ['halved', fixed(10, { multipliers: [half] }), 5, 5],
    ['perhaps halved', fixed(10, { multipliers: [{ ...half, conditions: level }] }), 5, 10],
    ['perhaps × 1', fixed(10, { multipliers: [{ code: 'C', rateBps: 10_000, conditions: level }] }), 10, 10],
    ['halves of 5 rounded up', fixed(5, { multipliers: [half], rounding: 'ceil' }), 3, 3],
    ['cut at 7', fixed(10, { limits: [per('day', { points: 3 }), { kind: 'event', points: 7 }] }), 7, 7],
    ['an order', aRule(), 0, Number.POSITIVE_INFINITY],
    ['an order cut at 7', aRule({ limits: [{ kind: 'event', points: 7 }] }), 0, 7],
    [
      'a streak',
      aRule({
        award: {
          kind: 'streak',
          field: 'user.streakDays',
          at: [
            { days: 7, points: 50 },
            { days: 30, points: 20 },
          ],
        },
      }),
      0,
      50,
    ],
  ])('%s: %s', (_, rule, min, max) => {
    expect(pointBounds(rule)).toEqual({ min, max });
  });

  it('beyond the safe range nothing is known', () => {
    const multipliers = Array.from({ length: 5 }, (_, i) => ({ code: `M${i}`, rateBps: 1_000_000 }));
    expect(scaledBounds(fixed(1, { multipliers }), 1e9, 1e9)).toEqual({ min: 0, max: Number.POSITIVE_INFINITY });
  });
});

describe('limits that always or never cut', () => {
  const found = (rule: Rule) =>
    limitFindings(rule).map(({ pointer, code, params }) => [pointer, code, ...Object.values(params)].join(' '));
  it.each<[string, Rule, string[]]>([
    ['20 of 20', fixed(20, { limits: [per('day', { points: 20 })] }), []],
    ['21 of 20 a day', fixed(21, { limits: [per('day', { points: 20 })] }), ['/award/points ABOVE_LIMIT 21 20 day']],
    [
      'the lowest of several, the first of equals',
      fixed(21, {
        limits: [per('lifetime', { points: 20 }), { kind: 'event', points: 20 }, per('week', { times: 1 })],
      }),
      ['/award/points ABOVE_LIMIT 21 20 lifetime', '/limits/1 LIMIT_NEVER_CUTS'],
    ],
    [
      'an event limit below',
      fixed(21, { limits: [{ kind: 'event', points: 5 }, per('day', { points: 20 })] }),
      ['/award/points ABOVE_LIMIT 21 5 event'],
    ],
    ['a budget below', fixed(21, { budget: { points: 9 } }), ['/award/points ABOVE_LIMIT 21 9 budget']],
    ['an event limit above', fixed(20, { limits: [{ kind: 'event', points: 20 }] }), ['/limits/0 LIMIT_NEVER_CUTS']],
    ['an event limit that can cut', aRule({ limits: [{ kind: 'event', points: 20 }] }), []],
    [
      'a day within its week',
      fixed(1, { limits: [per('day', { times: 3 }), per('week', { times: 3 })] }),
      ['/limits/0 LIMIT_NEVER_CUTS'],
    ],
    [
      'a day within its month',
      fixed(1, { limits: [per('day', { times: 3 }), per('month', { times: 2 })] }),
      ['/limits/0 LIMIT_NEVER_CUTS'],
    ],
    [
      'a week within a life',
      fixed(1, { limits: [per('week', { points: 9 }), per('lifetime', { points: 9 })] }),
      ['/limits/0 LIMIT_NEVER_CUTS'],
    ],
    [
      'a month within a life',
      fixed(1, { limits: [per('month', { points: 9 }), per('lifetime', { points: 8 })] }),
      ['/limits/0 LIMIT_NEVER_CUTS'],
    ],
    ['a day within a larger week', fixed(1, { limits: [per('day', { times: 3 }), per('week', { times: 4 })] }), []],
    ['a week is not within a month', fixed(1, { limits: [per('week', { times: 3 }), per('month', { times: 3 })] }), []],
    [
      'a life within nothing',
      fixed(1, { limits: [per('lifetime', { times: 1 }), per('day', { times: 1 })] }),
      ['/limits/1 LIMIT_NEVER_CUTS'],
    ],
    ['times are not points', fixed(1, { limits: [per('day', { points: 3 }), per('week', { times: 3 })] }), []],
    [
      'one side is not both',
      fixed(1, { limits: [per('day', { times: 3, points: 3 }), per('week', { times: 3 })] }),
      [],
    ],
  ])('%s', (_, rule, findings) => {
    expect(found(rule)).toEqual(findings);
  });
});

describe('rules that can never award', () => {
  const codes = (rule: Rule) => reviewRuleSet({ rules: [rule] }, { nowMs: NOW_MS }).map(({ code }) => code);
  const all = (...of: Condition[]) => fixed(1, { conditions: { kind: 'all', of } });
  it.each<[string, Rule, boolean]>([
    ['an order of 0 only', all(field('order.amount', 'eq', 0)), true],
    ['an order of 1 only', all(field('order.amount', 'eq', 1)), false],
    ['an amount up to 5 and from 5', all(field('order.amount', 'lte', 5), field('order.amount', 'gte', 5)), false],
    ['an amount below 5 and from 5', all(field('order.amount', 'lt', 5), field('order.amount', 'gte', 5)), true],
    ['first, and one order before', all(field('order.first', 'eq', true), field('user.orderCount', 'eq', 1)), true],
    ['first, and no order before', all(field('order.first', 'eq', true), field('user.orderCount', 'eq', 0)), false],
    ['two levels at once', all(level, field('user.level', 'eq', 'SILVER')), true],
    ['two tags at once', all(field('user.tags', 'contains', 'a'), field('user.tags', 'contains', 'b')), false],
    [
      'a tag and not that tag',
      all(field('user.tags', 'contains', 'a'), { kind: 'not', of: field('user.tags', 'contains', 'a') }),
      true,
    ],
    [
      'some tag of two but neither',
      all(field('user.tags', 'in', ['a', 'b']), field('user.tags', 'nin', ['a', 'b'])),
      true,
    ],
    ['some tag of two but not one', all(field('user.tags', 'in', ['a', 'b']), field('user.tags', 'nin', ['a'])), false],
    ['no user id', all(field('user.id', 'exists', false)), true],
    ['no level', all(field('user.level', 'exists', false)), false],
    [
      'registered before and after',
      all(
        field('user.registeredAt', 'lt', '2026-01-01T00:00:00Z'),
        field('user.registeredAt', 'gte', '2026-01-01T00:00:00Z'),
      ),
      true,
    ],
    [
      'registered until and from',
      all(
        field('user.registeredAt', 'lte', '2026-01-01T00:00:00Z'),
        field('user.registeredAt', 'gte', '2026-01-01T08:00:00+08:00'),
      ),
      false,
    ],
    [
      'at 10 by the hour, at 11 by the clock',
      all(field('time.hour', 'eq', 10), field('time.clock', 'gte', '11:00')),
      true,
    ],
    [
      'at 10 by the hour, after 10:59 by the clock',
      all(field('time.hour', 'eq', 10), field('time.clock', 'gte', '10:59')),
      false,
    ],
    ['30 February', all(field('time.month', 'eq', 2), field('time.dayOfMonth', 'eq', 30)), true],
    ['29 February', all(field('time.month', 'eq', 2), field('time.dayOfMonth', 'eq', 29)), false],
    ['over since a second', fixed(1, { effectiveTo: '2026-11-21T23:59:59Z' }), true],
    ['over now', fixed(1, { effectiveTo: '2026-11-22T00:00:00Z' }), true],
    ['over in a second', fixed(1, { effectiveTo: '2026-11-22T00:00:01Z' }), false],
    ['× 0', fixed(1, { multipliers: [{ code: 'A', rateBps: 0 }] }), true],
    ['× 0 for some', fixed(1, { multipliers: [{ code: 'A', rateBps: 0, conditions: level }] }), false],
  ])('%s: %s', (_, rule, unreachable) => {
    expect(codes(rule).length > 0).toBe(unreachable);
  });

  const lines = (base: Omit<LinesBase, 'kind'>): Rule =>
    aRule({ award: { kind: 'ratio', points: 1, per: 1, unit: 'major', base: { kind: 'lines', ...base } } });
  it.each<[string, Rule, boolean]>([
    ['what is included is excluded', lines({ include: { skus: ['A'] }, exclude: { skus: ['A'] } }), true],
    ['one of two is excluded', lines({ include: { skus: ['A', 'B'] }, exclude: { skus: ['A'] } }), false],
    ['a category is excluded whole', lines({ include: { categories: ['c'] }, exclude: { categories: ['c'] } }), true],
    ['a SKU of it is excluded', lines({ include: { categories: ['c'] }, exclude: { skus: ['A'] } }), false],
  ])('lines: %s: %s', (_, rule, unreachable) => {
    expect(codes(rule).length > 0).toBe(unreachable);
  });

  it('a multiplier of 0 can hold, unless its own conditions cannot', () => {
    const zero = (conditions: Condition) => codes(fixed(1, { multipliers: [{ code: 'A', rateBps: 0, conditions }] }));
    expect(zero(level)).toEqual([]);
    const clash: Condition = { kind: 'all', of: [level, field('user.level', 'eq', 'SILVER')] };
    expect(zero(clash)).toEqual(['MULTIPLIER_NEVER_HOLDS']);
  });
});
