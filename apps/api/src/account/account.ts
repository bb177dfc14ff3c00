import {
  type AccountView,
  DEFAULT_WALLET,
  JifenError,
  type LotPage,
  type StatementQuery,
  type TransactionPage,
  type TransactionView,
  type UserAttributes,
  type UserView,
} from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Database, decodeCursor, idTimeMs, pageOf } from '../platform/index.js';
import { accountAt } from './domain/history.js';
import type { UserLedger } from './domain/user-ledger.js';
import { type LedgerSet, type Needs, requireKnown } from './ledger-set.js';
import { LedgerSets } from './ledger-sets.js';
import { PostingDesk } from './posting-desk.js';
import { ProfileRepository } from './profile.repository.js';
import { StatementRepository } from './statement.repository.js';
import { accountView, lotView, transactionView, userView } from './views.js';
import { WalletRepository } from './wallet.repository.js';

const MAX_LOTS = 200;

/** Users and their accounts: what is there now, what was there, and who they are. */
@Injectable()
export class Accounts {
  constructor(
    private readonly database: Database,
    private readonly desk: PostingDesk,
    private readonly statements: StatementRepository,
    private readonly profiles: ProfileRepository,
    private readonly wallets: WalletRepository,
    private readonly sets: LedgerSets,
  ) {}

  /**
   * The balances of a wallet, now or as they were at a time: of a user that was merged away later, its own. What is due
   * counts as done, whether or not a job has come by. Raises USER_NOT_FOUND, WALLET_UNKNOWN.
   */
  async account(userId: string, wallet = DEFAULT_WALLET, at?: string): Promise<AccountView> {
    await this.wallets.require(wallet, '?wallet');
    if (at !== undefined) return this.accountAt(userId, wallet, new Date(at));
    return this.read(userId, (ledger) => accountView(ledger, ledger.account(wallet)));
  }

  /** Every account of a user, the default wallet first. Raises USER_NOT_FOUND. */
  async accounts(userId: string): Promise<AccountView[]> {
    return this.read(userId, (ledger) => {
      ledger.account(DEFAULT_WALLET);
      const order = (view: AccountView) => (view.wallet === DEFAULT_WALLET ? '' : view.wallet);
      const views = [...ledger.accounts.values()].map((account) => accountView(ledger, account));
      return views.sort((a, b) => (order(a) < order(b) ? -1 : 1));
    });
  }

  /** Lots with something left, soonest expiry first. Raises USER_NOT_FOUND, WALLET_UNKNOWN. */
  async lots(userId: string, wallet: string | undefined, cursor?: string, limit = 50): Promise<LotPage> {
    if (wallet !== undefined) await this.wallets.require(wallet, '?wallet');
    const list = `lots:${userId}:${wallet ?? ''}`;
    const after = decodeCursor(list, cursor)?.[0] ?? '';
    return this.read(userId, (ledger) => {
      const key = (lot: { expiresOn: string; wallet: string; book: string; ref: string }) =>
        [lot.expiresOn, lot.wallet, lot.book, lot.ref].join('|');
      const lots = [...(ledger.lots?.values() ?? [])]
        .filter(
          (lot) => lot.remaining > 0 && (wallet === undefined || lot.wallet === wallet) && key(lot) > String(after),
        )
        .sort((a, b) => (key(a) < key(b) ? -1 : 1));
      return pageOf(list, lots.slice(0, limit + 1), Math.min(limit, MAX_LOTS), lotView, (lot) => [key(lot)]);
    });
  }

  /** The statement, newest first. Raises USER_NOT_FOUND, INVALID_CURSOR. */
  async transactions(userId: string, query: StatementQuery): Promise<TransactionPage> {
    const { cursor, limit = 20, wallet, businessType, businessNo, recordedFrom, recordedTo, own } = query;
    const read = (ledger: UserLedger, set: LedgerSet) => (own ? set.own(userId) : ledger).user;
    const { userId: owner, seq: lastSeq } = await this.read(userId, read, { lots: false });
    const wanted = [wallet, businessType, businessNo, recordedFrom, recordedTo].map((each) => each ?? '');
    const list = `transactions:${owner}:${wanted.join(':')}`;
    const beforeSeq = decodeCursor(list, cursor)?.[0] ?? lastSeq + 1;
    const filter = {
      ...{ wallet, businessType, businessNo },
      recordedFrom: recordedFrom === undefined ? undefined : new Date(recordedFrom),
      recordedTo: recordedTo === undefined ? undefined : new Date(recordedTo),
      beforeSeq: Number(beforeSeq),
    };
    const rows = await this.statements.page(this.database, owner, filter, limit + 1);
    const view = (row: (typeof rows)[number]) => transactionView(row.entry, row.recordedAt);
    return pageOf(list, rows, limit, view, (row) => [row.entry.seq]);
  }

  /** One transaction by its number. Raises TRANSACTION_NOT_FOUND. */
  async transaction(transactionNo: string): Promise<TransactionView> {
    const known = idTimeMs(transactionNo) !== undefined;
    const row = known ? await this.statements.find(this.database, transactionNo) : undefined;
    if (!row) throw new JifenError('TRANSACTION_NOT_FOUND', { transactionNo });
    return transactionView(row.entry, row.recordedAt);
  }

  /** Who a user is. An old name of a merged user shows the alias itself. Raises USER_NOT_FOUND. */
  async user(userId: string): Promise<UserView> {
    const [view] = await this.users([userId]);
    if (!view) throw new JifenError('USER_NOT_FOUND', { userId });
    return view;
  }

  /** Several users at once, in the order given; unknown ones are left out. */
  async users(userIds: readonly string[]): Promise<UserView[]> {
    const needs = userIds.map((userId) => ({ userIds: [userId] }));
    const set = await this.database.snapshot((db) => this.sets.open(db, needs, { lock: false }));
    const profiles = await this.profiles.load(this.database, userIds);
    return userIds.flatMap((id) => {
      const ledger = set.own(id);
      return ledger.isNew ? [] : [userView(ledger.user, profiles.get(id))];
    });
  }

  /**
   * Sets a user's attributes as a whole and opens the user if need be; under an old name, those of the one who stayed,
   * who is answered. Raises USER_CLOSED.
   */
  async putUser(userId: string, attributes: UserAttributes): Promise<UserView> {
    const changed = await this.desk.change({ userIds: [userId] }, async (db, set) => {
      const ledger = set.ledger(userId);
      if (ledger.user.status === 'CLOSED') throw new JifenError('USER_CLOSED');
      ledger.touched = true;
      if (attributes.level !== undefined) set.undo.set(ledger.user, 'level', attributes.level || null);
      await this.profiles.save(db, ledger.user.userId, attributes, new Date(set.time.nowMs));
      return ledger.user.userId;
    });
    return this.user(changed);
  }

  /** Runs `view` on a user as a read may see it: everything due done in memory, nothing written. Raises USER_NOT_FOUND. */
  async read<T>(
    userId: string,
    view: (ledger: UserLedger, set: LedgerSet) => T,
    needs: Partial<Needs> = {},
  ): Promise<T> {
    return this.desk.rehearse({ lots: true, ...needs, userIds: [userId] }, (set) =>
      view(requireKnown(set, userId), set),
    );
  }

  private async accountAt(userId: string, wallet: string, at: Date): Promise<AccountView> {
    const owner = await this.statements.ownerAt(this.database, userId, at);
    const read = (_ledger: UserLedger, set: LedgerSet) => ({ ...set.own(owner).user });
    const user = await this.read(owner, read, { lots: false });
    const history = await this.database.snapshot((db) => this.statements.history(db, owner, wallet, at));
    return accountAt(user, wallet, history, this.sets.time(at));
  }
}
