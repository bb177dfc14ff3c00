import { createHash } from 'node:crypto';

/**
 * The ledger's chain of seals. A batch carries a hash over its rows; its seal is a hash over the seal before it, its
 * number and that hash. Whoever changes, removes or slips in a row later would have to rewrite every seal that follows.
 */

/** What the hash of a batch says of a row. */
export interface HashedRow {
  transactionNo: string;
  userId: string;
  seq: number | string;
  wallet: string;
  debitBook: string;
  creditBook: string;
  points: number | string;
  availableBefore: number | string;
  availableAfter: number | string;
  businessType: string;
  businessNo: string;
}

/** The end of the chain: how many batches are sealed, and the last seal (empty before the first one). */
export interface SealHead {
  sealNo: number;
  seal: string;
}

export interface SealedBatch extends SealHead {
  batchNo: string;
}

/** A row as the hash of its batch reads it; `lots` is the JSON text as it is stored. */
export function hashedLine(row: HashedRow, lots: string): string {
  return (
    `${row.transactionNo}|${row.userId}|${row.seq}|${row.wallet}|${row.debitBook}|${row.creditBook}|${row.points}|` +
    `${row.availableBefore}|${row.availableAfter}|${row.businessType}|${row.businessNo}|${lots}\n`
  );
}

/** SHA-256, hex, over the seal before, the batch's number and the hash of its rows. */
export function sealOf(previousSeal: string, batchNo: string, hash: string): string {
  return createHash('sha256').update(`${previousSeal}|${batchNo}|${hash}`).digest('hex');
}

/** Continues the chain by some batches in the order given. */
export function chain(head: SealHead, batches: readonly { batchNo: string; hash: string }[]): SealedBatch[] {
  let { sealNo, seal } = head;
  return batches.map(({ batchNo, hash }) => {
    sealNo += 1;
    seal = sealOf(seal, batchNo, hash);
    return { batchNo, sealNo, seal };
  });
}
