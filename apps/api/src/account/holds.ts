import {
  type CaptureRequest,
  DEFAULT_WALLET,
  type HoldRequest,
  type HoldResult,
  JifenError,
  type PostingResult,
  type ReleaseRequest,
} from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Database, fingerprintOf } from '../platform/index.js';
import type { BookEntry } from './domain/book-entry.js';
import { capture, hold, release } from './domain/movements.js';
import { LedgerRepository } from './ledger.repository.js';
import type { LedgerSet } from './ledger-set.js';
import { type Posted, PostingDesk } from './posting-desk.js';
import { RequestJournal } from './request-journal.repository.js';
import { accountView, transactionSummary } from './views.js';
import { WalletRepository } from './wallet.repository.js';

const DEFAULT_HOLD_SECONDS = 24 * 3600;

/** Two-phase spending: points are put aside, then captured (all or a part) or let go, once. */
@Injectable()
export class Holds {
  constructor(
    private readonly desk: PostingDesk,
    private readonly journal: RequestJournal,
    private readonly wallets: WalletRepository,
    private readonly ledgers: LedgerRepository,
    private readonly database: Database,
  ) {}

  /**
   * Puts points aside. Raises WALLET_UNKNOWN, USER_FROZEN, USER_CLOSED, INSUFFICIENT_POINTS, IDEMPOTENCY_CONFLICT.
   */
  async hold(userId: string, request: HoldRequest, actor: string): Promise<Posted<HoldResult>> {
    const { bizNo, points, reason, wallet = DEFAULT_WALLET, expiresInSeconds = DEFAULT_HOLD_SECONDS } = request;
    await this.wallets.require(wallet);
    const key = this.key(userId, 'hold', bizNo, request);
    return this.desk.post({
      ...key,
      userIds: [userId],
      lots: true,
      decide: (set): HoldResult => {
        const ledger = set.ledger(userId);
        const { nowMs } = set.time;
        const holding = {
          holdNo: `H${set.time.nextNo()}`,
          wallet,
          points,
          expiresAtMs: nowMs + expiresInSeconds * 1000,
        };
        const cause = { businessType: 'HOLD', businessNo: bizNo, actor, occurredAtMs: nowMs, remark: reason } as const;
        const entry = hold(ledger, holding, cause);
        return {
          holdNo: holding.holdNo,
          bizNo,
          points,
          status: 'OPEN',
          expiresAt: new Date(holding.expiresAtMs).toISOString(),
          transactions: [transactionSummary(entry)],
          account: accountView(ledger, ledger.account(wallet)),
        };
      },
    });
  }

  /**
   * Takes held points for good; what is not captured comes back.
   * Raises HOLD_NOT_FOUND, HOLD_ENDED, HOLD_EXPIRED, CAPTURE_EXCEEDS_HOLD, IDEMPOTENCY_CONFLICT.
   */
  async capture(holdNo: string, request: CaptureRequest, actor: string): Promise<Posted<PostingResult>> {
    return this.end(holdNo, 'capture', request, (set, userId) => {
      const reason = { ...this.cause(set, request.bizNo, actor), businessType: 'CAPTURE' } as const;
      return capture(set.ledger(userId), holdNo, request.points, reason);
    });
  }

  /** Lets held points go back. Raises HOLD_NOT_FOUND, HOLD_ENDED, HOLD_EXPIRED, IDEMPOTENCY_CONFLICT. */
  async release(holdNo: string, request: ReleaseRequest, actor: string): Promise<Posted<PostingResult>> {
    return this.end(holdNo, 'release', request, (set, userId) => {
      const reason = { ...this.cause(set, request.bizNo, actor), businessType: 'RELEASE' } as const;
      return [release(set.ledger(userId), holdNo, reason)];
    });
  }

  private async end(
    holdNo: string,
    operation: 'capture' | 'release',
    request: { bizNo: string; points?: number },
    act: (set: LedgerSet, userId: string) => BookEntry[],
  ): Promise<Posted<PostingResult>> {
    const userId = await this.ledgers.holdOwner(this.database, holdNo);
    if (userId === undefined) throw new JifenError('HOLD_NOT_FOUND', { holdNo });
    return this.desk.post({
      ...this.key(userId, operation, request.bizNo, { holdNo, ...request }),
      userIds: [userId],
      lots: true,
      holdNos: [holdNo],
      decide: (set): PostingResult => {
        const ledger = set.ledger(userId);
        const entries = act(set, userId);
        const [first] = entries;
        if (!first) throw new Error(`nothing was moved for hold ${holdNo}`);
        const account = accountView(ledger, ledger.account(first.wallet));
        return { bizNo: request.bizNo, points: first.points, transactions: entries.map(transactionSummary), account };
      },
    });
  }

  private cause(set: LedgerSet, bizNo: string, actor: string) {
    return { businessNo: bizNo, actor, occurredAtMs: set.time.nowMs };
  }

  private key(userId: string, operation: string, bizNo: string, request: unknown) {
    return this.journal.keyed(userId, operation, bizNo, fingerprintOf(request));
  }
}
