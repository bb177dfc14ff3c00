import type { Queryable } from './queryable.js';

/** Rows to spread the marks over, so that those who only mark do not wait for each other. */
const ROWS = 64;
let next = 0;

/**
 * Makes what this transaction has read as durable as what it writes. InnoDB shows a commit to others a moment before
 * its log is on disk; whoever answers from such a row without writing anything would promise what a crash of the
 * server can still take back. Writing something makes this transaction's own COMMIT wait for the log up to here.
 */
export async function markCommit(db: Queryable): Promise<void> {
  next = (next + 1) % ROWS;
  await db.run('INSERT INTO commit_mark (id, marks) VALUES (?, 1) ON DUPLICATE KEY UPDATE marks = marks + 1', [next]);
}
