import { JifenError } from '@jifen/contracts';

/**
 * Coalesces concurrent requests into sets: while one set is in the database the next one gathers, without a fixed
 * linger, so a lone request never waits and a crowd shares one commit. A lane works on one set at a time; requests
 * of one user always take the same lane, which keeps their order and saves them from waiting for each other's rows.
 * Lanes only save waiting: the row locks decide what is right.
 */
export interface GroupCommitOptions<I, R> {
  lanes: number;
  /** Most items in a set. */
  setSize: number;
  /** An interactive item that waited longer than this is refused with OVERLOADED. */
  maxWaitMs: number;
  /** Which lane an item takes: any whole number. */
  laneOf: (item: I) => number;
  /** Works on a set; answers one settled result an item, in order. A raised error fails the whole set. */
  run: (items: I[]) => Promise<PromiseSettledResult<R>[]>;
  nowMs: () => number;
}

export type Priority = 'interactive' | 'bulk';

interface Waiting<I, R> {
  item: I;
  since: number;
  resolve: (value: R) => void;
  reject: (reason: unknown) => void;
}

interface Lane<I, R> {
  interactive: Waiting<I, R>[];
  bulk: Waiting<I, R>[];
  busy: boolean;
}

export class GroupCommit<I, R> {
  private readonly lanes: Lane<I, R>[];
  private idle: (() => void)[] = [];
  /** How many sets were run and how many items they held, for the metrics. */
  readonly totals = { sets: 0, items: 0 };

  constructor(private readonly options: GroupCommitOptions<I, R>) {
    this.lanes = Array.from({ length: options.lanes }, () => ({ interactive: [], bulk: [], busy: false }));
  }

  /** Hands in one item. Raises what the set's run says of it, or OVERLOADED when it waited too long. */
  submit(item: I, priority: Priority): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      const lane = this.laneFor(item);
      lane[priority].push({ item, since: this.options.nowMs(), resolve, reject });
      if (!lane.busy) {
        lane.busy = true;
        // Everything that arrives in this turn of the event loop (a batch above all) joins the first set.
        setImmediate(() => void this.work(lane));
      }
    });
  }

  /** The items of one user always meet in one lane; a number below zero is as good as any. */
  private laneFor(item: I): Lane<I, R> {
    const lane = this.lanes.at(this.options.laneOf(item) % this.lanes.length);
    if (!lane) throw new Error('a group commit needs a lane');
    return lane;
  }

  /** How many items wait for a set. */
  get waiting(): number {
    return this.lanes.reduce((sum, lane) => sum + lane.interactive.length + lane.bulk.length, 0);
  }

  /** Resolves once nothing waits and no set runs. */
  async drained(): Promise<void> {
    if (this.lanes.every((lane) => !lane.busy)) return;
    await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private async work(lane: Lane<I, R>): Promise<void> {
    for (;;) {
      const set = this.take(lane);
      if (set.length === 0) break;
      await this.runSet(set);
    }
    lane.busy = false;
    if (this.lanes.every((each) => !each.busy)) {
      for (const done of this.idle.splice(0)) done();
    }
  }

  /**
   * Interactive items first, but bulk that waits keeps its share, and never more than half a set: whoever comes next
   * waits for half a set at most. (A set of one has no half; there bulk takes what interactive leaves.)
   */
  private take(lane: Lane<I, R>): Waiting<I, R>[] {
    this.refuseStale(lane);
    const { setSize } = this.options;
    const half = Math.floor(setSize / 2);
    const set = lane.interactive.splice(0, setSize - Math.min(half, lane.bulk.length));
    set.push(...lane.bulk.splice(0, Math.min(setSize - set.length, Math.max(1, half))));
    return set;
  }

  private refuseStale(lane: Lane<I, R>): void {
    const oldest = this.options.nowMs() - this.options.maxWaitMs;
    let stale = 0;
    while (stale < lane.interactive.length && (lane.interactive[stale]?.since ?? oldest) < oldest) stale++;
    for (const waiting of lane.interactive.splice(0, stale)) waiting.reject(new JifenError('OVERLOADED'));
  }

  private async runSet(set: Waiting<I, R>[]): Promise<void> {
    this.totals.sets++;
    this.totals.items += set.length;
    try {
      const results = await this.options.run(set.map((waiting) => waiting.item));
      set.forEach((waiting, index) => {
        const result = results[index];
        if (result?.status === 'fulfilled') waiting.resolve(result.value);
        else waiting.reject(result?.reason ?? new Error('the set gave no answer for an item'));
      });
    } catch (error) {
      for (const waiting of set) waiting.reject(error);
    }
  }
}
