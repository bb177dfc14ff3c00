import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { add, type Decimal, multiply, parseDecimal, toMinorHalfUp, toSafeInteger, ZERO } from './decimal.js';

const point = { decimal: '.' } as const;

describe('parseDecimal', () => {
  it.each([
    ['0', 0n, 0],
    ['-10', -10n, 0],
    ['+3.9100', 39100n, 4],
    [' 4.8533 ', 48533n, 4],
    ['-11062.06', -1106206n, 2],
  ])('reads %j', (text, units, scale) => {
    expect(parseDecimal(text, point)).toEqual({ units, scale });
  });

  it.each(['', ' ', '.5', '5.', '1.2.3', '1,5', '1e3', '£3', '--1', '(5)', '0x10', 'NaN', '1 000', '9'.repeat(31)])(
    'refuses %j',
    (text) => expect(parseDecimal(text, point)).toBeUndefined(),
  );

  it('reads a decimal comma and announced thousands only at every third digit', () => {
    expect(parseDecimal('1.234.567,89', { decimal: ',', thousands: '.' })).toEqual({ units: 123456789n, scale: 2 });
    expect(parseDecimal('1234,5', { decimal: ',', thousands: '.' })).toEqual({ units: 12345n, scale: 1 });
    expect(parseDecimal('12.34,5', { decimal: ',', thousands: '.' })).toBeUndefined();
    expect(parseDecimal('1.234', { decimal: ',' })).toBeUndefined();
  });
});

describe('rounding', () => {
  it.each([
    ['71.625', 2, 7163],
    ['71.6249', 2, 7162],
    ['0.005', 2, 1],
    ['0.0049', 2, 0],
    ['-0.004', 2, 0],
    ['-0.005', 2, -1],
    ['10.5', 0, 11],
    ['1.2345', 3, 1235],
    ['7', 2, 700],
  ])('%s at %d decimals is %d', (text, exponent, minor) => {
    expect(toMinorHalfUp(parseDecimal(text, point) ?? ZERO, exponent)).toBe(minor);
  });

  it('refuses amounts beyond the safe range instead of losing digits', () => {
    expect(toMinorHalfUp({ units: 9007199254740993n, scale: 2 }, 2)).toBeUndefined();
    expect(toSafeInteger({ units: 9007199254740993n, scale: 0 })).toBeUndefined();
    expect(toSafeInteger({ units: 1250n, scale: 2 })).toBeUndefined();
    expect(toSafeInteger({ units: 1200n, scale: 2 })).toBe(12);
  });
});

describe('sums of quantity × price', () => {
  const line = fc.record({
    quantity: fc.integer({ min: -5000, max: 5000 }),
    priceUnits: fc.bigInt({ min: -9_999_999n, max: 9_999_999n }),
    scale: fc.integer({ min: 0, max: 6 }),
  });

  it('agree with sums done at one fixed scale, in any order, and round once', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const values = lines.map(({ quantity, priceUnits, scale }) =>
          multiply({ units: BigInt(quantity), scale: 0 }, { units: priceUnits, scale }),
        );
        const sum = values.reduce<Decimal>(add, ZERO);
        const backwards = values.reduceRight<Decimal>(add, ZERO);
        const naiveMillionths = lines.reduce(
          (total, { quantity, priceUnits, scale }) => total + BigInt(quantity) * priceUnits * 10n ** BigInt(6 - scale),
          0n,
        );
        expect(sum.units * 10n ** BigInt(6 - sum.scale)).toBe(naiveMillionths);
        expect(backwards.units * 10n ** BigInt(6 - backwards.scale)).toBe(naiveMillionths);

        const magnitude = naiveMillionths < 0n ? -naiveMillionths : naiveMillionths;
        const whole = magnitude / 10_000n;
        const rounded = Number(magnitude % 10_000n >= 5_000n ? whole + 1n : whole);
        expect(Math.abs(toMinorHalfUp(sum, 2) ?? Number.NaN)).toBe(rounded);
      }),
    );
  });

  it('survive being written and read again', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.integer({ min: 0, max: 8 }),
        (units, scale) => {
          const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
          const whole = digits.slice(0, digits.length - scale);
          const text = `${units < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`;
          expect(parseDecimal(text, point)).toEqual({ units, scale });
        },
      ),
    );
  });
});
