import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import {
  type ArchivedMonth,
  archiveLedger,
  type LateMonths,
  lateMonths,
  type PlannedMonth,
  planArchive,
} from '../account/index.js';
import { openDatabase, retentionMonths } from '../platform/index.js';

const HELP = `Moves months of the ledger that are older than the retention into the archive table.

  npm run archive                   shows what would be moved
  npm run archive -- --commit       moves it; Ctrl-C ends after the set under way, and the next run goes on there
  npm run archive -- --months 13    keeps 13 whole months instead of LEDGER_RETENTION_MONTHS (25 when not set)

Needs DATABASE_ADMIN_URL (or DATABASE_URL). An emptied month is dropped by a run that comes a day later.
docs/archive.md says more.`;

export interface ArchiveOptions {
  isCommit: boolean;
  months: number;
  now: Date;
  say: (line: string) => void;
  isStopping?: () => boolean;
}

/** Shows or moves what is older than the retention, in the database named. Answers the exit code. */
export async function archive(adminUrl: string, options: ArchiveOptions): Promise<number> {
  const { isCommit, months, now, say, isStopping = () => false } = options;
  if (months === 0) {
    say('LEDGER_RETENTION_MONTHS is 0: nothing is ever moved');
    return 0;
  }
  const admin = await openDatabase(adminUrl, 1, pino({ level: 'silent' }));
  try {
    const late = await lateMonths(admin, now, months);
    if (late) say(lineOfLate(late));
    if (!isCommit) {
      for (const line of linesOfPlan(await planArchive(admin, now, months), months)) say(line);
      return 0;
    }
    const done = await archiveLedger(admin, { now, retentionMonths: months, isStopping });
    for (const month of done) say(lineOf(month));
    if (done.length === 0) say(noneIn(months));
    return done.some(({ left }) => left > 0) ? 1 : 0;
  } finally {
    await admin.close();
  }
}

function linesOfPlan(plan: readonly PlannedMonth[], months: number): string[] {
  if (plan.length === 0) return [noneIn(months)];
  const lines = plan.map(({ name, below, rows, points, emptiedAtMs }) => {
    const since = emptiedAtMs === undefined ? '' : `, empty since ${new Date(emptiedAtMs).toISOString()}`;
    return `${name} (before ${below}): ${rows} rows of ${points} points${rows === 0 ? since : ''}`;
  });
  return [...lines, 'Nothing was changed: --commit moves them'];
}

const noneIn = (months: number) => `No partition is as a whole older than ${months} months`;

/** A partition of several months, some of which lie behind the retention. */
function lineOfLate({ name, from, below, rows, keptFrom, movesOn }: LateMonths): string {
  const span = `from ${from ?? 'the beginning'}, ${below === undefined ? 'without an end' : `before ${below}`}`;
  const moves = movesOn === undefined ? 'once it has been split: npm run migrate' : `on ${movesOn}`;
  return `${name} (${span}): ${rows} rows are from before ${keptFrom} and stay; a partition moves as a whole, ${moves}`;
}

const STATES: Readonly<Record<ArchivedMonth['state'], string>> = {
  moved: 'all in the archive; its partition goes in a day',
  empty: 'all in the archive; its partition goes when it has been empty for a day',
  dropped: 'all in the archive, partition dropped',
  unsealed: 'what is left waits for the seals of its batches',
  stopped: 'stopped; run again to go on',
  busy: 'a long read holds the table; run again later',
  'not-empty': 'something landed there meanwhile; run again',
};

function lineOf({ name, below, moved, left, state }: ArchivedMonth): string {
  return `${name} (before ${below}): ${moved} rows moved, ${left} left; ${STATES[state]}`;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      commit: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      months: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const url = process.env['DATABASE_ADMIN_URL'] ?? process.env['DATABASE_URL'];
  if (!url) throw new Error('DATABASE_ADMIN_URL is missing: give it as mysql://user:password@host:port/name');
  if (values.commit && values['dry-run']) throw new Error('Either --commit or --dry-run');
  const env = values.months === undefined ? process.env : { LEDGER_RETENTION_MONTHS: values.months };
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (stopping = true));
  return archive(url, {
    isCommit: values.commit,
    months: retentionMonths(env),
    now: new Date(),
    say: (line) => console.log(line),
    isStopping: () => stopping,
  });
}

if (import.meta.main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}
