import { setTimeout as sleep } from 'node:timers/promises';
import { type Call, callSingle, send } from './call.ts';
import { type History, type Story, winnerOf } from './history.ts';

const AT_ONCE = 24;
const ATTEMPTS = 100;

interface Server {
  baseUrls: readonly string[];
  apiKey: string;
}

/**
 * After the storm: sends again whatever has no answer, until everything is known; then sends each acknowledged intent
 * once more, as it was taken (which must replay the first answer) and, where another body had been tried, with that
 * one (which must be refused). What comes of it joins the history.
 */
export async function resolveAll(history: History, server: Server): Promise<void> {
  await each(history.stories, async (story) => {
    if (winnerOf(story) === undefined) await settle(history, story, server);
    const winner = winnerOf(story);
    if (winner === undefined) return;
    await ask(history, story, winner, server);
    const wasTried = story.calls.some((call) => call.body !== winner);
    if (wasTried) await ask(history, story, winner === 0 ? 1 : 0, server);
  });
}

/** What came of events that were only accepted: waits for each to be decided and adds the outcome to its story. */
export async function outcomesOfAccepted(history: History, { baseUrls, apiKey }: Server, untilMs: number) {
  const accepted = history.stories.filter(({ intent, calls }) => {
    return intent.kind === 'async' && calls.some((call) => call.outcome === 'ok');
  });
  await each(accepted, async (story) => {
    const path = `${story.intent.path}/${story.intent.id}?type=ORDER_COMPLETED`;
    for (;;) {
      const answer = await send(baseUrls[0] ?? '', apiKey, 'GET', path);
      if (answer.body['status'] !== 'ACCEPTED') break;
      if (Date.now() > untilMs) throw new Error(`${story.intent.id} was accepted and never decided`);
      await sleep(200);
    }
    // The same event reported again is answered at once, with what was decided in the background.
    const asked = { ...story.intent, kind: 'event' as const };
    const body = winnerOf(story) ?? 0;
    const outcome = await callSingle(baseUrls[0] ?? '', apiKey, asked, body);
    history.add({ intent: asked.id, body, atMs: Date.now(), ...outcome });
  });
}

/** Sends every body without an answer again until there is one. */
async function settle(history: History, story: Story, server: Server): Promise<void> {
  const open = new Set(story.calls.filter((call) => call.outcome === 'unknown').map((call) => call.body));
  for (const body of open) {
    const call = await ask(history, story, body, server);
    if (call.outcome === 'ok') return;
  }
}

async function ask(history: History, story: Story, body: 0 | 1, { baseUrls, apiKey }: Server): Promise<Call> {
  for (let attempt = 0; ; attempt++) {
    const outcome = await callSingle(baseUrls[attempt % baseUrls.length] ?? '', apiKey, story.intent, body);
    const isKnown = outcome.outcome === 'ok' || outcome.outcome === 'refused';
    if (!isKnown && attempt < ATTEMPTS) {
      await sleep(100);
      continue;
    }
    const call = { intent: story.intent.id, body, atMs: Date.now(), ...outcome };
    history.add(call);
    return call;
  }
}

async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]();
  const worker = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
