import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isDue, published, type RuleSetState, rolledBackTo, rolledOutTo, settled } from './state.js';

const NOON = new Date('2026-03-01T12:00:00.000Z');
const later = (ms: number) => new Date(NOON.getTime() + ms);

const version = fc.integer({ min: 1, max: 9 });
const states: fc.Arbitrary<RuleSetState> = fc.record({
  liveVersion: fc.integer({ min: 0, max: 9 }),
  rollout: fc.option(fc.record({ version, percent: fc.integer({ min: 1, max: 99 }) }), { nil: undefined }),
  scheduled: fc.option(fc.record({ version, at: fc.integer({ min: -9, max: 9 }).map(later) }), { nil: undefined }),
});

describe('a schedule', () => {
  test('holds from its time on, and ends a rollout then', () => {
    const state: RuleSetState = {
      liveVersion: 1,
      rollout: { version: 2, percent: 10 },
      scheduled: { version: 3, at: NOON },
    };
    expect(settled(state, later(-1))).toBe(state);
    expect(isDue(state, later(-1))).toBe(false);
    expect(isDue(state, NOON)).toBe(true);
    expect(settled(state, NOON)).toEqual({ liveVersion: 3, rollout: undefined, scheduled: undefined });
  });

  test('that is settled is settled, and nothing is due any more', () => {
    fc.assert(
      fc.property(states, (state) => {
        const once = settled(state, NOON);
        expect(settled(once, NOON)).toBe(once);
        expect(isDue(once, NOON)).toBe(false);
        expect(once === state).toBe(!isDue(state, NOON));
      }),
    );
  });
});

describe('publishing', () => {
  test('to everybody ends a rollout and leaves a schedule of another version', () => {
    fc.assert(
      fc.property(states, version, (state, number) => {
        const after = published(state, number, { kind: 'now' });
        expect(after).toMatchObject({ liveVersion: number });
        expect(after.rollout).toBeUndefined();
        expect(after.scheduled).toEqual(state.scheduled?.version === number ? undefined : state.scheduled);
      }),
    );
  });

  test('at a time or to a part leaves what is live', () => {
    fc.assert(
      fc.property(states, version, (state, number) => {
        const at = later(1);
        expect(published(state, number, { kind: 'at', at })).toEqual({ ...state, scheduled: { version: number, at } });
        const percent = 20;
        const rollout = { version: number, percent };
        expect(published(state, number, { kind: 'percent', percent })).toEqual({ ...state, rollout });
      }),
    );
  });
});

describe('a rollout', () => {
  const rolling: RuleSetState = { liveVersion: 1, rollout: { version: 2, percent: 10 }, scheduled: undefined };

  test('goes to more, to all, or to nobody', () => {
    expect(rolledOutTo(rolling, 50)).toEqual({ ...rolling, rollout: { version: 2, percent: 50 } });
    expect(rolledOutTo(rolling, 100)).toEqual({ liveVersion: 2, rollout: undefined, scheduled: undefined });
    expect(rolledOutTo(rolling, 0)).toEqual({ ...rolling, rollout: undefined });
  });
});

test('rolling back leaves one version and nothing to come', () => {
  fc.assert(
    fc.property(states, version, (state, number) => {
      const after = rolledBackTo(state, number);
      expect(after).toEqual({ liveVersion: number, rollout: undefined, scheduled: undefined });
    }),
  );
});
