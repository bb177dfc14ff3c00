// Starts again what ended by itself, ever more patiently, until it is plain that starting again does not help.
import { say, sleep } from './process.mjs';

/** Ends within this time count together, and so many of them are a crash loop. */
const WINDOW_MS = 60_000;
export const MOST_ENDS = 5;
const FIRST_DELAY_MS = 250;

/**
 * How long to wait before the next start, in ms: twice as long with every end within a minute, and undefined at the
 * fifth, because the next start would end like the others.
 *
 * @param {number[]} endsMs when it ended so far, ms since 1970, in order; the last one was just now
 */
export function restartDelayMs(endsMs) {
  const recent = endsMs.filter((at) => endsMs.at(-1) - at < WINDOW_MS).length;
  return recent < MOST_ENDS ? FIRST_DELAY_MS * 2 ** (recent - 1) : undefined;
}

/**
 * Keeps something running that runs already, until `isStopping` or until it is a crash loop: then it answers the
 * reason, which is that of the last one. A start that fails counts as one more end.
 *
 * @param {{what: string, logFile: string, ended: () => Promise<unknown>, lastWords: () => string,
 *   start: () => Promise<unknown>, isStopping: () => boolean}} options `ended` settles when what runs now has ended;
 *   `lastWords` says how it has, and what it wrote
 * @returns {Promise<string | undefined>} undefined when it was told to stop
 */
export async function keepRunning({ what, logFile, ended, lastWords, start, isStopping }) {
  const endsMs = [];
  let failure = '';
  for (;;) {
    if (!failure) await ended();
    if (isStopping()) return undefined;
    endsMs.push(Date.now());
    const delayMs = restartDelayMs(endsMs);
    if (delayMs === undefined) {
      const reason = failure || `The last time it ended ${lastWords()}`;
      return `${what} ended ${MOST_ENDS} times within a minute and is not started again. ${reason}`;
    }
    say(`${what} ended and is started again; its log is ${logFile}`);
    await sleep(delayMs);
    if (isStopping()) return undefined;
    try {
      await start();
      failure = '';
      say(`${what} is back.`);
    } catch (error) {
      failure = error.message;
    }
  }
}
