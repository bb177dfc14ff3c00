import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chain, hashedLine, sealOf } from './seal.js';

const START = { sealNo: 0, seal: '' };
const batches = fc.array(fc.record({ batchNo: fc.string(), hash: fc.string() }), { maxLength: 20 });

describe('seals', () => {
  test('each seal stands on the one before', () => {
    const [first, second] = chain(START, [
      { batchNo: 'a', hash: 'x' },
      { batchNo: 'b', hash: 'y' },
    ]);
    expect(first).toEqual({ batchNo: 'a', sealNo: 1, seal: sealOf('', 'a', 'x') });
    expect(second).toEqual({ batchNo: 'b', sealNo: 2, seal: sealOf(sealOf('', 'a', 'x'), 'b', 'y') });
  });

  test('it does not matter in how many goes a chain is made', () => {
    fc.assert(
      fc.property(batches, fc.nat(20), (all, cut) => {
        const front = chain(START, all.slice(0, cut));
        const back = chain(front.at(-1) ?? START, all.slice(cut));
        expect([...front, ...back]).toEqual(chain(START, all));
      }),
    );
  });

  test('any change in a row changes its line', () => {
    const row = {
      transactionNo: 'T1',
      userId: 'u1',
      seq: 1,
      wallet: 'points',
      debitBook: 'ISSUED',
      creditBook: 'AVAILABLE',
      points: 5,
      availableBefore: 0,
      availableAfter: 5,
      businessType: 'GRANT',
      businessNo: 'g1',
    };
    const line = hashedLine(row, '[]');
    for (const name of Object.keys(row)) expect(hashedLine({ ...row, [name]: 'other' }, '[]')).not.toBe(line);
    expect(hashedLine(row, '[["2027-01-01",5]]')).not.toBe(line);
    expect(hashedLine({ ...row, seq: '1', points: '5' }, '[]')).toBe(line);
  });
});
