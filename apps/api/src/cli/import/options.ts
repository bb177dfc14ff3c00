import { parseArgs } from 'node:util';
import { currencyExponent } from '@jifen/rules';
import { parse } from 'csv-parse/sync';
import { compileDateFormat } from './dates.js';
import type { NumberStyle } from './decimal.js';
import { type Language, languageOf } from './messages.js';
import { type OptionValues, PRESETS } from './presets.js';

/** Columns a row can have; the value is the header in the file. */
export const COLUMN_NAMES = [
  'invoice',
  'date',
  'customer',
  'sku',
  'description',
  'quantity',
  'price',
  'amount',
  'currency',
  'category',
] as const;
export type ColumnName = (typeof COLUMN_NAMES)[number];

/** Everything that decides how a file is read; the same options give the same events. */
export interface MappingOptions {
  readonly columns: Readonly<Partial<Record<ColumnName, string>>>;
  readonly dateFormat: string;
  readonly timeZone: string;
  readonly numbers: NumberStyle;
  readonly delimiter: string;
  readonly encoding: 'utf8' | 'latin1' | 'utf16le';
  /** Currency of rows that do not name one; empty for none. */
  readonly currency: string;
  readonly idPrefix: string;
  readonly customerPrefix: string;
  /** Customers with these names are no customers, compared without case. */
  readonly noCustomer: readonly string[];
  readonly amount: 'quantity*price' | 'column';
  readonly groupByInvoice: boolean;
  readonly cancelPrefix: string;
  readonly excludeCodes: readonly string[];
  readonly items: boolean;
}

export interface ImportOptions {
  readonly files: readonly string[];
  readonly mapping: MappingOptions;
  readonly commit: boolean;
  /** Post nothing when a row is malformed. */
  readonly strict: boolean;
  readonly url?: string;
  readonly key?: string;
  readonly batchSize: number;
  readonly out?: string;
  readonly language: Language;
}

/** The command line is wrong: a sentence for the person who typed it. */
export class UsageError extends Error {}

const DEFAULTS: OptionValues = {
  columns: 'invoice=InvoiceNo,date=InvoiceDate,customer=CustomerID,quantity=Quantity,price=UnitPrice',
  'date-format': 'ISO',
  'time-zone': 'UTC',
  decimal: '.',
  delimiter: ',',
  encoding: 'utf8',
  'no-customer': '(blank)',
  'cancel-prefix': 'C',
  'batch-size': '500',
  'group-by-invoice': true,
  items: true,
};

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const CONFIG = {
  preset: text,
  columns: text,
  'date-format': text,
  'time-zone': text,
  decimal: text,
  thousands: text,
  delimiter: text,
  encoding: text,
  currency: text,
  'id-prefix': text,
  'customer-prefix': text,
  'no-customer': text,
  amount: text,
  'group-by-invoice': flag,
  'cancel-prefix': text,
  'exclude-codes': text,
  items: flag,
  'dry-run': flag,
  commit: flag,
  strict: flag,
  url: text,
  key: text,
  'batch-size': text,
  out: text,
  lang: text,
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Reads the command line after the program's name: `orders FILE … [options]`.
 *
 * @returns the options, or the language of the help that was asked for
 * @throws UsageError with a sentence that names the option
 */
export function parseOptions(argv: readonly string[], env: NodeJS.ProcessEnv): ImportOptions | { help: Language } {
  const { values: given, positionals } = parseCommandLine(argv);
  const language = languageOf(given.lang ?? env['LC_ALL'] ?? env['LANG']);
  if (given.help) return { help: language };
  const [noun, ...files] = positionals;
  if (noun !== 'orders') throw new UsageError(`what to import must be "orders", not "${noun ?? ''}"`);
  if (files.length === 0) throw new UsageError('name at least one file');
  if (given.commit && given['dry-run']) throw new UsageError('--commit and --dry-run exclude each other');

  const preset = given.preset === undefined ? {} : PRESETS[given.preset];
  if (!preset) throw new UsageError(`--preset must be one of ${Object.keys(PRESETS).join(', ')}`);
  const values = { ...DEFAULTS, ...preset, ...given };
  const url = given.url ?? env['JIFEN_URL'];
  const key = given.key ?? env['JIFEN_API_KEY'];
  return {
    files,
    mapping: mappingOf(values),
    commit: given.commit === true,
    strict: given.strict === true,
    ...(url ? { url } : {}),
    ...(key ? { key } : {}),
    batchSize: readBatchSize(stringOf(values, 'batch-size')),
    ...(given.out ? { out: given.out } : {}),
    language,
  };
}

function parseCommandLine(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: CONFIG, allowPositionals: true, allowNegative: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function mappingOf(values: OptionValues): MappingOptions {
  const columns = parseColumns(stringOf(values, 'columns'));
  const currency = stringOf(values, 'currency');
  if (currency === '' && !columns.currency) {
    throw new UsageError('name the currency: --currency GBP, or a column with --columns currency=…');
  }
  if (currency !== '' && currencyExponent(currency) === undefined) {
    throw new UsageError(`--currency ${currency} is not an ISO 4217 code`);
  }
  const amount = stringOf(values, 'amount') || (columns.amount ? 'column' : 'quantity*price');
  const mapping: MappingOptions = {
    columns,
    dateFormat: stringOf(values, 'date-format'),
    timeZone: stringOf(values, 'time-zone'),
    numbers: numberStyle(values),
    delimiter: stringOf(values, 'delimiter').replace('\\t', '\t'),
    encoding: oneOf('encoding', stringOf(values, 'encoding'), ['utf8', 'latin1', 'utf16le']),
    currency,
    idPrefix: stringOf(values, 'id-prefix'),
    customerPrefix: stringOf(values, 'customer-prefix'),
    noCustomer: splitList(stringOf(values, 'no-customer')).map((name) => name.toLowerCase()),
    amount: oneOf('amount', amount, ['quantity*price', 'column']),
    groupByInvoice: values['group-by-invoice'] === true,
    cancelPrefix: stringOf(values, 'cancel-prefix'),
    excludeCodes: splitList(stringOf(values, 'exclude-codes')),
    items: values['items'] === true,
  };
  if ([...mapping.delimiter].length !== 1) throw new UsageError('--delimiter must be one character');
  checkColumns(mapping);
  try {
    compileDateFormat(mapping.dateFormat, mapping.timeZone);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  return mapping;
}

function checkColumns({ columns, amount, excludeCodes }: MappingOptions): void {
  const needed: ColumnName[] = ['invoice', 'date', 'customer'];
  needed.push(...(amount === 'column' ? (['amount'] as const) : (['quantity', 'price'] as const)));
  if (excludeCodes.length > 0) needed.push('sku');
  const missing = needed.filter((name) => !columns[name]);
  if (missing.length > 0) throw new UsageError(`--columns must name ${missing.join(', ')}`);
}

function parseColumns(value: string): Partial<Record<ColumnName, string>> {
  const columns: Partial<Record<ColumnName, string>> = {};
  for (const pair of splitList(value)) {
    const at = pair.indexOf('=');
    const name = COLUMN_NAMES.find((known) => known === pair.slice(0, at).trim());
    const header = pair.slice(at + 1).trim();
    if (at < 1 || !name || header === '') {
      throw new UsageError(`--columns: "${pair}" is not one of ${COLUMN_NAMES.join(', ')} = a header of the file`);
    }
    columns[name] = header;
  }
  return columns;
}

function numberStyle(values: OptionValues): NumberStyle {
  const decimal = oneOf('decimal', stringOf(values, 'decimal'), ['.', ',']);
  const thousands = stringOf(values, 'thousands');
  if (thousands === decimal || thousands.length > 1 || /[0-9+-]/.test(thousands)) {
    throw new UsageError('--thousands must be one character, not the decimal sign');
  }
  return thousands === '' ? { decimal } : { decimal, thousands };
}

/** A comma-separated list; an entry that holds a comma is written in double quotes. */
function splitList(value: string): string[] {
  if (value.trim() === '') return [];
  const [entries = []]: string[][] = parse(value, { trim: true, relax_quotes: true });
  return entries.filter((entry) => entry !== '');
}

function readBatchSize(value: string): number {
  const size = /^[0-9]{1,4}$/.test(value) ? Number(value) : 0;
  if (size < 1 || size > 1000) throw new UsageError('--batch-size must be a whole number from 1 to 1000');
  return size;
}

function stringOf(values: OptionValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value : '';
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const match = allowed.find((candidate) => candidate === value);
  if (match === undefined) throw new UsageError(`--${option} must be ${allowed.join(' or ')}`);
  return match;
}
