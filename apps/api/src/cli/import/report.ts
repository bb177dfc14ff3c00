import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import type { CheckedFile } from './check.js';
import { FileError, readCsv } from './csv.js';
import { type Language, reasonText } from './messages.js';
import type { MappingOptions } from './options.js';
import type { Outcome } from './poster.js';
import { bucketOf, isProblem, isSkip, type Totals } from './totals.js';

/** What goes into report.json. */
export interface Report {
  readonly file: string;
  readonly sha256: string;
  readonly mode: 'dry-run' | 'commit';
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly mapping: MappingOptions;
  readonly totals: Totals;
  /** Why the import ended before everything was sent. */
  readonly stopped?: string;
}

const ROW_HEADER = ['import_line', 'import_code', 'import_detail'];

/**
 * A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe in front. Plain
 * numbers stay as they are, so that a corrected file can be imported again.
 */
export function guardCell(value: string): string {
  if (/^[+-]?[0-9][0-9.,]*$/.test(value)) return value;
  return /^[\s\0]*[=+\-@＝＋－＠]/.test(value) || /^[\t\r\n]/.test(value) ? `'${value}` : value;
}

/**
 * Writes report.json, orders.csv (one row an order), skipped.csv and errors.csv (one row a row of the file with
 * its original cells) into `folder`, replacing an earlier report there.
 *
 * @throws FileError when the file has changed since the check
 */
export async function writeReport(
  folder: string,
  checked: CheckedFile,
  outcomes: readonly Outcome[] | undefined,
  report: Report,
  language: Language,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  await writeCsv(join(folder, 'orders.csv'), orderRows(checked, outcomes));
  const { mapping } = report;
  const skipped = rowsWhere(checked, outcomes, mapping, language, 'skipped');
  const errors = rowsWhere(checked, outcomes, mapping, language, 'errors');
  await writeCsv(join(folder, 'skipped.csv'), skipped, mapping.delimiter);
  await writeCsv(join(folder, 'errors.csv'), errors, mapping.delimiter);
}

async function writeCsv(
  path: string,
  rows: Iterable<string[]> | AsyncIterable<string[]>,
  delimiter = ',',
): Promise<void> {
  const format = stringify({ bom: true, delimiter, record_delimiter: 'windows' });
  await pipeline(Readable.from(rows), format, createWriteStream(path));
}

function* orderRows({ orders }: CheckedFile, outcomes: readonly Outcome[] | undefined): Generator<string[]> {
  yield [
    'eventId',
    'userId',
    'occurredAt',
    'currency',
    'amountMinor',
    'rows',
    'outcome',
    'points',
    'transactionNos',
    'problem',
  ];
  for (const [index, order] of orders.entries()) {
    const outcome = outcomes?.[index];
    const decided = outcome && 'points' in outcome ? outcome : undefined;
    yield [
      order.eventId,
      order.userId,
      new Date(order.occurredAtMs).toISOString(),
      order.currency,
      String(order.amountMinor),
      String(order.rows.length),
      bucketOf(outcome),
      decided ? String(decided.points) : '',
      decided ? decided.transactionNos.join(' ') : '',
      outcome?.kind === 'REJECTED' ? `${outcome.code} ${outcome.detail}` : '',
    ].map(guardCell);
  }
}

async function* rowsWhere(
  { path, header, verdicts }: CheckedFile,
  outcomes: readonly Outcome[] | undefined,
  mapping: MappingOptions,
  language: Language,
  wanted: 'skipped' | 'errors',
): AsyncGenerator<string[]> {
  yield [...ROW_HEADER, ...header].map(guardCell);
  let ordinal = -1;
  for await (const { cells, line } of readCsv(path, mapping)) {
    const verdict = ordinal < 0 ? undefined : verdicts[ordinal];
    ordinal += 1;
    if (verdict === undefined) continue;
    const outcome = typeof verdict === 'number' ? outcomes?.[verdict] : undefined;
    if (outcome?.kind === 'REJECTED' && wanted === 'errors') {
      yield [String(line), outcome.code, outcome.detail, ...cells].map(guardCell);
    }
    const isWanted = wanted === 'skipped' ? isSkip(verdict) : isProblem(verdict);
    if (typeof verdict === 'number' || !isWanted) continue;
    yield [String(line), verdict, reasonText(verdict, language), ...cells].map(guardCell);
  }
  if (ordinal !== verdicts.length) throw new FileError(`${path}: the file changed while it was being imported`);
}
