// Rounds in turn, so that a noisy minute hits all contenders alike; the median of each is what counts. Processor time of the
// whole process (garbage collection included) is measured, not the clock: other programs on the machine matter less.
import type { Contender, Points } from './contenders.ts';
import type { Visit } from './programme.ts';

export interface Effort {
  rounds: number;
  /** About how long one contender's round takes. */
  roundMs: number;
}

/** Throws unless all contenders give the same points for every visit; answers the sum over the visits. */
export async function assertSamePoints(contenders: readonly Contender[], visits: readonly Visit[]): Promise<number> {
  let total = 0;
  for (const visit of visits) {
    const answers: Points[] = [];
    for (const contender of contenders) {
      answers.push(await contender.run(visit));
    }
    const points = answers.map((answer) => answer.points);
    if (new Set(points).size !== 1) {
      const said = contenders.map(({ name }, i) => `${name}: ${points[i]}`).join(', ');
      throw new Error(`not the same points for ${visit.event.eventId}: ${said}`);
    }
    total += points[0] ?? 0;
  }
  return total;
}

/** Median microseconds of processor time an event, of each contender in order; rounds in turn after a warm-up. */
export async function timeAll(
  contenders: readonly Contender[],
  visits: readonly Visit[],
  { rounds, roundMs }: Effort,
): Promise<number[]> {
  const loops: number[] = [];
  for (const contender of contenders) {
    loops.push(await calibrate(contender, visits, roundMs));
  }
  const samples: number[][] = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, contender] of contenders.entries()) {
      samples[i]?.push((await timeOnce(contender, visits, loops[i] ?? 1)) * 1000);
    }
  }
  return samples.map(median);
}

/** How many visits fill a round; warms up while it finds out. */
async function calibrate(contender: Contender, visits: readonly Visit[], roundMs: number): Promise<number> {
  let loops = 1;
  for (;;) {
    const ms = (await timeOnce(contender, visits, loops)) * loops;
    if (ms >= roundMs) {
      return loops;
    }
    loops *= ms > roundMs / 8 ? 2 : 8;
  }
}

/** Milliseconds of processor time an event. Only what answers a promise is awaited: a plain function pays nothing for others. */
async function timeOnce({ run }: Contender, visits: readonly Visit[], loops: number): Promise<number> {
  let sum = 0;
  const start = process.cpuUsage();
  for (let i = 0; i < loops; i++) {
    const answer = run(visits[i % visits.length] as Visit);
    sum += answer instanceof Promise ? (await answer).points : answer.points;
  }
  const { user, system } = process.cpuUsage(start);
  if (!Number.isSafeInteger(sum)) {
    throw new Error('points that are no integers');
  }
  return (user + system) / 1000 / loops;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}
