/**
 * Counters of very many users in little memory: 20 bytes a place instead of an object and a text a counter, so that
 * months of a daily limit over millions of users fit. Places are found by open addressing over typed arrays.
 */

const FIRST_PLACES = 1024;
/** Users and counters are numbered from 0; together they make one exact number below 2^53. */
const MAX_COUNTERS = 2 ** 21;
const MAX_USERS = 2 ** 31;

/** What a limit has counted. */
export interface Counted {
  times: number;
  points: number;
}

export class UsageTableFull extends Error {}

export class UsageTable {
  /** The pair that a place belongs to, plus one; 0 is a free place. */
  private pairs = new Float64Array(FIRST_PLACES);
  private times = new Uint32Array(FIRST_PLACES);
  private points = new Float64Array(FIRST_PLACES);
  private taken = 0;

  /** `most` counters at the most: what is more raises UsageTableFull. */
  constructor(private readonly most: number) {}

  get size(): number {
    return this.taken;
  }

  /** What a user has used of a counter. */
  get(user: number, counter: number): Counted {
    const place = this.find(pairOf(user, counter));
    return { times: this.times[place] ?? 0, points: this.points[place] ?? 0 };
  }

  /** Adds to what a user has used of a counter. Raises UsageTableFull. */
  add(user: number, counter: number, times: number, points: number): void {
    const pair = pairOf(user, counter);
    let place = this.find(pair);
    if (this.pairs[place] === 0) {
      if (this.taken >= this.most) throw new UsageTableFull(`more than ${this.most} counters`);
      if (this.taken * 5 >= this.pairs.length * 3) {
        this.grow();
        place = this.find(pair);
      }
      this.pairs[place] = pair;
      this.taken++;
    }
    this.times[place] = (this.times[place] ?? 0) + times;
    this.points[place] = (this.points[place] ?? 0) + points;
  }

  /** The place of a pair, or the free one where it would go. */
  private find(pair: number): number {
    const { pairs } = this;
    const mask = pairs.length - 1;
    let place = hashOf(pair) & mask;
    for (;;) {
      const there = pairs[place];
      if (there === pair || there === 0) return place;
      place = (place + 1) & mask;
    }
  }

  private grow(): void {
    const { pairs, times, points } = this;
    this.pairs = new Float64Array(pairs.length * 2);
    this.times = new Uint32Array(pairs.length * 2);
    this.points = new Float64Array(pairs.length * 2);
    for (let from = 0; from < pairs.length; from++) {
      const pair = pairs[from] ?? 0;
      if (pair === 0) continue;
      const place = this.find(pair);
      this.pairs[place] = pair;
      this.times[place] = times[from] ?? 0;
      this.points[place] = points[from] ?? 0;
    }
  }
}

function pairOf(user: number, counter: number): number {
  if (user >= MAX_USERS || counter >= MAX_COUNTERS)
    throw new UsageTableFull('more users or periods than can be counted');
  return user * MAX_COUNTERS + counter + 1;
}

/** Both halves of the number stirred (the finisher of MurmurHash3), because neighbours come together. */
function hashOf(pair: number): number {
  let hash = (pair % 0x1_0000_0000) ^ Math.imul(Math.floor(pair / 0x1_0000_0000), 0x9e37_79b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
