import {
  MergeRequest,
  ReasonRequest,
  StatementQuery,
  TransactionPage,
  UserDetail,
  UserListPage,
  UserParams,
  UserSearchQuery,
  UserView,
} from '@jifen/contracts';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Audit } from '../identity/index.js';
import { type Caller, Endpoint, Who } from '../platform/index.js';
import { Accounts } from './account.js';
import { UserDirectory } from './user-directory.js';
import { UserLifecycle, type Witness } from './user-lifecycle.js';

@Controller('api/v1/admin/users')
export class AdminUsersController {
  constructor(
    private readonly directory: UserDirectory,
    private readonly accounts: Accounts,
    private readonly lifecycle: UserLifecycle,
    private readonly audit: Audit,
  ) {}

  @Get()
  @Endpoint({
    summary: 'Find users',
    description: 'By the start of the user id or by the whole name.',
    access: { permission: 'users:read' },
    query: UserSearchQuery,
    answer: UserListPage,
    errors: ['INVALID_CURSOR'],
  })
  find(@Query() query: UserSearchQuery): Promise<UserListPage> {
    return this.directory.find(query);
  }

  @Get(':userId')
  @Endpoint({
    summary: 'See everything of a user on a page',
    access: { permission: 'users:read' },
    params: UserParams,
    answer: UserDetail,
    errors: ['USER_NOT_FOUND'],
  })
  detail(@Param() { userId }: UserParams): Promise<UserDetail> {
    return this.directory.detail(userId);
  }

  @Get(':userId/transactions')
  @Endpoint({
    summary: 'See the statement of a user',
    access: { permission: 'users:read' },
    params: UserParams,
    query: StatementQuery,
    answer: TransactionPage,
    errors: ['USER_NOT_FOUND', 'INVALID_CURSOR'],
  })
  transactions(@Param() { userId }: UserParams, @Query() query: StatementQuery): Promise<TransactionPage> {
    return this.directory.statement(userId, query);
  }

  @Post(':userId/freeze')
  @Endpoint({
    summary: 'Freeze a user',
    description: 'A frozen user goes on earning and cannot spend.',
    access: { permission: 'users:freeze' },
    params: UserParams,
    body: ReasonRequest,
    answer: UserView,
    errors: ['USER_NOT_FOUND', 'USER_STATUS'],
  })
  async freeze(@Param() { userId }: UserParams, @Body() { reason }: ReasonRequest, @Who() caller: Caller) {
    const frozen = await this.lifecycle.freeze(userId, this.witness(caller, 'user.freeze', userId, reason));
    return this.accounts.user(frozen);
  }

  @Post(':userId/unfreeze')
  @Endpoint({
    summary: 'Unfreeze a user',
    access: { permission: 'users:freeze' },
    params: UserParams,
    body: ReasonRequest,
    answer: UserView,
    errors: ['USER_NOT_FOUND', 'USER_STATUS'],
  })
  async unfreeze(@Param() { userId }: UserParams, @Body() { reason }: ReasonRequest, @Who() caller: Caller) {
    const unfrozen = await this.lifecycle.unfreeze(userId, this.witness(caller, 'user.unfreeze', userId, reason));
    return this.accounts.user(unfrozen);
  }

  @Post(':userId/close')
  @Endpoint({
    summary: 'Close a user for good',
    description: 'Holds let go, what is left is revoked, a debt is written off. There is no way back.',
    access: { permission: 'users:close' },
    params: UserParams,
    body: ReasonRequest,
    answer: UserView,
    errors: ['USER_NOT_FOUND', 'USER_CLOSED', 'USER_STATUS'],
  })
  async close(@Param() { userId }: UserParams, @Body() { reason }: ReasonRequest, @Who() caller: Caller) {
    await this.lifecycle.close(userId, caller.actor, this.witness(caller, 'user.close', userId, reason));
    return this.accounts.user(userId);
  }

  @Post(':userId/merge')
  @Endpoint({
    summary: 'Merge a user into another one',
    description:
      'Lots, holds and debt move; the old id goes on working, and keys sent under it still replay. The same merge again ' +
      'changes nothing and is answered alike.',
    access: { permission: 'users:close' },
    params: UserParams,
    body: MergeRequest,
    answer: UserView,
    errors: ['USER_NOT_FOUND', 'MERGE_INVALID'],
  })
  async merge(@Param() { userId }: UserParams, @Body() { reason, intoUserId }: MergeRequest, @Who() caller: Caller) {
    const gone = this.witness(caller, 'user.merge', userId, reason, { intoUserId });
    let isNew = false;
    const stayed = await this.lifecycle.merge(userId, intoUserId, caller.actor, async (db, change) => {
      isNew = true;
      await gone(db, change);
      // Whoever looks at the one who stayed has to find it, too.
      const entry = { action: 'user.merge', subject: `user:${change.into}`, reason, after: { fromUserId: userId } };
      await this.audit.record(db, caller, entry, change.now);
    });
    if (!isNew) this.audit.unchanged(caller);
    return this.accounts.user(stayed);
  }

  /** The entry stands under whoever was changed, with the name that was asked for where that is another one. */
  private witness(caller: Caller, action: string, askedFor: string, reason: string, more: object = {}): Witness {
    return (db, { userId, before, after, now }) => {
      const under = userId === askedFor ? {} : { askedFor };
      const change = { before: { status: before }, after: { status: after, ...under, ...more } };
      return this.audit.record(db, caller, { action, subject: `user:${userId}`, reason, ...change }, now);
    };
  }
}
