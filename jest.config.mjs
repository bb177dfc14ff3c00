// Three heights: pure specs beside the code, modules on a real database, end-to-end over HTTP and in Chromium.

/**
 * A whole run goes in two parts, because measuring what is covered makes everything slower: `measured` is what counts
 * towards the coverage of the API, `unmeasured` the rest. JIFEN_TESTS names one of them; without it there are all.
 */
const part = process.env.JIFEN_TESTS;
const isMeasured = part !== 'unmeasured';
const isUnmeasured = part !== 'measured';

/** End-to-end tests that leave nearly all of their work to other processes, or repeat what others do many times. */
const HEAVY = 'backtest-runs bench crash fuzz import next-version other-times redis-gone replicas seed start torture';
const heavy = `/e2e/(${HEAVY.replaceAll(' ', '|')})\\.e2e\\.ts$`;

const ignored = ['/node_modules/', '/dist/'];
const common = {
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  testEnvironmentOptions: { customExportConditions: ['@jifen/source', 'node'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1', '^fast-check$': '<rootDir>/tools/jest-fast-check.mjs' },
  setupFiles: ['<rootDir>/tools/jest-setup.mjs'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', tsx: false, decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      },
    ],
  },
};

const specs = (...folders) => folders.map((folder) => `<rootDir>/${folder}/**/*.spec.ts`);

const projects = [
  {
    displayName: 'pure',
    testMatch: [
      ...(isMeasured ? specs('apps/api/src') : []),
      ...(isUnmeasured ? specs('libs', 'apps/admin/src', 'tools') : []),
    ],
    testPathIgnorePatterns: [...ignored, '/\\.stryker-tmp/', '\\.db\\.spec\\.ts$'],
  },
  isMeasured && {
    displayName: 'database',
    testMatch: ['<rootDir>/apps/api/src/**/*.db.spec.ts'],
    testPathIgnorePatterns: ignored,
  },
  {
    displayName: 'api',
    testMatch: ['<rootDir>/apps/api/e2e/**/*.e2e.ts'],
    testPathIgnorePatterns: [...ignored, ...(isMeasured ? [] : [`^(?!.*${heavy})`]), ...(isUnmeasured ? [] : [heavy])],
  },
  isUnmeasured && {
    displayName: 'browser',
    testMatch: ['<rootDir>/apps/admin/e2e/**/*.e2e.ts'],
    testPathIgnorePatterns: ignored,
  },
];

export default {
  // Real databases, browsers and processes on two cores: slow is no failure.
  testTimeout: 60_000,
  testSequencer: '<rootDir>/tools/jest-sequencer.mjs',
  // Measuring takes the longer the more a worker has loaded: a fresh one is cheaper than one that is full.
  workerIdleMemoryLimit: '1GB',
  coverageProvider: 'v8',
  coverageThreshold: { global: { lines: 80 } },
  collectCoverageFrom: [
    'apps/api/src/**/*.ts',
    '!apps/api/src/**/*.spec.ts',
    '!apps/api/src/cli/**',
    '!apps/api/src/testing/**',
  ],
  projects: projects.filter(Boolean).map((project) => ({ ...common, ...project })),
};
