import type { BacktestBucket, BacktestUser } from '@jifen/contracts';

/** What two sets of rules give to whom, in arrays: millions of users fit. */

const FIRST_PLACES = 1024;
const SHOWN = 20;
/** Upper ends of the buckets of points a user: 0, 1–9, 10–99, … */
const BUCKETS = 11;

export class TooManyPeople extends Error {}

export class People {
  private readonly indexes = new Map<string, number>();
  private events = new Uint32Array(FIRST_PLACES);
  private points = new Float64Array(FIRST_PLACES);
  private posted = new Float64Array(FIRST_PLACES);

  /** `most` users at the most: what is more raises TooManyPeople. */
  constructor(private readonly most: number) {}

  /** The number of a user, counted from 0. Raises TooManyPeople. */
  indexOf(userId: string): number {
    const known = this.indexes.get(userId);
    if (known !== undefined) return known;
    const index = this.indexes.size;
    if (index >= this.most) throw new TooManyPeople(`more than ${this.most} users`);
    if (index >= this.events.length) this.grow();
    this.indexes.set(userId, index);
    return index;
  }

  /** One event of a user: what it gives, and what was posted. */
  add(user: number, points: number, posted: number): void {
    this.events[user] = (this.events[user] ?? 0) + 1;
    this.points[user] = (this.points[user] ?? 0) + points;
    this.posted[user] = (this.posted[user] ?? 0) + posted;
  }

  /** Who has events, who gets more, less and the same, who most so, and how many get how much. */
  summary() {
    const gains = new Top(SHOWN);
    const losses = new Top(SHOWN);
    const buckets = Array.from({ length: BUCKETS }, () => ({ users: 0, postedUsers: 0 }));
    let users = 0;
    let usersUp = 0;
    let usersDown = 0;
    for (const [userId, index] of this.indexes) {
      if (this.events[index] === 0) continue;
      users++;
      const points = this.points[index] ?? 0;
      const postedPoints = this.posted[index] ?? 0;
      const bucket = buckets[bucketOf(points)];
      const postedBucket = buckets[bucketOf(postedPoints)];
      if (bucket) bucket.users++;
      if (postedBucket) postedBucket.postedUsers++;
      if (points === postedPoints) continue;
      const change = points - postedPoints;
      if (change > 0) usersUp++;
      else usersDown++;
      (change > 0 ? gains : losses).offer(Math.abs(change), { userId, points, postedPoints });
    }
    const usersSame = users - usersUp - usersDown;
    const distribution = distributionOf(buckets);
    return { users, usersUp, usersDown, usersSame, gains: gains.list(), losses: losses.list(), distribution };
  }

  private grow(): void {
    const larger = <Numbers extends Uint32Array | Float64Array>(made: Numbers, from: Numbers) => {
      made.set(from);
      return made;
    };
    const places = this.events.length * 2;
    this.events = larger(new Uint32Array(places), this.events);
    this.points = larger(new Float64Array(places), this.points);
    this.posted = larger(new Float64Array(places), this.posted);
  }
}

/** The few with the largest change; of equals, those whose id comes first. */
class Top {
  private readonly entries: { change: number; user: BacktestUser }[] = [];

  constructor(private readonly most: number) {}

  offer(change: number, user: BacktestUser): void {
    const last = this.entries.at(-1);
    if (last && this.entries.length >= this.most && !isBefore({ change, user }, last)) return;
    this.entries.push({ change, user });
    this.entries.sort((a, b) => (isBefore(a, b) ? -1 : 1));
    if (this.entries.length > this.most) this.entries.pop();
  }

  list(): BacktestUser[] {
    return this.entries.map(({ user }) => user);
  }
}

interface Ranked {
  change: number;
  user: BacktestUser;
}

function isBefore(a: Ranked, b: Ranked): boolean {
  return a.change === b.change ? a.user.userId < b.user.userId : a.change > b.change;
}

/** 0 → 0, 1–9 → 1, 10–99 → 2, …; the last bucket has no end. */
function bucketOf(points: number): number {
  if (points < 1) return 0;
  return Math.min(BUCKETS - 1, String(points).length);
}

/** The buckets up to the last one that holds anybody. */
function distributionOf(buckets: { users: number; postedUsers: number }[]): BacktestBucket[] {
  const last = buckets.findLastIndex(({ users, postedUsers }) => users > 0 || postedUsers > 0);
  return buckets.slice(0, last + 1).map(({ users, postedUsers }, index) => ({
    from: index === 0 ? 0 : 10 ** (index - 1),
    to: index === BUCKETS - 1 ? null : 10 ** index - 1,
    users,
    postedUsers,
  }));
}
