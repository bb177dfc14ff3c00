import {
  AccountQuery,
  AccountView,
  LotPage,
  LotQuery,
  StatementQuery,
  TransactionPage,
  UserAttributes,
  UserParams,
  UserView,
} from '@jifen/contracts';
import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { Endpoint } from '../platform/index.js';
import { Accounts } from './account.js';

const OWN = { scope: 'users:read', user: 'own', permission: 'users:read' } as const;

@Controller('api/v1/users')
export class UsersController {
  constructor(private readonly accounts: Accounts) {}

  @Put(':userId')
  @Endpoint({
    summary: 'Set the attributes of a user',
    description: 'Replaces all attributes; those left out are removed (the level stays when left out). Opens the user.',
    access: { scope: 'users:write' },
    params: UserParams,
    body: UserAttributes,
    answer: UserView,
    errors: ['USER_CLOSED'],
  })
  put(@Param() { userId }: UserParams, @Body() attributes: UserAttributes): Promise<UserView> {
    return this.accounts.putUser(userId, attributes);
  }

  @Get(':userId')
  @Endpoint({
    summary: 'See a user',
    access: OWN,
    params: UserParams,
    answer: UserView,
    errors: ['USER_NOT_FOUND'],
  })
  user(@Param() { userId }: UserParams): Promise<UserView> {
    return this.accounts.user(userId);
  }

  @Get(':userId/account')
  @Endpoint({
    summary: 'See the balances of a user',
    description:
      'Points that have expired or become active count as such at once. With `at`, the balances at that time.',
    access: OWN,
    params: UserParams,
    query: AccountQuery,
    answer: AccountView,
    errors: ['USER_NOT_FOUND', 'WALLET_UNKNOWN'],
  })
  account(@Param() { userId }: UserParams, @Query() { wallet, at }: AccountQuery): Promise<AccountView> {
    return this.accounts.account(userId, wallet, at);
  }

  @Get(':userId/transactions')
  @Endpoint({
    summary: 'See the statement of a user',
    access: OWN,
    params: UserParams,
    query: StatementQuery,
    answer: TransactionPage,
    errors: ['USER_NOT_FOUND', 'INVALID_CURSOR'],
  })
  transactions(@Param() { userId }: UserParams, @Query() query: StatementQuery): Promise<TransactionPage> {
    return this.accounts.transactions(userId, query);
  }

  @Get(':userId/lots')
  @Endpoint({
    summary: 'See when the points of a user expire',
    access: OWN,
    params: UserParams,
    query: LotQuery,
    answer: LotPage,
    errors: ['USER_NOT_FOUND', 'WALLET_UNKNOWN', 'INVALID_CURSOR'],
  })
  lots(@Param() { userId }: UserParams, @Query() { wallet, cursor, limit }: LotQuery): Promise<LotPage> {
    return this.accounts.lots(userId, wallet, cursor, limit);
  }
}
