import { KEY_PATTERN } from '@jifen/contracts';
import { currencyExponent } from '@jifen/rules';
import { compileDateFormat } from './dates.js';
import { type Decimal, multiply, parseDecimal } from './decimal.js';
import { COLUMN_NAMES, type ColumnName, type MappingOptions, UsageError } from './options.js';
import type { MappedRow, RowContent, RowProblem } from './orders.js';

const KEY = new RegExp(KEY_PATTERN);
const ONE: Decimal = { units: 1n, scale: 0 };

/** Cells of one row by their meaning; a column that the file does not have reads as empty. */
type CellOf = (name: ColumnName) => string;

/** Turns rows of one file into mapped rows. */
export type RowMapper = (cells: readonly string[]) => MappedRow;

/**
 * Finds the mapped columns in the header and compiles the mapping.
 *
 * @throws UsageError when a mapped column is not in the header, or is there twice
 */
export function createRowMapper(header: readonly string[], options: MappingOptions): RowMapper {
  const names = header.map((name) => name.trim());
  const positions = new Map<ColumnName, number>();
  for (const name of COLUMN_NAMES) {
    const title = options.columns[name];
    if (title === undefined) continue;
    const position = names.indexOf(title);
    if (position < 0) throw new UsageError(`no column "${title}" (${name}); the file has: ${names.join(', ')}`);
    if (names.lastIndexOf(title) !== position) throw new UsageError(`the column "${title}" (${name}) is there twice`);
    positions.set(name, position);
  }
  const readDate = compileDateFormat(options.dateFormat, options.timeZone);
  const excludeCodes = new Set(options.excludeCodes);
  const read = (cell: CellOf) => readContent(cell, options, readDate, excludeCodes);

  return (cells) => {
    const cell: CellOf = (name) => cells[positions.get(name) ?? -1]?.trim() ?? '';
    const invoice = cell('invoice');
    if (cells.length !== names.length) return { invoice, content: { problem: 'COLUMN_COUNT' } };
    if (invoice === '') return { invoice, content: { problem: 'NO_INVOICE' } };
    const content = read(cell);
    return { invoice, content: typeof content === 'string' ? { problem: content } : content };
  };
}

function readContent(
  cell: CellOf,
  options: MappingOptions,
  readDate: ReturnType<typeof compileDateFormat>,
  excludeCodes: ReadonlySet<string>,
): RowContent | RowProblem {
  const eventId = options.idPrefix + cell('invoice');
  const userId = readUserId(cell('customer'), options);
  if (!KEY.test(eventId) || (userId !== '' && !KEY.test(userId))) return 'BAD_ID';
  const occurredAtMs = readDate(cell('date'));
  if (typeof occurredAtMs === 'string') return occurredAtMs;
  const currency = cell('currency') || options.currency;
  if (currencyExponent(currency) === undefined) return 'BAD_CURRENCY';
  const numbers = readNumbers(cell, options);
  if (typeof numbers === 'string') return numbers;
  const sku = cell('sku');
  const category = cell('category');
  return { eventId, userId, occurredAtMs, currency, excluded: excludeCodes.has(sku), sku, category, ...numbers };
}

function readUserId(customer: string, options: MappingOptions): string {
  const nobody = customer === '' || options.noCustomer.includes(customer.toLowerCase());
  return nobody ? '' : options.customerPrefix + customer;
}

function readNumbers(cell: CellOf, options: MappingOptions): Pick<RowContent, 'quantity' | 'amount'> | RowProblem {
  const quantityText = cell('quantity');
  const quantity = parseDecimal(quantityText, options.numbers);
  if (options.amount === 'column') {
    const amount = parseDecimal(cell('amount'), options.numbers);
    if (!amount) return 'BAD_AMOUNT';
    if (quantityText !== '' && !quantity) return 'BAD_QUANTITY';
    return { quantity: quantity ?? ONE, amount };
  }
  if (!quantity) return 'BAD_QUANTITY';
  const price = parseDecimal(cell('price'), options.numbers);
  if (!price) return 'BAD_PRICE';
  return { quantity, amount: multiply(quantity, price) };
}
