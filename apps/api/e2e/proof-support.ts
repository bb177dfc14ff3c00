import { expect } from '@jest/globals';
import type { History } from '../proof/history.ts';
import { type LedgerRow, verdict } from '../proof/verdict.ts';
import { Sealer } from '../src/account/index.js';
import { Reconciliation } from '../src/reconciliation/index.js';
import type { TestApp } from './support.js';

/** The key of an API client and the environment of a server with workers, beside a test's own application. */
export const serverEnv = (t: TestApp, more: Record<string, string> = {}) => ({
  ...t.env,
  WORKER: 'on',
  LOG_LEVEL: 'fatal',
  ...more,
});

/** The rows that answers name: all but the arrivals of gifts. */
async function ledgerRows({ database }: TestApp): Promise<LedgerRow[]> {
  const rows = await database.rows<{ transaction_no: string; points: string }>(
    `SELECT transaction_no, points FROM points_transaction
     WHERE NOT (business_type = 'TRANSFER' AND debit_book = 'TRANSFER_CLEARING')`,
  );
  return rows.map((row) => ({ transactionNo: row.transaction_no, points: Number(row.points) }));
}

/** Everything acknowledged is there once, nothing else is, and the ledger holds every invariant. */
export async function expectSound(t: TestApp, history: History): Promise<void> {
  expect(verdict(history, await ledgerRows(t))).toEqual([]);
  await t.app.get(Sealer).sealAll();
  const checks = await t.app.get(Reconciliation).check();
  expect(checks.filter((check) => !check.ok)).toEqual([]);
}

/** Waits until nothing that was accepted waits any more. Raises when it takes longer than `patienceMs`. */
export async function expectSettled({ database }: TestApp, patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const [row] = await database.rows<{ events: string; messages: string }>(
      'SELECT (SELECT COUNT(*) FROM event_inbox) AS events, (SELECT COUNT(*) FROM outbox) AS messages',
    );
    if (Number(row?.events) === 0 && Number(row?.messages) === 0) return;
    if (Date.now() > deadline) throw new Error(`still waiting: ${JSON.stringify(row)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
