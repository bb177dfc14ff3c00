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
  /**
   * While no more than so many items wait and nothing runs, the lanes share one set: few callers make one set of
   * some size instead of several tiny ones, each with a commit of its own. None unless given.
   */
  joinUpTo?: number;
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
  private planned = false;
  private idle: (() => void)[] = [];
  /** How many sets were run and how many items they held, for the metrics. */
  readonly totals = { sets: 0, items: 0 };

  constructor(private readonly options: GroupCommitOptions<I, R>) {
    this.lanes = Array.from({ length: options.lanes }, () => ({ interactive: [], bulk: [], busy: false }));
  }

  /** Hands in one item. Raises what the set's run says of it, or OVERLOADED when it waited too long. */
  submit(item: I, priority: Priority): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      this.laneFor(item)[priority].push({ item, since: this.options.nowMs(), resolve, reject });
      this.plan();
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
    return this.lanes.reduce((sum, lane) => sum + waitingIn(lane), 0);
  }

  /** Resolves once nothing waits and no set runs. */
  async drained(): Promise<void> {
    if (this.isIdle) return;
    await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private get isIdle(): boolean {
    return this.lanes.every((lane) => !lane.busy && waitingIn(lane) === 0);
  }

  /** Everything that arrives in this turn of the event loop (a batch above all) joins the first set. */
  private plan(): void {
    if (this.planned) return;
    this.planned = true;
    setImmediate(() => {
      this.planned = false;
      this.start();
    });
  }

  private start(): void {
    const { waiting } = this;
    const isQuiet = this.lanes.every((lane) => !lane.busy);
    if (isQuiet && waiting > 0 && waiting <= (this.options.joinUpTo ?? 0)) return void this.work(this.lanes);
    for (const lane of this.lanes) if (!lane.busy && waitingIn(lane) > 0) void this.work([lane]);
  }

  /** Runs one set out of some lanes, which are busy until it has ended. */
  private async work(lanes: readonly Lane<I, R>[]): Promise<void> {
    for (const lane of lanes) lane.busy = true;
    const set = lanes.flatMap((lane) => this.take(lane));
    if (set.length > 0) await this.runSet(set);
    for (const lane of lanes) lane.busy = false;
    if (this.isIdle) for (const done of this.idle.splice(0)) done();
    else this.plan();
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

function waitingIn<I, R>({ interactive, bulk }: Lane<I, R>): number {
  return interactive.length + bulk.length;
}
