import { type INestApplicationContext } from '@nestjs/common';
import { AccountJobs, Accounts, Holds, Sealer, UserLifecycle } from '../account/index.js';
import { addMonthPartitions } from '../account/partition.repository.js';
import { UserSearchRepository } from '../account/user-search.repository.js';
import { DirectPostings } from '../earning/direct-postings.js';
import { EventIntake } from '../earning/event-intake.js';
import type { LedgerApp } from './ledger-app.js';

const ACTOR = 'client:test';
const MONTH_MS = 31 * 86_400_000;
const PAGE = 3;

/** Lets time pass until the 5th of the next month: a few days more or less then make no other month old. */
export function toEarlyInMonth(t: LedgerApp): void {
  const now = new Date(t.nowMs());
  const fifth = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 5, now.getUTCHours(), now.getUTCMinutes());
  t.travel(fifth - t.nowMs());
}

type Again = () => Promise<{ answer: unknown }>;

/** A few users who have done everything there is to do, month after month, and all that can be asked about them. */
export class LedgerMonths {
  readonly users = ['ann', 'bob', 'cid', 'dan'];
  /** Moments between the months, RFC 3339. */
  readonly moments: string[] = [];
  private readonly requests: { name: string; again: Again }[] = [];
  private readonly app: INestApplicationContext;

  constructor(private readonly t: LedgerApp) {
    this.app = t.app;
  }

  /** Lives through so many months. What was opened in one month is ended in the next. */
  async live(months: number): Promise<void> {
    const direct = this.app.get(DirectPostings);
    const holds = this.app.get(Holds);
    let openHold: string | undefined;
    for (let month = 0; month < months; month++) {
      await addMonthPartitions(this.t.database, new Date(this.t.nowMs()));
      const no = (what: string) => `${what}-${month}`;
      for (const user of this.users) {
        const body = { bizNo: no(`grant-${user}`), points: 500, reason: 'test', validDays: 3000 };
        await this.ask(body.bizNo, () => direct.grant(user, body, ACTOR));
        await this.order(user, no(`order-${user}`));
      }
      if (openHold !== undefined) {
        const holdNo = openHold;
        await this.ask(no('capture'), () => holds.capture(holdNo, { bizNo: no('capture'), points: 30 }, ACTOR));
      }
      const hold = { bizNo: no('hold'), points: 50, reason: 'test', expiresInSeconds: 60 * 86_400 };
      openHold = ((await this.ask(no('hold'), () => holds.hold('ann', hold, ACTOR))) as { holdNo: string }).holdNo;
      const less = { bizNo: no('less'), points: 120, reason: 'test' };
      await this.ask(no('less'), () => direct.deduct('bob', less, ACTOR));
      const gift = { bizNo: no('gift'), toUserId: 'dan', points: 60 };
      await this.ask(no('gift'), () => direct.transfer('ann', gift, ACTOR));
      if (month === 1) await this.app.get(UserLifecycle).merge('cid', 'bob', ACTOR, async () => undefined);
      this.moments.push(new Date(this.t.nowMs()).toISOString());
      this.t.travel(MONTH_MS);
    }
    toEarlyInMonth(this.t);
    await addMonthPartitions(this.t.database, new Date(this.t.nowMs()));
    // What is due by now would otherwise be done by whoever comes next.
    await this.app.get(AccountJobs).settleDue();
    await this.app.get(Sealer).sealAll();
  }

  /** What every question about these users is answered. */
  async answers() {
    const accounts = this.app.get(Accounts);
    const found: Record<string, unknown> = {};
    for (const user of this.users) {
      const rows = await this.statement(user);
      found[`${user}'s statement`] = rows;
      found[`${user}'s gifts`] = await this.statement(user, { businessType: 'TRANSFER', wallet: 'points' });
      for (const { transactionNo } of rows) found[transactionNo] = await accounts.transaction(transactionNo);
      for (const at of this.moments) found[`${user} at ${at}`] = await accounts.account(user, 'points', at);
      found[user] = await accounts.accounts(user);
      const prefix = String(rows.at(-1)?.transactionNo).slice(0, 10);
      found[prefix] = await this.app.get(UserSearchRepository).transactionNos(this.t.database, prefix, 20);
    }
    return found;
  }

  /** Sends every request again, and answers what came. */
  async again() {
    const answers: Record<string, unknown> = {};
    for (const { name, again } of this.requests) answers[name] = await again();
    return answers;
  }

  /** Every page of a statement, in order. */
  async statement(user: string, filter: { businessType?: 'TRANSFER'; wallet?: string } = {}) {
    const rows: { transactionNo: string; seq: number }[] = [];
    let cursor: string | undefined;
    do {
      const query = { ...filter, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
      const page = await this.app.get(Accounts).transactions(user, query);
      rows.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return rows;
  }

  private async order(userId: string, eventId: string): Promise<void> {
    const occurredAt = new Date(this.t.nowMs() - 60_000).toISOString();
    const event = { eventId, type: 'ORDER_COMPLETED', userId, occurredAt, data: { currency: 'CNY', amount: 7300 } };
    const reporter = { source: 'demo', actor: ACTOR, mayBackdate: true };
    await this.ask(eventId, () => this.app.get(EventIntake).process(event, reporter));
  }

  private async ask(name: string, again: Again): Promise<unknown> {
    this.requests.push({ name, again });
    return (await again()).answer;
  }
}
