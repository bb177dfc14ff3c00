import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Call, callBatch, callSingle, type Outcome } from './call.ts';
import { endOfHold, event, type Intent, type Makers, nextIntent, userOf } from './intent.ts';
import { type Random, randomOf, zipf } from './random.ts';

/**
 * A process of load: some workers that send intents of every kind to several API servers, half of them more than once
 * and some of those with another body, and write down what each call answered. It never stops for an answer that does
 * not come: what it does not know is settled afterwards.
 */
export interface DriverOptions {
  name: string;
  seed: number;
  baseUrls: string[];
  apiKey: string;
  users: number;
  workers: number;
  /** How many of the events ask to be answered before they are posted, from 0 to 1. */
  asyncShare: number;
  logFile: string;
  /** Ends by itself after so long; else when it is told to. */
  seconds?: number;
}

export type LogLine = { intent: Intent } | { call: Call };

const DUPLICATED = 0.5;
const ALTERED = 0.25;
const BATCHED = 0.25;
/** Copies that wait to be sent by whoever comes by. */
const LATE_COPIES = 500;

class Driver {
  private readonly random: Random;
  private readonly makers: Makers;
  private readonly log;
  private readonly late: { intent: Intent; body: 0 | 1 }[] = [];
  private readonly options: DriverOptions;
  private count = 0;
  stopping = false;

  constructor(options: DriverOptions) {
    this.options = options;
    this.random = randomOf(options.seed);
    this.log = createWriteStream(options.logFile);
    const place = zipf(options.users);
    this.makers = {
      random: this.random,
      user: () => userOf(place(this.random.next())),
      nextId: () => `${options.name}-${++this.count}`,
    };
  }

  async run(): Promise<void> {
    await Promise.all(Array.from({ length: this.options.workers }, () => this.work()));
    await new Promise((resolve) => this.log.end(resolve));
  }

  private async work(): Promise<void> {
    while (!this.stopping) {
      const waiting = this.random.chance(0.3) ? this.late.shift() : undefined;
      if (waiting) await this.single(waiting.intent, waiting.body);
      else if (this.random.chance(0.5 * BATCHED)) await this.batch();
      else await this.one(this.intend(nextIntent(this.makers, this.options.asyncShare)));
    }
  }

  private intend(intent: Intent): Intent {
    this.write({ intent });
    return intent;
  }

  /** Sends an intent, perhaps with a copy beside it, behind it or much later. */
  private async one(intent: Intent): Promise<void> {
    const copy = this.copyOf(intent);
    if (copy && this.random.chance(0.4)) {
      const both = [{ intent, body: 0 as const }, copy];
      if (this.random.chance(0.5)) both.reverse();
      const outcomes = await Promise.all(both.map((each) => this.single(each.intent, each.body)));
      await this.follow(intent, outcomes[0]);
      return;
    }
    const outcome = await this.single(intent, 0);
    await this.follow(intent, outcome);
    if (copy && this.random.chance(0.5)) await this.single(intent, copy.body);
    else if (copy && this.late.length < LATE_COPIES) this.late.push(copy);
  }

  private copyOf(intent: Intent): { intent: Intent; body: 0 | 1 } | undefined {
    if (!this.random.chance(DUPLICATED)) return undefined;
    // A release says nothing that could be altered.
    const mayDiffer = intent.kind !== 'release';
    return { intent, body: mayDiffer && this.random.chance(ALTERED) ? 1 : 0 };
  }

  private async batch(): Promise<void> {
    const size = this.random.between(2, 20);
    const items = Array.from({ length: size }, () => {
      return { intent: this.intend(event(this.makers, false)), body: 0 as 0 | 1 };
    });
    for (const { intent } of [...items]) {
      const copy = this.copyOf(intent);
      if (copy && this.random.chance(0.5)) items.splice(this.random.between(0, items.length), 0, copy);
      else if (copy && this.late.length < LATE_COPIES) this.late.push(copy);
    }
    const outcomes = await callBatch(this.random.pick(this.options.baseUrls), this.options.apiKey, items);
    items.forEach((item, index) => {
      this.record(item.intent, item.body, outcomes[index] as Outcome);
    });
    await this.breathe(outcomes[0]);
  }

  /** A hold that was granted is captured, let go, both at once (one of which must fail), or left open. */
  private async follow(intent: Intent, outcome: Outcome | undefined): Promise<void> {
    if (intent.kind !== 'hold' || outcome?.holdNo === undefined || outcome.outcome !== 'ok') return;
    const points = outcome.transactions?.[0]?.[1] ?? 1;
    const held = { userId: intent.userId, holdNo: outcome.holdNo, points };
    const ends = this.random.pick([['capture'], ['capture'], ['release'], ['capture', 'release'], []] as const);
    await Promise.all(ends.map((kind) => this.one(this.intend(endOfHold(this.makers, kind, held)))));
  }

  private async single(intent: Intent, body: 0 | 1): Promise<Outcome> {
    const outcome = await callSingle(this.random.pick(this.options.baseUrls), this.options.apiKey, intent, body);
    this.record(intent, body, outcome);
    await this.breathe(outcome);
    return outcome;
  }

  /** A server that is not there is not asked thousands of times a second. */
  private async breathe(outcome: Outcome | undefined): Promise<void> {
    if (outcome?.outcome === 'busy' || outcome?.outcome === 'unknown') await sleep(100);
  }

  private record(intent: Intent, body: 0 | 1, outcome: Outcome): void {
    this.write({ call: { intent: intent.id, body, atMs: Date.now(), ...outcome } });
  }

  private write(line: LogLine): void {
    this.log.write(`${JSON.stringify(line)}\n`);
  }
}

const options = JSON.parse(process.argv[2] ?? '{}') as DriverOptions;
const driver = new Driver(options);
process.on('message', () => {
  driver.stopping = true;
});
// Whoever started this process is gone: nobody will read the log.
process.on('disconnect', () => process.exit(1));
if (options.seconds) {
  setTimeout(() => {
    driver.stopping = true;
  }, options.seconds * 1000).unref();
}
await driver.run();
process.exit(0);
