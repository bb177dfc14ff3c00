import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LeafTrace } from './evaluation.js';
import type { Condition, FieldCondition } from './rule.js';
import { anEvent, anOrder, aRule, run } from './testing.js';

const leaf = (field: string, op: FieldCondition['op'], value: FieldCondition['value']): FieldCondition => ({
  kind: 'field',
  field,
  op,
  value,
});

/** 2026-11-22 12:00 in Shanghai, a Sunday. */
const event = anEvent(
  {
    currency: 'CNY',
    amount: 2030,
    orderNo: 'N1',
    photos: 2,
    note: 'hello',
    deep: { list: ['a', 7], flag: false },
    items: [
      { sku: 'S2', category: 'juice', quantity: 2, lineAmount: 1000 },
      { sku: 'S1', category: 'fruit', quantity: 3, lineAmount: 1030 },
      { sku: 'S3', category: 'fruit', lineAmount: 0 },
    ],
  },
  { channel: 'app' },
);
const user = {
  level: 'GOLD',
  tags: ['vip', 'staff'],
  orderCount: 2,
  streakDays: 7,
  registeredAtMs: Date.parse('2026-11-20T23:30:00+08:00'),
  attributes: { city: 'Xiamen', score: 5 },
};

function holds(conditions: Condition): boolean {
  const rule = aRule({ award: { kind: 'fixed', points: 1 }, conditions });
  return run(rule, event, { user }).trace[0]?.outcome === 'AWARDED';
}

describe('each comparison', () => {
  it.each<[string, FieldCondition['op'], FieldCondition['value'], boolean]>([
    ['order.amount', 'eq', 2030, true],
    ['order.amount', 'ne', 2030, false],
    ['order.amount', 'lt', 2030, false],
    ['order.amount', 'lt', 2031, true],
    ['order.amount', 'lte', 2030, true],
    ['order.amount', 'lte', 2029, false],
    ['order.amount', 'gt', 2030, false],
    ['order.amount', 'gt', 2029, true],
    ['order.amount', 'gte', 2030, true],
    ['order.amount', 'gte', 2031, false],
    ['order.amount', 'between', [2030, 3000], true],
    ['order.amount', 'between', [1000, 2030], true],
    ['order.amount', 'between', [2031, 3000], false],
    ['order.amount', 'in', [1, 2030], true],
    ['order.amount', 'nin', [1, 2030], false],
    ['order.amount', 'exists', true, true],
    ['order.discount', 'exists', true, false],
    ['order.discount', 'exists', false, true],
    ['order.discount', 'eq', 0, false],
    ['order.discount', 'ne', 0, true],
    ['order.discount', 'nin', [0], true],
    ['order.discount', 'lt', 100, false],
    ['order.currency', 'eq', 'CNY', true],
    ['order.orderNo', 'contains', '1', true],
    ['order.orderNo', 'contains', 'x', false],
    ['order.lineCount', 'eq', 3, true],
    ['order.quantity', 'eq', 5, true],
    ['order.categories', 'contains', 'fruit', true],
    ['order.categories', 'contains', 'fru', false],
    ['order.categories', 'in', ['milk', 'juice'], true],
    ['order.categories', 'nin', ['milk', 'juice'], false],
    ['order.skus', 'contains', 'S3', true],
    ['order.first', 'eq', false, true],
    ['user.id', 'eq', 'u1', true],
    ['user.level', 'in', ['GOLD', 'PLATINUM'], true],
    ['user.tags', 'contains', 'vip', true],
    ['user.tags', 'nin', ['blocked'], true],
    ['user.orderCount', 'gte', 2, true],
    ['user.streakDays', 'eq', 7, true],
    ['user.registeredAt', 'lt', '2026-11-21T00:00:00+08:00', true],
    ['user.registeredAt', 'gte', '2026-11-20T15:30:00Z', true],
    ['user.registeredDays', 'eq', 2, true],
    ['user.attributes.city', 'eq', 'Xiamen', true],
    ['user.attributes.score', 'gt', 4, true],
    ['user.attributes.missing', 'exists', false, true],
    ['time.occurredAt', 'between', ['2026-11-22T04:00:00Z', '2026-11-22T04:00:00Z'], true],
    ['time.date', 'eq', '2026-11-22', true],
    ['time.date', 'between', ['2026-11-01', '2026-11-21'], false],
    ['time.clock', 'between', ['09:30', '12:00'], true],
    ['time.clock', 'lt', '12:00', false],
    ['time.hour', 'eq', 12, true],
    ['time.weekday', 'in', [6, 7], true],
    ['time.weekday', 'eq', 1, false],
    ['time.dayOfMonth', 'eq', 22, true],
    ['time.month', 'eq', 11, true],
    ['event.type', 'eq', 'ORDER_COMPLETED', true],
    ['event.channel', 'in', ['app', 'mini'], true],
    ['data.photos', 'gte', 1, true],
    ['data.photos', 'gte', '1', false],
    ['data.note', 'gte', 'h', true],
    ['data.note', 'contains', 'ell', true],
    ['data.deep.flag', 'eq', false, true],
    ['data.deep.list', 'contains', 7, true],
    ['data.deep.list', 'in', ['a'], true],
    ['data.deep.missing.more', 'exists', false, true],
    ['data.note.length', 'exists', false, true],
    ['data.deep.constructor', 'exists', false, true],
  ])('%s %s %j: %j', (field, op, value, expected) => {
    expect(holds(leaf(field, op, value))).toBe(expected);
    expect(holds({ kind: 'not', of: leaf(field, op, value) })).toBe(!expected);
  });
});

describe('trees', () => {
  const yes = leaf('order.amount', 'eq', 2030);
  const no = leaf('order.amount', 'eq', 1);
  const tree = fc.letrec<{ node: Condition }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', maxDepth: 5 },
      fc.constantFrom<Condition>(yes, no),
      fc.record({
        kind: fc.constantFrom('all' as const, 'any' as const),
        of: fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('not' as const), of: tie('node') }),
    ),
  })).node;

  function truth(condition: Condition): boolean {
    switch (condition.kind) {
      case 'field':
        return condition === yes || condition.value === 2030;
      case 'not':
        return !truth(condition.of);
      case 'all':
        return condition.of.every(truth);
      case 'any':
        return condition.of.some(truth);
    }
  }

  it('hold as boolean algebra says', () => {
    fc.assert(
      fc.property(tree, (condition) => {
        expect(holds(condition)).toBe(truth(condition));
      }),
    );
  });

  it('push NOT down to the leaves', () => {
    const conditions: Condition = { kind: 'not', of: { kind: 'all', of: [yes, { kind: 'not', of: no }] } };
    const [trace] = run(aRule({ conditions }), event).trace;
    expect(trace?.conditions).toMatchObject([
      {
        mode: 'any',
        held: false,
        of: [
          { not: true, wanted: 2030, held: false },
          { wanted: 1, held: false },
        ],
      },
    ]);
  });
});

describe('what is stored of a condition', () => {
  it('is cut to a length that can be stored', () => {
    const skus = Array.from({ length: 50 }, (_, i) => `S${i}`);
    const items = skus.map((sku) => ({ sku, lineAmount: 1 }));
    const conditions = leaf('order.skus', 'in', skus);
    const [trace] = run(aRule({ conditions }), anOrder(50, { items })).trace;
    const entry = trace?.conditions[0] as LeafTrace;
    expect(entry.held).toBe(true);
    expect(entry.wanted).toHaveLength(21);
    expect(entry.got).toHaveLength(21);
    expect((entry.wanted as string[])[20]).toBe('… 50');
  });

  it('never halves a surrogate pair', () => {
    const note = `${'x'.repeat(99)}😀 and more`;
    const [trace] = run(aRule({ conditions: leaf('data.note', 'exists', true) }), anOrder(100, { note })).trace;
    expect(trace?.conditions[0]).toMatchObject({ got: `${'x'.repeat(99)}\ufffd…` });
  });

  it('shows instants as RFC 3339 and objects as nothing', () => {
    const conditions: Condition = {
      kind: 'all',
      of: [leaf('user.registeredAt', 'lt', '2027-01-01T00:00:00Z'), leaf('data.deep', 'exists', true)],
    };
    const [trace] = run(aRule({ conditions }), event, { user }).trace;
    expect(trace?.conditions).toMatchObject([
      { wanted: '2027-01-01T00:00:00Z', got: '2026-11-20T15:30:00.000Z', held: true },
      { got: null, held: true },
    ]);
  });
});
