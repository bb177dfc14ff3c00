import { ProgrammeView } from '@jifen/contracts';
import { Controller, Get } from '@nestjs/common';
import { Endpoint, ProgrammeSettings } from '../platform/index.js';

@Controller('api/v1/admin/programme')
export class ProgrammeController {
  constructor(private readonly settings: ProgrammeSettings) {}

  @Get()
  @Endpoint({ summary: 'The programme and its time zone', access: { operator: true }, answer: ProgrammeView })
  get(): ProgrammeView {
    const { name, timeZone } = this.settings.current;
    return { name, timeZone };
  }
}
