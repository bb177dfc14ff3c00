import { type Language, reasonText, type TextKey, textOf } from './messages.js';
import type { RowProblem, SkipReason } from './orders.js';
import { BUCKETS, type Totals } from './totals.js';

/** The totals as lines for people. */
export function summaryLines(totals: Totals, language: Language): string[] {
  const label = (key: TextKey) => textOf(key, language);
  const lines = [
    row(label('rowsRead'), totals.rowsRead),
    row(label('invoices'), totals.invoices),
    row(label('orders'), totals.orders),
    row(label('customers'), totals.customers),
    ...(totals.firstOccurredAt ? [row(label('period'), `${totals.firstOccurredAt} – ${totals.lastOccurredAt}`)] : []),
    row(label('amount'), money(totals.amountMinor)),
    row(label('skipped'), totals.rowsSkipped),
    ...reasons(totals.skippedByReason, language),
    row(label('malformed'), totals.rowsMalformed),
    ...reasons(totals.malformedByReason, language),
  ];
  for (const bucket of BUCKETS) {
    const { orders, rows, amountMinor } = totals.outcomes[bucket];
    if (orders === 0) continue;
    const counts = `${orders} ${label('ordersUnit')}, ${rows} ${label('rows')}, ${money(amountMinor)}`;
    lines.push(row(label(bucket), counts));
  }
  for (const [code, count] of Object.entries(totals.rejectedByCode)) lines.push(`    ${code}: ${count}`);
  if (totals.outcomes.ready.orders === 0) {
    lines.push(row(label('pointsPosted'), totals.pointsPosted), row(label('pointsReplayed'), totals.pointsReplayed));
  }
  lines.push(`  ${label(totals.balanced ? 'balanced' : 'unbalanced')}`);
  return lines;
}

function row(label: string, value: string | number): string {
  return `  ${label}: ${value}`;
}

function money(amounts: Readonly<Record<string, number>>): string {
  const texts = Object.entries(amounts).map(([currency, amountMinor]) => `${amountMinor} ${currency}`);
  return texts.length > 0 ? texts.join(' + ') : '0';
}

function reasons(counts: Partial<Record<SkipReason | RowProblem, number>>, language: Language): string[] {
  return Object.entries(counts).map(
    ([reason, count]) => `    ${reason}: ${count} · ${reasonText(reason as SkipReason | RowProblem, language)}`,
  );
}
