// Jest's world for mutants: one failing test is enough to know that a mutant was noticed, and the rest is skipped.
const { TestEnvironment } = require('jest-environment-node');

/** Of the zones that are compared with Intl millisecond by millisecond, two are enough here. */
const SLOW = /around every change of offset in (?!Pacific\/Apia|Africa\/Monrovia)/;

module.exports = class StopEarly extends TestEnvironment {
  #failed = false;

  handleTestEvent(event) {
    if (event.name === 'test_fn_failure' || event.name === 'hook_failure') {
      this.#failed = true;
    } else if (event.name === 'test_start' && (this.#failed || SLOW.test(event.test.name))) {
      event.test.mode = 'skip';
    }
  }
};
