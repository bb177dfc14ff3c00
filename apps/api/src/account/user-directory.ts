import {
  DEFAULT_WALLET,
  KEY_PATTERN,
  type StatementQuery,
  type TransactionPage,
  type TransactionView,
  type UserDetail,
  type UserListPage,
  type UserSearchQuery,
} from '@jifen/contracts';
import { Injectable } from '@nestjs/common';
import { Actors } from '../identity/index.js';
import { Database, decodeCursor, pageOf } from '../platform/index.js';
import { Accounts } from './account.js';
import { LedgerSets } from './ledger-sets.js';
import { ProfileRepository } from './profile.repository.js';
import { UserSearchRepository } from './user-search.repository.js';
import { accountView } from './views.js';

const MAX_LOTS_SHOWN = 200;
/** The first characters of a number are its time; these many name half a day. */
const SHORTEST_NO = 4;

/** Finding users and seeing everything of one, for operators. */
@Injectable()
export class UserDirectory {
  constructor(
    private readonly database: Database,
    private readonly search: UserSearchRepository,
    private readonly profiles: ProfileRepository,
    private readonly accounts: Accounts,
    private readonly sets: LedgerSets,
    private readonly actors: Actors,
  ) {}

  /** Users by id, with the account of the default wallet. Raises INVALID_CURSOR. */
  async find({ q, status, cursor, limit = 20 }: UserSearchQuery): Promise<UserListPage> {
    const list = `users:${q ?? ''}:${status ?? ''}`;
    const afterUserId = decodeCursor(list, cursor)?.[0];
    const wanted = q?.trim() ? q.trim() : undefined;
    const ids = await this.search.find(
      this.database,
      {
        idPrefix: wanted !== undefined && new RegExp(KEY_PATTERN).test(wanted) ? wanted : undefined,
        nameIndex: wanted === undefined ? undefined : this.profiles.nameIndex(wanted),
        status,
        afterUserId: afterUserId === undefined ? undefined : String(afterUserId),
      },
      limit + 1,
    );
    const users = await this.accounts.users(ids);
    const needs = users.map(({ userId }) => ({ userIds: [userId] }));
    const set = await this.database.snapshot((db) => this.sets.open(db, needs, { lock: false }));
    return pageOf(
      list,
      users,
      limit,
      (user) => {
        const ledger = set.own(user.userId);
        return { user, account: accountView(ledger, ledger.account(DEFAULT_WALLET)) };
      },
      (user) => [user.userId],
    );
  }

  /** The statement with the names of those who caused it, newest first. Raises USER_NOT_FOUND, INVALID_CURSOR. */
  async statement(userId: string, query: StatementQuery): Promise<TransactionPage> {
    const { items, nextCursor } = await this.accounts.transactions(userId, query);
    return { items: await this.actors.named(items), nextCursor };
  }

  /** One transaction with the name of who caused it. Raises TRANSACTION_NOT_FOUND. */
  async transaction(transactionNo: string): Promise<TransactionView> {
    const found = await this.accounts.transaction(transactionNo);
    const [named = found] = await this.actors.named([found]);
    return named;
  }

  /** Transactions whose number starts with a text, newest first. */
  async transactionsStartingWith(text: string, limit: number): Promise<TransactionView[]> {
    if (text.length < SHORTEST_NO) return [];
    const numbers = await this.search.transactionNos(this.database, text, limit);
    return this.actors.named(await Promise.all(numbers.map((no) => this.accounts.transaction(no))));
  }

  /** Everything of one user on a page. Raises USER_NOT_FOUND. */
  async detail(userId: string): Promise<UserDetail> {
    const user = await this.accounts.user(userId);
    const accounts = await this.accounts.accounts(userId);
    const lots = await this.accounts.lots(userId, undefined, undefined, MAX_LOTS_SHOWN);
    const names = await this.accounts.read(userId, (_ledger, set) => set.namesOf(userId), { lots: false });
    // Other names are those of the one who stays, not of each other.
    const aliases = user.mergedInto === undefined ? names.filter((name) => name !== userId) : [];
    return { user, accounts, lots: lots.items, aliases };
  }
}
