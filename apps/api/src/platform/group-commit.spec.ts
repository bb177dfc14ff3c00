import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GroupCommit, type GroupCommitOptions } from './group-commit.js';

interface Item {
  user: number;
  number: number;
}

const answerAll = async (items: Item[]): Promise<PromiseSettledResult<number>[]> =>
  items.map(({ number }) => ({ status: 'fulfilled', value: number }));

function committer(options: Partial<GroupCommitOptions<Item, number>> = {}) {
  const sets: Item[][] = [];
  const run = options.run ?? answerAll;
  const commit = new GroupCommit<Item, number>({
    lanes: 1,
    setSize: 4,
    maxWaitMs: 2_000,
    laneOf: (item) => item.user,
    nowMs: () => 0,
    ...options,
    run: (items) => {
      sets.push(items);
      return run(items);
    },
  });
  return { commit, sets };
}

/** A run that waits for `open()`; what is handed in meanwhile gathers. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, run: (items: Item[]) => opened.then(() => answerAll(items)) };
}

const numbered = (from: number, count: number, user = 0) =>
  Array.from({ length: count }, (_, i) => ({ user, number: from + i }));
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('group commit', () => {
  test('whoever comes in one turn shares a set, and sets are never larger than allowed', async () => {
    const { commit, sets } = committer();
    const answers = await Promise.all(numbered(0, 10).map((item) => commit.submit(item, 'interactive')));
    expect(answers).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(sets.map((set) => set.length)).toEqual([4, 4, 2]);
    expect(commit.totals).toEqual({ sets: 3, items: 10 });
  });

  test('bulk never takes more than half a set, and interactive leaves it its share', async () => {
    const { open, run } = gate();
    const { commit, sets } = committer({ run });
    const first = commit.submit({ user: 0, number: -1 }, 'interactive');
    await turn();
    const rest = [
      ...numbered(100, 6).map((item) => commit.submit(item, 'bulk')),
      ...numbered(0, 5).map((item) => commit.submit(item, 'interactive')),
    ];
    expect(commit.waiting).toBe(11);
    open();
    await Promise.all([first, ...rest]);
    expect(sets.map((set) => set.map((item) => item.number))).toEqual([
      [-1],
      [0, 1, 100, 101],
      [2, 3, 102, 103],
      [4, 104, 105],
    ]);
  });

  test('a little bulk leaves the rest of the set to interactive', async () => {
    const { commit, sets } = committer();
    const waiting = [commit.submit({ user: 0, number: 100 }, 'bulk')];
    waiting.push(...numbered(0, 5).map((item) => commit.submit(item, 'interactive')));
    await Promise.all(waiting);
    expect(sets.map((set) => set.map((item) => item.number))).toEqual([
      [0, 1, 2, 100],
      [3, 4],
    ]);
  });

  test('with sets of one, bulk takes its turn when nobody interactive waits', async () => {
    const { commit, sets } = committer({ setSize: 1 });
    await Promise.all([
      commit.submit({ user: 0, number: 1 }, 'bulk'),
      commit.submit({ user: 0, number: 0 }, 'interactive'),
    ]);
    expect(sets.map((set) => set.map((item) => item.number))).toEqual([[0], [1]]);
  });

  test('an interactive item that waited too long is refused, bulk waits on', async () => {
    const { open, run } = gate();
    let now = 0;
    const { commit, sets } = committer({ run, nowMs: () => now });
    const first = commit.submit({ user: 0, number: -1 }, 'interactive');
    await turn();
    const stale = commit.submit({ user: 0, number: 0 }, 'interactive');
    const bulk = commit.submit({ user: 0, number: 1 }, 'bulk');
    now = 1;
    const fresh = commit.submit({ user: 0, number: 2 }, 'interactive');
    now = 2_001;
    open();
    await expect(stale).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(await Promise.all([first, bulk, fresh])).toEqual([-1, 1, 2]);
    expect(sets).toHaveLength(2);
  });

  test('few items share one set across the lanes, and what comes meanwhile gathers; many run lane by lane', async () => {
    const { open, run } = gate();
    const { commit, sets } = committer({ lanes: 2, joinUpTo: 2, run });
    const few = [0, 1].map((user) => commit.submit({ user, number: user }, 'interactive'));
    await turn();
    const later = commit.submit({ user: 1, number: 2 }, 'interactive');
    await turn();
    expect(sets).toHaveLength(1);
    open();
    await Promise.all([...few, later]);
    expect(sets.map((set) => set.map((item) => item.number))).toEqual([[0, 1], [2]]);
    await Promise.all([...numbered(10, 2, 0), ...numbered(20, 2, 1)].map((item) => commit.submit(item, 'bulk')));
    expect(sets.slice(2).map((set) => set.map((item) => item.number))).toEqual([
      [10, 11],
      [20, 21],
    ]);
  });

  test('an error fails its own set and no other; one refused item fails alone', async () => {
    const run = async (items: Item[]): Promise<PromiseSettledResult<number>[]> => {
      if (items.some((item) => item.number === 2)) throw new Error('no database');
      return items.map(({ number }) =>
        number === 5 ? { status: 'rejected', reason: new Error('no points') } : { status: 'fulfilled', value: number },
      );
    };
    const { commit } = committer({ run });
    const settled = await Promise.allSettled(numbered(0, 8).map((item) => commit.submit(item, 'interactive')));
    expect(settled.map((each) => (each.status === 'fulfilled' ? each.value : each.reason.message))).toEqual([
      ...['no database', 'no database', 'no database', 'no database'],
      ...[4, 'no points', 6, 7],
    ]);
  });

  test('a run that raises at once or answers too few does not leave anybody waiting', async () => {
    const raising = committer({
      run: () => {
        throw new Error('at once');
      },
    });
    await expect(raising.commit.submit({ user: 0, number: 0 }, 'bulk')).rejects.toThrow('at once');
    const silent = committer({ run: async () => [] });
    await expect(silent.commit.submit({ user: 0, number: 0 }, 'bulk')).rejects.toThrow('no answer');
    await silent.commit.drained();
  });

  test('lanes take any whole number; without a lane the caller is told', async () => {
    const { commit } = committer({ lanes: 3 });
    expect(await commit.submit({ user: -7, number: 1 }, 'interactive')).toBe(1);
    const without = committer({ lanes: 0 }).commit;
    await expect(without.submit({ user: 1, number: 1 }, 'interactive')).rejects.toThrow('needs a lane');
  });

  test('drained waits for what runs and what waits', async () => {
    const { open, run } = gate();
    const { commit, sets } = committer({ run, setSize: 1 });
    const answers = numbered(0, 3).map((item) => commit.submit(item, 'interactive'));
    let drained = false;
    const waiting = commit.drained().then(() => {
      drained = true;
    });
    await turn();
    expect(drained).toBe(false);
    open();
    await Promise.all([...answers, waiting]);
    expect(sets).toHaveLength(3);
    expect(commit.waiting).toBe(0);
  });

  test('under any schedule nothing is lost or doubled and the order of each user is kept', async () => {
    const itemsOf = fc.array(
      fc.record({
        user: fc.integer({ min: -3, max: 5 }),
        bulk: fc.boolean(),
        fails: fc.boolean(),
        pause: fc.boolean(),
      }),
      { maxLength: 40 },
    );
    const sizes = fc.record({ lanes: fc.integer({ min: 1, max: 4 }), setSize: fc.integer({ min: 1, max: 7 }) });
    const scenario = fc.asyncProperty(fc.scheduler(), itemsOf, sizes, async (scheduler, plan, { lanes, setSize }) => {
      const inLane = new Map<number, number>();
      const laneOf = ({ user }: Item) => Math.abs(user);
      const run = async (items: Item[]): Promise<PromiseSettledResult<number>[]> => {
        const lane = laneOf(items[0] as Item) % lanes;
        inLane.set(lane, (inLane.get(lane) ?? 0) + 1);
        expect(inLane.get(lane)).toBe(1);
        await scheduler.schedule(Promise.resolve(), 'commit');
        inLane.set(lane, 0);
        if (items.some(({ number }) => plan[number]?.fails)) throw new Error('failed');
        return answerAll(items);
      };
      const { commit, sets } = committer({ lanes, setSize, laneOf, run });
      const answers: Promise<PromiseSettledResult<number>>[] = [];
      for (const [number, { user, bulk, pause }] of plan.entries()) {
        if (pause) await turn();
        const [answer] = [commit.submit({ user, number }, bulk ? 'bulk' : 'interactive')];
        answers.push(Promise.allSettled([answer]).then(([settled]) => settled));
      }
      const drained = commit.drained();
      await scheduler.waitFor(drained);
      const settled = await Promise.all(answers);
      const ran = sets.flat();
      expect(ran.map((item) => item.number).sort((a, b) => a - b)).toEqual(plan.map((_, number) => number));
      for (const set of sets) {
        expect(set.length).toBeLessThanOrEqual(setSize);
        expect(set.filter(({ number }) => plan[number]?.bulk).length).toBeLessThanOrEqual(Math.max(1, setSize / 2));
        const failed = set.some(({ number }) => plan[number]?.fails);
        for (const { number } of set) {
          const wanted = failed ? { status: 'rejected' } : { status: 'fulfilled', value: number };
          expect(settled[number]).toMatchObject(wanted);
        }
      }
      for (const bulk of [true, false]) {
        for (const user of new Set(ran.map((item) => item.user))) {
          const mine = ran.filter((item) => item.user === user && plan[item.number]?.bulk === bulk);
          expect(mine.map((item) => item.number)).toEqual(mine.map((item) => item.number).sort((a, b) => a - b));
        }
      }
    });
    await fc.assert(scenario, { numRuns: 150 });
  });
});
