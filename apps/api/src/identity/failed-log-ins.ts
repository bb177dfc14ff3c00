import { Injectable } from '@nestjs/common';
import { Database, FieldCipher } from '../platform/index.js';
import { Audit } from './audit.js';
import {
  type FailureAction,
  type FailurePlace,
  newPlace,
  operatorSubject,
  unknownSubject,
  WINDOW_MS,
} from './domain/failed-log-in.js';
import { FailedLogInsRepository } from './failed-log-ins.repository.js';
import type { Origin } from './views.js';

/** Whoever was meant: the operator behind the e-mail, if there is one. */
export interface Attempted {
  email: string;
  operatorId: string | undefined;
}

/** Brings failed log-ins and lock-outs into the audit log, few entries however many there are. */
@Injectable()
export class FailedLogIns {
  constructor(
    private readonly database: Database,
    private readonly repository: FailedLogInsRepository,
    private readonly audit: Audit,
    private readonly cipher: FieldCipher,
  ) {}

  /** Notes a failure: the first of a window leaves an entry, the others are counted. */
  async note(action: FailureAction, { email, operatorId }: Attempted, origin: Origin, now: Date): Promise<void> {
    const subject =
      operatorId === undefined ? unknownSubject(this.cipher.blindIndex(`login:${email}`)) : operatorSubject(operatorId);
    const wanted = { action, subject, address: origin.ip };
    await this.database.transaction(async (tx) => {
      if (await this.repository.countOn(tx, wanted, now)) return;
      const place = newPlace(wanted, await this.repository.places(tx));
      if (!(await this.repository.begin(tx, place, now))) return;
      await this.audit.recordAnonymous(tx, [{ origin, entry: entryOf(place, { attempts: 1 }) }], now);
    });
  }

  /** Ends the windows that are over, with one entry for what each has counted behind its first. */
  async endWindows(now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      const ended = await this.repository.take(tx, new Date(now.getTime() - WINDOW_MS));
      const counted = ended.filter(({ unreported }) => unreported > 0);
      const entries = counted.map((place) => {
        const { unreported: attempts, firstAt: from, lastAt: until } = place;
        return {
          origin: { ip: place.address || null, traceId: null },
          entry: entryOf(place, { attempts, from, until }),
        };
      });
      await this.audit.recordAnonymous(tx, entries, now);
    });
  }
}

function entryOf({ action, subject }: FailurePlace, after: object) {
  return { action, subject, after };
}
