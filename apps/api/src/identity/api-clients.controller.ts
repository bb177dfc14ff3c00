import {
  ApiClientPage,
  ApiClientView,
  ClientParams,
  CreateApiClientRequest,
  CreateApiKeyRequest,
  CreatedApiKey,
  KeyParams,
  PageQuery,
} from '@jifen/contracts';
import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { type Caller, Clock, Endpoint, Who } from '../platform/index.js';
import { ApiClients } from './api-clients.js';

@Controller('api/v1/admin/api-clients')
export class ApiClientsController {
  constructor(
    private readonly clients: ApiClients,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Endpoint({
    summary: 'API clients by name, with their keys',
    access: { permission: 'clients:read' },
    query: PageQuery,
    answer: ApiClientPage,
    errors: ['INVALID_CURSOR'],
  })
  page(@Query() query: PageQuery): Promise<ApiClientPage> {
    return this.clients.page(query);
  }

  @Post()
  @Endpoint({
    summary: 'Add an API client',
    access: { permission: 'clients:write' },
    body: CreateApiClientRequest,
    answer: ApiClientView,
    status: 201,
    errors: ['SOURCE_TAKEN'],
  })
  create(@Body() body: CreateApiClientRequest, @Who() caller: Caller): Promise<ApiClientView> {
    return this.clients.create(body, caller, this.clock.now());
  }

  @Post(':clientId/keys')
  @Endpoint({
    summary: 'Add a key to an API client',
    description: 'The key itself is shown this once and stored only as a hash.',
    access: { permission: 'clients:write' },
    params: ClientParams,
    body: CreateApiKeyRequest,
    answer: CreatedApiKey,
    status: 201,
    errors: ['NOT_FOUND'],
  })
  createKey(
    @Param() { clientId }: ClientParams,
    @Body() body: CreateApiKeyRequest,
    @Who() caller: Caller,
  ): Promise<CreatedApiKey> {
    return this.clients.createKey(clientId, body, caller, this.clock.now());
  }

  @Delete(':clientId/keys/:keyId')
  @Endpoint({
    summary: 'Revoke a key',
    description: 'It opens nothing any more after 5 seconds at the latest, and cannot be brought back.',
    access: { permission: 'clients:write' },
    params: KeyParams,
    answer: null,
    status: 204,
    errors: ['NOT_FOUND'],
  })
  revokeKey(@Param() { clientId, keyId }: KeyParams, @Who() caller: Caller): Promise<void> {
    return this.clients.revokeKey(clientId, keyId, caller, this.clock.now());
  }
}
