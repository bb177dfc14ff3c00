import { readFileSync } from 'node:fs';

/**
 * A second opinion on order files, written without any code of the import: its own CSV reader and its own arithmetic.
 * It knows the two layouts by their headers and the rules of the starter programme, nothing else.
 */
export interface Opinion {
  /** Points by customer, at 1 point for each whole unit of the currency in an order. */
  readonly pointsByUser: ReadonlyMap<string, number>;
  readonly orders: number;
  readonly amountMinor: number;
}

const PRICE_DECIMALS = 6;
const ONE_MINOR = 10n ** BigInt(PRICE_DECIMALS - 2);

/** Reads the file and says what every customer should have. `excluded` are stock codes that earn nothing. */
export function secondOpinion(path: string, excluded: readonly string[] = []): Opinion {
  const [header = [], ...rows] = readCells(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  const at = (row: string[], name: string) => row[header.indexOf(name)] ?? '';
  const totals = new Map<string, { user: string; millionths: bigint }>();
  for (const row of rows) {
    const user = at(row, 'CustomerID').trim();
    const invoice = at(row, 'InvoiceNo');
    if (user === '' || user === '(blank)' || invoice.startsWith('C')) continue;
    if (excluded.includes(at(row, 'StockCode'))) continue;
    const order = totals.get(invoice) ?? { user, millionths: 0n };
    order.millionths += BigInt(at(row, 'Quantity')) * millionthsOf(at(row, 'UnitPrice'));
    totals.set(invoice, order);
  }
  const pointsByUser = new Map<string, number>();
  let orders = 0;
  let amountMinor = 0;
  for (const { user, millionths } of totals.values()) {
    if (millionths <= 0n) continue;
    const minor = Number(millionths / ONE_MINOR) + (millionths % ONE_MINOR >= ONE_MINOR / 2n ? 1 : 0);
    if (minor === 0) continue;
    orders += 1;
    amountMinor += minor;
    pointsByUser.set(user, (pointsByUser.get(user) ?? 0) + Math.trunc(minor / 100));
  }
  return { pointsByUser, orders, amountMinor };
}

function millionthsOf(price: string): bigint {
  const [whole = '0', fraction = ''] = price.split('.');
  return BigInt(whole + fraction.padEnd(PRICE_DECIMALS, '0'));
}

/** Cells of all rows; a doubled quote inside quotes is a quote, empty lines are no rows. */
function readCells(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else quoted = false;
    } else if (char === '"' && cell === '') quoted = true;
    else if (char === ',' || char === '\n') {
      row.push(cell);
      cell = '';
      if (char === ',') continue;
      if (row.length > 1) rows.push(row);
      row = [];
    } else if (char !== '\r') cell += char;
  }
  return rows;
}
