import { atScale, type Decimal, toSafeInteger, ZERO } from './decimal.js';

/** One line of an order, as read from the file. */
export interface OrderLine {
  readonly lineId: string;
  readonly sku: string;
  readonly category: string;
  readonly quantity: Decimal;
  readonly amount: Decimal;
}

/** One item of an event, money in minor units. */
export interface EventItem {
  readonly lineId: string;
  readonly sku: string;
  readonly category?: string;
  readonly quantity: number;
  readonly lineAmount: number;
}

/** More lines than this and the items are left out: the API takes no more in one order. */
export const MAX_ITEMS = 500;

const MAX_KEY_LENGTH = 64;

/**
 * Shares an order's rounded amount among its lines, so that the shares add up to it exactly: every line gets
 * its own amount rounded down, and the minor units left over go to the largest remainders, earlier lines first
 * (the largest remainder method, Hamilton 1792). No share is further than one minor unit from its exact amount.
 *
 * @param amounts exact amounts, none negative
 * @param totalMinor their sum, rounded half up to minor units
 * @param exponent decimals of the currency
 */
export function allocateMinor(amounts: readonly Decimal[], totalMinor: number, exponent: number): number[] {
  const scale = amounts.reduce((widest, { scale: own }) => Math.max(widest, own), exponent);
  const divisor = 10n ** BigInt(scale - exponent);
  const parts = amounts.map((amount, index) => {
    const units = atScale(amount, scale);
    return { index, share: Number(units / divisor), remainder: units % divisor };
  });
  let left = totalMinor - parts.reduce((sum, { share }) => sum + share, 0);
  const byRemainder = [...parts].sort((a, b) => Number(b.remainder - a.remainder) || a.index - b.index);
  for (const part of byRemainder) {
    if (left <= 0) break;
    part.share += 1;
    left -= 1;
  }
  return parts.map(({ share }) => share);
}

/**
 * The items of an event. They are left out (undefined) where they could not be told truthfully: a line without a
 * code, a quantity that is no positive whole number, a negative amount, or more lines than the API takes.
 */
export function buildItems(lines: readonly OrderLine[], totalMinor: number, exponent: number): EventItem[] | undefined {
  if (lines.length === 0 || lines.length > MAX_ITEMS) return undefined;
  const quantities = lines.map(({ quantity }) => toSafeInteger(quantity) ?? 0);
  const tellable = lines.every(
    ({ sku, amount }, index) =>
      sku.length > 0 && sku.length <= MAX_KEY_LENGTH && amount.units >= ZERO.units && (quantities[index] ?? 0) > 0,
  );
  if (!tellable) return undefined;
  const shares = allocateMinor(
    lines.map(({ amount }) => amount),
    totalMinor,
    exponent,
  );
  return lines.map(({ lineId, sku, category }, index) => ({
    lineId,
    sku,
    ...(category && category.length <= MAX_KEY_LENGTH ? { category } : {}),
    quantity: quantities[index] ?? 0,
    lineAmount: shares[index] ?? 0,
  }));
}
