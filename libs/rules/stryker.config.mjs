// npm run mutation: changes the engine in thousands of small ways and counts how many of them the specs notice.
import { fileURLToPath } from 'node:url';
import jest from '../../jest.config.mjs';

const [pure] = jest.projects;
const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['src/**/*.ts', '!src/**/*.spec.ts', '!src/testing.ts'],
  ignorePatterns: ['dist', 'bench', 'reports'],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
  coverageAnalysis: 'perTest',
  jest: {
    projectType: 'custom',
    enableFindRelatedTests: false,
    config: {
      ...pure,
      displayName: undefined,
      setupFiles: [at('../../tools/jest-setup.mjs')],
      testEnvironment: at('./mutation/stop-early.cjs'),
      testMatch: ['<rootDir>/mutation/all.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/dist/'],
    },
  },
  concurrency: 2,
  timeoutMS: 3000,
  // Not incremental: to Stryker all tests stand in one file, and it would not see which of them changed.
  reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, allowEmojis: false },
  thresholds: { high: 95, low: 90, break: 85 },
  allowConsoleColors: false,
};
