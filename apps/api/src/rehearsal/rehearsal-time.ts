import { Injectable } from '@nestjs/common';
import { Clock, Ids, ProgrammeSettings } from '../platform/index.js';

/** The moment, numbers of the moment, and the days of the programme. */
@Injectable()
export class RehearsalTime {
  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly programme: ProgrammeSettings,
  ) {}

  now(): Date {
    return this.clock.now();
  }

  nextNo(): string {
    return this.ids.next(this.now().getTime());
  }

  /** IANA name. */
  get timeZone(): string {
    return this.programme.current.timeZone;
  }
}
