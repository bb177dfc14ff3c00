import { localDate } from '@jifen/rules';
import { Injectable } from '@nestjs/common';
import { Clock, Ids, ProgrammeSettings, type Queryable } from '../platform/index.js';
import type { PostingTime } from './domain/user-ledger.js';
import { LedgerRepository } from './ledger.repository.js';
import { LedgerSet, type Needs } from './ledger-set.js';
import { LedgerWriter } from './ledger-writer.repository.js';
import { ProfileRepository } from './profile.repository.js';

/** Opens working sets. */
@Injectable()
export class LedgerSets {
  constructor(
    private readonly ledgers: LedgerRepository,
    private readonly writer: LedgerWriter,
    private readonly profiles: ProfileRepository,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly programme: ProgrammeSettings,
  ) {}

  /** A set with everything that `needs` asks for; with `lock`, as the one who may change it. */
  async open(
    db: Queryable,
    needs: readonly Needs[],
    how: { lock: boolean; now?: Date | undefined },
  ): Promise<LedgerSet> {
    const now = how.now ?? this.clock.now();
    const time = how.lock ? this.timeWith(now, () => this.ids) : this.time(now);
    const set = new LedgerSet(this.ledgers, this.writer, this.profiles, time);
    await set.open(db, needs, how.lock);
    return set;
  }

  /**
   * A moment as the ledger sees it, to look at and not to post in. Its numbers are nobody's: ids never run backwards, so
   * a single one of another time would date everything that is posted afterwards.
   */
  time(at: Date): PostingTime {
    let scratch: Ids | undefined;
    return this.timeWith(at, () => {
      scratch ??= new Ids();
      return scratch;
    });
  }

  private timeWith(at: Date, ids: () => Ids): PostingTime {
    const nowMs = at.getTime();
    const dayOf = (ms: number) => localDate(ms, this.programme.current.timeZone);
    return { nowMs, today: dayOf(nowMs), dayOf, nextNo: () => ids().next(nowMs) };
  }
}
