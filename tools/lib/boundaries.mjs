// Who may import whom, as one table. `node tools/lint-boundaries.mjs --write` turns it into biome.boundaries.json, which
// biome.json extends; the lint fails when the two differ, and tools/boundaries.spec.ts plants a violation of each rule.

const CORE = ['platform', 'identity', 'account', 'event', 'rule'];
const TRIALS = [...CORE, 'experiment', 'rehearsal'];
const POLICY = [...TRIALS, 'level', 'risk', 'campaign'];
const FLOW = [...POLICY, 'exchange', 'earning', 'lottery'];

/** What each module of the API may know: lower tiers, and nothing sideways except where it is written here. */
export const MAY_KNOW = {
  platform: [],
  identity: ['platform'],
  account: ['platform', 'identity'],
  event: ['platform', 'identity'],
  rule: ['platform', 'identity', 'account', 'event'],
  experiment: CORE,
  rehearsal: CORE,
  level: TRIALS,
  risk: [...TRIALS, 'level'],
  campaign: [...TRIALS, 'level'],
  exchange: POLICY,
  earning: [...POLICY, 'exchange'],
  lottery: [...POLICY, 'exchange'],
  reconciliation: FLOW,
  reporting: FLOW,
  notification: FLOW,
};
export const MODULES = Object.keys(MAY_KNOW);

/** What the pure core of a module may take from platform/: values that say something, nothing that does something. */
const PLATFORM_VALUES =
  'Access|Principal|ClientPrincipal|UserPrincipal|OperatorPrincipal|canonicalJson|fingerprintOf|Programme';

const NO_FORWARD_REF = {
  '@nestjs/common': {
    importNames: ['forwardRef'],
    message: 'No forwardRef: a cycle between classes is a boundary in the wrong place.',
  },
};
const EDGE = {
  group: ['**/app.js', '**/app.module.js', '**/main.js', '**/cli/**', '**/migrations/**', '**/testing/**'],
  message: 'A module does not know who composes, starts, migrates or tests it.',
};
const DRIVERS = {
  group: ['typeorm', 'mysql2', 'mysql2/**', 'bull', 'ioredis', '@nestjs/typeorm', '@nestjs/bull'],
  message: 'Only platform/ talks to the database and to Redis; use its Database, Jobs and Outbox.',
};
const NO_API = {
  group: ['**/apps/api/**', '**/api/src/**', '@jifen/api', '@nestjs/**'],
  message: 'The console talks to the API over HTTP; it shares the contracts and the rules, nothing else.',
};

/** Worker threads do without the framework, which platform/index.js brings along. */
const THREAD = '!**/platform/thread.js';

const entered = (modules) => ({
  group: [...modules.flatMap((name) => [`**/${name}/**`, `!**/${name}/index.js`]), THREAD],
  message: 'A module is entered only through its index.ts.',
});

function restrict(includes, patterns, paths) {
  const options = { ...(paths ? { paths } : {}), patterns };
  const rules = { style: { noRestrictedImports: { level: 'error', options } } };
  return { includes, linter: { rules } };
}

function restrictModule(name) {
  const known = MAY_KNOW[name];
  const others = MODULES.filter((other) => other !== name && !known.includes(other));
  const tiers = {
    group: others.map((other) => `**/${other}/**`),
    message: `${name}/ may not know this module: tiers look down only, and not sideways.`,
  };
  const patterns = [
    ...(others.length > 0 ? [tiers] : []),
    ...(known.length > 0 ? [entered(known)] : []),
    EDGE,
    ...(name === 'platform' ? [] : [DRIVERS]),
  ];
  return restrict([`apps/api/src/${name}/**`], patterns, NO_FORWARD_REF);
}

/** The configuration that biome.json extends. Where several entries match a file, the last one counts alone. */
export function boundaryConfig() {
  const domain = [
    {
      group: ['**', '!./**', '!../domain/**', '!@jifen/*', '!node:crypto', '!**/platform/index.js'],
      message: 'domain/ is pure: the contracts, the rules and its own files.',
    },
    {
      group: ['**/platform/index.js'],
      importNamePattern: PLATFORM_VALUES,
      invertImportNamePattern: true,
      message: 'domain/ knows no database, clock, ids or HTTP: what it needs of them is an argument.',
    },
  ];
  const contracts = {
    group: ['**', '!./**', '!class-validator', '!class-transformer', '!reflect-metadata'],
    message: 'Forms in the browser share the contracts: class-validator and class-transformer, no other framework.',
  };
  const engine = {
    group: ['**', '!./**', '!@jifen/contracts'],
    message: 'The rule engine is pure and runs in browsers, too: no framework, no Node, no application.',
  };
  const library = {
    group: ['**/apps/**', '@jifen/api', '@jifen/admin', '@jifen/mall', '@nestjs/**'],
    message: 'A library does not know applications.',
  };
  const features = {
    group: ['../**', '!../../shared/**', '!../../../shared/**'],
    message: 'Features never import each other; what two of them need is in shared/.',
  };
  const shared = { group: ['**/features/**'], message: 'shared/ does not know features.' };
  const tests = { group: ['**/testing/**'], message: 'What runs does not know what tests it.' };
  return {
    overrides: [
      ...MODULES.map(restrictModule),
      restrict(['apps/api/src/*/domain/**'], domain),
      restrict(
        ['apps/api/src/*.ts', 'apps/api/src/cli/**'],
        [entered(MODULES.filter((name) => name !== 'platform')), tests],
        NO_FORWARD_REF,
      ),
      restrict(['libs/contracts/src/**'], [contracts]),
      restrict(['libs/rules/src/**'], [engine]),
      restrict(['libs/sdk/**'], [library]),
      restrict(['apps/admin/src/**', 'apps/mall/src/**'], [NO_API]),
      restrict(['apps/admin/src/shared/**'], [NO_API, shared]),
      restrict(['apps/admin/src/features/**'], [NO_API, features]),
      {
        includes: ['**/*.spec.ts', '**/*.e2e.ts'],
        linter: { rules: { style: { noRestrictedImports: 'off' } } },
      },
    ],
  };
}
