import {
  CreateOperatorRequest,
  OperatorPage,
  OperatorParams,
  OperatorView,
  PageQuery,
  ROLE_PERMISSIONS,
  ROLES,
  RoleList,
  UpdateOperatorRequest,
} from '@jifen/contracts';
import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { type Caller, Clock, Endpoint, Who } from '../platform/index.js';
import { Operators } from './operators.js';

@Controller('api/v1/admin')
export class OperatorsController {
  constructor(
    private readonly operators: Operators,
    private readonly clock: Clock,
  ) {}

  @Get('operators')
  @Endpoint({
    summary: 'Operators by e-mail',
    access: { permission: 'operators:read' },
    query: PageQuery,
    answer: OperatorPage,
    errors: ['INVALID_CURSOR'],
  })
  page(@Query() query: PageQuery): Promise<OperatorPage> {
    return this.operators.page(query);
  }

  @Post('operators')
  @Endpoint({
    summary: 'Add an operator',
    access: { permission: 'operators:write' },
    body: CreateOperatorRequest,
    answer: OperatorView,
    status: 201,
    errors: ['EMAIL_TAKEN', 'PASSWORD_TOO_WEAK'],
  })
  create(@Body() body: CreateOperatorRequest, @Who() caller: Caller): Promise<OperatorView> {
    return this.operators.create(body, caller, this.clock.now());
  }

  @Get('operators/:operatorId')
  @Endpoint({
    summary: 'One operator',
    access: { permission: 'operators:read' },
    params: OperatorParams,
    answer: OperatorView,
    errors: ['NOT_FOUND'],
  })
  get(@Param() { operatorId }: OperatorParams): Promise<OperatorView> {
    return this.operators.get(operatorId);
  }

  @Patch('operators/:operatorId')
  @Endpoint({
    summary: 'Change an operator',
    description: 'Whoever is disabled or gets another password is logged out everywhere within 5 seconds.',
    access: { permission: 'operators:write' },
    params: OperatorParams,
    body: UpdateOperatorRequest,
    answer: OperatorView,
    errors: ['NOT_FOUND', 'STALE_VERSION', 'LAST_ADMIN', 'PASSWORD_TOO_WEAK'],
  })
  update(
    @Param() { operatorId }: OperatorParams,
    @Body() body: UpdateOperatorRequest,
    @Who() caller: Caller,
  ): Promise<OperatorView> {
    return this.operators.update(operatorId, body, caller, this.clock.now());
  }

  @Get('roles')
  @Endpoint({ summary: 'What each role allows', access: { operator: true }, answer: RoleList })
  roles(): RoleList {
    return { items: ROLES.map((role) => ({ role, permissions: [...ROLE_PERMISSIONS[role]] })) };
  }
}
