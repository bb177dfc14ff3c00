import { JifenError, type UserStatus } from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import type { Queryable } from '../platform/index.js';
import { close, merge } from './domain/movements.js';
import { LedgerRepository } from './ledger.repository.js';
import type { LedgerSet } from './ledger-set.js';
import { PostingDesk } from './posting-desk.js';

/** What has become of a user: under an old name, of the one who stayed. */
export interface UserChange {
  userId: string;
  before: UserStatus;
  after: UserStatus;
  now: Date;
  /** Into whom the user was merged. */
  into?: string;
}

/** Told about a change in its own transaction, so that an audit entry stands or falls with it. */
export type Witness = (db: Queryable, change: UserChange) => Promise<void>;

/** Freezing, closing and merging users. */
@Injectable()
export class UserLifecycle {
  constructor(
    private readonly desk: PostingDesk,
    private readonly ledgers: LedgerRepository,
  ) {}

  /** A frozen user goes on earning and cannot spend. Answers who was frozen. Raises USER_NOT_FOUND, USER_STATUS. */
  async freeze(userId: string, witness: Witness): Promise<string> {
    return this.change(userId, witness, (set) => setStatus(set, userId, 'ACTIVE', 'FROZEN'));
  }

  /** Answers who was unfrozen. Raises USER_NOT_FOUND, USER_STATUS. */
  async unfreeze(userId: string, witness: Witness): Promise<string> {
    return this.change(userId, witness, (set) => setStatus(set, userId, 'FROZEN', 'ACTIVE'));
  }

  /**
   * Ends a user for good; what is left is revoked. An old name does not end the one who stays.
   * Raises USER_NOT_FOUND, USER_CLOSED, USER_STATUS.
   */
  async close(userId: string, actor: string, witness: Witness): Promise<void> {
    await this.change(userId, witness, (set) => {
      const businessNo = set.time.nextNo();
      close(set.own(userId), { businessType: 'CLOSE', businessNo, actor, occurredAtMs: set.time.nowMs });
    });
  }

  /**
   * Moves everything of a user into another one; its id goes on working as a second name, under which old keys still
   * replay. Answers who stayed. Who was merged before is not merged again: the second of two merges at once would take along the one who
   * stayed. The same merge again changes nothing. Raises USER_NOT_FOUND, MERGE_INVALID.
   */
  async merge(userId: string, intoUserId: string, actor: string, witness: Witness): Promise<string> {
    return this.desk.change({ userIds: [userId, intoUserId], lots: true }, async (db, set) => {
      known(set, userId);
      const from = set.own(userId);
      const into = known(set, intoUserId);
      const stayed = into.user.userId;
      const before = from.user.status;
      const businessNo = set.time.nextNo();
      const reason = { businessType: 'MERGE', businessNo, actor, occurredAtMs: set.time.nowMs } as const;
      if (!merge(from, into, reason)) return stayed;
      const now = new Date(set.time.nowMs);
      await this.ledgers.moveNames(db, from.user.userId, stayed, into.user.seq, now);
      await witness(db, { userId: from.user.userId, before, after: 'MERGED', now, into: stayed });
      return stayed;
    });
  }

  private async change(userId: string, witness: Witness, act: (set: LedgerSet) => void): Promise<string> {
    return this.desk.change({ userIds: [userId], lots: true }, async (db, set) => {
      const ledger = known(set, userId);
      const before = ledger.user.status;
      act(set);
      const changed = ledger.user.userId;
      await witness(db, { userId: changed, before, after: ledger.user.status, now: new Date(set.time.nowMs) });
      return changed;
    });
  }
}

function known(set: LedgerSet, userId: string) {
  const ledger = set.ledger(userId);
  if (ledger.isNew) throw new JifenError('USER_NOT_FOUND', { userId });
  ledger.touched = true;
  return ledger;
}

function setStatus(set: LedgerSet, userId: string, from: UserStatus, to: UserStatus): void {
  const { user } = set.ledger(userId);
  if (user.status !== from) throw new JifenError('USER_STATUS', { status: user.status });
  set.undo.set(user, 'status', to);
}
