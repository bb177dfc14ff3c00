import {
  DEFAULT_WALLET,
  type DeductionRequest,
  type GrantRequest,
  JifenError,
  NEVER,
  type PostingResult,
  type TransferRequest,
} from '@jifen/contracts';
import { addDays } from '@jifen/rules';
import { Injectable } from '@nestjs/common';
import {
  accountView,
  type BookEntry,
  type LedgerSet,
  type Posted,
  PostingDesk,
  type Reason,
  RequestJournal,
  transactionSummary,
  WalletRepository,
} from '../account/index.js';
import { fingerprintOf, ProgrammeSettings, type Queryable } from '../platform/index.js';

/** Told of a direct posting in its own transaction, so that an audit entry stands or falls with it. */
export type PostingWitness = (db: Queryable, result: PostingResult) => Promise<void>;

interface Direct {
  userId: string;
  operation: string;
  bizNo: string;
  wallet: string;
  /** What a retry has to repeat. */
  request: object;
  lots: boolean;
  others?: string[];
  act: (set: LedgerSet, cause: Omit<Reason, 'businessType'>) => BookEntry[];
  actor: string;
  remark: string | undefined;
  witness?: PostingWitness | undefined;
}

/** Points that move because somebody says so, not because of a rule: grants, deductions, gifts. */
@Injectable()
export class DirectPostings {
  constructor(
    private readonly desk: PostingDesk,
    private readonly journal: RequestJournal,
    private readonly wallets: WalletRepository,
    private readonly programme: ProgrammeSettings,
  ) {}

  /** Gives points. Raises WALLET_UNKNOWN, USER_CLOSED, POINTS_OUT_OF_RANGE, IDEMPOTENCY_CONFLICT. */
  async grant(userId: string, request: GrantRequest, actor: string, witness?: PostingWitness) {
    const { points, validDays, wallet = DEFAULT_WALLET } = request;
    const businessType = witness ? 'MANUAL_GRANT' : 'GRANT';
    return this.post({
      ...this.common(userId, 'grant', request, actor, witness),
      lots: false,
      act: (set, cause) => {
        const expiresOn = this.expiry(set.time.today, validDays);
        return [set.earn(userId, { wallet, points, expiresOn, activatesOn: null }, { ...cause, businessType })];
      },
    });
  }

  /**
   * Takes points. By a client they count as consumed; by an operator (with a witness) they are revoked.
   * Raises WALLET_UNKNOWN, USER_FROZEN, USER_CLOSED, INSUFFICIENT_POINTS, IDEMPOTENCY_CONFLICT.
   */
  async deduct(userId: string, request: DeductionRequest, actor: string, witness?: PostingWitness) {
    const { points, wallet = DEFAULT_WALLET } = request;
    return this.post({
      ...this.common(userId, 'deduct', request, actor, witness),
      lots: true,
      act: (set, cause) => {
        if (witness) return [set.revoke(userId, wallet, points, { ...cause, businessType: 'MANUAL_DEDUCTION' })];
        return [set.spend(userId, wallet, points, { ...cause, businessType: 'DEDUCTION' })];
      },
    });
  }

  /**
   * A gift from one user to another; the points keep their expiry. Raises TRANSFER_TO_SELF, USER_HAS_DEBT and what
   * `deduct` raises.
   */
  async transfer(userId: string, request: TransferRequest, actor: string): Promise<Posted<PostingResult>> {
    const { points, toUserId, wallet = DEFAULT_WALLET, reason } = request;
    return this.post({
      ...this.common(userId, 'transfer', { ...request, reason: reason ?? '' }, actor, undefined),
      request,
      remark: reason,
      lots: true,
      others: [toUserId],
      act: (set, cause) => {
        return [set.transfer(userId, toUserId, wallet, points, { ...cause, businessType: 'TRANSFER' })[0]];
      },
    });
  }

  private common(
    userId: string,
    operation: string,
    request: GrantRequest | DeductionRequest,
    actor: string,
    witness: PostingWitness | undefined,
  ) {
    const { bizNo, wallet = DEFAULT_WALLET, reason } = request;
    const by = witness ? `manual-${operation}` : operation;
    return { userId, operation: by, bizNo, wallet, actor, remark: reason, witness, request };
  }

  private async post(direct: Direct): Promise<Posted<PostingResult>> {
    const { userId, bizNo, wallet, actor, remark, witness } = direct;
    await this.wallets.require(wallet);
    return this.desk.post<PostingResult>({
      ...this.journal.keyed(userId, direct.operation, bizNo, fingerprintOf(direct.request)),
      userIds: [userId, ...(direct.others ?? [])],
      lots: direct.lots,
      decide: (set) => {
        const ledger = set.ledger(userId);
        const cause = { businessNo: bizNo, actor, occurredAtMs: set.time.nowMs, ...(remark ? { remark } : {}) };
        const entries = direct.act(set, cause);
        const [first] = entries;
        if (!first) throw new JifenError('INTERNAL_ERROR');
        const account = accountView(ledger, ledger.account(wallet));
        return { bizNo, points: first.points, transactions: entries.map(transactionSummary), account };
      },
      alsoWrite: witness && ((db, answer) => witness(db, answer)),
    });
  }

  /** The last day of granted points: the days given, else the programme's; none at all means never. */
  private expiry(today: string, validDays: number | undefined): string {
    const days = validDays ?? this.programme.current.defaultValidDays;
    return days === 0 ? NEVER : addDays(today, days);
  }
}
