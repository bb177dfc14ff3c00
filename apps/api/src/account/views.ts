import type { AccountView, LotView, TransactionSummary, TransactionView, UserView } from '@jifen/contracts';
import type { AccountState, BookEntry, Lot, UserState } from './domain/book-entry.js';
import type { UserLedger } from './domain/user-ledger.js';
import type { Profile } from './profile.repository.js';

/** The shapes in which accounts, lots and transactions are shown. */
export function accountView({ user }: UserLedger, account: AccountState): AccountView {
  const { wallet, available, frozen, pending, debt, totalEarned, totalConsumed } = account;
  return {
    userId: user.userId,
    wallet,
    available,
    frozen,
    pending,
    debt,
    totalEarned,
    totalConsumed,
    level: user.level,
    status: user.status,
  };
}

export function userView(user: UserState, profile: Profile | undefined): UserView {
  return {
    userId: user.userId,
    status: user.status,
    ...(user.mergedInto === null ? {} : { mergedInto: user.mergedInto }),
    level: user.level,
    ...(profile?.name === undefined ? {} : { name: profile.name }),
    ...(profile?.registeredAt === undefined ? {} : { registeredAt: profile.registeredAt }),
    tags: profile?.tags ?? [],
    attributes: profile?.attributes ?? {},
    createdAt: new Date(user.createdAtMs).toISOString(),
  };
}

/** A posting as it stands in the answer of the request that made it. */
export function transactionSummary(
  entry: Pick<BookEntry, 'transactionNo' | 'points' | 'ruleCode' | 'debitBook' | 'creditBook' | 'lots' | 'lotRef'>,
): TransactionSummary {
  const earned = entry.debitBook === 'ISSUED';
  return {
    transactionNo: entry.transactionNo,
    points: entry.points,
    ...(entry.ruleCode === undefined ? {} : { ruleCode: entry.ruleCode }),
    ...(earned && entry.lots[0] ? { expiresOn: entry.lots[0][0] } : {}),
    ...(entry.creditBook === 'PENDING' ? { activatesOn: entry.lotRef } : {}),
  };
}

export function lotView(lot: Lot): LotView {
  return {
    wallet: lot.wallet,
    book: lot.book,
    expiresOn: lot.expiresOn,
    ...(lot.book === 'PENDING' ? { activatesOn: lot.ref } : {}),
    ...(lot.book === 'FROZEN' ? { holdNo: lot.ref } : {}),
    remaining: lot.remaining,
  };
}

export function transactionView(entry: BookEntry, recordedAt: string): TransactionView {
  return {
    transactionNo: entry.transactionNo,
    userId: entry.userId,
    seq: entry.seq,
    wallet: entry.wallet,
    debitBook: entry.debitBook,
    creditBook: entry.creditBook,
    points: entry.points,
    availableBefore: entry.availableBefore,
    availableAfter: entry.availableAfter,
    businessType: entry.businessType,
    businessNo: entry.businessNo,
    ...(entry.eventNo === undefined ? {} : { eventNo: entry.eventNo }),
    ...(entry.ruleCode === undefined ? {} : { ruleCode: entry.ruleCode }),
    ...(entry.ruleSetVersion === undefined ? {} : { ruleSetVersion: entry.ruleSetVersion }),
    ...(entry.relatedNo === undefined ? {} : { relatedTransactionNo: entry.relatedNo }),
    lots: entry.lots.map(([expiresOn, points]) => ({ expiresOn, points })),
    occurredAt: new Date(entry.occurredAtMs).toISOString(),
    recordedAt,
    ...(entry.remark === undefined ? {} : { remark: entry.remark }),
    actor: entry.actor,
  };
}
