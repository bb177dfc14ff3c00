// Three heights in one run: pure specs beside the code, modules on a real database, end-to-end over HTTP and in Chromium.
const common = {
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  testEnvironmentOptions: { customExportConditions: ['@jifen/source', 'node'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
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

export default {
  // Real databases, browsers and processes on two cores: slow is no failure.
  testTimeout: 60_000,
  coverageProvider: 'v8',
  coverageThreshold: { global: { lines: 80 } },
  collectCoverageFrom: [
    'apps/api/src/**/*.ts',
    '!apps/api/src/**/*.spec.ts',
    '!apps/api/src/cli/**',
    '!apps/api/src/testing/**',
  ],
  projects: [
    {
      ...common,
      displayName: 'pure',
      testMatch: ['<rootDir>/libs/**/*.spec.ts', '<rootDir>/apps/**/src/**/*.spec.ts', '<rootDir>/tools/**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/dist/', '/\\.stryker-tmp/', '\\.db\\.spec\\.ts$'],
    },
    {
      ...common,
      displayName: 'database',
      testMatch: ['<rootDir>/apps/api/src/**/*.db.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/dist/'],
    },
    {
      ...common,
      displayName: 'api',
      testMatch: ['<rootDir>/apps/api/e2e/**/*.e2e.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/dist/'],
    },
    {
      ...common,
      displayName: 'browser',
      testMatch: ['<rootDir>/apps/admin/e2e/**/*.e2e.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/dist/'],
    },
  ],
};
