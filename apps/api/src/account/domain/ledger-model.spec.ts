import { randomInt } from 'node:crypto';
import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { seedOf, sequencesOf } from '../../testing/ledger-commands.js';
import { Pair, setsOf, steps } from '../../testing/ledger-pair.js';

const SEED = seedOf(process.env, randomInt(2 ** 31));
const SEQUENCES = sequencesOf(process.env, 'LEDGER_SEQUENCES', 2000);

describe('the ledger and the reference ledger', () => {
  test(`agree after every command of ${SEQUENCES} sequences (FC_SEED=${SEED})`, () => {
    fc.assert(
      fc.property(steps, (all) => {
        const pair = new Pair();
        for (const set of setsOf(all)) pair.run(set);
        pair.compareAll();
        pair.checkClearing();
      }),
      { numRuns: SEQUENCES, seed: SEED },
    );
  });
});
