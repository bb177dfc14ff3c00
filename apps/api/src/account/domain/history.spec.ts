import { randomInt } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seedOf, sequencesOf } from '../../testing/ledger-commands.js';
import { Pair, setsOf, steps } from '../../testing/ledger-pair.js';
import type { UserState } from './book-entry.js';
import { accountAt } from './history.js';

const SEED = seedOf(process.env, randomInt(2 ** 31));
const SEQUENCES = sequencesOf(process.env, 'LEDGER_HISTORY_SEQUENCES', 300);
const WALLETS = ['points', 'coins'];

/** Balances as a read showed them at a moment. */
interface Seen {
  atMs: number;
  userId: string;
  wallet: string;
  balances: object;
}

/** What every user's accounts look like at a moment. */
function lookAt(pair: Pair): Seen[] {
  const set = pair.ledgers.open(pair.nowMs);
  return [...pair.ledgers.rows.keys()].flatMap((userId) => {
    const ledger = set.own(userId, true);
    return WALLETS.flatMap((wallet) => {
      const account = ledger.accounts.get(wallet);
      if (!account) return [];
      const { available, frozen, pending, debt, totalEarned, totalConsumed } = account;
      const balances = { available, frozen, pending, debt, totalEarned, totalConsumed };
      return [{ atMs: pair.nowMs, userId, wallet, balances }];
    });
  });
}

/** The same out of the rows that were there at that moment, as the statement repository finds them. */
function recall(pair: Pair, { atMs, userId, wallet }: Seen): object {
  const rows = pair.ledgers.rows.get(userId);
  const entries = rows?.entries.filter((entry) => entry.wallet === wallet && entry.occurredAtMs <= atMs) ?? [];
  const openHolds = [...(rows?.holds.values() ?? [])].filter(
    (held) => held.wallet === wallet && held.createdAtMs <= atMs && (held.endedAtMs === null || held.endedAtMs > atMs),
  );
  const view = accountAt(rows?.user as UserState, wallet, { entries, openHolds }, pair.ledgers.time(atMs));
  const { available, frozen, pending, debt, totalEarned, totalConsumed } = view;
  return { available, frozen, pending, debt, totalEarned, totalConsumed };
}

describe('the account at a time', () => {
  test(`is what a read showed at that time (FC_SEED=${SEED})`, () => {
    fc.assert(
      fc.property(steps, (all) => {
        const pair = new Pair();
        const seen = new Map<string, Seen>();
        // A merge moves totals without a row, so it has no place in this property.
        for (const set of setsOf(all.filter(({ command }) => command.do !== 'merge'))) {
          pair.run(set);
          for (const each of lookAt(pair)) seen.set(`${each.atMs}|${each.userId}|${each.wallet}`, each);
        }
        for (const each of seen.values()) {
          const recalled = recall(pair, each);
          if (JSON.stringify(recalled) !== JSON.stringify(each.balances)) {
            expect({ ...each, balances: recalled }).toEqual(each);
          }
        }
      }),
      { numRuns: SEQUENCES, seed: SEED },
    );
  });
});
