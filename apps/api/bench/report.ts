// The table at the end: what was measured, in relation to what, and the aim beside it.
import type { Cost } from './cost.ts';
import type { Measured } from './load.ts';

export const LINES = {
  aSpread: '(a) seed algorithm, 32 connections, spread',
  aHot: '(a) seed algorithm, 32 connections, one hot user',
  aTypeormSpread: '(a) seed algorithm through TypeORM, 32 connections, spread',
  bSpread: '(b) ours, one posting a transaction, 32 lanes, spread',
  bHot: '(b) ours, one posting a transaction, 32 lanes, one hot user',
  cSpread: '(c) ours grouped, spread',
  cHot: '(c) ours grouped, one hot user',
  eventsSpread: '(c) ours grouped, events with rules and log, spread',
  eventsHot: '(c) ours grouped, events with rules and log, one hot user',
  eventsBudget: '(c) ours grouped, events whose awards share one budget, spread',
  dSpread: '(d) bare SQL of those events, spread',
  dHot: '(d) bare SQL of those events, one hot user',
  empty: 'HTTP: Nest’s empty route, 64 connections',
  emptyPost: 'HTTP: Nest’s empty route that reads the body of an event, 64 connections',
  single: 'HTTP: single events, 64 connections',
  batch: 'HTTP: events in batches of 500, 8 connections',
  async: 'HTTP: events with respond-async, until posted',
  small: 'Growth: batches of 500 at the small ledger',
  grown: 'Growth: batches of 500 at the grown ledger',
} as const;

export type LineName = keyof typeof LINES;
export type Figures = Record<LineName, Measured>;

interface Aim {
  line: LineName;
  of: LineName;
  /** The share or multiple that is aimed at. */
  atLeast: number;
  as: 'times' | 'percent';
}

const AIMS: readonly Aim[] = [
  { line: 'cSpread', of: 'aSpread', atLeast: 8, as: 'times' },
  { line: 'cSpread', of: 'aTypeormSpread', atLeast: 8, as: 'times' },
  { line: 'cHot', of: 'aHot', atLeast: 30, as: 'times' },
  { line: 'eventsSpread', of: 'aSpread', atLeast: 8, as: 'times' },
  { line: 'eventsHot', of: 'aHot', atLeast: 30, as: 'times' },
  { line: 'eventsBudget', of: 'eventsSpread', atLeast: 0.5, as: 'percent' },
  { line: 'batch', of: 'dSpread', atLeast: 0.5, as: 'percent' },
  { line: 'single', of: 'empty', atLeast: 0.25, as: 'percent' },
  { line: 'single', of: 'emptyPost', atLeast: 0.25, as: 'percent' },
  { line: 'grown', of: 'small', atLeast: 0.8, as: 'percent' },
];
const SINGLE_P99_MS = 100;
const DREAM_PER_SECOND = 10_000;

/** Processor time by route, where it was measured. */
export type Costs = Partial<Record<'single' | 'batch', Cost>>;

/** The figures, the aims and the costs as Markdown. */
export function reportOf(figures: Figures, costs: Costs, heading: string): string {
  const rows = (Object.keys(LINES) as LineName[]).map((name) => {
    const { perSecond, p50Ms, p99Ms, failed } = figures[name];
    const failures = failed > 0 ? `${failed} failed` : '';
    return [LINES[name], whole(perSecond), p50Ms.toFixed(1), p99Ms.toFixed(1), failures];
  });
  const aims = AIMS.map((aim) => {
    const ratio = figures[aim.line].perSecond / figures[aim.of].perSecond;
    return [
      LINES[aim.line],
      LINES[aim.of],
      shown(ratio, aim.as),
      `≥ ${shown(aim.atLeast, aim.as)}`,
      met(ratio >= aim.atLeast),
    ];
  });
  const { p99Ms } = figures.single;
  const fastest = figures.batch.perSecond;
  aims.push([LINES.single, 'p99', `${p99Ms.toFixed(1)} ms`, `< ${SINGLE_P99_MS} ms`, met(p99Ms < SINGLE_P99_MS)]);
  aims.push([
    LINES.batch,
    'the dream',
    `${whole(fastest)}/s`,
    `${whole(DREAM_PER_SECOND)}/s`,
    met(fastest >= DREAM_PER_SECOND),
  ]);
  return [
    heading,
    '',
    table(['Measured', 'Per second', 'p50 ms', 'p99 ms', 'Remarks'], rows),
    '',
    table(['Line', 'In relation to', 'Reached', 'Aim', ''], aims),
    '',
    table(
      ['Processor time of an event, µs', 'API', 'Database', 'Load', 'Together'],
      Object.entries(costs).map(costRow),
    ),
    '',
  ].join('\n');
}

function shown(ratio: number, as: Aim['as']): string {
  return as === 'times' ? `${ratio.toFixed(1)} ×` : `${(ratio * 100).toFixed(0)} %`;
}

function costRow([name, { api, database, load }]: [string, Cost]): string[] {
  return [LINES[name as keyof Costs], ...[api, database, load, api + database + load].map((each) => each.toFixed(0))];
}

const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const met = (isMet: boolean) => (isMet ? 'reached' : 'missed');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, i) => Math.max(name.length, 3, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
