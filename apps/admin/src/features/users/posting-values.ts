import type { AccountView } from '@jifen/contracts';

/** What the dialog's form holds. */
export interface PostingValues {
  points: number;
  reason: string;
  wallet: string;
  validDays?: number | null;
}

/** The request of a manual grant or deduction; what was left empty is left out. */
export function postingBody(values: PostingValues, bizNo: string): Record<string, string | number> {
  const { points, reason, wallet, validDays } = values;
  return { bizNo, points, reason: reason.trim(), wallet, ...(validDays ? { validDays } : {}) };
}

/** The balances of a wallet, zero where the user has no such account yet. */
export function balancesOf(accounts: readonly AccountView[], wallet: string): { available: number; debt: number } {
  const account = accounts.find((one) => one.wallet === wallet);
  return { available: account?.available ?? 0, debt: account?.debt ?? 0 };
}
