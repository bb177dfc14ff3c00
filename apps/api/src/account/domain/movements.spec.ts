import { describe, expect, test } from '@jest/globals';
import { NEVER } from '@jifen/contracts';
import { faultsOf, MemoryLedgers, type MemorySet } from '../../testing/ledger-memory.js';
import type { Reason } from './book-entry.js';
import { capture, clawback, close, earn, hold, merge, release, revoke, spend, transfer } from './movements.js';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-03-01T02:00:00Z');
const reason: Reason = { businessType: 'GRANT', businessNo: 'b', actor: 'test', occurredAtMs: START_MS };

/** Rows in memory, worked on day by day. Days are UTC's: 2026-03-01 is day 0. */
class Book {
  readonly ledgers = new MemoryLedgers((ms) => new Date(ms).toISOString().slice(0, 10));

  on(day: number, work: (set: MemorySet) => void): void {
    const set = this.ledgers.open(START_MS + day * DAY_MS);
    work(set);
    set.flush();
    expect([...this.ledgers.rows.values()].flatMap(faultsOf)).toEqual([]);
  }

  earned(userId: string, points: number, lastDay: string, firstDay: string | null = null, day = 0): void {
    this.on(day, (set) => {
      const earning = { wallet: 'points', points, expiresOn: lastDay, activatesOn: firstDay };
      earn(set.ledger(userId, false), earning, reason);
    });
  }

  held(userId: string, points: number, holdNo: string, days: number, day = 0): void {
    this.on(day, (set) => {
      const expiresAtMs = set.time.nowMs + days * DAY_MS;
      hold(set.ledger(userId, true), { holdNo, wallet: 'points', points, expiresAtMs }, reason);
    });
  }

  owes(userId: string, points: number, day = 0): void {
    this.on(day, (set) => {
      clawback(set.ledger(userId, true), 'points', points, { ...reason, businessType: 'CLAWBACK' });
    });
  }

  /** available, frozen, pending, debt as a read shows them on a day; nothing is written. */
  books(userId: string, day: number): number[] {
    const account = this.ledgers
      .open(START_MS + day * DAY_MS)
      .ledger(userId, true)
      .account('points');
    return [account.available, account.frozen, account.pending, account.debt];
  }

  lots(userId: string, day: number): string[] {
    const ledger = this.ledgers.open(START_MS + day * DAY_MS).ledger(userId, true);
    return [...(ledger.lots?.values() ?? [])]
      .filter((lot) => lot.remaining > 0)
      .map(({ book, expiresOn, ref, remaining }) => [book, expiresOn, ref, remaining].filter((x) => x !== '').join(' '))
      .sort();
  }
}

describe('time that nobody has looked at', () => {
  test('points can be spent on their last day and not on the next', () => {
    const book = new Book();
    book.earned('u', 10, '2026-03-02');
    expect(book.books('u', 1)).toEqual([10, 0, 0, 0]);
    expect(book.books('u', 2)).toEqual([0, 0, 0, 0]);
    expect(() => book.on(2, (set) => spend(set.ledger('u', true), 'points', 1, reason))).toThrow('INSUFFICIENT_POINTS');
  });

  test('pending points that were active for some days have expired since', () => {
    const book = new Book();
    book.earned('u', 10, '2026-03-05', '2026-03-03');
    expect([0, 1, 2, 4, 5].map((day) => book.books('u', day))).toEqual([
      [0, 0, 10, 0],
      [0, 0, 10, 0],
      [10, 0, 0, 0],
      [10, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  test('points that were held past their last day are gone when the hold lets go', () => {
    const book = new Book();
    book.earned('u', 10, '2026-03-02');
    book.held('u', 4, 'H1', 5);
    expect(book.books('u', 3)).toEqual([0, 4, 0, 0]);
    expect(book.books('u', 6)).toEqual([0, 0, 0, 0]);
  });

  test('a debt is repaid by a hold that let go before its points expired, however late somebody looks', () => {
    const book = new Book();
    book.earned('u', 10, '2026-03-04');
    book.held('u', 10, 'H1', 2);
    book.owes('u', 6);
    expect(book.books('u', 0)).toEqual([0, 10, 0, 6]);
    for (const day of [2, 3]) expect(book.books('u', day)).toEqual([4, 0, 0, 0]);
    for (const day of [4, 40]) expect(book.books('u', day)).toEqual([0, 0, 0, 0]);
  });

  test('of what has arrived since, the earlier repays the debt', () => {
    const book = new Book();
    book.earned('u', 10, '2026-06-30');
    book.held('u', 10, 'H1', 4);
    book.earned('u', 10, NEVER, '2026-03-03');
    book.owes('u', 10);
    // The pending points came on day 2, the hold on day 4: whoever looks on day 9 finds the same as on day 4.
    for (const day of [4, 9]) expect(book.lots('u', day)).toEqual(['AVAILABLE 2026-06-30 10']);
  });
});

test('of two holds that let go unseen, the one that ended first repays the debt', () => {
  const book = new Book();
  book.earned('u', 10, '2026-06-30');
  book.held('u', 10, 'H1', 6);
  book.earned('u', 10, '2026-05-31');
  book.held('u', 10, 'H2', 3);
  book.owes('u', 10);
  for (const day of [6, 20]) expect(book.lots('u', day)).toEqual(['AVAILABLE 2026-06-30 10']);
});

describe('holds', () => {
  test('are captured after the last day of their points, and the rest is over', () => {
    const book = new Book();
    book.earned('u', 10, '2026-03-02');
    book.held('u', 8, 'H1', 30);
    book.on(5, (set) => capture(set.ledger('u', true), 'H1', 5, reason));
    expect(book.books('u', 5)).toEqual([0, 0, 0, 0]);
    expect(book.ledgers.rows.get('u')?.accounts.get('points')?.totalConsumed).toBe(5);
  });

  test('let go with the expiry that the points had', () => {
    const book = new Book();
    book.earned('u', 5, '2026-03-10');
    book.earned('u', 5, '2026-03-20');
    book.held('u', 7, 'H1', 30);
    expect(book.lots('u', 0)).toEqual(['AVAILABLE 2026-03-20 3', 'FROZEN 2026-03-10 H1 5', 'FROZEN 2026-03-20 H1 2']);
    book.on(1, (set) => release(set.ledger('u', true), 'H1', reason));
    expect(book.lots('u', 1)).toEqual(['AVAILABLE 2026-03-10 5', 'AVAILABLE 2026-03-20 5']);
    for (const again of [capture, release] as const) {
      const end = (set: MemorySet) => {
        if (again === capture) capture(set.ledger('u', true), 'H1', undefined, reason);
        else release(set.ledger('u', true), 'H1', reason);
      };
      expect(() => book.on(1, end)).toThrow('HOLD_ENDED');
    }
  });

  test('are captured also while the user is frozen', () => {
    const book = new Book();
    book.earned('u', 10, NEVER);
    book.held('u', 8, 'H1', 30);
    book.on(0, (set) => set.undo.set(set.ledger('u', true).user, 'status', 'FROZEN'));
    expect(() => book.on(1, (set) => spend(set.ledger('u', true), 'points', 1, reason))).toThrow('USER_FROZEN');
    book.on(1, (set) => capture(set.ledger('u', true), 'H1', undefined, reason));
    book.on(1, (set) => revoke(set.ledger('u', true), 'points', 2, reason));
    expect(book.books('u', 1)).toEqual([0, 0, 0, 0]);
  });
});

describe('a debt', () => {
  test('is repaid by an earning, of whose rows the first says why', () => {
    const book = new Book();
    book.owes('u', 6);
    book.earned('u', 10, '2026-05-05');
    expect(book.lots('u', 0)).toEqual(['AVAILABLE 2026-05-05 4']);
    const [, earned, repaid] = book.ledgers.rows.get('u')?.entries ?? [];
    expect(repaid).toMatchObject({ businessType: 'DEBT_REPAYMENT', points: 6, relatedNo: earned?.transactionNo });
  });

  test('is repaid on the day on which pending points become active, not before', () => {
    const book = new Book();
    book.owes('u', 6);
    book.earned('u', 10, '2026-05-05', '2026-03-02');
    expect(book.books('u', 0)).toEqual([0, 0, 10, 6]);
    expect(book.books('u', 1)).toEqual([4, 0, 0, 0]);
  });

  test('is repaid by a gift; who owes gives nothing away', () => {
    const book = new Book();
    book.earned('rich', 10, '2026-05-05');
    book.owes('u', 6);
    book.on(0, (set) => transfer(set.ledger('rich', true), set.ledger('u', true), 'points', 5, reason));
    expect(book.books('u', 0)).toEqual([0, 0, 0, 1]);
    const back = (set: MemorySet) => {
      transfer(set.ledger('u', true), set.ledger('rich', true), 'points', 1, reason);
    };
    expect(() => book.on(0, back)).toThrow('USER_HAS_DEBT');
  });

  test('of either side is repaid by the other in a merge', () => {
    for (const [debtor, owner] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      const book = new Book();
      book.owes(debtor, 6);
      book.earned(owner, 10, '2026-05-05');
      book.on(0, (set) => merge(set.own('a', true), set.ledger('b', true), reason));
      expect(book.books('b', 0)).toEqual([4, 0, 0, 0]);
    }
  });
});

describe('merging and closing', () => {
  test('moves lots, pending points, holds, debt and totals; a chain ends at the last', () => {
    const book = new Book();
    book.earned('a', 10, '2026-05-05');
    book.earned('a', 7, NEVER, '2026-03-09');
    book.held('a', 4, 'H1', 3);
    book.earned('b', 1, '2026-05-05');
    book.on(0, (set) => merge(set.own('a', true), set.ledger('b', true), reason));
    book.earned('c', 2, '2026-05-06');
    book.on(0, (set) => merge(set.own('b', true), set.ledger('c', true), reason));
    expect(book.lots('a', 0)).toEqual([
      'AVAILABLE 2026-05-05 7',
      'AVAILABLE 2026-05-06 2',
      'FROZEN 2026-05-05 H1 4',
      `PENDING ${NEVER} 2026-03-09 7`,
    ]);
    expect(book.ledgers.rows.get('c')?.accounts.get('points')?.totalEarned).toBe(20);
    expect(book.books('c', 9)).toEqual([20, 0, 0, 0]);
    book.on(1, (set) => capture(set.ledger('a', true), 'H1', undefined, reason));
    for (const gone of ['a', 'b']) {
      // Into the same one it is done already; into another one it cannot be.
      const again = (set: MemorySet) => expect(merge(set.own(gone, true), set.own('c', true), reason)).toBe(false);
      const elsewhere = (set: MemorySet) => merge(set.own(gone, true), set.own('d', true), reason);
      book.on(1, again);
      expect(() => book.on(1, elsewhere)).toThrow('MERGE_INVALID');
    }
    expect(book.books('c', 9)).toEqual([16, 0, 0, 0]);
  });

  test('passes a freeze on', () => {
    const book = new Book();
    book.earned('a', 1, NEVER);
    book.on(0, (set) => set.undo.set(set.ledger('a', true).user, 'status', 'FROZEN'));
    book.on(0, (set) => merge(set.own('a', true), set.ledger('b', true), reason));
    expect(book.ledgers.rows.get('b')?.user.status).toBe('FROZEN');
  });

  test('closing lets holds go, revokes what is left and writes a debt off', () => {
    const book = new Book();
    book.earned('u', 10, NEVER);
    book.earned('u', 5, NEVER, '2026-03-09');
    book.held('u', 10, 'H1', 3);
    book.owes('u', 3);
    book.on(0, (set) => close(set.own('u', true), { ...reason, businessType: 'CLOSE' }));
    expect(book.books('u', 30)).toEqual([0, 0, 0, 0]);
    expect(() => book.earned('u', 1, NEVER)).toThrow('USER_CLOSED');
    expect(() => book.on(0, (set) => close(set.own('u', true), reason))).toThrow('USER_CLOSED');
  });
});

describe('sums', () => {
  test('stop at the safe range, and nothing of it remains', () => {
    const book = new Book();
    book.earned('u', 2 ** 52, NEVER);
    expect(() => book.earned('u', 1, NEVER)).toThrow('POINTS_OUT_OF_RANGE');
    expect(book.books('u', 0)).toEqual([2 ** 52, 0, 0, 0]);
  });

  test('a gift that the receiver cannot take has not left the sender', () => {
    const book = new Book();
    book.earned('rich', 2 ** 52, NEVER);
    book.earned('u', 5, '2026-05-05');
    book.on(0, (set) => {
      const [from, to] = [set.ledger('u', true), set.ledger('rich', true)];
      const before = set.fingerprint();
      expect(() => transfer(from, to, 'points', 5, reason)).toThrow('POINTS_OUT_OF_RANGE');
      expect(set.fingerprint()).not.toBe(before);
      set.undo.rollback();
      expect(set.fingerprint()).toBe(before);
    });
    expect(book.lots('u', 0)).toEqual(['AVAILABLE 2026-05-05 5']);
  });
});
