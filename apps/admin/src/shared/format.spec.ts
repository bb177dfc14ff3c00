import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  actorParts,
  availableEffect,
  balanceAfter,
  formatDay,
  formatInstant,
  formatInteger,
  formatMoney,
  formatOffset,
  formatSigned,
  isNever,
} from './format.js';

describe('numbers', () => {
  test('are grouped, and signed with a real minus', () => {
    expect(formatInteger(1234567, 'en-US')).toBe('1,234,567');
    expect(formatSigned(1234, 'zh-CN')).toBe('+1,234');
    expect(formatSigned(-1234, 'en-US')).toBe('−1,234');
    expect(formatSigned(0, 'en-US')).toBe('0');
  });

  test('keep every digit of the safe range', () => {
    expect(formatInteger(Number.MAX_SAFE_INTEGER, 'en-US')).toBe('9,007,199,254,740,991');
  });
});

describe('money', () => {
  test('has the decimals of its currency', () => {
    expect(formatMoney(2030, 'GBP', 'en-US')).toBe('£20.30');
    expect(formatMoney(2030, 'JPY', 'en-US')).toBe('¥2,030');
    expect(formatMoney(2030, 'KWD', 'en-US').replace(/\s/g, ' ')).toBe('KWD 2.030');
    expect(formatMoney(-5, 'CNY', 'zh-CN')).toBe('-¥0.05');
  });

  test('of an unknown currency is the plain number with its code', () => {
    expect(formatMoney(2030, 'XYZ', 'en-US')).toBe('2,030 XYZ');
  });

  test('never goes through a float', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (amountMinor) => {
        const digits = formatMoney(amountMinor, 'GBP', 'en-US').replace(/\D/g, '');
        expect(digits).toBe(String(amountMinor).padStart(3, '0'));
      }),
    );
  });
});

describe('dates', () => {
  test('instants stand in the programme’s time zone, not in the browser’s', () => {
    const at = '2026-01-15T20:26:05.000Z';
    expect(formatInstant(at, 'zh-CN', 'Asia/Shanghai')).toBe('2026/01/16 04:26:05');
    expect(formatInstant(at, 'en-US', 'America/New_York')).toBe('Jan 15, 2026, 15:26:05');
    expect(formatInstant('2026-01-15T16:00:00Z', 'zh-CN', 'Asia/Shanghai')).toBe('2026/01/16 00:00:00');
  });

  test('days are not moved by any zone', () => {
    expect(formatDay('2027-03-01', 'zh-CN')).toBe('2027/03/01');
    expect(formatDay('2027-03-01', 'en-US')).toBe('Mar 1, 2027');
    expect(isNever('9999-12-31')).toBe(true);
    expect(isNever('2027-03-01')).toBe(false);
  });

  test('what is no date is shown as it came', () => {
    expect(formatInstant('soon', 'en-US', 'UTC')).toBe('soon');
    expect(formatDay('soon', 'en-US')).toBe('soon');
  });

  test('the offset follows the season', () => {
    expect(formatOffset('Asia/Shanghai', 0)).toBe('UTC+8');
    expect(formatOffset('America/New_York', Date.UTC(2026, 0, 1))).toBe('UTC−5');
    expect(formatOffset('America/New_York', Date.UTC(2026, 6, 1))).toBe('UTC−4');
    expect(formatOffset('Nowhere/Land', 0)).toBe('');
  });
});

describe('a posting seen from the available balance', () => {
  const row = (
    debitBook: string,
    creditBook: string,
    points: number,
    availableBefore: number,
    availableAfter: number,
  ) => availableEffect({ debitBook, creditBook, points, availableBefore, availableAfter } as never);

  test('adds, takes, or moves between the books', () => {
    expect(row('ISSUED', 'AVAILABLE', 20, 0, 20)).toEqual({ change: 20 });
    expect(row('AVAILABLE', 'REDEEMED', 5, 20, 15)).toEqual({ change: -5 });
    expect(row('AVAILABLE', 'FROZEN', 5, 20, 15)).toEqual({ change: -5, note: 'toFrozen' });
    expect(row('ISSUED', 'PENDING', 8, 15, 15)).toEqual({ change: 0, note: 'toPending' });
    expect(row('ISSUED', 'DEBT', 8, 0, 0)).toEqual({ change: 0, note: 'debtOnly' });
    expect(row('FROZEN', 'REDEEMED', 5, 15, 15)).toEqual({ change: 0, note: 'noEffect' });
  });
});

describe('the balance after a manual posting', () => {
  test('a grant repays debt first', () => {
    expect(balanceAfter('grant', { available: 0, debt: 30 }, 100)).toEqual({
      available: 70,
      debtRepaid: 30,
      enough: true,
    });
    expect(balanceAfter('grant', { available: 0, debt: 30 }, 10)).toEqual({
      available: 0,
      debtRepaid: 10,
      enough: true,
    });
  });

  test('a deduction says when there is not enough', () => {
    expect(balanceAfter('deduct', { available: 10, debt: 0 }, 10)).toMatchObject({ available: 0, enough: true });
    expect(balanceAfter('deduct', { available: 10, debt: 0 }, 11)).toMatchObject({ enough: false });
  });

  test('no point appears or vanishes', () => {
    const amount = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: 1, max: 1_000_000 }), (available, debt, points) => {
        const then = balanceAfter('grant', { available, debt }, points);
        expect(then.available - available + then.debtRepaid).toBe(points);
        expect(then.debtRepaid).toBeLessThanOrEqual(debt);
      }),
    );
  });
});

test('an actor is split at its first colon', () => {
  expect(actorParts('operator:01J')).toEqual({ kind: 'operator', id: '01J' });
  expect(actorParts('client:a:b')).toEqual({ kind: 'client', id: 'a:b' });
  expect(actorParts('system')).toEqual({ kind: 'system', id: '' });
});
