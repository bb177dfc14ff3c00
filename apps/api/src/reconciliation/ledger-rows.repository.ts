import { LEDGER_TABLES } from '../account/index.js';
import type { Queryable } from '../platform/index.js';

const [LIVE, ARCHIVE] = LEDGER_TABLES;

/**
 * Where the ledger's rows lie. A programme that has archived nothing is checked as if there were no archive, because a
 * table made of two is written out before it is read.
 */
export class LedgerRows {
  constructor(readonly tables: readonly string[]) {}

  /** The same SELECT of every table, one below the other. */
  each(select: (table: string) => string): string {
    return this.tables.map(select).join(' UNION ALL ');
  }

  /** Some columns of every row, or of those that meet a condition, as one table; it wants an alias. */
  all(columns: string, where?: string): string {
    const condition = where === undefined ? '' : ` WHERE ${where}`;
    return `(${this.each((table) => `SELECT ${columns} FROM ${table}${condition}`)})`;
  }
}

/**
 * The tables that hold rows at the moment of a snapshot. Both are named in this one statement: from then on neither can
 * be altered until the snapshot ends.
 */
export async function ledgerRows(snapshot: Queryable): Promise<LedgerRows> {
  const [found] = await snapshot.rows<{ archived: string }>(
    `SELECT EXISTS (SELECT 1 FROM ${ARCHIVE}) AS archived, EXISTS (SELECT 1 FROM ${LIVE}) AS posted`,
  );
  return new LedgerRows(String(found?.archived) === '1' ? [LIVE, ARCHIVE] : [LIVE]);
}
