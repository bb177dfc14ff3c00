import { expect } from '@jest/globals';
import { JifenError } from '@jifen/contracts';
import fc from 'fast-check';
import type { AccountState, BookEntry, Reason } from '../account/domain/book-entry.js';
import {
  capture,
  clawback,
  close,
  earn,
  hold,
  merge,
  release,
  revoke,
  spend,
  transfer,
} from '../account/domain/movements.js';
import {
  anyCommandOrClose,
  applyToModel,
  type Command,
  capturedPoints,
  firstEarnings,
  lotDays,
  pauseMs,
} from './ledger-commands.js';
import { faultsOf, MemoryLedgers, type MemorySet } from './ledger-memory.js';
import { LedgerModel } from './ledger-model.js';
import { balance } from './ledger-model-lots.js';

export const START_MS = Date.parse('2026-01-15T04:26:00Z');
export const SHANGHAI_MS = 8 * 3_600_000;

export interface Step {
  pause: number;
  /** Decided in the same working set as the step before, when no time has passed. */
  joins: boolean;
  command: Command;
}
const laterSteps = fc.array(
  fc.record({ pause: pauseMs, joins: fc.boolean(), command: anyCommandOrClose }) satisfies fc.Arbitrary<Step>,
  { minLength: 5, maxLength: 60, size: 'max' },
);
/** Sequences that begin with some points. */
export const steps: fc.Arbitrary<Step[]> = fc
  .tuple(firstEarnings, laterSteps)
  .map(([first, later]) => [...first.map((command) => ({ pause: 0, joins: true, command })), ...later]);

/** The ledger and the model side by side. */
export class Pair {
  readonly model = new LedgerModel(START_MS, SHANGHAI_MS);
  readonly ledgers = new MemoryLedgers((ms) => new Date(ms + SHANGHAI_MS).toISOString().slice(0, 10));
  readonly holdNos: string[] = [];
  nowMs = START_MS;

  /** Steps that are decided in one set. */
  run(set: readonly Step[]): void {
    this.nowMs += set[0]?.pause ?? 0;
    this.model.advanceTo(this.nowMs);
    const open = this.ledgers.open(this.nowMs);
    for (const { command } of set) this.open(open, command);
    for (const { command } of set) {
      this.decide(open, command);
      this.compareOpen(open);
    }
    const today = open.time.today;
    const touched = [...open.ledgers.keys()];
    for (const ledger of open.ledgers.values()) for (const entry of ledger.entries) checkEntry(entry, today);
    open.flush();
    const faults = touched.flatMap((userId) => {
      const rows = this.ledgers.rows.get(userId);
      return rows ? faultsOf(rows) : [];
    });
    if (faults.length > 0) expect(faults).toEqual([]);
  }

  /** Every user as a read would show it now. */
  compareAll(): void {
    const open = this.ledgers.open(this.nowMs);
    for (const userId of this.ledgers.rows.keys()) open.own(userId, true);
    this.compareOpen(open);
  }

  private open(set: MemorySet, command: Command): void {
    const takes = command.do !== 'earn' && command.do !== 'use';
    const ids =
      'hold' in command
        ? [this.model.holds[command.hold]?.owner ?? 'A']
        : [command.user, 'to' in command ? command.to : '', 'into' in command ? command.into : ''];
    for (const id of ids) if (id !== '') set.ledger(id, takes);
    if (command.do === 'close' || command.do === 'merge') set.own(command.user, takes);
  }

  private decide(set: MemorySet, command: Command): void {
    const before = set.fingerprint();
    let code: string | null = null;
    try {
      this.act(set, command);
      set.undo.commit();
    } catch (error) {
      if (!(error instanceof JifenError)) throw error;
      code = error.code;
      set.undo.rollback();
    }
    const wanted = command.do === 'use' ? null : applyToModel(this.model, command, (letter) => letter);
    if (code !== wanted) expect({ command, code }).toEqual({ command, code: wanted });
    // What was refused half-way harms nobody: not a field, not a lot, not a number is another than before.
    if (code !== null) expect(set.fingerprint()).toBe(before);
    if (code !== null && command.do === 'hold') this.holdNos.pop();
  }

  private act(set: MemorySet, command: Command): void {
    const of = (letter: string) => set.ledger(letter, false);
    const reason: Reason = { businessType: 'GRANT', businessNo: 'b', actor: 'test', occurredAtMs: this.nowMs };
    switch (command.do) {
      case 'earn': {
        const { lastDay, firstDay } = lotDays(this.model, command);
        const { wallet, points } = command;
        earn(of(command.user), { wallet, points, expiresOn: lastDay, activatesOn: firstDay }, reason);
        break;
      }
      case 'spend':
        spend(of(command.user), command.wallet, command.points, reason);
        break;
      case 'revoke':
        revoke(of(command.user), command.wallet, command.points, reason);
        break;
      case 'clawback':
        clawback(of(command.user), command.wallet, command.points, { ...reason, businessType: 'CLAWBACK' });
        break;
      case 'hold': {
        const holdNo = `H${String(this.holdNos.length).padStart(20, '0')}`;
        this.holdNos.push(holdNo);
        const { wallet, points, seconds } = command;
        const holding = { holdNo, wallet, points, expiresAtMs: this.nowMs + seconds * 1000 };
        hold(of(command.user), holding, { ...reason, businessType: 'HOLD' });
        break;
      }
      case 'capture':
      case 'release': {
        const ledger = of(this.model.holds[command.hold]?.owner ?? 'A');
        const holdNo = this.holdNos[command.hold] ?? 'H-unknown';
        if (command.do === 'release') release(ledger, holdNo, reason);
        else capture(ledger, holdNo, capturedPoints(this.model, command.hold, command.percent), reason);
        break;
      }
      case 'transfer':
        transfer(of(command.user), of(command.to), command.wallet, command.points, reason);
        break;
      case 'close':
        close(set.own(command.user, true), { ...reason, businessType: 'CLOSE' });
        break;
      case 'merge':
        merge(set.own(command.user, true), of(command.into), { ...reason, businessType: 'MERGE' });
        break;
      case 'freeze':
      case 'unfreeze': {
        const [from, to] = command.do === 'freeze' ? (['ACTIVE', 'FROZEN'] as const) : (['FROZEN', 'ACTIVE'] as const);
        const { user } = of(command.user);
        if (user.status !== from) throw new JifenError('USER_STATUS');
        set.undo.set(user, 'status', to);
        break;
      }
    }
    for (const ledger of set.ledgers.values()) ledger.touched = true;
  }

  /** Compares texts, which is fast; where they differ, the values, which is readable. */
  private compareOpen(set: MemorySet): void {
    for (const [userId, ledger] of set.ledgers) {
      const known = this.model.users.find((each) => each.id === userId);
      const wallets = [...new Set([...ledger.accounts.keys(), ...Object.keys(known?.wallets ?? {})])];
      const accounts = wallets.map((wallet) => {
        const { nextDueOn, ...account } = ledger.accounts.get(wallet) ?? noAccount(wallet);
        return account;
      });
      const is = {
        status: ledger.user.status,
        accounts,
        lots: ledger.lots ? lotsOf([...ledger.lots.values()]) : this.modelLots(userId),
      };
      const wanted = {
        status: known?.status ?? 'ACTIVE',
        accounts: wallets.map((wallet) => this.modelAccount(userId, wallet)),
        lots: this.modelLots(userId),
      };
      if (JSON.stringify(is) !== JSON.stringify(wanted)) expect({ userId, ...is }).toEqual({ userId, ...wanted });
    }
  }

  private modelAccount(userId: string, wallet: string) {
    const user = this.model.users.find((each) => each.id === userId);
    const own = user?.wallets[wallet];
    return {
      wallet,
      available: user ? balance(user, wallet, 'AVAILABLE') : 0,
      frozen: user ? balance(user, wallet, 'FROZEN') : 0,
      pending: user ? balance(user, wallet, 'PENDING') : 0,
      debt: own?.debt ?? 0,
      totalEarned: own?.earned ?? 0,
      totalConsumed: own?.consumed ?? 0,
    };
  }

  private modelLots(userId: string): string[] {
    const lots = this.model.users.find((each) => each.id === userId)?.lots ?? [];
    const shown = lots.map(({ wallet, book, lastDay, ref, points }) => {
      const number = book === 'FROZEN' ? (this.holdNos[Number(ref)] ?? '?') : ref;
      return { wallet, book, expiresOn: lastDay, ref: number, remaining: points };
    });
    return lotsOf(shown);
  }

  /** Gifts and merges leave nothing behind on the way. */
  checkClearing(): void {
    let clearing = 0;
    for (const { entries } of this.ledgers.rows.values()) {
      for (const { debitBook, creditBook, points } of entries) {
        if (creditBook === 'TRANSFER_CLEARING') clearing += points;
        if (debitBook === 'TRANSFER_CLEARING') clearing -= points;
      }
    }
    expect(clearing).toBe(0);
  }
}

function noAccount(wallet: string): AccountState {
  const empty = { available: 0, frozen: 0, pending: 0, debt: 0, totalEarned: 0, totalConsumed: 0 };
  return { wallet, ...empty, nextDueOn: '9999-12-31' };
}

function lotsOf(lots: { wallet: string; book: string; expiresOn: string; ref: string; remaining: number }[]): string[] {
  return lots
    .filter((lot) => lot.remaining !== 0)
    .map((lot) => `${lot.wallet} ${lot.book} ${lot.expiresOn} ${lot.ref} ${lot.remaining}`)
    .sort();
}

/** Nobody spends, holds or gives away what has expired. */
function checkEntry({ debitBook, creditBook, businessType, lots }: BookEntry, today: string): void {
  if (debitBook === creditBook) expect(debitBook).not.toBe(creditBook);
  const leaves = debitBook === 'AVAILABLE' && ['REDEEMED', 'FROZEN', 'TRANSFER_CLEARING'].includes(creditBook);
  if (!leaves || businessType === 'MERGE') return;
  for (const [expiresOn] of lots) if (expiresOn < today) expect(expiresOn).toBe(`not before ${today}`);
}

/** Steps that may share a working set: no time between them, and a change of a user's state stands alone. */
export function setsOf(all: readonly Step[]): Step[][] {
  const alone = new Set<Command['do']>(['freeze', 'unfreeze', 'close', 'merge']);
  const sets: Step[][] = [];
  for (const step of all) {
    const last = sets.at(-1);
    const fits = step.joins && step.pause === 0 && !alone.has(step.command.do);
    if (last && fits && !alone.has(last[0]?.command.do ?? 'close')) last.push(step);
    else sets.push([step]);
  }
  return sets;
}
