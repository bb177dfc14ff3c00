import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRowMapper } from './mapping.js';
import { type ImportOptions, parseOptions } from './options.js';
import { type CheckedOrders, OrderTable } from './orders.js';

const HEADER = ['No', 'Date', 'Customer', 'Code', 'Quantity', 'Price'];
const COLUMNS = 'invoice=No,date=Date,customer=Customer,sku=Code,quantity=Quantity,price=Price';

function check(rows: readonly string[], ...extra: string[]): CheckedOrders {
  const argv = ['orders', 'f', '--columns', COLUMNS, '--currency', 'GBP', '--exclude-codes', 'POST', ...extra];
  const { mapping } = parseOptions(argv, {}) as ImportOptions;
  const { groupByInvoice, cancelPrefix } = mapping;
  const table = new OrderTable({ groupByInvoice, cancelPrefix, withItems: mapping.items, exponentOf: () => 2 });
  const mapRow = createRowMapper(HEADER, mapping);
  for (const row of rows) table.add(mapRow(row.split(',')));
  return table.finish();
}

describe('OrderTable', () => {
  it('makes rows with one invoice number one order at its first time, rounded once', () => {
    const { orders, verdicts } = check([
      '100,2024-01-02 10:00,u1,A,3,1.115',
      '101,2024-01-01,u2,A,1,5',
      '100,2024-01-02 09:59,u1,B,1,0.01',
    ]);
    expect(verdicts).toEqual([1, 0, 1]);
    expect(orders[1]).toEqual({
      eventId: '100',
      userId: 'u1',
      occurredAtMs: Date.UTC(2024, 0, 2, 9, 59),
      currency: 'GBP',
      amountMinor: 336,
      items: [
        { lineId: '1', sku: 'A', quantity: 3, lineAmount: 335 },
        { lineId: '2', sku: 'B', quantity: 1, lineAmount: 1 },
      ],
      rows: [0, 2],
    });
  });

  it('skips what earns nothing and says why', () => {
    const { orders, verdicts } = check([
      '1,2024-01-01,,A,1,5',
      '2,2024-01-01,(Blank),A,1,5',
      'C3,2024-01-01,u1,A,-1,5',
      '4,2024-01-01,u1,A,-1,5',
      '5,2024-01-01,u1,A,1,0.004',
      '6,2024-01-01,u1,POST,1,5',
      '7,2024-01-01,u1,POST,1,5',
      '7,2024-01-01,u1,A,1,5',
      '8,2024-01-01,   ,A,1,5',
    ]);
    expect(verdicts).toEqual([
      'NO_CUSTOMER',
      'NO_CUSTOMER',
      'CANCELLATION',
      'NEGATIVE_AMOUNT',
      'ZERO_AMOUNT',
      'EXCLUDED_CODE',
      'EXCLUDED_CODE',
      0,
      'NO_CUSTOMER',
    ]);
    expect(orders.map(({ eventId, amountMinor }) => [eventId, amountMinor])).toEqual([['7', 500]]);
  });

  it('sums negative lines of an order exactly and leaves its items out', () => {
    const { orders } = check(['1,2024-01-01,u1,A,2,5', '1,2024-01-01,u1,D,-1,1.5']);
    expect(orders[0]).toMatchObject({ amountMinor: 850, rows: [0, 1] });
    expect(orders[0]?.items).toBeUndefined();
  });

  it.each([
    ['COLUMN_COUNT', '1,2024-01-01,u1,A,1'],
    ['NO_INVOICE', ' ,2024-01-01,u1,A,1,1'],
    ['BAD_ID', 'a b,2024-01-01,u1,A,1,1'],
    ['BAD_ID', '1,2024-01-01,müller,A,1,1'],
    ['BAD_ID', '..,2024-01-01,u1,A,1,1'],
    ['BAD_DATE', '1,1/2/2024,u1,A,1,1'],
    ['BAD_QUANTITY', '1,2024-01-01,u1,A,one,1'],
    ['BAD_PRICE', '1,2024-01-01,u1,A,1,£1'],
    ['AMOUNT_TOO_LARGE', '1,2024-01-01,u1,A,9999999999,9999999999'],
  ])('reports %s', (problem, row) => {
    expect(check([row]).verdicts).toEqual([problem]);
  });

  it('holds back the whole order when one row of it is wrong', () => {
    const { orders, verdicts } = check(['1,2024-01-01,u1,A,1,1', '1,2024-01-01,u1,A,x,1', '2,2024-01-01,u1,A,1,1']);
    expect(verdicts).toEqual(['ORDER_HAS_BAD_ROW', 'BAD_QUANTITY', 0]);
    expect(orders).toHaveLength(1);
  });

  it('refuses an order with two customers, but takes the one that is named', () => {
    expect(check(['1,2024-01-01,u1,A,1,1', '1,2024-01-01,u2,A,1,1']).verdicts).toEqual([
      'CUSTOMER_CONFLICT',
      'CUSTOMER_CONFLICT',
    ]);
    expect(check(['1,2024-01-01,,A,1,1', '1,2024-01-01,u2,A,1,1']).orders[0]?.userId).toBe('u2');
  });

  it('takes only the first of repeated numbers when rows are not grouped', () => {
    const rows = ['1,2024-01-01,u1,A,1,1', '1,2024-01-01,u1,A,2,1'];
    const { orders, verdicts } = check(rows, '--no-group-by-invoice');
    expect(verdicts).toEqual([0, 'DUPLICATE_INVOICE']);
    expect(orders[0]?.amountMinor).toBe(100);
  });

  it('puts prefixes before event and user ids', () => {
    const { orders } = check(['1,2024-01-01,7,A,1,1'], '--id-prefix', 'uk:', '--customer-prefix', 'shop.');
    expect(orders[0]).toMatchObject({ eventId: 'uk:1', userId: 'shop.7' });
  });

  it('accounts for every row once, and items add up to their order', () => {
    const cell = fc.record({
      no: fc.constantFrom('1', '2', '3', 'C4', ' '),
      customer: fc.constantFrom('u1', 'u1', 'u2', ''),
      code: fc.constantFrom('A', 'B', 'POST', ''),
      quantity: fc.constantFrom('1', '3', '-1', '0', 'x'),
      price: fc.constantFrom('0', '1.115', '2.5', '0.0049'),
    });
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 25 }), (cells) => {
        const rows = cells.map((c) => `${c.no},2024-01-01,${c.customer},${c.code},${c.quantity},${c.price}`);
        const { orders, verdicts } = check(rows);
        expect(verdicts).toHaveLength(rows.length);
        for (const [index, order] of orders.entries()) {
          expect(order.rows).toEqual(verdicts.flatMap((verdict, ordinal) => (verdict === index ? [ordinal] : [])));
          expect(order.amountMinor).toBeGreaterThan(0);
          if (order.items) expect(order.items.reduce((sum, item) => sum + item.lineAmount, 0)).toBe(order.amountMinor);
        }
      }),
    );
  });
});
