// Which test file goes first: the kind that takes longest, so that no worker is left alone with a long one at the end.
import { statSync } from 'node:fs';

const KINDS = ['browser', 'api', 'database', 'pure'];

export default class Sequencer {
  /** By kind, and within a kind the largest file first. */
  sort(tests) {
    const kind = ({ context }) => KINDS.indexOf(context.config.displayName?.name);
    const known = tests.map((test) => ({ test, kind: kind(test), bytes: statSync(test.path).size }));
    return known.sort((a, b) => a.kind - b.kind || b.bytes - a.bytes).map(({ test }) => test);
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
