import { JifenError } from '@jifen/contracts';
import type { INestApplicationContext } from '@nestjs/common';
import {
  Accounts,
  Holds,
  type LedgerSet,
  type Posted,
  PostingDesk,
  type Reason,
  RequestJournal,
  UserLifecycle,
} from '../account/index.js';
import { DirectPostings } from '../earning/direct-postings.js';
import { EventIntake } from '../earning/event-intake.js';
import { fingerprintOf } from '../platform/index.js';
import type { LedgerApp } from './ledger-app.js';
import { type Command, capturedPoints, lotDays, MAX_USES } from './ledger-commands.js';
import type { LedgerModel } from './ledger-model.js';

/** A request that was sent, ready to be sent again: as it was, or with other points under the same key. */
export interface Sent {
  command: Command;
  send: (extraPoints: number) => Promise<Posted<unknown>>;
}

/** What came of a request. */
export interface Outcome {
  code: string | null;
  answer?: unknown;
  replayed?: boolean;
}

const DO_NOTHING = async () => undefined;
const ACTOR = 'client:test';

/** Does the commands of the model tests through the facades that the API's controllers call. */
export class LiveLedger {
  /** Numbers of the holds, by the model's. */
  readonly holdNos: string[] = [];
  private readonly accounts: Accounts;
  private readonly desk: PostingDesk;
  private readonly direct: DirectPostings;
  private readonly holds: Holds;
  private readonly intake: EventIntake;
  private readonly journal: RequestJournal;
  private readonly lifecycle: UserLifecycle;

  constructor(
    app: INestApplicationContext,
    private readonly clock: LedgerApp,
    private readonly model: LedgerModel,
    private readonly nameOf: (letter: string) => string,
  ) {
    this.accounts = app.get(Accounts);
    this.desk = app.get(PostingDesk);
    this.direct = app.get(DirectPostings);
    this.holds = app.get(Holds);
    this.intake = app.get(EventIntake);
    this.journal = app.get(RequestJournal);
    this.lifecycle = app.get(UserLifecycle);
  }

  /** A command under a key of its own; undefined for changes of a user's state, which have none. */
  request(command: Command, bizNo: string): Sent | undefined {
    const send = this.sender(command, bizNo);
    return send && { command, send };
  }

  async outcomeOf(sending: Promise<Posted<unknown>>): Promise<Outcome> {
    try {
      const { answer, replayed } = await sending;
      return { code: null, answer, replayed };
    } catch (error) {
      if (error instanceof JifenError) return { code: error.code };
      throw error;
    }
  }

  /** Changes a user's state. */
  async changeUser(command: Command & { user: string }): Promise<Outcome> {
    const userId = this.nameOf(command.user);
    const work = async () => {
      if (command.do === 'freeze') await this.lifecycle.freeze(userId, DO_NOTHING);
      else if (command.do === 'unfreeze') await this.lifecycle.unfreeze(userId, DO_NOTHING);
      else if (command.do === 'close') await this.lifecycle.close(userId, ACTOR, DO_NOTHING);
      else if (command.do === 'merge') {
        await this.lifecycle.merge(userId, this.nameOf(command.into), ACTOR, DO_NOTHING);
      }
      return { answer: null, replayed: false };
    };
    return this.outcomeOf(work());
  }

  /** Accounts, lots and state of a user as reads show them; null when nobody knows the user. */
  async view(letter: string) {
    const userId = this.nameOf(letter);
    try {
      const accounts = await this.accounts.accounts(userId);
      const { items } = await this.accounts.lots(userId, undefined, undefined, 200);
      return { accounts, lots: items };
    } catch (error) {
      if (error instanceof JifenError && error.code === 'USER_NOT_FOUND') return null;
      throw error;
    }
  }

  private sender(command: Command, bizNo: string): Sent['send'] | undefined {
    const reason = 'model';
    switch (command.do) {
      case 'earn':
        return this.earning(command, bizNo);
      case 'spend':
      case 'revoke': {
        const { wallet, points } = command;
        const witness = command.do === 'revoke' ? DO_NOTHING : undefined;
        const userId = this.nameOf(command.user);
        return (extra) => this.direct.deduct(userId, { bizNo, points: points + extra, reason, wallet }, ACTOR, witness);
      }
      case 'clawback':
        return (extra) =>
          this.custom(command.user, 'clawback', bizNo, { ...command, extra }, (set, cause) => {
            const { user, wallet, points } = command;
            const entries = set.clawback(this.nameOf(user), wallet, points, { ...cause, businessType: 'CLAWBACK' });
            return entries.map((entry) => entry.transactionNo);
          });
      case 'hold': {
        const { wallet, points, seconds } = command;
        const userId = this.nameOf(command.user);
        const body = { bizNo, points, reason, wallet, expiresInSeconds: seconds };
        return (extra) => this.holds.hold(userId, { ...body, points: points + extra }, ACTOR);
      }
      case 'capture': {
        const holdNo = this.holdNos[command.hold] ?? 'H00000000000000000000';
        const points = capturedPoints(this.model, command.hold, command.percent);
        return (extra) => {
          const wanted = extra === 0 ? points : (points ?? 0) + extra;
          return this.holds.capture(holdNo, { bizNo, ...(wanted === undefined ? {} : { points: wanted }) }, ACTOR);
        };
      }
      case 'release': {
        const holdNo = this.holdNos[command.hold] ?? 'H00000000000000000000';
        return () => this.holds.release(holdNo, { bizNo }, ACTOR);
      }
      case 'transfer': {
        const { wallet, points } = command;
        const [from, toUserId] = [this.nameOf(command.user), this.nameOf(command.to)];
        return (extra) => this.direct.transfer(from, { bizNo, toUserId, points: points + extra, wallet }, ACTOR);
      }
      case 'use':
        return (extra) => this.using(command, bizNo, extra);
      default:
        return undefined;
    }
  }

  /** An order where its points live a year, a grant where a client may say the days, else a posting of its own. */
  private earning(command: Extract<Command, { do: 'earn' }>, bizNo: string): Sent['send'] {
    const { wallet, points, validDays, delayDays } = command;
    const userId = this.nameOf(command.user);
    if (validDays === 365 && delayDays === 0 && wallet === 'points') {
      const occurredAt = new Date(this.clock.nowMs() - 60_000).toISOString();
      const event = { eventId: bizNo, type: 'ORDER_COMPLETED', userId, occurredAt };
      const reporter = { source: 'demo', actor: ACTOR, mayBackdate: false };
      return (extra) => {
        const data = { currency: 'CNY', amount: (points + extra) * 100 + 37 };
        return this.intake.process({ ...event, data }, reporter);
      };
    }
    if (validDays !== null && validDays > 0 && delayDays === 0) {
      const body = { bizNo, reason: 'model', wallet, validDays };
      return (extra) => this.direct.grant(userId, { ...body, points: points + extra }, ACTOR);
    }
    const { lastDay, firstDay } = lotDays(this.model, command);
    return (extra) =>
      this.custom(command.user, 'earn', bizNo, { ...command, extra }, (set, cause) => {
        const earning = { wallet, points, expiresOn: lastDay, activatesOn: firstDay };
        return set.earn(userId, earning, { ...cause, businessType: 'RESTORE' }).transactionNo;
      });
  }

  /** Counts a use, at most so many times: decided within the set, on what was used before it and in it. */
  private using(command: Extract<Command, { do: 'use' }>, bizNo: string, extra: number): Promise<Posted<unknown>> {
    const { counter } = command;
    const userId = this.nameOf(command.user);
    return this.custom(command.user, 'use', bizNo, { ...command, extra }, (set) => {
      const { times } = set.usage(userId, counter, 'lifetime');
      if (times >= MAX_USES) throw new JifenError('QUOTA_EXCEEDED');
      set.addUsage(userId, counter, 'lifetime', 1, 0);
      return times + 1;
    });
  }

  private custom(
    letter: string,
    operation: string,
    bizNo: string,
    request: Command & { extra: number },
    decide: (set: LedgerSet, cause: Omit<Reason, 'businessType'>) => unknown,
  ): Promise<Posted<unknown>> {
    const userId = this.nameOf(letter);
    return this.desk.post<unknown>({
      ...this.journal.keyed(userId, operation, bizNo, fingerprintOf(request)),
      userIds: [userId],
      lots: operation === 'clawback',
      ...(request.do === 'use' ? { usage: [{ key: request.counter, period: 'lifetime' }] } : {}),
      decide: (set) => decide(set, { businessNo: bizNo, actor: ACTOR, occurredAtMs: set.time.nowMs }),
    });
  }
}
