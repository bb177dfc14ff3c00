import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UndoLog } from './undo-log.js';

interface State {
  fields: Record<string, number>;
  map: Map<string, number>;
  list: number[];
}

const key = fc.constantFrom('a', 'b', 'c');
const change = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), key, value: fc.nat({ max: 3 }) }),
  fc.record({ kind: fc.constant('put' as const), key, value: fc.nat({ max: 3 }) }),
  fc.record({ kind: fc.constant('remove' as const), key }),
  fc.record({ kind: fc.constant('push' as const), value: fc.nat() }),
  fc.record({ kind: fc.constant('commit' as const) }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function apply(undo: UndoLog, state: State, what: Change): void {
  if (what.kind === 'set') undo.set(state.fields, what.key, what.value);
  else if (what.kind === 'put') undo.put(state.map, what.key, what.value);
  else if (what.kind === 'remove') undo.remove(state.map, what.key);
  else if (what.kind === 'push') undo.push(state.list, what.value);
  else undo.commit();
}

/** As text, maps by key: which of two entries came first is nobody's business. */
const textOf = ({ fields, map, list }: State) => JSON.stringify([fields, [...map].sort(), list]);

describe('the undo log', () => {
  test('takes back everything since the last commit, whatever it was', () => {
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const state: State = { fields: { a: 0, b: 0, c: 0 }, map: new Map([['a', 1]]), list: [9] };
        const undo = new UndoLog();
        let kept = textOf(state);
        for (const each of changes) {
          apply(undo, state, each);
          if (each.kind === 'commit') kept = textOf(state);
        }
        undo.rollback();
        expect(textOf(state)).toBe(kept);
        undo.rollback();
        expect(textOf(state)).toBe(kept);
      }),
    );
  });

  test('an entry that was undefined is there again afterwards, one that was missing is gone', () => {
    const map = new Map<string, number | undefined>([['there', undefined]]);
    const undo = new UndoLog();
    undo.put(map, 'there', 1);
    undo.put(map, 'missing', 1);
    undo.rollback();
    expect([...map]).toEqual([['there', undefined]]);
  });
});
