import { randomInt } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seedOf, sequencesOf } from '../../testing/ledger-commands.js';
import { Pair, setsOf, steps } from '../../testing/ledger-pair.js';
import type { UserState } from './book-entry.js';
import { accountAt, type MergedUser } from './history.js';

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

/** Who has been merged into whom, and when. */
type Merge = Omit<MergedUser, 'entries'> & { atMs: number };

/** Notes the merges that have happened since the last look. */
function noteMerges(pair: Pair, merges: Merge[]): void {
  for (const { user } of pair.ledgers.rows.values()) {
    if (user.mergedInto === null || merges.some(({ userId }) => userId === user.userId)) continue;
    const intoSeq = pair.ledgers.rows.get(user.mergedInto)?.user.seq ?? 0;
    merges.push({ userId: user.userId, into: user.mergedInto, intoSeq, atMs: pair.nowMs });
  }
}

/** What every user's accounts look like at a moment. Of a merged user a read shows the one who stayed. */
function lookAt(pair: Pair): Seen[] {
  const set = pair.ledgers.open(pair.nowMs);
  return [...pair.ledgers.rows.keys()].flatMap((userId) => {
    const ledger = set.own(userId, true);
    if (ledger.user.mergedInto !== null) return [];
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
function recall(pair: Pair, merges: readonly Merge[], { atMs, userId, wallet }: Seen): object {
  const rows = pair.ledgers.rows.get(userId);
  const entriesOf = (id: string) =>
    pair.ledgers.rows.get(id)?.entries.filter((entry) => entry.wallet === wallet && entry.occurredAtMs <= atMs) ?? [];
  const entries = entriesOf(userId);
  const merged = merges
    .filter((each) => each.atMs <= atMs)
    .map((each) => ({ ...each, entries: entriesOf(each.userId) }));
  // What ended before its user was merged away stays under the old name.
  const elsewhere = merges.filter((each) => each.userId !== userId);
  const ended = new Set(elsewhere.flatMap((each) => [...(pair.ledgers.rows.get(each.userId)?.holds.keys() ?? [])]));
  const own = [...(rows?.holds.values() ?? [])].filter(({ holdNo }) => !ended.has(holdNo));
  const openHolds = own.filter(
    (held) => held.wallet === wallet && held.createdAtMs <= atMs && (held.endedAtMs === null || held.endedAtMs > atMs),
  );
  const view = accountAt(rows?.user as UserState, wallet, { entries, openHolds, merged }, pair.ledgers.time(atMs));
  const { available, frozen, pending, debt, totalEarned, totalConsumed } = view;
  return { available, frozen, pending, debt, totalEarned, totalConsumed };
}

describe('the account at a time', () => {
  test(`is what a read showed at that time (FC_SEED=${SEED})`, () => {
    fc.assert(
      fc.property(steps, (all) => {
        const pair = new Pair();
        const seen = new Map<string, Seen>();
        const merges: Merge[] = [];
        for (const set of setsOf(all)) {
          pair.run(set);
          noteMerges(pair, merges);
          for (const each of lookAt(pair)) seen.set(`${each.atMs}|${each.userId}|${each.wallet}`, each);
        }
        for (const each of seen.values()) {
          // Within that millisecond, too, there is nothing more to see.
          if (merges.some(({ userId, atMs }) => userId === each.userId && atMs === each.atMs)) continue;
          const recalled = recall(pair, merges, each);
          if (JSON.stringify(recalled) !== JSON.stringify(each.balances)) {
            expect({ ...each, balances: recalled }).toEqual(each);
          }
        }
      }),
      { numRuns: SEQUENCES, seed: SEED },
    );
  });
});
