import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { keepRunning, MOST_ENDS, restartDelayMs } from './keep.mjs';

describe('starting again what ended', () => {
  it('waits twice as long with every end within a minute, and gives up at the fifth', () => {
    const ends = [0, 10_000, 20_000, 30_000, 40_000];
    const delays = ends.map((_, last) => restartDelayMs(ends.slice(0, last + 1)));
    expect(delays).toEqual([250, 500, 1000, 2000, undefined]);
  });

  it('forgets what was more than a minute ago', () => {
    expect(restartDelayMs([0, 1, 2, 3, 60_003])).toBe(250);
    expect(restartDelayMs([0, 1, 2, 3, 60_002])).toBe(500);
  });

  it('never gives up on what ends less than five times in any minute', () => {
    const apart = fc.array(fc.integer({ min: 15_000, max: 200_000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(apart, (gapsMs) => {
        let nowMs = 0;
        const ends = gapsMs.map((gapMs) => {
          nowMs += gapMs;
          return nowMs;
        });
        for (let count = 1; count <= ends.length; count++) {
          expect(restartDelayMs(ends.slice(0, count))).toBeLessThanOrEqual(2000);
        }
      }),
    );
  });

  const what = {
    ...{ what: 'It', logFile: '/none', lastWords: () => 'with exit code 3; …' },
    ...{ ended: async () => {}, isStopping: () => false },
  };
  const gaveUp = `It ended ${MOST_ENDS} times within a minute and is not started again.`;

  it('answers why it gave up, with what the last start said; a start that fails counts as an end', async () => {
    let starts = 0;
    const start = async () => {
      starts++;
      throw new Error('no room');
    };
    expect(await keepRunning({ ...what, start })).toBe(`${gaveUp} no room`);
    expect(starts).toBe(MOST_ENDS - 1);
  });

  it('answers the last words of what had been running', async () => {
    const reason = await keepRunning({ ...what, start: async () => {} });
    expect(reason).toBe(`${gaveUp} The last time it ended with exit code 3; …`);
  });

  it('starts nothing once it was told to stop', async () => {
    const start = async () => expect('a start').toBe('none');
    expect(await keepRunning({ ...what, start, isStopping: () => true })).toBeUndefined();
  });
});
