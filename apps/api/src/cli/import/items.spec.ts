import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { add, type Decimal, toMinorHalfUp, ZERO } from './decimal.js';
import { allocateMinor, buildItems, MAX_ITEMS, type OrderLine } from './items.js';

const amount = fc.record({ units: fc.bigInt({ min: 0n, max: 99_999_999n }), scale: fc.integer({ min: 0, max: 6 }) });

function line(overrides: Partial<OrderLine>): OrderLine {
  const quantity = { units: 2n, scale: 0 };
  return { lineId: '1', sku: '85123A', category: '', quantity, amount: { units: 510n, scale: 2 }, ...overrides };
}

describe('allocateMinor', () => {
  it('adds up to the rounded order and stays within one minor unit of every line', () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 60 }), fc.constantFrom(0, 2, 3), (amounts, exponent) => {
        const total = toMinorHalfUp(amounts.reduce<Decimal>(add, ZERO), exponent) ?? 0;
        const shares = allocateMinor(amounts, total, exponent);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total);
        shares.forEach((share, index) => {
          const { units, scale } = amounts[index] ?? ZERO;
          const exactMillionths = units * 10n ** BigInt(6 + exponent - scale);
          const distance = BigInt(share) * 1_000_000n - exactMillionths;
          expect(distance < 1_000_000n && distance > -1_000_000n).toBe(true);
        });
      }),
    );
  });

  it('gives what is left to the largest remainders, earlier lines first', () => {
    const amounts = [4, 6, 6, 4].map((units) => ({ units: BigInt(units), scale: 3 }));
    expect(allocateMinor(amounts, 2, 2)).toEqual([0, 1, 1, 0]);
    expect(allocateMinor(amounts.slice(1, 3), 1, 2)).toEqual([1, 0]);
  });
});

describe('buildItems', () => {
  it('tells codes, quantities and amounts in minor units', () => {
    expect(buildItems([line({}), line({ lineId: '2', category: 'home' })], 1020, 2)).toEqual([
      { lineId: '1', sku: '85123A', quantity: 2, lineAmount: 510 },
      { lineId: '2', sku: '85123A', category: 'home', quantity: 2, lineAmount: 510 },
    ]);
  });

  it.each([
    ['no code', [line({ sku: '' })]],
    ['a code too long', [line({ sku: 'x'.repeat(65) })]],
    ['a negative line', [line({}), line({ amount: { units: -1n, scale: 2 } })]],
    ['a negative quantity', [line({ quantity: { units: -1n, scale: 0 } })]],
    ['half a piece', [line({ quantity: { units: 5n, scale: 1 } })]],
    ['too many lines', Array.from({ length: MAX_ITEMS + 1 }, () => line({}))],
    ['no lines', []],
  ])('leaves items out for %s', (_name, lines) => {
    expect(buildItems(lines, 510, 2)).toBeUndefined();
  });
});
