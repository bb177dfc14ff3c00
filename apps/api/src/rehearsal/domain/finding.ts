/** What a finished backtest says about publishing its rules: points in all, and the change in basis points. */
export interface Finding {
  backtestNo: string;
  /** Events that were replayed: of none there is nothing to learn. */
  events: number;
  points: number;
  /** Null when nothing was posted that the points could be compared with. */
  changeBps: number | null;
}

/** Reads it from the stored result of a backtest. */
export function findingOf(backtestNo: string, result: unknown): Finding {
  const { events, points, changeBps } = (result ?? {}) as { events?: unknown; points?: unknown; changeBps?: unknown };
  return {
    backtestNo,
    events: Number(events ?? 0),
    points: Number(points ?? 0),
    changeBps: typeof changeBps === 'number' ? changeBps : null,
  };
}

/**
 * The finding with the greatest increase, so that another run over quieter days does not hide it; runs that met no event
 * do not count. Of equal ones the first.
 */
export function worstOf(findings: readonly Finding[]): Finding | undefined {
  const telling = findings.filter(({ events }) => events > 0);
  return telling.reduce<Finding | undefined>((worst, each) => {
    return worst === undefined || increaseOf(each) > increaseOf(worst) ? each : worst;
  }, undefined);
}

/** Points where nothing was posted are more by any measure. */
function increaseOf({ points, changeBps }: Finding): number {
  return changeBps ?? (points > 0 ? Number.POSITIVE_INFINITY : 0);
}
