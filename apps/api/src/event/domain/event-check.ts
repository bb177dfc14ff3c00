import { type EventRequest, type FieldError, JifenError } from '@jifen/contracts';
import { isCurrency } from '@jifen/rules';

/** What an event may hold in `data` by the type's own names; everything else is kept and named in a warning. */
const ORDER_FIELDS = new Set(['orderNo', 'currency', 'amount', 'shipping', 'tax', 'discount', 'items']);
const ITEM_FIELDS = new Set(['lineId', 'sku', 'category', 'quantity', 'unitPrice', 'lineAmount']);
const MAX_ITEMS = 1000;
const MAX_AMOUNT = 9_000_000_000_000;
const MAX_DATA_BYTES = 256 * 1024;
const MAX_WARNINGS = 20;
const DAY_MS = 24 * 3600 * 1000;
const MAX_AGE_DAYS = 30;
const MAX_AHEAD_MS = 5 * 60 * 1000;

type Data = Record<string, unknown>;

/**
 * Checks what the shape alone cannot: an order's parts and their sum. Answers pointers to fields that the type does
 * not define. Raises EVENT_TYPE_UNSUPPORTED, VALIDATION_FAILED, CURRENCY_UNKNOWN, ORDER_TOTAL_MISMATCH.
 */
export function checkEvent(event: EventRequest): string[] {
  if (event.type === 'ORDER_REFUNDED') {
    const error = { pointer: '/type', code: 'enum', detail: 'is not a type of events to report here' };
    throw new JifenError('EVENT_TYPE_UNSUPPORTED', { type: event.type }, [error]);
  }
  const data = event.data ?? {};
  if (JSON.stringify(data).length > MAX_DATA_BYTES) refuse('/data', 'maxLength', 'is larger than 256 KiB');
  if (event.type !== 'ORDER_COMPLETED') return [];
  const warnings = unknownFields(data, ORDER_FIELDS, '/data');
  checkOrder(data);
  const items = (data['items'] as Data[] | undefined) ?? [];
  items.forEach((item, index) => {
    if (warnings.length < MAX_WARNINGS) warnings.push(...unknownFields(item, ITEM_FIELDS, `/data/items/${index}`));
  });
  return warnings.slice(0, MAX_WARNINGS);
}

/**
 * Late and early events. Older than 30 days needs the right to backdate; five minutes ahead allow for clocks that
 * differ. Raises EVENT_TOO_OLD, EVENT_IN_FUTURE.
 */
export function checkTime(occurredAtMs: number, nowMs: number, mayBackdate: boolean): void {
  const wrong = (code: string, detail: string) => [{ pointer: '/occurredAt', code, detail }];
  if (occurredAtMs > nowMs + MAX_AHEAD_MS) {
    throw new JifenError('EVENT_IN_FUTURE', {}, wrong('maximum', 'must not be more than 5 minutes ahead'));
  }
  if (occurredAtMs < nowMs - MAX_AGE_DAYS * DAY_MS && !mayBackdate) {
    const detail = `must not be more than ${MAX_AGE_DAYS} days ago`;
    throw new JifenError('EVENT_TOO_OLD', { maxAgeDays: MAX_AGE_DAYS }, wrong('minimum', detail));
  }
}

/** Σ lineAmount + shipping + tax − discount = amount, where there are items. */
function checkOrder(data: Data): void {
  const amount = requireAmount(data, 'amount', true);
  const shipping = requireAmount(data, 'shipping');
  const tax = requireAmount(data, 'tax');
  const discount = requireAmount(data, 'discount');
  const { currency, orderNo, items } = data;
  if (orderNo !== undefined && (typeof orderNo !== 'string' || orderNo.length < 1 || orderNo.length > 64)) {
    refuse('/data/orderNo', 'type', 'must be a text of 1 to 64 characters');
  }
  if (currency === undefined) refuse('/data/currency', 'required', 'is missing');
  if (typeof currency !== 'string' || !isCurrency(currency)) {
    throw new JifenError('CURRENCY_UNKNOWN', {}, [
      { pointer: '/data/currency', code: 'enum', detail: 'must be an ISO 4217 code in capitals' },
    ]);
  }
  if (items === undefined) return;
  if (!Array.isArray(items) || items.length > MAX_ITEMS)
    refuse('/data/items', 'type', `must list at most ${MAX_ITEMS} items`);
  const lines = (items as unknown[]).map(checkItem);
  const sum = lines.reduce((total, line) => total + line, 0) + shipping + tax - discount;
  if (lines.length > 0 && sum !== amount) {
    throw new JifenError('ORDER_TOTAL_MISMATCH', { amount, sum }, [
      { pointer: '/data/amount', code: 'sum', detail: 'must equal lines + shipping + tax - discount' },
    ]);
  }
}

function checkItem(item: unknown, index: number): number {
  const at = `/data/items/${index}`;
  if (item === null || typeof item !== 'object' || Array.isArray(item)) refuse(at, 'type', 'must be an object');
  const line = item as Data;
  for (const name of ['lineId', 'sku', 'category']) {
    const value = line[name];
    if (value !== undefined && (typeof value !== 'string' || value.length > 64)) {
      refuse(`${at}/${name}`, 'type', 'must be a text of at most 64 characters');
    }
  }
  for (const name of ['quantity', 'unitPrice']) integerAt(line[name], `${at}/${name}`, false);
  return integerAt(line['lineAmount'], `${at}/lineAmount`, true);
}

function requireAmount(data: Data, name: string, required = false): number {
  return integerAt(data[name], `/data/${name}`, required);
}

function integerAt(value: unknown, pointer: string, required: boolean): number {
  if (value === undefined) {
    if (required) refuse(pointer, 'required', 'is missing');
    return 0;
  }
  if (!Number.isSafeInteger(value)) refuse(pointer, 'type', 'must be a whole number of minor units');
  const amount = value as number;
  if (amount < 0) refuse(pointer, 'minimum', 'must not be negative');
  if (amount > MAX_AMOUNT) refuse(pointer, 'maximum', `must be at most ${MAX_AMOUNT}`);
  return amount;
}

function unknownFields(data: Data, known: ReadonlySet<string>, at: string): string[] {
  const unknown = Object.keys(data).filter((name) => !known.has(name));
  return unknown.slice(0, MAX_WARNINGS).map((name) => `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}

function refuse(pointer: string, code: string, detail: string): never {
  const error: FieldError = { pointer, code, detail };
  throw new JifenError('VALIDATION_FAILED', {}, [error]);
}
