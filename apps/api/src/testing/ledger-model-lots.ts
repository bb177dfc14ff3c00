/** What the reference ledger keeps, and how its lots are filled and emptied: one list a user, searched from the start. */
export const NEVER_DAY = '9999-12-31';

export type ModelBook = 'AVAILABLE' | 'FROZEN' | 'PENDING';

export interface ModelLot {
  wallet: string;
  book: ModelBook;
  /** Last day of use, `YYYY-MM-DD`. */
  lastDay: string;
  /** Name of the hold (FROZEN), first day of use (PENDING), empty (AVAILABLE). */
  ref: string;
  points: number;
}

export interface ModelHold {
  id: number;
  owner: string;
  wallet: string;
  points: number;
  endsAtMs: number;
  state: 'OPEN' | 'CAPTURED' | 'RELEASED' | 'EXPIRED';
}

export interface ModelWallet {
  debt: number;
  earned: number;
  consumed: number;
}

export interface ModelUser {
  id: string;
  status: 'ACTIVE' | 'FROZEN' | 'CLOSED' | 'MERGED';
  mergedInto: string | undefined;
  lots: ModelLot[];
  wallets: Record<string, ModelWallet>;
  /** Times a counter was used. */
  used: Record<string, number>;
}

export function balance(user: ModelUser, wallet: string, book: ModelBook): number {
  let sum = 0;
  for (const lot of user.lots) if (lot.wallet === wallet && lot.book === book) sum += lot.points;
  return sum;
}

/** Takes points out of a book, soonest expiry first; answers how many of which last day. */
export function take(
  user: ModelUser,
  wallet: string,
  book: ModelBook,
  ref: string,
  points: number,
): [lastDay: string, points: number][] {
  const parts: [string, number][] = [];
  let left = points;
  const lots = user.lots.filter((lot) => lot.wallet === wallet && lot.book === book && lot.ref === ref);
  for (const lot of lots.sort((a, b) => (a.lastDay < b.lastDay ? -1 : 1))) {
    const part = Math.min(left, lot.points);
    if (part === 0) break;
    left -= part;
    parts.push([lot.lastDay, part]);
    put(user, wallet, book, lot.lastDay, ref, -part);
  }
  if (left > 0) throw new Error(`the model lacks ${left} points in ${book}`);
  return parts;
}

/** Changes a lot by some points; a lot that is empty is no lot. */
export function put(
  user: ModelUser,
  wallet: string,
  book: ModelBook,
  lastDay: string,
  ref: string,
  points: number,
): void {
  const isIt = (lot: ModelLot) =>
    lot.wallet === wallet && lot.book === book && lot.lastDay === lastDay && lot.ref === ref;
  const lot = user.lots.find(isIt);
  if (lot) lot.points += points;
  else if (points !== 0) user.lots.push({ wallet, book, lastDay, ref, points });
  user.lots = user.lots.filter((each) => each.points !== 0);
}
