import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { orderBaseRuleSet } from '@jifen/rules';
import fc from 'fast-check';
import { type LedgerApp, openLedgerApp } from '../testing/ledger-app.js';
import {
  anyCommand,
  anyCommandOrClose,
  applyToModel,
  type Command,
  firstEarnings,
  pauseMs,
  seedOf,
  sequencesOf,
} from '../testing/ledger-commands.js';
import { ledgerFaults } from '../testing/ledger-invariants.js';
import { LiveLedger, type Outcome, type Sent } from '../testing/ledger-live.js';
import { LedgerModel } from '../testing/ledger-model.js';
import { balance } from '../testing/ledger-model-lots.js';
import { AccountJobs } from './account-jobs.js';

const SHANGHAI_MS = 8 * 3_600_000;
const LETTERS = ['A', 'B', 'C', 'D'];
const SEED = seedOf(process.env, randomInt(2 ** 31));
const SEQUENCES = sequencesOf(process.env, 'LEDGER_DB_SEQUENCES', 150);

/** Orders give points for a year: one in three earnings comes in as an event. */
const orders = (commands: fc.Arbitrary<Command>) =>
  fc.tuple(commands, fc.nat({ max: 2 })).map(([command, dice]): Command => {
    if (command.do !== 'earn' || dice > 0) return command;
    return { ...command, wallet: 'points', validDays: 365, delayDays: 0 };
  });
const command = orders(anyCommand);
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('one' as const), command: orders(anyCommandOrClose) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('race' as const), command, times: fc.integer({ min: 2, max: 5 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('copies' as const), command, times: fc.integer({ min: 2, max: 4 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('each' as const),
      commands: fc.array(command, { minLength: 2, maxLength: 4 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('again' as const), which: fc.nat({ max: 30 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('altered' as const), which: fc.nat({ max: 30 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('job' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
const once = (what: Command) => ({ pause: 0, step: { kind: 'one' as const, command: what } });
const steps = fc
  .tuple(firstEarnings, fc.array(fc.record({ pause: pauseMs, step }), { minLength: 5, maxLength: 30, size: 'max' }))
  .map(([first, rest]) => [...first.map(once), ...rest]);

let t: LedgerApp;
let sequence = 0;
beforeAll(async () => {
  t = await openLedgerApp(orderBaseRuleSet());
});
afterAll(() => t?.close());

/** One sequence: users of its own, the model, and what was sent. */
class Run {
  readonly prefix = `s${++sequence}-`;
  readonly nameOf = (letter: string) => `${this.prefix}${letter}`;
  readonly model = new LedgerModel(t.nowMs(), SHANGHAI_MS);
  readonly live = new LiveLedger(t.app, t, this.model, this.nameOf);
  readonly done: (Sent & { answer: unknown })[] = [];
  private count = 0;

  async run({ pause, step: now }: { pause: number; step: Step }): Promise<void> {
    t.travel(pause);
    this.model.advanceTo(t.nowMs());
    if (now.kind === 'job') await t.app.get(AccountJobs).settleDue();
    else if (now.kind === 'again' || now.kind === 'altered') await this.repeat(now.kind, now.which);
    else if (now.kind === 'each') await this.each(now.commands);
    else if (now.kind === 'copies') await this.copies(now.command, now.times);
    else await this.race(now.command, now.kind === 'race' ? now.times : 1);
  }

  /** Every user as reads show it, and the tables. */
  async compare(): Promise<void> {
    for (const letter of LETTERS) {
      const view = await this.live.view(letter);
      if (view) expect({ letter, ...shown(view) }).toEqual({ letter, ...this.modelView(letter) });
      else expect(this.modelView(letter)).toMatchObject({ accounts: [], lots: [] });
    }
    expect(await ledgerFaults(t.database, LETTERS.map(this.nameOf))).toEqual([]);
  }

  /** The same under several keys at once: which of them comes first makes no difference to what all of them do. */
  private async race(what: Command, times: number): Promise<void> {
    if (changesUser(what)) {
      for (const letter of 'into' in what ? [what.user, what.into] : [what.user]) {
        if ((await this.live.view(letter)) !== null) continue;
        expect(await this.live.changeUser(what)).toEqual({ code: 'USER_NOT_FOUND' });
        return;
      }
      const outcomes = await Promise.all(Array.from({ length: times }, () => this.live.changeUser(what)));
      this.expectCodes(what, outcomes, times);
      return;
    }
    const sent = Array.from({ length: times }, () => this.request(what));
    const outcomes = await Promise.all(sent.map((each) => this.live.outcomeOf(each.send(0))));
    this.expectCodes(what, outcomes, times);
    outcomes.forEach((outcome, index) => {
      this.remember(sent[index], outcome);
    });
  }

  /** The same under one key at once: done once, and everybody is told the same. */
  private async copies(what: Command, times: number): Promise<void> {
    if (changesUser(what)) return;
    const sent = this.request(what);
    const outcomes = await Promise.all(Array.from({ length: times }, () => this.live.outcomeOf(sent.send(0))));
    const code = this.apply(what);
    if (code === null) {
      expect(outcomes.filter((outcome) => outcome.replayed === false)).toHaveLength(1);
      for (const outcome of outcomes) expect(outcome).toMatchObject({ code: null, answer: outcomes[0]?.answer });
      this.noteHolds(outcomes.slice(0, 1));
    } else {
      // A refusal is not kept: each of them is decided anew, on the same state.
      for (const outcome of outcomes) expect(outcome).toEqual({ code });
    }
    this.remember(sent, outcomes[0]);
  }

  /** Different requests of different users at once. */
  private async each(commands: readonly Command[]): Promise<void> {
    const busy = new Set<string>();
    const chosen = commands.filter((what) => {
      const people = this.peopleOf(what);
      // A hold that is only being made has no number yet that another request could name.
      const isUnmade = 'hold' in what && !this.model.holds[what.hold];
      const isFree = !changesUser(what) && !isUnmade && people.every((id) => !busy.has(id));
      // The model counts holds in the order of the list; the numbers of two made at once need not.
      const isSecondHold = what.do === 'hold' && busy.has('hold');
      if (!isFree || isSecondHold) return false;
      for (const id of [...people, what.do]) busy.add(id);
      return true;
    });
    const sent = chosen.map((what) => this.request(what));
    const outcomes = await Promise.all(sent.map((each) => this.live.outcomeOf(each.send(0))));
    chosen.forEach((what, index) => {
      const outcome = outcomes[index];
      const code = this.apply(what);
      expect({ what, code: outcome?.code }).toEqual({ what, code });
      if (outcome) this.noteHolds([outcome]);
      this.remember(sent[index], outcome);
    });
  }

  /** Something that was answered before, as it was or with other points. */
  private async repeat(how: 'again' | 'altered', which: number): Promise<void> {
    const first = this.done[which % Math.max(1, this.done.length)];
    if (!first || (how === 'altered' && first.command.do === 'release')) return;
    const outcome = await this.live.outcomeOf(first.send(how === 'altered' ? 1 : 0));
    if (how === 'altered') expect(outcome).toEqual({ code: 'IDEMPOTENCY_CONFLICT' });
    else expect(outcome).toEqual({ code: null, answer: first.answer, replayed: true });
  }

  private expectCodes(what: Command, outcomes: readonly Outcome[], times: number): void {
    const codes = Array.from({ length: times }, () => this.apply(what));
    const is = outcomes.map(({ code }) => String(code)).sort();
    expect({ what, codes: is }).toEqual({ what, codes: codes.map(String).sort() });
    this.noteHolds(outcomes);
  }

  private request(what: Command): Sent {
    const sent = this.live.request(what, `${this.prefix}${++this.count}`);
    if (!sent) throw new Error(`${what.do} has no key`);
    return sent;
  }

  private apply(what: Command): string | null {
    return applyToModel(this.model, what, this.nameOf);
  }

  private remember(sent: Sent | undefined, outcome: Outcome | undefined): void {
    if (sent && outcome?.code === null) this.done.push({ ...sent, answer: outcome.answer });
  }

  /** Holds get their numbers in the order in which they are decided. */
  private noteHolds(outcomes: readonly Outcome[]): void {
    const made = outcomes.map(({ answer }) => answer as { holdNo?: string; status?: string } | null | undefined);
    const numbers = made.flatMap((answer) => (answer?.status === 'OPEN' && answer.holdNo ? [answer.holdNo] : []));
    this.live.holdNos.push(...numbers.sort());
  }

  private peopleOf(what: Command): string[] {
    if ('hold' in what) return [this.model.holds[what.hold]?.owner ?? 'nobody'];
    const letters = 'to' in what ? [what.user, what.to] : [what.user];
    return letters.map((letter) => this.model.user(this.nameOf(letter)).id);
  }

  private modelView(letter: string) {
    const user = this.model.user(this.nameOf(letter));
    const accounts = Object.entries(user.wallets).map(([wallet, { debt, earned, consumed }]) => ({
      wallet,
      available: balance(user, wallet, 'AVAILABLE'),
      frozen: balance(user, wallet, 'FROZEN'),
      pending: balance(user, wallet, 'PENDING'),
      debt,
      totalEarned: earned,
      totalConsumed: consumed,
      status: user.status,
    }));
    const lots = user.lots.map(({ wallet, book, lastDay, ref, points }) => {
      const number = book === 'FROZEN' ? (this.live.holdNos[Number(ref)] ?? '?') : ref;
      return `${wallet} ${book} ${lastDay} ${number} ${points}`;
    });
    return { accounts: tellingOf(accounts), lots: lots.sort() };
  }
}

type View = NonNullable<Awaited<ReturnType<LiveLedger['view']>>>;
function shown({ accounts, lots }: View) {
  const own = accounts.map(({ userId, level, ...account }) => account);
  const texts = lots.map(({ wallet, book, expiresOn, activatesOn, holdNo, remaining }) => {
    return `${wallet} ${book} ${expiresOn} ${activatesOn ?? holdNo ?? ''} ${remaining}`;
  });
  return { accounts: tellingOf(own), lots: texts.sort() };
}

/** Accounts in which anything has ever happened. */
function tellingOf<T extends { wallet: string }>(accounts: readonly T[]): T[] {
  const tells = (account: T) => Object.values(account).some((value) => typeof value === 'number' && value !== 0);
  return accounts.filter(tells).sort((a, b) => (a.wallet < b.wallet ? -1 : 1));
}

function changesUser(what: Command): what is Extract<Command, { do: 'freeze' | 'unfreeze' | 'close' | 'merge' }> {
  return ['freeze', 'unfreeze', 'close', 'merge'].includes(what.do);
}

describe('the ledger on a database and the reference ledger', () => {
  test(
    `agree over ${SEQUENCES} sequences with races, copies, replays and altered duplicates (FC_SEED=${SEED})`,
    async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (all) => {
          const run = new Run();
          for (const each of all) await run.run(each);
          await run.compare();
        }),
        { numRuns: SEQUENCES, seed: SEED },
      );
    },
    SEQUENCES * 10_000,
  );
});
