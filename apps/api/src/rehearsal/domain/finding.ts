/** What a finished backtest says about publishing its rules: points in all, and the change in basis points. */
export interface Finding {
  backtestNo: string;
  points: number;
  /** Null when nothing was posted that the points could be compared with. */
  changeBps: number | null;
}

/** Reads it from the stored result of a backtest. */
export function findingOf(backtestNo: string, result: unknown): Finding {
  const { points, changeBps } = (result ?? {}) as { points?: unknown; changeBps?: unknown };
  return { backtestNo, points: Number(points ?? 0), changeBps: typeof changeBps === 'number' ? changeBps : null };
}
