import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { BacktestResult } from '@jifen/contracts';
import { ExactOverflowError } from '@jifen/rules';
import { openReader, type Reader } from '../platform/thread.js';
import { earlierOf } from './domain/backtest-earlier.js';
import { TooManyPeople } from './domain/backtest-people.js';
import type { BacktestProblem } from './domain/backtest-problem.js';
import { Replay, type ReplayTask } from './domain/backtest-replay.js';
import { rangeOfDays } from './domain/backtest-window.js';
import { UsageTableFull } from './domain/usage-table.js';
import { awardsOf, countEvents, eventsOf, merges, pointsBefore } from './recorded-events.repository.js';

/**
 * The thread in which a backtest runs, so that the requests of its process do not wait for it. It has a connection of
 * its own and reads everything as it was at one moment; it writes nothing. Whoever started it may end it at any time.
 */

export interface BacktestInput {
  databaseUrl: string;
  task: ReplayTask;
}

/** What the thread tells: how many there are, how far it is, and how it ended. */
export type BacktestMessage =
  | { kind: 'total'; events: number }
  | { kind: 'progress'; events: number }
  | { kind: 'done'; events: number; result: BacktestResult }
  /** It would fail again, for this reason. */
  | { kind: 'impossible'; problem: BacktestProblem | string };

const TELL_EVERY_MS = 200;
const LOOK_EVERY = 256;

async function replayAll(db: Reader, task: ReplayTask, tell: (message: BacktestMessage) => void): Promise<void> {
  const { ruleSet, fromDay, toDay, timeZone } = task;
  const range = rangeOfDays(fromDay, toDay, timeZone);
  tell({ kind: 'total', events: await countEvents(db, range) });
  const replay = new Replay(task);
  for await (const { alias, userId, atMs } of merges(db)) replay.merge(alias, userId, atMs);
  for (const { ruleCodes, range: before } of earlierOf(ruleSet, fromDay, timeZone)) {
    for await (const award of awardsOf(db, ruleCodes, before)) replay.earlier(award);
  }
  const budgeted = ruleSet.rules.filter(({ budget }) => budget).map(({ code }) => code);
  for (const { ruleCode, points } of await pointsBefore(db, budgeted, range.fromMs)) {
    replay.earlierBudget(ruleCode, points);
  }
  let events = 0;
  let toldAtMs = performance.now();
  for await (const event of eventsOf(db, range, replay.needsProfiles)) {
    replay.add(event);
    events++;
    if (events % LOOK_EVERY > 0 || performance.now() - toldAtMs < TELL_EVERY_MS) continue;
    toldAtMs = performance.now();
    tell({ kind: 'progress', events });
  }
  tell({ kind: 'done', events, result: replay.result() });
}

/** Why it will not do, whoever tries again; undefined when it is worth another try: the database was away. */
function impossible(error: unknown): string | undefined {
  if (error instanceof TooManyPeople || error instanceof UsageTableFull) {
    return 'TOO_MANY_USERS' satisfies BacktestProblem;
  }
  if (error instanceof ExactOverflowError) return 'POINTS_OUT_OF_RANGE' satisfies BacktestProblem;
  // So the driver says that the connection is gone.
  if ((error as { fatal?: unknown }).fatal === true) return undefined;
  return String(error).slice(0, 200);
}

async function run(port: MessagePort, { databaseUrl, task }: BacktestInput): Promise<void> {
  const tell = (message: BacktestMessage) => port.postMessage(message);
  const db = await openReader(databaseUrl);
  try {
    await replayAll(db, task, tell);
  } catch (error) {
    const problem = impossible(error);
    if (problem === undefined) throw error;
    tell({ kind: 'impossible', problem });
  } finally {
    db.close();
  }
}

if (parentPort) await run(parentPort, workerData as BacktestInput);
