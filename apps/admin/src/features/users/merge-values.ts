import type { AccountView, UserDetail } from '@jifen/contracts';

export const MERGED_FIGURES = ['available', 'pending', 'frozen', 'debt', 'totalEarned', 'totalConsumed'] as const;
type Balances = Record<(typeof MERGED_FIGURES)[number], number>;

/** One wallet of two users and what it will be when the first is merged into the second. */
export interface WalletMerge {
  wallet: string;
  from: Balances;
  into: Balances;
  after: Balances;
  /** Points that repay debt, out of what is available then. */
  repaid: number;
}

const NOTHING: Balances = { available: 0, pending: 0, frozen: 0, debt: 0, totalEarned: 0, totalConsumed: 0 };

/** What a merge makes of the accounts: everything adds up, then what is available repays what is owed. */
export function mergedAccounts(from: readonly AccountView[], into: readonly AccountView[]): WalletMerge[] {
  const wallets = [...new Set([...into, ...from].map(({ wallet }) => wallet))];
  const balancesOf = (accounts: readonly AccountView[], wallet: string): Balances =>
    accounts.find((account) => account.wallet === wallet) ?? NOTHING;
  return wallets.map((wallet) => {
    const [one, other] = [balancesOf(from, wallet), balancesOf(into, wallet)];
    const after = { ...NOTHING };
    for (const figure of MERGED_FIGURES) after[figure] = one[figure] + other[figure];
    const repaid = Math.min(after.available, after.debt);
    after.available -= repaid;
    after.debt -= repaid;
    return { wallet, from: one, into: other, after, repaid };
  });
}

/** Whether a user can be merged, or be merged into. */
export function isMergeable({ user: { status } }: UserDetail): boolean {
  return status === 'ACTIVE' || status === 'FROZEN';
}
