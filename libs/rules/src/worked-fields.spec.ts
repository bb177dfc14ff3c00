import { describe, expect, it } from '@jest/globals';
import { field } from '../testing/worked.js';
import { compileRuleSet } from './compile.js';
import { currencyExponent, isCurrency } from './currency.js';
import type { Got, RuleEvent } from './evaluation.js';
import { parseInstant } from './instant.js';
import type { Condition, Scalar } from './rule.js';
import { anEvent, anOrder, aRule, run, type Situation } from './testing.js';

const fixed = (conditions: Condition) => aRule({ conditions, award: { kind: 'fixed', points: 1 } });

/** What one condition says about one event. */
function leafOf(condition: Condition, event: RuleEvent, situation: Situation = {}) {
  return run(fixed(condition), event, situation).trace[0]?.conditions[0];
}

const items = [
  { sku: 'B', category: 'tea', quantity: 2, lineAmount: 100 },
  { sku: 'A', category: 'oil', quantity: 1.5, lineAmount: 100 },
  { sku: 'B', category: 7, quantity: 3, lineAmount: 100 },
];
const order = anOrder(300, { items, shipping: 500, tax: 31, discount: 100, orderNo: 'N1' });
const odd = anOrder(300, { items: 'none', shipping: '500', tax: 0.5, discount: null, currency: 7, orderNo: 8 });
const early = anEvent({}, { occurredAtMs: Date.parse('2026-01-02T09:09:00+08:00') });
const late = anEvent({}, { occurredAtMs: Date.parse('2026-10-10T10:10:00+08:00') });

describe('what a field holds', () => {
  it.each<[string, Scalar, RuleEvent, Got]>([
    ['order.shipping', 500, order, 500],
    ['order.tax', 31, order, 31],
    ['order.discount', 100, order, 100],
    ['order.currency', 'CNY', order, 'CNY'],
    ['order.orderNo', 'N1', order, 'N1'],
    ['order.lineCount', 3, order, 3],
    ['order.quantity', 5, order, 5],
    ['event.type', 'ORDER_COMPLETED', order, 'ORDER_COMPLETED'],
    ['user.id', 'u1', order, 'u1'],
    ['time.month', 1, early, 1],
    ['time.dayOfMonth', 2, early, 2],
    ['time.hour', 9, early, 9],
    ['time.month', 10, late, 10],
  ])('%s is %j', (path, wanted, event, got) => {
    expect(leafOf(field(path, 'eq', wanted), event)).toMatchObject({ field: path, wanted, got, held: true });
  });

  it.each<[string, Scalar]>([
    ['order.shipping', 500],
    ['order.tax', 0],
    ['order.discount', 0],
    ['order.currency', 'CNY'],
    ['order.orderNo', '8'],
    ['order.lineCount', 4],
    ['order.quantity', 0],
    ['user.registeredDays', 0],
    ['data.a.b', 1],
    ['data.toString', 'x'],
    ['data.items.length', 4],
    ['user.attributes.city', 'x'],
  ])('%s is nothing where the event has none, or something else', (path, wanted) => {
    expect(leafOf(field(path, 'eq', wanted), odd)).toMatchObject({ got: null, held: false });
  });

  it('inner names are followed through objects only', () => {
    expect(leafOf(field('data.a.b', 'eq', 1), anEvent({ a: { b: 1 } }))).toMatchObject({ got: 1, held: true });
    expect(leafOf(field('data.a.b', 'eq', 1), anEvent({ a: null }))).toMatchObject({ got: null, held: false });
    expect(leafOf(field('data.a.length', 'eq', 1), anEvent({ a: 'x' }))).toMatchObject({ got: null, held: false });
  });

  it('lists are sorted, each value once, texts only', () => {
    expect(leafOf(field('order.categories', 'contains', 'tea'), order)).toMatchObject({
      got: ['oil', 'tea'],
      held: true,
    });
    expect(leafOf(field('order.skus', 'in', ['C', 'A']), order)).toMatchObject({ got: ['A', 'B'], held: true });
    expect(leafOf(field('order.categories', 'contains', 'tea'), odd)).toMatchObject({ got: null, held: false });
    expect(leafOf(field('order.quantity', 'gte', 0), anOrder(1, { items: [null] }))).toMatchObject({
      got: 0,
      held: true,
    });
  });

  it('the clock has two digits each', () => {
    expect(leafOf(field('time.clock', 'gte', '09:09'), early)).toMatchObject({ got: '09:09', held: true });
    expect(leafOf(field('time.clock', 'gte', '10:10'), late)).toMatchObject({ got: '10:10', held: true });
  });

  it('no such field', () => {
    const ruleSet = { rules: [fixed(field('order.nothing', 'eq', 1))] };
    expect(() => compileRuleSet(ruleSet)).toThrow(new RangeError('unknown field: order.nothing'));
  });
});

describe('what a comparison does', () => {
  const note = (value: unknown) => anEvent({ note: value });

  it.each<[Condition, unknown, boolean]>([
    [field('data.note', 'contains', 'gift'), 'a gift card', true],
    [field('data.note', 'contains', 'gift'), 'a card', false],
    [field('data.note', 'contains', 5), 'a5', false],
    [field('data.note', 'contains', '5'), 5, false],
    [field('data.note', 'contains', 5), ['5', 5], true],
    [field('data.note', 'gte', 4), '5', false],
    [field('data.note', 'gte', 'b'), 'c', true],
    [field('data.note', 'gte', 'b'), 'a', false],
    [field('data.note', 'gt', 'b'), 'b', false],
    [field('data.note', 'lt', 4), null, false],
    [field('data.note', 'between', [1, 3]), 3, true],
    [field('data.note', 'between', [1, 3]), 4, false],
    [field('data.note', 'between', [1, 3]), 0, false],
    [field('data.note', 'exists', true), false, true],
    [field('data.note', 'exists', true), null, false],
    [field('data.note', 'eq', true), true, true],
    [field('data.note', 'nin', ['a']), 'b', true],
    [field('data.note', 'nin', ['a']), ['b', 'a'], false],
  ])('%j of %j: %j', (condition, value, held) => {
    expect(leafOf(condition, note(value))).toMatchObject({ held });
    expect(leafOf({ kind: 'not', of: condition }, note(value))).toMatchObject({ held: !held, not: true });
  });

  it('shows lists without what is no value, and numbers that JSON has', () => {
    const shown = (value: unknown) => leafOf(field('data.note', 'exists', true), note(value));
    expect(shown(['a', null, { x: 1 }, 2, true])).toMatchObject({ got: ['a', 2, true] });
    expect(shown({ x: 1 })).toMatchObject({ got: null, held: true });
    expect(shown(Number.NaN)).toMatchObject({ got: null });
    expect(shown(true)).toMatchObject({ got: true });
  });

  it('cuts what is long: 100 characters, 20 members', () => {
    const long = 'x'.repeat(101);
    const of = (value: unknown) => leafOf(field('data.note', 'eq', long), note(value));
    expect(of('y'.repeat(100))).toMatchObject({ got: 'y'.repeat(100), wanted: long });
    expect(of(long)).toMatchObject({ got: `${'x'.repeat(100)}…`, held: true });
    const numbers = Array.from({ length: 21 }, (_, i) => i);
    expect(of(numbers)).toMatchObject({ got: [...numbers.slice(0, 20), '… 21'] });
    expect(of(numbers.slice(1))).toMatchObject({ got: numbers.slice(1) });
    const wanted = leafOf(field('data.note', 'in', [...numbers, long]), note(1));
    expect(wanted).toMatchObject({ wanted: [...numbers.slice(0, 20), '… 22'], held: true });
    expect(leafOf(field('data.note', 'in', [long]), note(1))).toMatchObject({ wanted: [`${'x'.repeat(100)}…`] });
  });

  it('shows instants as text, but not where only their presence is asked', () => {
    const user = { registeredAtMs: 1000 };
    expect(leafOf(field('user.registeredAt', 'gte', '1970-01-01T00:00:01Z'), order, { user })).toStrictEqual({
      field: 'user.registeredAt',
      op: 'gte',
      wanted: '1970-01-01T00:00:01Z',
      got: '1970-01-01T00:00:01.000Z',
      held: true,
    });
    expect(leafOf(field('user.registeredAt', 'exists', true), order, { user })).toMatchObject({
      got: 1000,
      held: true,
    });
    expect(leafOf(field('order.amount', 'exists', true), order)).not.toHaveProperty('currency');
    expect(leafOf(field('order.lineCount', 'eq', 3), order)).not.toHaveProperty('currency');
  });

  it('groups of one kind within each other are one group', () => {
    const [a, b, c] = [field('data.a', 'eq', 1), field('data.b', 'eq', 1), field('data.c', 'eq', 1)];
    const event = anEvent({ c: 1 });
    const any = leafOf({ kind: 'any', of: [{ kind: 'any', of: [a, b] }, c] }, event);
    expect(any).toMatchObject({ mode: 'any', held: true, of: [{ held: false }, { held: false }, { held: true }] });
    const mixed = leafOf({ kind: 'any', of: [{ kind: 'all', of: [a, b] }, c] }, event);
    expect(mixed).toMatchObject({ mode: 'any', held: true, of: [{ mode: 'all', held: false }, { held: true }] });
    const half = leafOf({ kind: 'any', of: [{ kind: 'all', of: [a, c] }, b] }, event);
    expect(half).toMatchObject({ mode: 'any', held: false, of: [{ mode: 'all', held: false }, { held: false }] });
  });
});

describe('instants', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01t00:00:00z', 0],
    ['1970-01-01T00:00:01.5Z', 1500],
    ['1970-01-01T00:00:00.123456789Z', 123],
    ['1970-01-01T23:59:59Z', 86_399_000],
    ['1970-01-01T08:00:00+08:00', 0],
    ['1970-01-01T00:00:00-23:59', 86_340_000],
    ['1970-01-01T09:30:00+08:30', 3_600_000],
  ])('%s is %d', (text, ms) => {
    expect(parseInstant(text)).toBe(ms);
  });

  it.each([
    ['1970-01-01T24:00:00Z'],
    ['1970-01-01T23:60:00Z'],
    ['1970-01-01T23:59:60Z'],
    ['1970-01-01T00:00:00+24:00'],
    ['1970-01-01T00:00:00+08:60'],
    ['1970-02-29T00:00:00Z'],
    ['1970-01-01 00:00:00Z'],
    ['1970-01-01T00:00:00'],
    ['1970-01-01T00:00:00.1234567890Z'],
    ['1970-01-01T00:00:00.xZ'],
    ['1970-01-01T00:00:00.Z'],
    ['1970-01-01T0:00:00Z'],
    ['+1970-01-01T00:00:00Z'],
    ['1970-01-01T00:00:00Z.'],
    [''],
  ])('%s is none', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});

describe('currencies', () => {
  it.each([
    ['JPY', 0],
    ['XPF', 0],
    ['AED', 2],
    ['CNY', 2],
    ['GBP', 2],
    ['IDR', 2],
    ['MXN', 2],
    ['SLE', 2],
    ['ZWG', 2],
    ['KWD', 3],
    ['CLF', 4],
  ])('%s has %d decimals', (code, exponent) => {
    expect(currencyExponent(code)).toBe(exponent);
    expect(isCurrency(code)).toBe(true);
  });

  it.each([['XXX'], ['cny'], [''], ['CNY ']])('%j is none', (code) => {
    expect(currencyExponent(code)).toBeUndefined();
    expect(isCurrency(code)).toBe(false);
  });
});
