import type { CheckedOrders, ReadyOrder, RowProblem, RowVerdict, SkipReason } from './orders.js';
import { SKIP_REASONS } from './orders.js';
import type { Outcome } from './poster.js';

/** What can become of an order that passed the check; `ready` in a dry run. */
export const BUCKETS = ['ready', 'posted', 'replayed', 'noAward', 'pendingReview', 'rejected', 'notSent'] as const;
export type Bucket = (typeof BUCKETS)[number];

/** Control totals of one import; money in minor units by currency. */
export interface Totals {
  rowsRead: number;
  /** Distinct invoice numbers in the file. */
  invoices: number;
  /** Orders that passed the check, and the customers and the time they span. */
  orders: number;
  customers: number;
  firstOccurredAt?: string;
  lastOccurredAt?: string;
  amountMinor: Record<string, number>;
  rowsSkipped: number;
  rowsMalformed: number;
  skippedByReason: Partial<Record<SkipReason, number>>;
  malformedByReason: Partial<Record<RowProblem, number>>;
  outcomes: Record<Bucket, { orders: number; rows: number; amountMinor: Record<string, number> }>;
  rejectedByCode: Record<string, number>;
  pointsPosted: number;
  pointsReplayed: number;
  /** Every row and every minor unit is counted once: read = skipped + malformed + Σ outcomes, and likewise money. */
  balanced: boolean;
}

/** Whether a verdict is a reason to skip the row on purpose. */
export function isSkip(verdict: RowVerdict): verdict is SkipReason {
  return SKIP_REASONS.some((reason) => reason === verdict);
}

/** Whether a verdict is a row that somebody has to correct. */
export function isProblem(verdict: RowVerdict): verdict is RowProblem {
  return typeof verdict === 'string' && !isSkip(verdict);
}

/** Counts rows, orders, money and points. `outcomes` has one entry an order, or is undefined in a dry run. */
export function computeTotals(checked: CheckedOrders, outcomes: readonly Outcome[] | undefined): Totals {
  const totals = emptyTotals(checked);
  for (const verdict of checked.verdicts) {
    if (isSkip(verdict)) {
      totals.rowsSkipped += 1;
      totals.skippedByReason[verdict] = (totals.skippedByReason[verdict] ?? 0) + 1;
    } else if (isProblem(verdict)) {
      totals.rowsMalformed += 1;
      totals.malformedByReason[verdict] = (totals.malformedByReason[verdict] ?? 0) + 1;
    }
  }
  checked.orders.forEach((order, index) => {
    countOrder(totals, order, outcomes?.[index]);
  });
  totals.balanced = isBalanced(totals);
  return totals;
}

function emptyTotals({ orders, verdicts, invoiceCount }: CheckedOrders): Totals {
  const none = () => ({ orders: 0, rows: 0, amountMinor: {} });
  const first = orders[0];
  const last = orders.at(-1);
  return {
    rowsRead: verdicts.length,
    invoices: invoiceCount,
    orders: orders.length,
    customers: new Set(orders.map(({ userId }) => userId)).size,
    ...(first && last
      ? { firstOccurredAt: isoTime(first.occurredAtMs), lastOccurredAt: isoTime(last.occurredAtMs) }
      : {}),
    amountMinor: {},
    rowsSkipped: 0,
    rowsMalformed: 0,
    skippedByReason: {},
    malformedByReason: {},
    outcomes: {
      ready: none(),
      posted: none(),
      replayed: none(),
      noAward: none(),
      pendingReview: none(),
      rejected: none(),
      notSent: none(),
    },
    rejectedByCode: {},
    pointsPosted: 0,
    pointsReplayed: 0,
    balanced: false,
  };
}

function countOrder(totals: Totals, order: ReadyOrder, outcome: Outcome | undefined): void {
  const bucket = totals.outcomes[bucketOf(outcome)];
  bucket.orders += 1;
  bucket.rows += order.rows.length;
  addTo(bucket.amountMinor, order.currency, order.amountMinor);
  addTo(totals.amountMinor, order.currency, order.amountMinor);
  if (outcome?.kind === 'REJECTED') addTo(totals.rejectedByCode, outcome.code, 1);
  if (outcome && 'points' in outcome) {
    if (outcome.replayed) totals.pointsReplayed += outcome.points;
    else totals.pointsPosted += outcome.points;
  }
}

/** The bucket an order is counted in. A replay is a replay whatever was decided the first time. */
export function bucketOf(outcome: Outcome | undefined): Bucket {
  if (!outcome) return 'ready';
  if (outcome.kind === 'NOT_SENT') return 'notSent';
  if (outcome.kind === 'REJECTED') return 'rejected';
  if (outcome.replayed) return 'replayed';
  if (outcome.kind === 'POSTED') return 'posted';
  return outcome.kind === 'NO_AWARD' ? 'noAward' : 'pendingReview';
}

function isBalanced(totals: Totals): boolean {
  const buckets = Object.values(totals.outcomes);
  const rows = buckets.reduce((sum, bucket) => sum + bucket.rows, totals.rowsSkipped + totals.rowsMalformed);
  const orders = buckets.reduce((sum, bucket) => sum + bucket.orders, 0);
  const moneyAgrees = Object.entries(totals.amountMinor).every(
    ([currency, amount]) =>
      Number.isSafeInteger(amount) &&
      buckets.reduce((sum, bucket) => sum + (bucket.amountMinor[currency] ?? 0), 0) === amount,
  );
  return rows === totals.rowsRead && orders === totals.orders && moneyAgrees;
}

function addTo(sums: Record<string, number>, key: string, value: number): void {
  sums[key] = (sums[key] ?? 0) + value;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
