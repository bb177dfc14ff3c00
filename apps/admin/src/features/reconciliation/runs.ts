import type { ReconciliationRunView } from '@jifen/contracts';

/** How many of a run's checks hold. */
export function checksHeld(run: Pick<ReconciliationRunView, 'checks'>): { ok: number; all: number } {
  return { ok: run.checks.filter((check) => check.ok).length, all: run.checks.length };
}

/** Seconds that a run took, with one decimal; undefined while it goes on. */
export function durationSeconds(run: Pick<ReconciliationRunView, 'startedAt' | 'finishedAt'>): number | undefined {
  if (run.finishedAt === null) return undefined;
  const ms = Date.parse(run.finishedAt) - Date.parse(run.startedAt);
  return Math.max(0, Math.round(ms / 100) / 10);
}
