/** Where rows of the ledger lie: the months of the retention, and what was moved behind them. */
export const LEDGER_TABLES = ['points_transaction', 'points_transaction_archive'] as const;
export type LedgerTable = (typeof LEDGER_TABLES)[number];

/**
 * The same SELECT of both tables in one statement. Rows move in transactions, so one statement sees each row exactly
 * once. Of two statements, one for each table, the ledger's must come first: a row is seen twice then, but never
 * missed. The parameters are given twice, and whatever stands behind (an ORDER BY, a LIMIT) is for both together.
 */
export function ofBoth(select: (table: LedgerTable) => string): string {
  return LEDGER_TABLES.map((table) => `(${select(table)})`).join(' UNION ALL ');
}
