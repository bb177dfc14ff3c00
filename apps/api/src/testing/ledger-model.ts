import { balance, type ModelHold, type ModelUser, type ModelWallet, put, take } from './ledger-model-lots.js';

/**
 * The reference ledger that the product is compared with: arrays, loops and one clock, nothing of the product's code.
 * It has no laziness (time passes midnight by midnight, and everything due is done at its moment) and no undo: each
 * operation first finds every reason to refuse and only then changes anything.
 */
const DAY_MS = 86_400_000;

/** A refusal by the name that the product's error code has. */
export class Refused extends Error {}

export class LedgerModel {
  readonly users: ModelUser[] = [];
  readonly holds: ModelHold[] = [];

  constructor(
    public nowMs: number,
    /** Offset of the programme's days from UTC; the zones of these tests have no daylight saving. */
    private readonly offsetMs: number,
  ) {}

  /** Today, or the day so many days from now. */
  day(daysAhead = 0): string {
    return new Date(this.nowMs + this.offsetMs + daysAhead * DAY_MS).toISOString().slice(0, 10);
  }

  /** Lets time pass, doing at its moment whatever becomes due. */
  advanceTo(targetMs: number): void {
    for (;;) {
      const midnightMs = (Math.floor((this.nowMs + this.offsetMs) / DAY_MS) + 1) * DAY_MS - this.offsetMs;
      const due = this.holds
        .filter((hold) => hold.state === 'OPEN' && hold.endsAtMs <= targetMs && hold.endsAtMs < midnightMs)
        .sort((a, b) => a.endsAtMs - b.endsAtMs || a.id - b.id);
      for (const hold of due) {
        this.nowMs = Math.max(this.nowMs, hold.endsAtMs);
        this.giveBack(hold, hold.points);
        hold.state = 'EXPIRED';
      }
      if (midnightMs > targetMs) break;
      this.nowMs = midnightMs;
      for (const user of this.users) this.startDay(user);
    }
    this.nowMs = targetMs;
  }

  /** The user who stands behind a name; opened when nobody does. */
  user(name: string): ModelUser {
    let user = this.users.find((each) => each.id === name);
    if (!user) {
      user = { id: name, status: 'ACTIVE', mergedInto: undefined, lots: [], wallets: {}, used: {} };
      this.users.push(user);
    }
    return user.mergedInto === undefined ? user : this.user(user.mergedInto);
  }

  wallet(user: ModelUser, code: string): ModelWallet {
    user.wallets[code] ??= { debt: 0, earned: 0, consumed: 0 };
    return user.wallets[code];
  }

  earn(name: string, wallet: string, points: number, lastDay: string, firstDay: string | null): void {
    const user = this.user(name);
    if (user.status === 'CLOSED') throw new Refused('USER_CLOSED');
    this.wallet(user, wallet).earned += points;
    if (firstDay !== null && firstDay > this.day()) {
      put(user, wallet, 'PENDING', lastDay, firstDay, points);
      return;
    }
    put(user, wallet, 'AVAILABLE', lastDay, '', points);
    this.repay(user, wallet, [[lastDay, points]]);
  }

  spend(name: string, wallet: string, points: number): void {
    const user = this.spender(name);
    this.takeAvailable(user, wallet, points);
    this.wallet(user, wallet).consumed += points;
  }

  revoke(name: string, wallet: string, points: number): void {
    const user = this.user(name);
    if (user.status === 'CLOSED') throw new Refused('USER_CLOSED');
    this.takeAvailable(user, wallet, points);
  }

  clawback(name: string, wallet: string, points: number): void {
    const user = this.user(name);
    if (user.status === 'CLOSED') throw new Refused('USER_CLOSED');
    const covered = Math.min(points, balance(user, wallet, 'AVAILABLE'));
    this.takeAvailable(user, wallet, covered);
    const own = this.wallet(user, wallet);
    own.debt += points - covered;
    own.earned = Math.max(0, own.earned - points);
  }

  /** Answers the number of the hold: its place among all that ever succeeded. */
  hold(name: string, wallet: string, points: number, seconds: number): number {
    const user = this.spender(name);
    const id = this.holds.length;
    for (const [lastDay, part] of this.takeAvailable(user, wallet, points)) {
      put(user, wallet, 'FROZEN', lastDay, String(id), part);
    }
    this.holds.push({ id, owner: user.id, wallet, points, endsAtMs: this.nowMs + seconds * 1000, state: 'OPEN' });
    return id;
  }

  capture(id: number, points: number | undefined): void {
    const hold = this.openHold(id);
    const wanted = points ?? hold.points;
    if (wanted > hold.points) throw new Refused('CAPTURE_EXCEEDS_HOLD');
    const user = this.user(hold.owner);
    take(user, hold.wallet, 'FROZEN', String(id), wanted);
    this.wallet(user, hold.wallet).consumed += wanted;
    if (wanted < hold.points) this.giveBack(hold, hold.points - wanted);
    hold.state = 'CAPTURED';
  }

  release(id: number): void {
    const hold = this.openHold(id);
    this.giveBack(hold, hold.points);
    hold.state = 'RELEASED';
  }

  transfer(fromName: string, toName: string, wallet: string, points: number): void {
    const to = this.user(toName);
    if (this.user(fromName) === to) throw new Refused('TRANSFER_TO_SELF');
    const from = this.spender(fromName);
    if (to.status === 'CLOSED') throw new Refused('USER_CLOSED');
    if (this.wallet(from, wallet).debt > 0) throw new Refused('USER_HAS_DEBT');
    const parts = this.takeAvailable(from, wallet, points);
    for (const [lastDay, part] of parts) put(to, wallet, 'AVAILABLE', lastDay, '', part);
    this.repay(to, wallet, parts);
  }

  /** Counts a use of something that may be used `times` times. */
  use(name: string, counter: string, times: number): void {
    const user = this.user(name);
    const before = user.used[counter] ?? 0;
    if (before >= times) throw new Refused('QUOTA_EXCEEDED');
    user.used[counter] = before + 1;
  }

  freeze(name: string): void {
    const user = this.user(name);
    if (user.status !== 'ACTIVE') throw new Refused('USER_STATUS');
    user.status = 'FROZEN';
  }

  unfreeze(name: string): void {
    const user = this.user(name);
    if (user.status !== 'FROZEN') throw new Refused('USER_STATUS');
    user.status = 'ACTIVE';
  }

  close(name: string): void {
    const user = this.user(name);
    if (user.id !== name) throw new Refused('USER_STATUS');
    if (user.status === 'CLOSED') throw new Refused('USER_CLOSED');
    for (const hold of this.holds) if (hold.owner === user.id && hold.state === 'OPEN') hold.state = 'RELEASED';
    user.lots = [];
    for (const own of Object.values(user.wallets)) own.debt = 0;
    user.status = 'CLOSED';
  }

  merge(fromName: string, intoName: string): void {
    const from = this.user(fromName);
    const into = this.user(intoName);
    const isAlias = from.id !== fromName;
    if (isAlias && from === into) return;
    if (isAlias || from === into || from.status === 'CLOSED' || into.status === 'CLOSED') {
      throw new Refused('MERGE_INVALID');
    }
    for (const lot of from.lots) put(into, lot.wallet, lot.book, lot.lastDay, lot.ref, lot.points);
    for (const hold of this.holds) if (hold.owner === from.id && hold.state === 'OPEN') hold.owner = into.id;
    for (const [code, own] of Object.entries(from.wallets)) {
      const target = this.wallet(into, code);
      target.earned += own.earned;
      target.consumed += own.consumed;
      target.debt += own.debt;
      const paid = Math.min(target.debt, balance(into, code, 'AVAILABLE'));
      take(into, code, 'AVAILABLE', '', paid);
      target.debt -= paid;
    }
    for (const [counter, times] of Object.entries(from.used)) into.used[counter] = (into.used[counter] ?? 0) + times;
    if (from.status === 'FROZEN') into.status = 'FROZEN';
    Object.assign(from, { status: 'MERGED', mergedInto: into.id, lots: [], wallets: {}, used: {} });
  }

  private spender(name: string): ModelUser {
    const user = this.user(name);
    if (user.status === 'CLOSED') throw new Refused('USER_CLOSED');
    if (user.status === 'FROZEN') throw new Refused('USER_FROZEN');
    return user;
  }

  private openHold(id: number): ModelHold {
    const hold = this.holds[id];
    if (!hold) throw new Refused('HOLD_NOT_FOUND');
    if (hold.state === 'EXPIRED') throw new Refused('HOLD_EXPIRED');
    if (hold.state !== 'OPEN') throw new Refused('HOLD_ENDED');
    return hold;
  }

  /** What a new day brings: pending points first, then what was good until yesterday ends. */
  private startDay(user: ModelUser): void {
    const today = this.day();
    const due = user.lots.filter((lot) => lot.book === 'PENDING' && lot.ref <= today);
    for (const wallet of new Set(due.map((lot) => lot.wallet))) {
      const parts: [string, number][] = [];
      for (const lot of due.filter((each) => each.wallet === wallet).sort((a, b) => (a.lastDay < b.lastDay ? -1 : 1))) {
        user.lots.splice(user.lots.indexOf(lot), 1);
        put(user, wallet, 'AVAILABLE', lot.lastDay, '', lot.points);
        parts.push([lot.lastDay, lot.points]);
      }
      this.repay(user, wallet, parts);
    }
    user.lots = user.lots.filter((lot) => lot.book !== 'AVAILABLE' || lot.lastDay >= today);
  }

  /** Held points go back; those whose last day has passed are gone, and a debt is repaid from the others. */
  private giveBack(hold: ModelHold, points: number): void {
    const user = this.user(hold.owner);
    const alive: [string, number][] = [];
    for (const [lastDay, part] of take(user, hold.wallet, 'FROZEN', String(hold.id), points)) {
      if (lastDay < this.day()) continue;
      put(user, hold.wallet, 'AVAILABLE', lastDay, '', part);
      alive.push([lastDay, part]);
    }
    this.repay(user, hold.wallet, alive);
  }

  /** What is owed is paid from what has just arrived, soonest expiry first. */
  private repay(user: ModelUser, wallet: string, arrived: readonly (readonly [string, number])[]): void {
    const own = this.wallet(user, wallet);
    for (const [lastDay, points] of arrived) {
      const paid = Math.min(points, own.debt);
      own.debt -= paid;
      put(user, wallet, 'AVAILABLE', lastDay, '', -paid);
    }
  }

  private takeAvailable(user: ModelUser, wallet: string, points: number): [string, number][] {
    if (balance(user, wallet, 'AVAILABLE') < points) throw new Refused('INSUFFICIENT_POINTS');
    return take(user, wallet, 'AVAILABLE', '', points);
  }
}
