import {
  BUILT_IN_EVENT_TYPES,
  type CreateEventTypeRequest,
  type EventTypeList,
  type EventTypeView,
  JifenError,
} from '@jifen/contracts';
import { EVENT_TYPES } from '@jifen/rules';
import { Injectable } from '@nestjs/common';
import { Audit } from '../identity/index.js';
import { type Caller, Clock, Database, isDuplicateKey } from '../platform/index.js';
import { EventTypeRepository, type EventTypeRow } from './event-type.repository.js';

const TAKEN = { pointer: '/code', code: 'unique', detail: 'must not be the code of another event type' };

/** Kinds of events: those that are built in and those that operators have added. */
@Injectable()
export class EventTypes {
  constructor(
    private readonly database: Database,
    private readonly repository: EventTypeRepository,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** All of them, the built-in ones first. */
  async list(): Promise<EventTypeList> {
    const builtIn = BUILT_IN_EVENT_TYPES.map((code) => {
      const label = EVENT_TYPES.find(({ type }) => type === code)?.label ?? { 'zh-CN': code, 'en-US': code };
      return { code, name: { ...label }, builtIn: true };
    });
    return { items: [...builtIn, ...(await this.repository.all(this.database)).map(viewOf)] };
  }

  /** Codes of all of them. */
  async codes(): Promise<string[]> {
    return [...BUILT_IN_EVENT_TYPES, ...(await this.repository.all(this.database)).map(({ code }) => code)];
  }

  /** Adds a type; events of it are taken from now on. Raises EVENT_TYPE_TAKEN. */
  async create({ code, name }: CreateEventTypeRequest, caller: Caller): Promise<EventTypeView> {
    // Codes that differ only in case would be told apart by nobody.
    const known = (await this.codes()).find((each) => each.toUpperCase() === code.toUpperCase());
    if (known !== undefined) throw new JifenError('EVENT_TYPE_TAKEN', { code: known }, [TAKEN]);
    const row = { code, nameZh: name['zh-CN'], nameEn: name['en-US'] };
    const now = this.clock.now();
    await this.database
      .transaction(async (db) => {
        // Our own is there when the first COMMIT was lost on the way back.
        if ((await this.repository.addedAt(db, code)) === now.toISOString()) return;
        await this.repository.insert(db, row, now);
        const entry = { action: 'rules.event-type', subject: `event-type:${code}`, after: { code, ...name } };
        await this.audit.record(db, caller, entry, now);
      })
      .catch((error: unknown) => {
        throw isDuplicateKey(error) ? new JifenError('EVENT_TYPE_TAKEN', { code }, [TAKEN]) : error;
      });
    return viewOf(row);
  }
}

function viewOf({ code, nameZh, nameEn }: EventTypeRow): EventTypeView {
  return { code, name: { 'zh-CN': nameZh, 'en-US': nameEn }, builtIn: false };
}
