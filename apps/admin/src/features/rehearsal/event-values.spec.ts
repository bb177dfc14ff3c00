import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { byForm, byJson } from './event-edit.js';
import { errorsOf, otherTotal, placeServerErrors } from './event-errors.js';
import { bodyOf, type EventValues, emptyLine, firstValues, scalarOf, scalarText, valuesOf } from './event-values.js';
import { majorText, minorOf } from './money-text.js';

const order: EventValues = { ...firstValues('2026-11-28T02:00:00Z', 'GBP'), userId: '17850' };
const line = (amount: string, more = {}) => ({ ...emptyLine(), amount, ...more });

describe('money', () => {
  test('is typed in major units and carried in minor ones', () => {
    expect(minorOf('139.12', 'GBP')).toBe(13912);
    expect(minorOf(' 7 ', 'GBP')).toBe(700);
    expect(minorOf('500', 'JPY')).toBe(500);
    expect(minorOf('1.234', 'KWD')).toBe(1234);
    for (const text of ['', '-1', '1,5', '1.234', 'x', '99999999999999']) expect(minorOf(text, 'GBP')).toBeUndefined();
    expect(minorOf('1.5', 'JPY')).toBeUndefined();
  });

  test('comes back as it was', () => {
    const currency = fc.constantFrom('GBP', 'JPY', 'KWD', '', 'XX');
    fc.assert(
      fc.property(fc.nat({ max: 9_000_000_000_000 }), currency, (minor, code) => {
        expect(minorOf(majorText(minor, code), code)).toBe(minor);
      }),
    );
  });
});

describe('an event', () => {
  const scalar = fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constantFrom('5', 'true', '"x"', 'null'));

  test('a plain value is read as what it was', () => {
    fc.assert(fc.property(scalar, (value) => expect(scalarOf(scalarText(value))).toBe(value)));
  });

  test('goes from JSON to the form and back without a loss', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,5}$/);
    const deep = fc.oneof(scalar, fc.constant(null), fc.array(scalar, { maxLength: 2 }), fc.dictionary(name, scalar));
    const money = fc.oneof(fc.nat(), fc.integer(), fc.string());
    const item = fc.record(
      { sku: fc.string({ minLength: 1 }), quantity: money, lineAmount: money, note: deep },
      { requiredKeys: [] },
    );
    const orderData = fc.record(
      {
        currency: fc.constantFrom('GBP', 'JPY'),
        amount: money,
        tax: money,
        items: fc.array(item, { minLength: 1, maxLength: 3 }),
        gift: deep,
      },
      { requiredKeys: ['currency'] },
    );
    const data = fc.oneof(orderData, fc.dictionary(name, deep, { minKeys: 1 }));
    const event = fc.record(
      {
        type: fc.constantFrom('ORDER_COMPLETED', 'SIGNED_IN', 'LESSON_FINISHED'),
        userId: fc.constant('17850'),
        occurredAt: fc.constant('2026-01-01T00:00:00Z'),
        data,
        channel: fc.constant('app'),
        odd: deep,
      },
      { requiredKeys: ['type', 'userId', 'occurredAt', 'data'] },
    );
    fc.assert(
      fc.property(event, (value) => {
        const clean = JSON.parse(JSON.stringify(value));
        expect(bodyOf(valuesOf(clean))).toEqual(clean);
      }),
    );
  });

  test('says in minor units what was typed, and what was typed counts before what was pasted', () => {
    const values = {
      ...order,
      amount: '20.30',
      lines: [line('20.30', { sku: 'A', quantity: '2', rest: { lineId: '1' } })],
    };
    expect(bodyOf(values)).toEqual({
      type: 'ORDER_COMPLETED',
      userId: '17850',
      occurredAt: '2026-11-28T02:00:00Z',
      data: { currency: 'GBP', amount: 2030, items: [{ sku: 'A', quantity: 2, lineAmount: 2030, lineId: '1' }] },
    });
    const pasted = valuesOf({ type: 'ORDER_COMPLETED', data: { currency: 'GBP', amount: -1 } });
    expect(pasted.rest).toEqual({ amount: -1 });
    expect(bodyOf({ ...pasted, amount: '1.00' }).data).toEqual({ currency: 'GBP', amount: 100 });
  });

  test('of another type has plain fields', () => {
    const values = { ...order, type: 'LESSON_FINISHED', fields: [{ name: 'minutes', value: '45' }] };
    expect(bodyOf(values).data).toEqual({ minutes: 45 });
  });
});

describe('form and JSON', () => {
  test('follow each other', () => {
    const edit = byForm(order);
    expect(JSON.parse(edit.json)).toEqual(bodyOf(order));
    const next = byJson(edit, edit.json.replace('17850', '13047'));
    expect(next.values).toEqual({ ...order, userId: '13047' });
  });

  test('a text that is no event leaves the form as it was and says where it fails', () => {
    const edit = byForm(order);
    expect(byJson(edit, ' ')).toMatchObject({ values: order, problem: { kind: 'empty' } });
    expect(byJson(edit, '[1]').problem).toEqual({ kind: 'object' });
    expect(byJson(edit, '{"type": 5}').problem).toEqual({ kind: 'field', field: 'type' });
    expect(byJson(edit, '{"data": []}').problem).toEqual({ kind: 'field', field: 'data' });
    expect(byJson(edit, '{\n  "type": ,\n}').problem).toMatchObject({ kind: 'syntax', at: { line: 2 } });
    expect(byJson(edit, '{').problem).toEqual({ kind: 'syntax', at: { line: 1, column: 2 } });
  });
});

describe('errors', () => {
  test('stand on their fields', () => {
    expect([...errorsOf(order)]).toEqual([]);
    const wrong = {
      ...order,
      ...{ type: 'ORDER_COMPLETED', userId: '', occurredAt: 'x', amount: 'x', tax: '1.234', currency: '' },
      lines: [line(''), line('1', { quantity: 'x' })],
      fields: [
        { name: 'a', value: '' },
        { name: 'a', value: '' },
        { name: '', value: '' },
        { name: 'amount', value: '1' },
      ],
    };
    expect(Object.fromEntries(errorsOf(wrong))).toEqual({
      userId: 'required',
      occurredAt: 'badTime',
      currency: 'required',
      amount: 'badAmount',
      tax: 'badAmount',
      'lines.0.amount': 'badAmount',
      'lines.1.quantity': 'badQuantity',
      'fields.1.name': 'fieldTwice',
      'fields.2.name': 'required',
      'fields.3.name': 'fieldTwice',
    });
    expect([...errorsOf({ ...wrong, ...{ type: '', userId: 'a', occurredAt: order.occurredAt }, fields: [] })]).toEqual(
      [['type', 'required']],
    );
  });

  test('a total that differs is told', () => {
    expect(otherTotal({ ...order, amount: '20.00', lines: [line('15'), line('5')] })).toBeUndefined();
    expect(otherTotal({ ...order, amount: '20.00', lines: [line('15')], shipping: '4', discount: '1' })).toBe(1800);
    expect(otherTotal({ ...order, amount: '20.00', lines: [line('x')] })).toBeUndefined();
    expect(otherTotal(order)).toBeUndefined();
  });

  test('of the server find the fields of the form', () => {
    const values = { ...order, lines: [line('1')], fields: [{ name: 'gift', value: 'x' }] };
    const at = (pointer: string) => ({ pointer, code: 'x', detail: '' });
    const pointers = ['/event/userId', '/event/data/amount', '/event/data/items/0/lineAmount', '/event/data/gift'];
    const { fields, rest } = placeServerErrors(
      [...pointers, '/event/odd', '/candidate', '/event/data/items/9/sku', '/facts/level'].map(at),
      values,
    );
    expect([...fields.keys()]).toEqual([
      'userId',
      'amount',
      'lines.0.amount',
      'fields.0.value',
      'lines',
      'facts.level',
    ]);
    expect(rest.map((error) => error.pointer)).toEqual(['/event/odd', '/candidate']);
  });
});
