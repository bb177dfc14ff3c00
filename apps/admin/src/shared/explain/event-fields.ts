/** Splits an event's data into what reads as a field, what is money, and the lines of an order. */

export interface ShownField {
  name: string;
  value: string | number | boolean;
  /** Minor units of the event's currency. */
  money: boolean;
}

export interface OrderLine {
  index: number;
  lineId?: string;
  sku?: string;
  category?: string;
  quantity?: number;
  unitPrice?: number;
  lineAmount: number;
}

const MONEY = new Set(['amount', 'shipping', 'tax', 'discount']);

/** The plain values of the data, in their order; lists and objects are left to the raw view. */
export function shownFields(data: Readonly<Record<string, unknown>>): ShownField[] {
  return Object.entries(data).flatMap(([name, value]) => {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return [];
    return [{ name, value, money: MONEY.has(name) && typeof value === 'number' }];
  });
}

/** The items of an order; entries that are none are left out. */
export function orderLines(data: Readonly<Record<string, unknown>>): OrderLine[] {
  const items = data['items'];
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: unknown, index) => {
    if (typeof item !== 'object' || item === null) return [];
    const line = item as Record<string, unknown>;
    if (typeof line['lineAmount'] !== 'number') return [];
    return [
      {
        index,
        lineAmount: line['lineAmount'],
        ...text(line, 'lineId'),
        ...text(line, 'sku'),
        ...text(line, 'category'),
        ...number(line, 'quantity'),
        ...number(line, 'unitPrice'),
      },
    ];
  });
}

function text<K extends string>(from: Record<string, unknown>, key: K): { [P in K]?: string } {
  const value = from[key];
  return (typeof value === 'string' ? { [key]: value } : {}) as { [P in K]?: string };
}

function number<K extends string>(from: Record<string, unknown>, key: K): { [P in K]?: number } {
  const value = from[key];
  return (typeof value === 'number' ? { [key]: value } : {}) as { [P in K]?: number };
}
