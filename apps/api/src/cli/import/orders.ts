import { add, type Decimal, toMinorHalfUp, ZERO } from './decimal.js';
import { buildItems, type EventItem, type OrderLine } from './items.js';

/** Why a well-formed row earns nothing and is left out on purpose. */
export const SKIP_REASONS = ['NO_CUSTOMER', 'CANCELLATION', 'EXCLUDED_CODE', 'NEGATIVE_AMOUNT', 'ZERO_AMOUNT'] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** Why a row cannot be used until somebody corrects it. */
export const ROW_PROBLEMS = [
  'COLUMN_COUNT',
  'NO_INVOICE',
  'BAD_ID',
  'BAD_DATE',
  'NONEXISTENT_TIME',
  'BAD_QUANTITY',
  'BAD_PRICE',
  'BAD_AMOUNT',
  'BAD_CURRENCY',
  'AMOUNT_TOO_LARGE',
  'CUSTOMER_CONFLICT',
  'CURRENCY_CONFLICT',
  'DUPLICATE_INVOICE',
  'ORDER_HAS_BAD_ROW',
] as const;
export type RowProblem = (typeof ROW_PROBLEMS)[number];

/** A row of the file after mapping: its invoice, and either what it says or what is wrong with it. */
export interface MappedRow {
  readonly invoice: string;
  readonly content: RowContent | { readonly problem: RowProblem };
}

/** What a well-formed row says. An empty `customer` is no customer. */
export interface RowContent {
  readonly eventId: string;
  readonly userId: string;
  readonly occurredAtMs: number;
  readonly currency: string;
  readonly excluded: boolean;
  readonly sku: string;
  readonly category: string;
  readonly quantity: Decimal;
  readonly amount: Decimal;
}

/** An order that can be posted; money in minor units of `currency`. */
export interface ReadyOrder {
  readonly eventId: string;
  readonly userId: string;
  readonly occurredAtMs: number;
  readonly currency: string;
  readonly amountMinor: number;
  readonly items?: readonly EventItem[];
  /** Ordinals (0-based, in the order of the file) of the rows that are in the amount. */
  readonly rows: readonly number[];
}

/** What became of a row in the check: the index of its order in `orders`, or a reason. */
export type RowVerdict = number | SkipReason | RowProblem;

export interface CheckedOrders {
  /** In the order in which they happened. */
  readonly orders: readonly ReadyOrder[];
  /** One per row, in the order of the file. */
  readonly verdicts: readonly RowVerdict[];
  /** Distinct invoice numbers seen, good or bad. */
  readonly invoiceCount: number;
}

export interface OrderRules {
  /** Rows with the same invoice number are one order; otherwise a second row is a DUPLICATE_INVOICE. */
  readonly groupByInvoice: boolean;
  /** An invoice number that begins with this is a cancellation; empty for none. */
  readonly cancelPrefix: string;
  readonly withItems: boolean;
  /** Decimals of a currency. */
  readonly exponentOf: (currency: string) => number;
}

interface Group {
  readonly invoice: string;
  readonly rows: { readonly ordinal: number; readonly content: MappedRow['content'] }[];
}

/** Gathers rows into orders and decides about every order once all of its rows are known. */
export class OrderTable {
  private readonly groups = new Map<string, Group>();
  private readonly verdicts: RowVerdict[] = [];

  constructor(private readonly rules: OrderRules) {}

  /** Takes the next row of the file. */
  add(row: MappedRow): void {
    const ordinal = this.verdicts.length;
    this.verdicts.push('NO_INVOICE');
    if (row.invoice === '') {
      if ('problem' in row.content) this.verdicts[ordinal] = row.content.problem;
      return;
    }
    const group = this.groups.get(row.invoice) ?? { invoice: row.invoice, rows: [] };
    this.groups.set(row.invoice, group);
    const repeated = group.rows.length > 0 && !this.rules.groupByInvoice;
    group.rows.push({ ordinal, content: repeated ? { problem: 'DUPLICATE_INVOICE' } : row.content });
  }

  /** Decides: which orders can be posted, and why each of the other rows cannot. */
  finish(): CheckedOrders {
    const orders: ReadyOrder[] = [];
    const invoiceCount = this.groups.size;
    for (const group of this.groups.values()) {
      const order = this.decide(group);
      if (order) orders.push(order);
      // A decided order needs its rows no more; in a file of a million lines they are most of the memory.
      this.groups.delete(group.invoice);
    }
    orders.sort((a, b) => a.occurredAtMs - b.occurredAtMs || (a.eventId < b.eventId ? -1 : 1));
    orders.forEach((order, index) => {
      for (const ordinal of order.rows) this.verdicts[ordinal] = index;
    });
    return { orders, verdicts: this.verdicts, invoiceCount };
  }

  private decide({ invoice, rows }: Group): ReadyOrder | undefined {
    const good: { ordinal: number; content: RowContent }[] = [];
    for (const { ordinal, content } of rows) {
      if ('problem' in content) this.verdicts[ordinal] = content.problem;
      else good.push({ ordinal, content });
    }
    const first = good[0]?.content;
    if (!first) return undefined;
    const refuse = (reason: SkipReason | RowProblem, of = good) => {
      for (const { ordinal } of of) this.verdicts[ordinal] = reason;
      return undefined;
    };
    // Half an order must not be posted: once corrected, it would meet its own key with another amount.
    const onlyDuplicates = rows.every(
      ({ content }) => !('problem' in content) || content.problem === 'DUPLICATE_INVOICE',
    );
    if (good.length < rows.length && !onlyDuplicates) return refuse('ORDER_HAS_BAD_ROW');
    const customers = new Set(good.map(({ content }) => content.userId).filter((userId) => userId !== ''));
    if (customers.size > 1) return refuse('CUSTOMER_CONFLICT');
    if (good.some(({ content }) => content.currency !== first.currency)) return refuse('CURRENCY_CONFLICT');
    const [userId] = customers;
    if (userId === undefined) return refuse('NO_CUSTOMER');
    if (this.rules.cancelPrefix !== '' && invoice.startsWith(this.rules.cancelPrefix)) return refuse('CANCELLATION');

    const counted = good.filter(({ content }) => !content.excluded);
    refuse(
      'EXCLUDED_CODE',
      good.filter(({ content }) => content.excluded),
    );
    const exponent = this.rules.exponentOf(first.currency);
    const sum = counted.reduce<Decimal>((total, { content }) => add(total, content.amount), ZERO);
    if (sum.units < 0n) return refuse('NEGATIVE_AMOUNT', counted);
    const amountMinor = toMinorHalfUp(sum, exponent);
    if (amountMinor === undefined) return refuse('AMOUNT_TOO_LARGE', counted);
    if (amountMinor === 0) return refuse('ZERO_AMOUNT', counted);

    const lines = counted.map(({ content }, index) => toLine(content, index));
    const items = this.rules.withItems ? buildItems(lines, amountMinor, exponent) : undefined;
    return {
      eventId: first.eventId,
      userId,
      occurredAtMs: good.reduce((earliest, { content }) => Math.min(earliest, content.occurredAtMs), Infinity),
      currency: first.currency,
      amountMinor,
      ...(items ? { items } : {}),
      rows: counted.map(({ ordinal }) => ordinal),
    };
  }
}

function toLine(content: RowContent, index: number): OrderLine {
  const { sku, category, quantity, amount } = content;
  return { lineId: String(index + 1), sku, category, quantity, amount };
}
