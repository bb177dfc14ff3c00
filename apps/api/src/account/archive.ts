import type { Database } from '../platform/index.js';
import {
  heldBy,
  moveRows,
  noteBegin,
  noteDropped,
  noteEmptied,
  type OldMonth,
  oldMonths,
  openInArchive,
  recordOf,
  type Straddling,
  straddling,
} from './archive.repository.js';
import { behindFrom, keptFrom, mayDrop } from './domain/retention.js';
import { dropEmptyPartition, waitShortly } from './partition.repository.js';

/**
 * Months of the ledger that are older than the retention move into the archive: the same columns, keys and months in a
 * table of their own, which every statement reads as well. Rows move in small sets, each in one transaction that copies,
 * compares and deletes, so whatever cuts the work short leaves each row in exactly one place, and the next run goes on
 * from there. A month that has been empty for a day is dropped under a lock, after one more look.
 */

/** Below the number from which a server takes a list for a table. */
const SET_SIZE = 500;

/** How a run goes about it. */
export interface ArchiveRun {
  now: Date;
  /** As in `LEDGER_RETENTION_MONTHS`; 0 moves nothing. */
  retentionMonths: number;
  /** Called between two sets with the time the last one took; it may wait, so that others get their turn. */
  rest?: (tookMs: number) => Promise<void>;
  /** Whether to end after the set that is under way. */
  isStopping?: () => boolean;
  /** Hears of every set. */
  onMoved?: (month: OldMonth, rows: number) => void;
  /** Rows that move in one transaction. */
  setSize?: number;
}

/** What a run did with a month: rows moved now, rows still in the ledger, and whether its partition is gone. */
export interface ArchivedMonth extends OldMonth {
  moved: number;
  left: number;
  /** `unsealed`: some rows wait for their batch's seal; `busy`: a long read holds the table; `empty`: not for a day yet. */
  state: 'moved' | 'empty' | 'dropped' | 'unsealed' | 'stopped' | 'busy' | 'not-empty';
}

/** What would be moved. */
export interface PlannedMonth extends OldMonth {
  rows: number;
  points: bigint;
  emptiedAtMs: number | undefined;
}

/** The months that lie behind the retention and what they hold; changes nothing. */
export async function planArchive(admin: Database, now: Date, retentionMonths: number): Promise<PlannedMonth[]> {
  const from = keptFrom(now, retentionMonths);
  if (from === undefined) return [];
  const planned: PlannedMonth[] = [];
  for (const month of await oldMonths(admin, from)) {
    const record = await recordOf(admin, month);
    planned.push({ ...month, ...(await heldBy(admin, month)), emptiedAtMs: record?.emptiedAtMs });
  }
  return planned;
}

/** A partition that moves as a whole, later than some of its rows would by themselves. */
export interface LateMonths extends Straddling {
  /** First day that the retention keeps, `YYYY-MM-DD`: `rows` are older. */
  keptFrom: string;
  /** First day on which all of it is behind the retention; undefined for the open end. */
  movesOn: string | undefined;
}

/** The partition that holds rows from behind the retention and may not move yet: newer months are in it, too. */
export async function lateMonths(admin: Database, now: Date, retentionMonths: number): Promise<LateMonths | undefined> {
  const from = keptFrom(now, retentionMonths);
  const found = from === undefined ? undefined : await straddling(admin, from);
  if (from === undefined || !found) return undefined;
  const movesOn = found.below === undefined ? undefined : behindFrom(found.below, retentionMonths);
  return { ...found, keptFrom: from, movesOn };
}

/**
 * Moves every month behind the retention, oldest first, and drops those that have been empty for long enough. `admin` is
 * a database opened for the user that may alter tables. Ends early when asked to. Raises what the database raises; run
 * again, it goes on where it ended.
 */
export async function archiveLedger(admin: Database, run: ArchiveRun): Promise<ArchivedMonth[]> {
  const from = keptFrom(run.now, run.retentionMonths);
  if (from === undefined) return [];
  await waitShortly(admin);
  const done: ArchivedMonth[] = [];
  for (const month of await oldMonths(admin, from)) {
    if (run.isStopping?.()) break;
    const outcome = await archiveMonth(admin, month, run);
    done.push(outcome);
    // Each attempt holds others up for a second: the later months would meet the same reader.
    if (outcome.state === 'busy') break;
  }
  return done;
}

async function archiveMonth(admin: Database, month: OldMonth, run: ArchiveRun): Promise<ArchivedMonth> {
  await noteBegin(admin, month, run.now);
  const moved = await moveMonth(admin, month, run);
  if (moved === 'busy') return { ...month, moved: 0, left: (await heldBy(admin, month)).rows, state: 'busy' };
  const { rows: left } = await heldBy(admin, month);
  const outcome = { ...month, moved, left };
  if (left > 0) {
    await noteEmptied(admin, month, null);
    return { ...outcome, state: run.isStopping?.() ? 'stopped' : 'unsealed' };
  }
  const emptiedAtMs = (await recordOf(admin, month))?.emptiedAtMs;
  if (moved > 0 || emptiedAtMs === undefined) {
    await noteEmptied(admin, month, run.now);
    return { ...outcome, state: 'moved' };
  }
  if (!mayDrop(emptiedAtMs, run.now.getTime())) return { ...outcome, state: 'empty' };
  const state = await dropEmptyPartition(admin, month.name);
  if (state === 'dropped') await noteDropped(admin, month, run.now);
  return { ...outcome, state };
}

/** Moves the rows of one month in sets. Answers how many; `busy` when the archive could not be had at once. */
async function moveMonth(admin: Database, month: OldMonth, run: ArchiveRun): Promise<number | 'busy'> {
  if ((await heldBy(admin, month)).rows === 0) return 0;
  if ((await openInArchive(admin, month)) === 'busy') return 'busy';
  const limit = run.setSize ?? SET_SIZE;
  let moved = 0;
  let afterNo = '';
  while (!run.isStopping?.()) {
    const startedAt = performance.now();
    const set = await admin.transaction((tx) => moveRows(tx, month, afterNo, limit));
    if (set.moved > 0) run.onMoved?.(month, set.moved);
    moved += set.moved;
    afterNo = set.lastNo;
    if (set.moved < limit) break;
    await run.rest?.(performance.now() - startedAt);
  }
  return moved;
}
