import { AuditPage, AuditQuery } from '@jifen/contracts';
import { Controller, Get, Query } from '@nestjs/common';
import { Endpoint } from '../platform/index.js';
import { Audit } from './audit.js';

@Controller('api/v1/admin/audit-log')
export class AuditController {
  constructor(private readonly audit: Audit) {}

  @Get()
  @Endpoint({
    summary: 'Who did what, newest first',
    access: { permission: 'audit:read' },
    query: AuditQuery,
    answer: AuditPage,
    errors: ['INVALID_CURSOR'],
  })
  page(@Query() query: AuditQuery): Promise<AuditPage> {
    return this.audit.page(query);
  }
}
