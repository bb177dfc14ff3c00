import type { PublishRequestReason } from '@jifen/contracts';

/** When publishing asks for a second confirmation, and when for a second operator. */
export interface Policy {
  /** Rates above this ask for a confirmation (basis points). */
  rateGuardBps: number;
  /** Points beyond what was posted from which a second operator is needed (basis points); null: never. */
  reviewAboveBps: number | null;
  /** Whether what was never backtested needs one, too. */
  reviewWithoutBacktest: boolean;
}

/** What a finished backtest of exactly these rules has shown. */
export interface BacktestFinding {
  backtestNo: string;
  points: number;
  /** Points against what was posted (basis points); null when nothing was posted in those days. */
  changeBps: number | null;
}

export interface ReviewNeed {
  why: PublishRequestReason;
  increaseBps: number | null;
  backtestNo: string | null;
}

/** Why a publication needs a second operator; undefined when it needs none. */
export function reviewNeeded(policy: Policy, backtest: BacktestFinding | undefined): ReviewNeed | undefined {
  const { reviewAboveBps, reviewWithoutBacktest } = policy;
  if (reviewAboveBps === null) return undefined;
  if (!backtest) {
    return reviewWithoutBacktest ? { why: 'NO_BACKTEST', increaseBps: null, backtestNo: null } : undefined;
  }
  const { backtestNo, points, changeBps } = backtest;
  // Points where there were none are more by any measure.
  const isAbove = changeBps === null ? points > 0 : changeBps > reviewAboveBps;
  return isAbove ? { why: 'INCREASE_ABOVE_THRESHOLD', increaseBps: changeBps, backtestNo } : undefined;
}
